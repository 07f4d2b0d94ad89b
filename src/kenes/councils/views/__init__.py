"""Pages of councils and their people."""
