"""Noise reduction, where a producer asks for it: FFmpeg's afftdn, at the level of the room.

https://ffmpeg.org/ffmpeg-filters.html#afftdn (read 2026-11). It is off by default: it can't
distinguish a room from an s, and what it removes is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np
from av.filter import Graph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from airdate.audio.dsp.blocks import Samples

LEAST, MOST = 0.01, 97.0  # dB that afftdn accepts as its reduction
LOWEST_FLOOR, HIGHEST_FLOOR = -80.0, -20.0  # dB that it accepts as its noise floor


def denoised(
    blocks: Iterable[Samples], reduction: float, noise: float, rate: int
) -> Iterator[Samples]:
    """Yield the blocks with steady noise of `noise` LUFS brought down by `reduction` dB.

    White noise reads some 5 dB higher in LUFS than its RMS, which is the margin that afftdn
    needs: with its floor at the RMS it took 8 dB of 12, above that all 12.
    """
    floor = min(max(noise, LOWEST_FLOOR), HIGHEST_FLOOR)
    setting = f"nr={min(max(reduction, LEAST), MOST):.2f}:nf={floor:.1f}"
    graph: Graph | None = None
    taken = 0

    def run() -> Iterator[Samples]:
        nonlocal graph, taken
        for block in blocks:
            graph = graph or _graph(setting, rate, len(block))
            taken += block.shape[1]
            graph.push(_frame(block, rate))
            yield from _pulled(graph)
        if graph is not None:
            graph.push(None)
            yield from _pulled(graph)

    given = 0
    for part in run():
        due = part[:, : taken - given]
        given += due.shape[1]
        yield due


def _graph(setting: str, rate: int, channels: int) -> Graph:
    graph = Graph()
    layout = "stereo" if channels > 1 else "mono"
    source = graph.add_abuffer(sample_rate=rate, format="fltp", layout=layout)
    reducer = graph.add("afftdn", setting)
    sink = graph.add("abuffersink")
    source.link_to(reducer)
    reducer.link_to(sink)
    graph.configure()
    return graph


def _frame(block: Samples, rate: int) -> av.AudioFrame:
    layout = "stereo" if len(block) > 1 else "mono"
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout=layout)
    frame.sample_rate = rate
    return frame


def _pulled(graph: Graph) -> Iterator[Samples]:
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        if isinstance(frame, av.AudioFrame):
            yield np.asarray(frame.to_ndarray(), np.float32)
