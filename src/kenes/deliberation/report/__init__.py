"""Findings in a conversation as files that need no server: result.json, tables in CSV, and one page."""
