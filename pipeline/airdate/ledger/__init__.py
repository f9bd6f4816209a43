"""The memory of earlier runs, in a folder that may be deleted at any time."""
