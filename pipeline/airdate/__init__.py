"""Airdate publishes an interview and its article together, whole, or not at all."""

__version__ = "0.1.0"
