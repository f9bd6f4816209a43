"""Tags and chapters of published files."""
