"""Papers: what is known."""
