"""What goes wrong with transcripts, told to people."""

from __future__ import annotations

from pipeline.errors import AirdateError


class TranscriptError(AirdateError):
    """A transcript that can't be read; `line` counts from 1, 0 is the file as a whole."""

    def __init__(self, what: str, mend: str, line: int = 0) -> None:
        super().__init__(what, mend)
        self.line = line
