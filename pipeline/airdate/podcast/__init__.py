"""The podcast namespace: its values and vocabularies."""
