"""Briefs: one dict per language, laid out as page, PDF and DOCX."""
