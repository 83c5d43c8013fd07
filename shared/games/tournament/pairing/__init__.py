"""Pairings and standings: pure functions of seeds and results."""
