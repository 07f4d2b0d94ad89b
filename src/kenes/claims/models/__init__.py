"""Claims, appearances, reviews, findings: what is false."""
