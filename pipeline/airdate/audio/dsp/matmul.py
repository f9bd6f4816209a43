"""Matrix products that run on the calling thread alone.

The engine runs on all cores by threads of its own. OpenBLAS would split larger products over all
cores as well, and its threads then wait for each other, spinning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from airdate.audio.dsp.blocks import Samples

# OpenBLAS splits a product above this many multiplications (interface/gemm.c, its threshold for
# small matrices times GEMM_MULTITHREAD_THRESHOLD).
SMALL = 1 << 18


def product(rows: Samples, matrix: Samples) -> Samples:
    """Return rows @ matrix, worked in stacks that BLAS does not split."""
    count = max(1, SMALL // matrix.size)
    whole = len(rows) // count * count
    out = np.empty((len(rows), matrix.shape[1]), np.float32)
    stack = rows[:whole].reshape(-1, count, rows.shape[1])
    np.matmul(stack, matrix, out=out[:whole].reshape(-1, count, matrix.shape[1]))
    np.matmul(rows[whole:], matrix, out=out[whole:])
    return out
