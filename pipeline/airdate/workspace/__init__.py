"""The author's files: read into values with every problem, created, and edited."""

from airdate.workspace.read.load import load
from airdate.workspace.read.locate import located
from airdate.workspace.write.add import NewEpisode, add
from airdate.workspace.write.create import NewShow, WorkspaceError, create

__all__ = ["NewEpisode", "NewShow", "WorkspaceError", "add", "create", "load", "located"]
