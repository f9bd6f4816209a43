"""Encoders: MP3, AAC and Opus."""
