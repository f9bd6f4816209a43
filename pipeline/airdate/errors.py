"""Errors with causes outside the program, and words for people.

    AirdateError
    ├── AudioError        a recording that cannot be used or mastered
    ├── ArtworkError      an image that cannot be used
    ├── TranscriptError   a transcript that cannot be read
    ├── WorkspaceError    a workspace that cannot be found, created or added to
    ├── InvalidWorkspace  a workspace with problems, which it has
    ├── ClusterError      a cluster that cannot be reached or used
    ├── SearchError       a search index that cannot be built
    ├── FetchError        a URL that cannot be fetched
    ├── LintError         a feed that cannot be read
    ├── FixError          a file that cannot be fixed
    ├── ManifestError     a manifest that cannot be read
    └── StoreError        a store that cannot be read or written
        └── Superseded    another publish finished first

Each is defined where it is raised; those that several rooms share are here.
"""

from __future__ import annotations


class AirdateError(Exception):
    """An error with its remedy: `message` is what is wrong, `hint` what to do about it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}"


class AudioError(AirdateError):
    """A recording that can't be used."""


class TranscriptError(AirdateError):
    """A transcript that can't be read; `line` counts from 1, 0 is the file as a whole."""

    def __init__(self, message: str, hint: str, line: int = 0) -> None:
        super().__init__(message, hint)
        self.line = line
