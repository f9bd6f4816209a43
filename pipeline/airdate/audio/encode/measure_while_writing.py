"""Measures a rendition while it is being written, so that it isn't read again afterwards."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, BinaryIO

import av

from airdate.audio.dsp.blocks import block_length, regrid
from airdate.audio.dsp.fades import cut
from airdate.audio.dsp.resample import Converter
from airdate.audio.encode.mp3 import DECODER_DELAY, ENCODER_DELAY, Format, info_length
from airdate.audio.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from threading import Event

    from av.container import InputContainer

    from airdate.audio.dsp.blocks import Samples
    from airdate.model import Measurement

PATIENCE = 0.02  # seconds between looks at a file that has not grown yet
DELAY = ENCODER_DELAY + DECODER_DELAY


def follow(path: Path, form: Format, samples: int, written: Event) -> Measurement:
    """Measure an MP3 file of `samples` samples while it grows; `written` is set at its end.

    Samples that its Info header cuts from either end are left out, as in players.
    """
    meter = Meter(form.rate, form.channels)
    with path.open("rb") as file:
        file.seek(info_length(form))
        with closing(av.open(_Growing(file, written), "r", format="mp3")) as container:
            audible = cut(_decoded(container, form), DELAY, DELAY + samples)
            for block in regrid(audible, block_length(form.rate)):
                meter.add(block)
    return meter.measurement()


def _decoded(container: InputContainer, form: Format) -> Iterator[Samples]:
    convert = Converter(form.rate, form.channels)
    for frame in container.decode(audio=0):
        yield from convert(frame)
    yield from convert.flush()


class _Growing:
    """A file that another thread writes: its end is where it ends once it is whole."""

    def __init__(self, file: BinaryIO, written: Event) -> None:
        self._file, self._written = file, written

    def read(self, size: int) -> bytes:
        """Return what there is, at most `size` bytes; wait where there is nothing yet."""
        while not (data := self._file.read(size)):
            if self._written.is_set():
                return self._file.read(size)
            self._written.wait(PATIENCE)
        return data
