"""The line: probe, produce, diff, deploy."""
