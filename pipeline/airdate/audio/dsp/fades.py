"""Cutting a stream of samples, and joining two with a crossfade of equal power."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from airdate.audio.dsp.blocks import Samples


def cut(parts: Iterable[Samples], start: int, end: int) -> Iterator[Samples]:
    """Yield the samples from number `start` to before number `end`."""
    at = 0
    for part in parts:
        inside = part[:, max(0, start - at) : max(0, end - at)]
        if inside.shape[1]:
            yield inside
        at += part.shape[1]
        if at >= end:
            return


def joined(first: Iterable[Samples], second: Iterable[Samples], overlap: int) -> Iterator[Samples]:
    """Yield `first`, then `second`; the last `overlap` samples of one fade into the other."""
    tail: Samples | None = None
    for part in first:
        both = part if tail is None else np.concatenate([tail, part], axis=1)
        yield both[:, : max(0, both.shape[1] - overlap)]
        tail = both[:, max(0, both.shape[1] - overlap) :]
    head, rest = _head(iter(second), 0 if tail is None else tail.shape[1])
    if tail is not None:
        yield _mixed(tail, head)
    yield from rest


def _head(parts: Iterator[Samples], length: int) -> tuple[Samples, Iterator[Samples]]:
    """Return the first `length` samples, and a stream of what follows them."""
    taken: list[Samples] = []
    count = 0
    for part in parts:
        taken.append(part)
        count += part.shape[1]
        if count >= length:
            break
    whole = np.concatenate(taken, axis=1) if taken else np.zeros((1, 0), np.float32)
    return whole[:, :length], _then(whole[:, length:], parts)


def _then(first: Samples, rest: Iterator[Samples]) -> Iterator[Samples]:
    if first.shape[1]:
        yield first
    yield from rest


def _mixed(tail: Samples, head: Samples) -> Samples:
    turn = np.linspace(0, math.pi / 2, tail.shape[1], dtype=np.float32)
    mixed = tail * np.cos(turn)
    mixed[:, : head.shape[1]] += head * np.sin(turn[: head.shape[1]])
    return mixed
