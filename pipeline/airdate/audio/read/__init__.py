"""Recordings in: decoded, with the tags and lengths that they declare."""
