"""Feeds: what they say (`elements`), and in which bytes (`rss`, `chapters`)."""
