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

# Sample formats that need no more than scaling: type and full scale ("p": one plane a channel).
FORMATS = {"s16": ("<i2", 2**15), "s32": ("<i4", 2**31), "flt": ("<f4", 1), "dbl": ("<f8", 1)}
# swresample's defaults (32 taps, cutoff 0.97) begin to fall at 19 kHz; these reach 20 kHz.
RESAMPLER = {"filter_size": "64", "phase_shift": "10", "cutoff": "0.98"}
# Beyond this, samples are not audio but a damaged float file.
LOUDEST = 1000.0
# Batches a second: frames are as short as 20 ms, and NumPy takes as long for one as for many.
BATCHES = 2


class Converter:
    """Converts a stream of frames; `seconds` is the length of what came in so far."""

    def __init__(self, rate: int, channels: int) -> None:
        self._rate, self._channels = rate, channels
        self._kind: tuple[str, str, int] | None = None
        self._resampler: av.AudioResampler | None = None
        self._taken = self._given = 0
        self._held: list[npt.NDArray[Any]] = []
        self._samples = 0  # in those that are held
        self._full_scale = 1
        self.seconds = 0.0

    def __call__(self, frame: av.AudioFrame) -> Iterator[Samples]:
        """Take a frame, of the format of the last one or another; yield a batch if it is full."""
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if kind != self._kind:
            yield from self._finish()
            self._begin(frame, kind)
        self.seconds += frame.samples / frame.sample_rate
        if self._resampler is None:
            self._hold(_planes(frame, kind[0]))
        else:
            self._taken += frame.samples
            self._hold_limited(self._resampled(frame, self._resampler))
        if self._samples >= self._rate // BATCHES:
            yield self._batch()

    def silence(self, seconds: float) -> Iterator[Samples]:
        """Yield a stretch of silence."""
        yield from self._finish()
        self._kind = None
        self.seconds += seconds
        total = round(seconds * self._rate)
        for start in range(0, total, self._rate):
            yield np.zeros((self._channels, min(self._rate, total - start)), np.float32)

    def flush(self) -> Iterator[Samples]:
        """Yield what is still held, here and in the resampler."""
        yield from self._finish()

    def _begin(self, frame: av.AudioFrame, kind: tuple[str, str, int]) -> None:
        self._kind, self._taken, self._given = kind, 0, 0
        name = kind[0].removesuffix("p")
        same = frame.sample_rate == self._rate and frame.layout.nb_channels == self._channels
        if same and name in FORMATS:
            self._resampler, self._full_scale = None, FORMATS[name][1]
            return
        layout = "stereo" if self._channels == 2 else "mono"  # noqa: PLR2004 — left and right
        self._resampler = av.AudioResampler("fltp", layout, self._rate, options=RESAMPLER)
        self._full_scale = 1

    def _resampled(self, frame: av.AudioFrame, resampler: av.AudioResampler) -> list[av.AudioFrame]:
        frame.pts = None
        try:
            return resampler.resample(frame)
        except (av.FFmpegError, ValueError) as error:
            raise AudioError(
                f"cannot convert {frame.layout.nb_channels} channels at {frame.sample_rate} Hz",
                "Export the recording again.",
            ) from error

    def _finish(self) -> Iterator[Samples]:
        """Yield the rest of one kind of frames: as long as what came in, to the sample."""
        if self._resampler is not None and self._kind is not None:
            self._hold_limited(self._resampler.resample(None))
            self._resampler = None
            short = round(self._taken * self._rate / self._kind[2]) - self._given
            if short > 0:
                self._hold(np.zeros((self._channels, short), np.float32))
        if self._held:
            yield self._batch()

    def _hold_limited(self, frames: list[av.AudioFrame]) -> None:
        """Hold resampled frames, up to the length of what came in."""
        source = self._kind[2] if self._kind else self._rate
        due = round(self._taken * self._rate / source)
        for frame in frames:
            part = _planes(frame, "fltp")[:, : max(0, due - self._given)]
            self._given += part.shape[1]
            self._hold(part)

    def _hold(self, part: npt.NDArray[Any]) -> None:
        self._held.append(part)
        self._samples += part.shape[1]

    def _batch(self) -> Samples:
        joined = np.concatenate(self._held, axis=1)
        self._held, self._samples = [], 0
        return _scaled(joined, self._full_scale)


def _planes(frame: av.AudioFrame, name: str) -> npt.NDArray[Any]:
    """Return a frame's samples (channels, samples), as a view; `name` is its sample format."""
    kind = FORMATS[name.removesuffix("p")][0]
    planes = [np.frombuffer(plane, kind) for plane in frame.planes]  # type: ignore[call-overload]
    if name.endswith("p") and len(planes) > 1:
        return np.stack([plane[: frame.samples] for plane in planes])
    channels = frame.layout.nb_channels
    return np.asarray(planes[0][: frame.samples * channels].reshape(-1, channels).T)


def _scaled(samples: npt.NDArray[Any], full_scale: int) -> Samples:
    if full_scale == 1:
        return _clean(samples)
    # In C's order, one channel after the other: all that follows runs many times faster on that.
    factor = np.float32(1 / full_scale)
    return np.asarray(np.multiply(samples, factor, dtype=np.float32, order="C"))


def _clean(samples: npt.NDArray[Any]) -> Samples:
    """Return float samples without the infinities and NaNs of damaged files."""
    as_float = np.ascontiguousarray(samples, np.float32)
    if np.isfinite(as_float).all() and np.abs(as_float).max(initial=0) <= LOUDEST:
        return as_float
    return np.clip(np.nan_to_num(as_float, nan=0.0), -LOUDEST, LOUDEST)
