"""Charts as numbers for SVG templates: nothing here asks the database."""
