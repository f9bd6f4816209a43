"""What goes wrong for reasons outside the program, told to people.

    AirdateError
    ├── AudioError        a recording that can't be used, or mastered
    ├── ArtworkError      an image that can't be used
    ├── TranscriptError   a transcript that can't be read
    ├── WorkspaceError    a workspace that can't be found, made or added to
    ├── InvalidWorkspace  a workspace with problems: all of them
    ├── ClusterError      workers elsewhere that can't be reached, or can't do the work
    ├── SearchError       an index of pages that can't be made
    ├── FetchError        something on the web that can't be had
    ├── LintError         a feed that can't be looked at
    ├── FixError         a file that can't be mended after all
    ├── HeadError         a head.json that can't be read
    └── StoreError        a store that can't be reached or written
        └── Superseded    somebody else published first

Each is defined where it is raised; here are those that several rooms share.
"""

from __future__ import annotations


class AirdateError(Exception):
    """An error with its remedy: `message` says what is wrong, `hint` what to do about it."""

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
