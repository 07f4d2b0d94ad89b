"""What people think: who thinks alike, and what they share."""
