"""Pages of signals and issues."""
