"""A bad network before an S3 server, as a program: `faults.py PORT SEED RATE` prints its port.

RATE of all requests meet one of the faults. The Host header goes through as it came, so that
signatures hold. `faults.py PORT SEED RATE STATUS CODE AFTER`: once AFTER requests went through, all
are refused with that status and S3's code for the reason.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import sys
from contextlib import suppress
from itertools import count
from math import inf

# What one request may meet.
FAULTS = (
    "503",
    "429",
    "reset in the request",
    "answer lost",
    "hang",
    "flip sent",
    "flip received",
    "truncated answer",
    "200 with an error",
)
_REFUSALS = {
    "503": ("503", "SlowDown"),
    "429": ("429", "SlowDown"),
    "200 with an error": ("200", "InternalError"),
}
_HANG_SECONDS = 4
_ERROR = b"<?xml version='1.0'?><Error><Code>%s</Code><Message>made up</Message></Error>"


class InvalidWorkspace(Exception):
    pass


async def serve(
    upstream: int, seed: int, rate: float, status: str = "", code: str = "", after: float = inf
) -> None:
    chance = random.Random(seed)
    seen = count(1)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fault = chance.choice(FAULTS) if chance.random() < rate else ""
        if next(seen) > after:
            fault = f"{status} {code}"
        try:
            answer = await _exchange(reader, writer, upstream, fault)
            writer.write(answer)
            await writer.drain()
        except (InvalidWorkspace, OSError, asyncio.IncompleteReadError):
            _reset(writer)
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, limit=1 << 20)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, upstream: int, fault: str
) -> bytes:
    """Return the answer to one request, as the fault has it. Raises InvalidWorkspace."""
    head = await reader.readuntil(b"\r\n\r\n")
    if b"100-continue" in head.lower():
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await writer.drain()
    size = _length(head)
    if fault == "reset in the request":
        await reader.readexactly(size // 2)
        raise InvalidWorkspace
    body = await reader.readexactly(size)
    if fault == "hang":
        await asyncio.sleep(_HANG_SECONDS)
        raise InvalidWorkspace
    if fault in _REFUSALS:
        return _made_up(*_REFUSALS[fault])
    if fault[:1].isdigit():
        return _made_up(*fault.split())
    if fault == "flip sent":
        body = _flipped(body)
    answer = await _ask(upstream, head, body)
    return _spoilt(answer, fault)


def _spoilt(answer: bytes, fault: str) -> bytes:
    if fault == "answer lost":
        raise InvalidWorkspace
    head, end, body = answer.partition(b"\r\n\r\n")
    if fault == "flip received":
        return head + end + _flipped(body)
    if fault == "truncated answer":
        return answer[: len(head) + 4 + len(body) // 2] if body else answer[: len(answer) // 2]
    return answer


async def _ask(upstream: int, head: bytes, body: bytes) -> bytes:
    """Pass a request on, alone on its connection, and return the whole answer."""
    lines = [
        line
        for line in head[:-4].split(b"\r\n")
        if not line.lower().startswith((b"connection:", b"expect:"))
    ]
    reader, writer = await asyncio.open_connection("127.0.0.1", upstream)
    writer.write(b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body)
    await writer.drain()
    answer = await reader.read()
    writer.close()
    return answer


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _flipped(body: bytes) -> bytes:
    if not body:
        return body
    middle = len(body) // 2
    return body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]


def _made_up(status: str, code: str) -> bytes:
    body = _ERROR % code.encode()
    head = f"HTTP/1.1 {status} Made-up\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
    # Without the region boto3 asks for it again and again.
    return f"{head}x-amz-bucket-region: eu-south-2\r\n\r\n".encode() + body


def _reset(writer: asyncio.StreamWriter) -> None:
    """Have the connection end with a reset instead of an orderly close."""
    with suppress(OSError):  # it may have ended already
        own = writer.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


if __name__ == "__main__":
    port, seed, rate, *refusal = sys.argv[1:]
    status, code, after = refusal or ("", "", inf)
    asyncio.run(serve(int(port), int(seed), float(rate), status, code, float(after)))
