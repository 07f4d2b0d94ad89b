"""Under which rule something is said: open, Chatham House, closed; and how it is kept."""
