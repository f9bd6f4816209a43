"""Work on other machines: an existing Dask cluster, whose workers see the workspace's folder.

A worker does a job and returns its value: small values, and paths of files that it wrote into the
workspace's cache. So no audio travels through the scheduler, and whatever dies on its way costs
its own job again. There is no queue and no scheduler of ours.
"""

from __future__ import annotations

import logging
import socket
import uuid
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from airdate import __version__
from airdate.audio import AudioError
from airdate.errors import AirdateError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from distributed import Client

Result = TypeVar("Result")

PATIENCE = 10  # seconds for the scheduler to answer, and for a first worker to be there
JOBS_PER_THREAD = 2  # sent ahead to each thread of the workers, so that none is ever idle
MOST_JOBS = 64  # sent at a time: each takes a thread here, which only waits


class ClusterError(AirdateError):
    """A cluster that can't be reached, or whose workers can't do the work."""


@contextmanager
def workers(address: str, root: Path) -> Iterator[Executor]:
    """Yield a pool whose jobs are done by the workers of the scheduler at `address`.

    Raises ClusterError if it is not there, or if a worker has another Airdate or does not see the
    workspace `root`.
    """
    with _client(address) as client:
        threads = _threads(client, root)
        pool = ThreadPoolExecutor(min(JOBS_PER_THREAD * threads, MOST_JOBS), "waiting")
        far = client.get_executor(pure=False)  # type: ignore[no-untyped-call]
        try:
            yield RemoteExecutor(pool, far)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            far.shutdown(wait=False)
            raise
        pool.shutdown()


class RemoteExecutor(Executor):
    """Runs jobs on the workers; their values come back pickled.

    A function among a job's arguments is one that reports progress: on a worker it does nothing.
    """

    def __init__(self, pool: Executor, far: Executor) -> None:
        self._pool, self._far = pool, far

    def submit(self, job: Callable[..., Result], /, *args: Any, **options: Any) -> Future[Result]:
        """Run the job on a worker. Its future raises what the job does, or ClusterError."""
        sent = [_ignore_progress if callable(each) else each for each in args]
        return self._pool.submit(self._run, job, sent, options)

    def _run(self, job: Callable[..., Result], args: list[Any], options: dict[str, Any]) -> Result:
        from distributed import CancelledError, KilledWorker

        try:
            done = self._far.submit(_work, __version__, job, args, options)
            return done.result()
        except KilledWorker as error:
            raise AudioError(
                "every worker that started this job died",
                "Read the workers' logs, or publish without `--cluster`.",
            ) from error
        except (CancelledError, TimeoutError, ConnectionError) as error:
            raise ClusterError(
                "lost the connection to the cluster", "Start it, and run the command again."
            ) from error


def _work(
    version: str, job: Callable[..., Result], args: list[Any], options: dict[str, Any]
) -> Result:
    """Run a job on a worker of the same version."""
    if version != __version__:
        raise _other_version(__version__)
    return job(*args, **options)


def _ignore_progress(*_: object) -> None:
    pass


# ── The cluster ───────────────────────────────────────────────────────────────────────────────


@contextmanager
def _client(address: str) -> Iterator[Client]:
    """Yield a client of the scheduler. Raises ClusterError."""
    try:
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
    except ImportError as error:
        raise ClusterError(
            "`--cluster` needs Dask, which is not installed",
            'Run `pip install "airdate[cluster]"` here and on the workers.',
        ) from error
    # Dask logs what our own errors report.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        # Probe the port first: a failed Client logs errors when garbage-collected.
        host, port = get_address_host_port(address)
        socket.create_connection((host, port), PATIENCE).close()
        client = Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(
            f"no Dask scheduler answers at {address}",
            "Check the address, such as tcp://host:8786, and that `dask scheduler` runs there.",
        ) from error
    with client:
        yield client


def _threads(client: Client, root: Path) -> int:
    """Count the workers' threads. Raises ClusterError if a worker can't do our jobs."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        raise ClusterError("the cluster has no workers", "Start one with `dask worker`.") from error
    token = root / ".airdate" / f"cluster-{uuid.uuid4()}"
    token.parent.mkdir(exist_ok=True)
    token.touch()
    try:
        answers = client.run(_inspect, str(token), on_error="return")
    finally:
        token.unlink()
    for worker, answer in answers.items():
        _require(worker, answer, root)
    return sum(client.nthreads().values())  # type: ignore[no-untyped-call]


def _inspect(token: str) -> tuple[str, bool]:
    """Return a worker's version, and whether it has our folder."""
    from pathlib import Path

    return __version__, Path(token).is_file()


def _require(worker: str, answer: tuple[str, bool] | BaseException, root: Path) -> None:
    if isinstance(answer, BaseException):
        raise ClusterError(
            f"worker {worker} cannot run Airdate ({type(answer).__name__}: {answer})",
            'Run `pip install "airdate[cluster]"` there.',
        )
    version, has_folder = answer
    if version != __version__:
        raise _other_version(version)
    if not has_folder:
        raise ClusterError(
            f"worker {worker} cannot find {root}",
            "Give the workers the workspace's folder at the same path, by a network drive.",
        )


def _other_version(version: str) -> ClusterError:
    return ClusterError(
        f"worker runs Airdate {version}, this computer {__version__}",
        "Install the same version everywhere.",
    )
