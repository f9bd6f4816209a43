"""`check` beyond the rules: feeds of others, links that are tried, what can be mended."""
