"""Commands: what people type, are asked, and are shown."""
