"""Float samples to the 16 bit that LAME takes, with dither, the same bits every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from airdate.audio.dsp.blocks import Samples

Pcm = npt.NDArray[np.int16]

FULL_SCALE = 32_767


def quantise(block: Samples, number: int) -> Pcm:
    """Return interleaved 16-bit samples (samples, channels) of block `number`.

    Triangular dither, 2 LSB wide, makes the error independent of the signal (Lipshitz, Wannamaker
    & Vanderkooy, "Quantization and Dither: A Theoretical Survey", JAES 40(5), 1992). Its seed is
    the block's number, so that the bits do not depend on who works on what.
    """
    channels, length = block.shape
    noise = np.random.PCG64(number).random_raw(-(-channels * length // 2)).view(np.int16)
    uniform = noise[: 2 * channels * length].reshape(2, length, channels)
    out = np.empty((length, channels), np.int16)
    for channel in range(channels):
        scaled = block[channel] * np.float32(FULL_SCALE)
        scaled += uniform[0, :, channel] * np.float32(2**-16)
        scaled += uniform[1, :, channel] * np.float32(2**-16)
        np.rint(scaled, out=scaled)
        np.clip(scaled, -FULL_SCALE - 1, FULL_SCALE, out=scaled)
        out[:, channel] = scaled
    return out
