"""Kenes: the system an expert council runs on."""

__version__ = "0.1.0"
