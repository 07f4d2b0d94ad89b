"""From an uploaded file to a preview: nothing here writes."""
