"""Work on other machines: an existing Dask cluster, whose workers see the workspace's folder.

A job that would make something which the cache lacks is done by a worker first, which keeps what
it makes in the workspace's cache, as every run does. Then it is done here, and finds all of that.
So no sound travels by the scheduler, only small values and paths; and whatever dies on its way
costs its own job again. There is no queue and no scheduler of ours.
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
from airdate.ledger.cache import CacheMiss, cache_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from distributed import Client

Result = TypeVar("Result")

PATIENCE = 10  # seconds for the scheduler to answer, and for a first worker to be there
AHEAD = 2  # jobs that wait here for each thread of the workers, so that none is ever idle
LONGEST = 64  # threads here: each only waits


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
        pool = ThreadPoolExecutor(min(AHEAD * threads, LONGEST), thread_name_prefix="waiting")
        far = client.get_executor(pure=False)  # type: ignore[no-untyped-call]
        try:
            yield RemoteExecutor(pool, far)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            far.shutdown(wait=False)
            raise
        pool.shutdown()


class RemoteExecutor(Executor):
    """Does jobs from what is kept; else lets a worker make that, and then does them."""

    def __init__(self, pool: Executor, far: Executor) -> None:
        self._pool, self._far = pool, far

    def submit(self, job: Callable[..., Result], /, *args: Any, **options: Any) -> Future[Result]:
        """Do the job on a worker, then take its results from the cache here."""
        return self._pool.submit(self._done, job, args, options)

    def _done(
        self, job: Callable[..., Result], args: tuple[Any, ...], options: dict[str, Any]
    ) -> Result:
        try:
            with cache_only():
                return job(*args, **options)
        except CacheMiss:
            pass
        # Who is to be told of the work is here; nobody hears a worker.
        sent = [_unheard if callable(each) else each for each in args]
        self._made(job, sent, options)
        return job(*args, **options)

    def _made(self, job: Callable[..., object], sent: list[Any], options: dict[str, Any]) -> None:
        """Let a worker make what the job needs. Raises what the job does."""
        from distributed import CancelledError, KilledWorker

        try:
            self._far.submit(_work, __version__, job, sent, options).result()
        except KilledWorker as error:
            raise AudioError(
                "every worker that began the work on it died",
                "see what the workers' logs say; or publish without --cluster",
            ) from error
        except (CancelledError, TimeoutError, ConnectionError) as error:
            raise ClusterError(
                "the cluster went away while it worked", "start it, and run the same again"
            ) from error


def _work(
    version: str, job: Callable[..., object], args: list[Any], options: dict[str, Any]
) -> None:
    """Do a job on a worker: what it makes is in the cache, and that is all that is wanted of it."""
    if version != __version__:
        raise _other_version(__version__)
    job(*args, **options)


def _unheard(*_: object) -> None:
    """Tell nobody."""


# ── The cluster ───────────────────────────────────────────────────────────────────────────────


@contextmanager
def _client(address: str) -> Iterator[Client]:
    """Yield a client of the scheduler. Raises ClusterError."""
    try:
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
    except ImportError as error:
        raise ClusterError(
            "--cluster needs Dask, which is not installed",
            'install it here and on the workers: pip install "airdate[cluster]"',
        ) from error
    # What it has to say is said by ours.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        # Asked first: a client that never came to be complains when it is thrown away.
        host, port = get_address_host_port(address)
        socket.create_connection((host, port), PATIENCE).close()
        client = Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(
            f"no scheduler answers at {address}",
            "check the address, such as tcp://host:8786, and that `dask scheduler` runs there",
        ) from error
    with client:
        yield client


def _threads(client: Client, root: Path) -> int:
    """Return how many jobs the workers do at once. Raises ClusterError if they can't do ours."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        raise ClusterError("the cluster has no worker", "start one: `dask worker`") from error
    token = root / ".airdate" / f"cluster-{uuid.uuid4()}"
    token.parent.mkdir(exist_ok=True)
    token.touch()
    try:
        seen = client.run(_looked, str(token), on_error="return")
    finally:
        token.unlink()
    for worker, found in seen.items():
        _demand(worker, found, root)
    return sum(client.nthreads().values())  # type: ignore[no-untyped-call]


def _looked(token: str) -> tuple[str, bool]:
    """Return a worker's version, and whether it sees our folder."""
    from pathlib import Path

    return __version__, Path(token).is_file()


def _demand(worker: str, found: tuple[str, bool] | BaseException, root: Path) -> None:
    if isinstance(found, BaseException):
        raise ClusterError(
            f"the worker {worker} can't run Airdate ({type(found).__name__}: {found})",
            'install it there: pip install "airdate[cluster]"',
        )
    version, sees_us = found
    if version != __version__:
        raise _other_version(version)
    if not sees_us:
        raise ClusterError(
            f"the worker {worker} does not see {root}",
            "give the workers the workspace's folder at the same path, by a network drive",
        )


def _other_version(version: str) -> ClusterError:
    return ClusterError(
        f"a worker has Airdate {version}, and this is {__version__}",
        "install one version everywhere",
    )
