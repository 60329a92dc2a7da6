"""Language models of a user's own: a server, or a checkpoint on disk; each has a module."""
