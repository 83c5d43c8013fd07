"""Players wait for a match, and are matched."""
