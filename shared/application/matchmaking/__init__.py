"""Players wait for a match, are matched, and rated when it is over."""
