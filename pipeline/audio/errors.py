"""The one error of the audio engine."""

from __future__ import annotations

from pipeline.errors import AirdateError


class AudioError(AirdateError):
    """A recording that can't be used."""
