"""OAI-PMH 2.0 (openarchives.org): library catalogues harvest a council's public papers in Dublin Core."""
