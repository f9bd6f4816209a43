"""CRC-16/ARC, with which LAME's header guards itself and the frames after it."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

POLYNOMIAL = 0xA001  # x^16 + x^15 + x^2 + 1, lowest bit first
LANES = 2048

Words = npt.NDArray[np.uint16]


def crc16(data: bytes, before: int = 0) -> int:
    """Return the CRC of `data`, going on from that of what came before it."""
    lane = len(data) // LANES
    columns = np.frombuffer(data, np.uint8, lane * LANES).reshape(LANES, lane).T
    # All lanes at once, then put together: a CRC is linear, so that of a whole is that of its
    # first part, moved past the second one's length, xor that of the second.
    crcs = np.zeros(LANES, np.uint16)
    for column in np.ascontiguousarray(columns):
        crcs = crcs >> 8 ^ _table()[crcs & 0xFF ^ column]
    low, high = _moved(lane)
    crc = before
    for part in crcs.tolist():
        crc = int(low[crc & 0xFF] ^ high[crc >> 8]) ^ part
    table = _table().tolist()
    for byte in data[lane * LANES :]:
        crc = crc >> 8 ^ table[crc & 0xFF ^ byte]
    return crc


def _moved(count: int) -> tuple[list[int], list[int]]:
    """Return what `count` zero bytes make of each low and each high byte of a CRC."""
    crcs = np.concatenate([np.arange(256), np.arange(256) << 8]).astype(np.uint16)
    for _ in range(count):
        crcs = crcs >> 8 ^ _table()[crcs & 0xFF]
    return crcs[:256].tolist(), crcs[256:].tolist()


@cache
def _table() -> Words:
    table = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ POLYNOMIAL, table >> 1).astype(np.uint16)
    return table
