"""Topics, agenda, meetings, questions, suggestions, minutes: when we speak."""
