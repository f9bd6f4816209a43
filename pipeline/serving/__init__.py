"""The server that Airdate does without: told, imitated, tested and refreshed."""
