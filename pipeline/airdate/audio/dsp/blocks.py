"""The grid on which all sound is worked: which rates, how long a block is, how it is laid out.

Everything after the decoder sees float32 samples of shape (channels, samples), full scale ±1,
one or two channels, at 44.1 or 48 kHz: Apple's recommended rates for podcasts
(https://podcasters.apple.com/support/893-audio-requirements, read 2026-11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Samples = npt.NDArray[np.float32]

RATES = (44_100, 48_000)
# R128 meters step by 100 ms (EBU Tech 3341, 2.2); 44.1 and 48 kHz hold whole numbers of samples.
HOPS_PER_SECOND = 10
# One block is 3.2 s: long enough to be worked fast, short enough to stay in a core's cache; a
# multiple of a hop, of a filter's span and of the limiter's groups of 64 samples.
HOPS = 32
# The longest recording taken: what claims to be longer than two days is a damaged header.
MAX_SECONDS = 48 * 3600


def engine_rate(rate: int) -> int:
    """Return the rate to work and publish at: 44.1 kHz for its family, 48 kHz for all else."""
    return 44_100 if rate % 11_025 == 0 else 48_000


def hop_length(rate: int) -> int:
    """Return the samples in 100 ms."""
    return rate // HOPS_PER_SECOND


def block_length(rate: int) -> int:
    """Return the samples in one block."""
    return hop_length(rate) * HOPS


def span_length(rate: int) -> int:
    """Return the span for recursive filters: it divides a hop."""
    return 49 if rate == RATES[0] else 48


def regrid(parts: Iterable[Samples], size: int) -> Iterator[Samples]:
    """Yield the same samples in blocks of `size`; the last one may be shorter."""
    held: list[Samples] = []
    count = 0
    for part in parts:
        held.append(part)
        count += part.shape[1]
        if count >= size:
            joined = np.concatenate(held, axis=1)
            whole = count // size * size
            for start in range(0, whole, size):
                yield joined[:, start : start + size]
            held, count = [joined[:, whole:]], count - whole
    if count:
        yield np.concatenate(held, axis=1)


def padded(block: Samples, multiple: int) -> Samples:
    """Return the block with silence after it, up to a whole multiple of samples."""
    missing = -block.shape[1] % multiple
    return np.pad(block, ((0, 0), (0, missing))) if missing else block
