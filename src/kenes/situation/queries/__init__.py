"""What the room of situations reads."""
