"""What the acts of this room refuse."""
