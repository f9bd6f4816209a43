"""The one error of the audio engine."""

from __future__ import annotations


class AudioError(Exception):
    """A recording that can't be used: what is wrong with it, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend
