"""Pure functions on numbers and arrays: no Django, no clock, no I/O beyond files that a reader is handed."""
