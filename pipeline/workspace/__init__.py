"""The author's files ↔ values: every problem of every file, with its place."""

from pipeline.workspace.add import NewEpisode, add
from pipeline.workspace.create import NewShow, WorkspaceError, create
from pipeline.workspace.load import load
from pipeline.workspace.places import located

__all__ = ["NewEpisode", "NewShow", "WorkspaceError", "add", "create", "load", "located"]
