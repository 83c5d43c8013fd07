"""Matchmaking: players wait for a match, are matched, and are rated after it."""
