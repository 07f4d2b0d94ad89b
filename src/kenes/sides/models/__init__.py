"""A council of several parties: private rooms, what both must agree to, parity."""
