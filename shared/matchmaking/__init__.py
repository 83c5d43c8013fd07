"""Matchmaking as pure functions: queues, parties, fair teams. It knows no game, and plays none."""
