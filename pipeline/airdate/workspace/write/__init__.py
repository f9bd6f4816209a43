"""New workspaces and episodes, and edits of the author's files."""
