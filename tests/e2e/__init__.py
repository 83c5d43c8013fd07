"""A package, so that its stage ends with its last test, not with the run."""
