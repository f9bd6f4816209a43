"""The author's files to values, and every problem with its place."""
