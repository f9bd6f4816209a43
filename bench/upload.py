"""Times publishing to a real S3 server against other people's programs, on the same machine.

    python bench/upload.py [ROUNDS]

One file of 60 MB, and 200 of 1 MB, each to keys where nothing is. Airdate's time has its safety
in it: digests, conditions, each object verified, the manifest committed. Each program is a
process of its own, and starts it once before it counts. What is not installed is left out and
named. The middle of ROUNDS (5) is shown: seconds, how many of them it takes for a file of one
byte, and seconds of CPU without the server's, which tell more where a machine does other things.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from airdate.ledger.mirror import read_manifest
from airdate.model import Artifact, CacheControl, Layer, StorageSettings
from airdate.publish.deploy import deploy
from airdate.store.s3 import open_s3
from bench import report
from tests.publish.planning import plan
from tests.store import seaweed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Upload = Callable[[str, Path, str], None]

JOBS = 8


def make(folder: Path, count: int, size: int) -> Path:
    """Make a folder with files that nothing can compress."""
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:03}.mp3").write_bytes(os.urandom(size))
    return folder


def airdate(endpoint: str, folder: Path, prefix: str) -> None:
    """Publish with Airdate, in a process of its own as the others are."""
    run(sys.executable, __file__, endpoint, folder, prefix)


def publish(endpoint: str, folder: Path, prefix: str) -> None:
    """Publish the files, digests included: they are part of the work."""
    settings = StorageSettings(
        f"s3://{seaweed.BUCKET}/{prefix}", endpoint=endpoint, region="us-east-1"
    )
    store = open_s3(settings, folder.parent / "notes", sys.exit)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        wanted = list(pool.map(artifact, sorted(folder.iterdir())))
    now = datetime.now(UTC)
    deploy(plan(read_manifest(store), wanted, [], [], now), store, lambda _event: None, jobs=JOBS)


def artifact(path: Path) -> Artifact:
    """Return a file as it is published."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    key, size = f"media/{path.name}", path.stat().st_size
    return Artifact(key, "audio/mpeg", CacheControl.FOREVER, Layer.FILE, size, digest, path)


def aws(endpoint: str, folder: Path, prefix: str) -> None:
    """Upload with the AWS CLI."""
    target = f"s3://{seaweed.BUCKET}/{prefix}"
    files = sorted(folder.iterdir())
    words = ["sync", folder, target] if len(files) > 1 else ["cp", files[0], f"{target}/media"]
    run("aws", "--endpoint-url", endpoint, "s3", *words, "--only-show-errors")


def rclone(endpoint: str, folder: Path, prefix: str) -> None:
    """Upload with rclone."""
    remote = (
        f":s3,provider=Other,env_auth=true,region=us-east-1,"
        f"endpoint='{endpoint}':{seaweed.BUCKET}/{prefix}"
    )
    run("rclone", "copy", folder, remote, "--transfers", JOBS, "--s3-no-check-bucket", "--config=")


def s3cmd(endpoint: str, folder: Path, prefix: str) -> None:
    """Upload with s3cmd."""
    host = endpoint.removeprefix("http://")
    run(
        "s3cmd",
        "--no-ssl",
        f"--host={host}",
        f"--host-bucket={host}",
        f"--access_key={seaweed.KEYS[0]}",
        f"--secret_key={seaweed.KEYS[1]}",
        "--config=/dev/null",
        "--quiet",
        "--recursive",
        "put",
        f"{folder}/",
        f"s3://{seaweed.BUCKET}/{prefix}/",
    )


def run(*words: object) -> None:
    """Run a program, which must succeed."""
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL)


def timed(upload: Upload, endpoint: str, folder: Path, key: str) -> tuple[float, float]:
    """Return how many seconds an upload takes, and how many of CPU."""
    start, before = time.perf_counter(), os.times()
    upload(endpoint, folder, key)
    after = os.times()
    used = after.children_user + after.children_system
    return time.perf_counter() - start, used - before.children_user - before.children_system


def measured(
    rivals: list[Upload], endpoint: str, folder: Path, byte: Path, rounds: int
) -> Iterator[str]:
    """Yield a row of the table for each program; `byte` is a folder with one."""
    total = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    times: dict[str, list[tuple[float, float, float]]] = {}
    # In turn, so that a busy minute of the machine hits all of them.
    for turn in range(-1, rounds):
        for upload in (airdate, *rivals):
            key = f"{upload.__name__}-{folder.name}-{turn + 1}"
            started, _ = timed(upload, endpoint, byte, f"byte-{key}")
            figures = (*timed(upload, endpoint, folder, key), started)
            if turn >= 0:
                times.setdefault(upload.__name__, []).append(figures)
    for program, each in times.items():
        wall, cpu, start = (statistics.median(column) for column in zip(*each, strict=True))
        yield (
            f"| {folder.name} | {program} | {wall:.2f} | {start:.2f} | {wall - start:.2f} | "
            f"{total / (wall - start):.0f} | {cpu:.2f} |"
        )


def main(rounds: int = 5) -> None:
    """Write the times of all programs into the results."""
    os.environ |= {
        "AWS_ACCESS_KEY_ID": seaweed.KEYS[0],
        "AWS_SECRET_ACCESS_KEY": seaweed.KEYS[1],
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
    }
    os.environ.pop("AWS_CA_BUNDLE", None)  # the server has no certificate, and rclone minds it
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody publishes without compiled code
    rivals: list[Upload] = [each for each in (aws, rclone, s3cmd) if shutil.which(each.__name__)]
    missing = sorted({"aws", "rclone", "s3cmd"} - {each.__name__ for each in rivals})
    with tempfile.TemporaryDirectory() as scratch, seaweed.running() as endpoint:
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(scratch, "compiled"))
        folders = (
            make(Path(scratch, "1x60MB"), 1, 60_000_000),
            make(Path(scratch, "200x1MB"), 200, 1_000_000),
        )
        byte = make(Path(scratch, "byte"), 1, 1)
        rows = [row for each in folders for row in measured(rivals, endpoint, each, byte, rounds)]
    manifest = "| files | program | s | for one byte | the rest | MB/s of the rest | CPU s |"
    table = "\n".join([manifest, "|---|---|---:|---:|---:|---:|---:|", *rows])
    left_out = f"\n\nNot installed: {', '.join(missing)}." if missing else ""
    report.write_section(
        "Uploading to one S3 server",
        f"{report.machine()} SeaweedFS on the same machine; the middle of {rounds} rounds.\n\n"
        f"{table}{left_out}",
    )


if __name__ == "__main__":
    if len(sys.argv) > 2:  # noqa: PLR2004 - called by itself
        publish(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
    else:
        main(*map(int, sys.argv[1:]))
