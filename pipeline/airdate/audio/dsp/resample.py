"""Decoded frames, of any sample format, rate and layout, to the engine's float samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import av
import numpy as np

from airdate.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from airdate.audio.dsp.blocks import Samples

# Full scale of the sample formats that need no more than scaling ("p": one plane a channel).
FULL_SCALE = {"s16": 2**15, "s32": 2**31, "flt": 1, "dbl": 1}
# swresample's defaults (32 taps, cutoff 0.97) begin to fall at 19 kHz; these reach 20 kHz.
RESAMPLER = {"filter_size": "64", "phase_shift": "10", "cutoff": "0.98"}
# Beyond this, samples are not sound but a damaged float file.
LOUDEST = 1000.0


class Converter:
    """Converts a stream of frames; `seconds` is how much sound came in so far."""

    def __init__(self, rate: int, channels: int) -> None:
        self._rate, self._channels = rate, channels
        self._kind: tuple[str, str, int] | None = None
        self._resampler: av.AudioResampler | None = None
        self._taken = self._given = 0
        self.seconds = 0.0

    def __call__(self, frame: av.AudioFrame) -> Iterator[Samples]:
        """Yield what can be said after this frame; the format may differ from the last one's."""
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if kind != self._kind:
            yield from self._finish()
            self._begin(frame, kind)
        self.seconds += frame.samples / frame.sample_rate
        if self._resampler is None:
            yield _scaled(frame)
            return
        self._taken += frame.samples
        frame.pts = None
        try:
            resampled = self._resampler.resample(frame)
        except (av.FFmpegError, ValueError) as error:
            raise AudioError(
                f"its header claims {frame.layout.nb_channels} channels at {frame.sample_rate} Hz,"
                " which can't be converted",
                "export it again",
            ) from error
        yield from self._limited(resampled)

    def silence(self, seconds: float) -> Iterator[Samples]:
        """Yield a stretch of silence."""
        yield from self._finish()
        self._kind = None
        self.seconds += seconds
        whole = round(seconds * self._rate)
        for start in range(0, whole, self._rate):
            yield np.zeros((self._channels, min(self._rate, whole - start)), np.float32)

    def flush(self) -> Iterator[Samples]:
        """Yield what the resampler still holds."""
        yield from self._finish()

    def _begin(self, frame: av.AudioFrame, kind: tuple[str, str, int]) -> None:
        self._kind, self._taken, self._given = kind, 0, 0
        same = frame.sample_rate == self._rate and frame.layout.nb_channels == self._channels
        if same and kind[0].removesuffix("p") in FULL_SCALE:
            self._resampler = None
            return
        layout = "stereo" if self._channels == 2 else "mono"  # noqa: PLR2004 — both ears
        self._resampler = av.AudioResampler("fltp", layout, self._rate, options=RESAMPLER)

    def _finish(self) -> Iterator[Samples]:
        """Yield the rest of one kind of frames: as long as what came in, to the sample."""
        if self._resampler is None or self._kind is None:
            return
        yield from self._limited(self._resampler.resample(None))
        self._resampler = None
        short = round(self._taken * self._rate / self._kind[2]) - self._given
        if short > 0:
            yield np.zeros((self._channels, short), np.float32)

    def _limited(self, frames: list[av.AudioFrame]) -> Iterator[Samples]:
        source = self._kind[2] if self._kind else self._rate
        for frame in frames:
            due = round(self._taken * self._rate / source) - self._given
            part = _clean(frame.to_ndarray())[:, : max(0, due)]
            self._given += part.shape[1]
            yield part


def _scaled(frame: av.AudioFrame) -> Samples:
    name = frame.format.name
    samples = frame.to_ndarray()
    if not frame.format.is_planar:
        samples = samples.reshape(-1, frame.layout.nb_channels).T
    scale = FULL_SCALE[name.removesuffix("p")]
    if scale == 1:
        return _clean(samples)
    # In C's order, one channel after the other: all that follows runs many times faster on that.
    return np.multiply(samples, np.float32(1 / scale), dtype=np.float32, order="C")


def _clean(samples: npt.NDArray[Any]) -> Samples:
    """Return float samples without the infinities and not-a-numbers of damaged files."""
    as_float = np.ascontiguousarray(samples, np.float32)
    if np.isfinite(as_float).all() and np.abs(as_float).max(initial=0) <= LOUDEST:
        return as_float
    return np.clip(np.nan_to_num(as_float, nan=0.0), -LOUDEST, LOUDEST)
