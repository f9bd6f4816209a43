"""Recursive filters over blocks of samples, as matrix products.

A cascade of biquads is a linear system with a state s of two numbers for each biquad:

    y[n] = C·s + D·x[n]        s' = A·s + B·x[n]

Unrolled over a span of samples, its outputs are one product of the span's inputs with a
triangular matrix, plus what the state at its start still contributes. So a block is filtered by
a few matrix products, at the speed of BLAS, and the states of all spans are chained by prefix
doubling (Hillis & Steele, "Data parallel algorithms", CACM 29(12), 1986).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from airdate.audio.dsp.blocks import padded
from airdate.audio.dsp.matmul import product

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airdate.audio.dsp.blocks import Samples

Matrix = npt.NDArray[np.float64]

NEGLIGIBLE = 1e-30


@dataclass(frozen=True, slots=True)
class Biquad:
    """A second-order section; a0 is 1."""

    b0: float
    b1: float
    b2: float
    a1: float
    a2: float


class BlockFilter:
    """Filters a stream of blocks; all but the last are multiples of `span` samples long."""

    def __init__(self, sections: Sequence[Biquad], span: int, channels: int) -> None:
        self._span = span
        self._matrices = _designed(tuple(sections), span)
        self._state = np.zeros((channels, len(self._matrices.step)))

    def __call__(self, block: Samples) -> Samples:
        """Return the filtered block, of the same shape (channels, samples)."""
        channels, length = block.shape
        spans = -(-length // self._span)
        rows = padded(block, self._span).reshape(-1, self._span)
        added = product(rows, self._matrices.to_state).reshape(channels, spans, -1)
        states = self._chain(added.astype(np.float64)).astype(np.float32)
        outputs = product(rows, self._matrices.response)
        outputs += product(states.reshape(channels * spans, -1), self._matrices.from_state)
        return outputs.reshape(channels, -1)[:, :length]

    def _chain(self, added: Matrix) -> Matrix:
        """Return the state at the start of each span, and keep the last one for what follows."""
        states = np.concatenate([self._state[:, None, :], added], axis=1)
        step, shift = self._matrices.step, 1
        while shift < states.shape[1] and np.abs(step).max() > NEGLIGIBLE:
            states[:, shift:] += states[:, :-shift] @ step.T
            step, shift = step @ step, shift * 2
        self._state = states[:, -1].copy()
        return states[:, :-1]


@dataclass(frozen=True, slots=True)
class _Matrices:
    """A filter over one span: inputs → outputs and state, state → outputs and the next state.

    `response` (span, span), `to_state` (span, order), `from_state` (order, span): float32;
    `step` (order, order): float64.
    """

    response: Samples
    to_state: Samples
    from_state: Samples
    step: Matrix


# Designing one takes as long as filtering some seconds of audio, and most streams use the same.
@lru_cache(maxsize=32)
def _designed(sections: tuple[Biquad, ...], span: int) -> _Matrices:
    a, b, c, d = _cascade(sections)
    powers = _powers(a, span)
    to_state = np.stack([powers[span - 1 - n] @ b for n in range(span)])
    from_state = np.stack([c @ powers[n] for n in range(span)], axis=1)
    return _Matrices(
        _response(powers, b, c, d).astype(np.float32),
        to_state.astype(np.float32),
        from_state.astype(np.float32),
        powers[span],
    )


def _cascade(sections: Sequence[Biquad]) -> tuple[Matrix, Matrix, Matrix, float]:
    """Return A, B, C, D of biquads in series, each in transposed direct form II."""
    a, b, c, d = np.zeros((0, 0)), np.zeros(0), np.zeros(0), 1.0
    for s in sections:
        own_a = np.array([[-s.a1, 1.0], [-s.a2, 0.0]])
        own_b = np.array([s.b1 - s.a1 * s.b0, s.b2 - s.a2 * s.b0])
        own_c = np.array([1.0, 0.0])
        a = np.block([[a, np.zeros((len(b), 2))], [np.outer(own_b, c), own_a]])
        b = np.concatenate([b, own_b * d])
        c = np.concatenate([c * s.b0, own_c])
        d *= s.b0
    return a, b, c, d


def _powers(a: Matrix, count: int) -> list[Matrix]:
    powers = [np.eye(len(a))]
    for _ in range(count):
        powers.append(powers[-1] @ a)
    return powers


def _response(powers: list[Matrix], b: Matrix, c: Matrix, d: float) -> Matrix:
    """Return the span × span matrix from inputs to outputs: the impulse response, shifted."""
    span = len(powers) - 1
    impulse = [d] + [float(c @ powers[n] @ b) for n in range(span - 1)]
    matrix = np.zeros((span, span))
    for n in range(span):
        matrix[n, n:] = impulse[: span - n]
    return matrix
