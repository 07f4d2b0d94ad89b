"""Acts of this room: the only writers."""
