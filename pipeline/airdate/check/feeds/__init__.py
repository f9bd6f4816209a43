"""Anyone's feed, read as a document and as the input of rules. Pure."""
