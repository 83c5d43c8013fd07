"""Contests of games change the ratings of their players."""
