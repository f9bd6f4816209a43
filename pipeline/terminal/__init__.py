"""Commands as people meet them: what they ask, show and print."""
