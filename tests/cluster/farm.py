"""A real Dask scheduler with real workers, each a process of its own with one thread."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from distributed import Client

from tests.journeys.conftest import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LOCAL = ("--host", "127.0.0.1", "--no-dashboard")


@dataclass(frozen=True, slots=True)
class Farm:
    """A scheduler's address, and its workers."""

    address: str
    workers: tuple[subprocess.Popen[bytes], ...]

    def client(self) -> Any:
        return client(address=self.address)


def client(**where: str) -> Any:
    """Return a client that is nobody's default."""
    made: Callable[..., Any] = Client  # untyped
    return made(**where, timeout=600, set_as_default=False)


@contextmanager
def farm(folder: Path, count: int = 2) -> Iterator[Farm]:
    """Run a scheduler, and so many workers; they write into `folder`."""
    with ExitStack() as stack:

        def start(*words: str) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(
                [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
                cwd=folder,
                env=environment() | {"PYTHONWARNINGS": "ignore"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        said = folder / "scheduler.json"
        start("dask_scheduler", *LOCAL, "--port", "0", "--scheduler-file", str(said))
        workers = tuple(
            start(
                *("dask_worker", "--scheduler-file", str(said), "--nthreads", "1", "--no-nanny"),
                *("--name", str(number), "--local-directory", str(folder), *LOCAL),
            )
            for number in range(count)
        )
        with client(scheduler_file=str(said)) as looking:
            if count:
                looking.wait_for_workers(count, timeout=600)
            address = looking.scheduler.address
        yield Farm(address, workers)
