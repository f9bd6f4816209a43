"""Times publishing to a real S3 server against other people's programs, on the same machine.

    python bench/upload.py [ROUNDS]

One file of 60 MB, and 200 of 1 MB, each to keys where nothing is. Airdate's time has its safety
in it: digests, conditions, each object verified, head committed and settled. What is not
installed is left out and named. The middle of ROUNDS (3) is printed.
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
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline.deploy import deploy, read_head
from pipeline.model import Artifact, CacheControl, Layer, StorageSettings
from pipeline.plan import plan
from pipeline.store.s3 import open_s3
from tests.store import seaweed

if TYPE_CHECKING:
    from collections.abc import Callable

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
    wanted = []
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = path.stat().st_size
        key = f"media/{path.name}"
        wanted.append(
            Artifact(key, "audio/mpeg", CacheControl.FOREVER, Layer.FILE, size, digest, path)
        )
    now = datetime.now(UTC)
    deploy(plan(read_head(store), wanted, [], [], now), store, lambda _event: None, jobs=JOBS)


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


def timed(upload: Callable[[str, Path, str], None], endpoint: str, folder: Path, key: str) -> float:
    """Return how many seconds an upload takes."""
    start = time.perf_counter()
    upload(endpoint, folder, key)
    return time.perf_counter() - start


def main(rounds: int = 3) -> None:
    """Print the times of all programs."""
    os.environ |= {
        "AWS_ACCESS_KEY_ID": seaweed.KEYS[0],
        "AWS_SECRET_ACCESS_KEY": seaweed.KEYS[1],
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
    }
    os.environ.pop("AWS_CA_BUNDLE", None)  # the server has no certificate, and rclone minds it
    rivals = [each for each in (aws, rclone, s3cmd) if shutil.which(each.__name__)]
    for missing in {aws, rclone, s3cmd}.difference(rivals):
        print(f"{missing.__name__} is not installed: left out")
    with tempfile.TemporaryDirectory() as scratch, seaweed.running() as endpoint:
        big = make(Path(scratch, "big"), 1, 60_000_000)
        small = make(Path(scratch, "small"), 200, 1_000_000)
        for name, folder, total in (("1 × 60 MB", big, 60), ("200 × 1 MB", small, 200)):
            # In turn, so that a busy minute of the machine hits all of them.
            times: dict[str, list[float]] = {}
            for turn in range(rounds):
                for upload in (airdate, *rivals):
                    key = f"{upload.__name__}-{folder.name}-{turn}"
                    seconds = timed(upload, endpoint, folder, key)
                    times.setdefault(upload.__name__, []).append(seconds)
            for program, each in times.items():
                middle = statistics.median(each)
                print(f"{name}  {program:8} {middle:6.2f} s {total / middle:6.0f} MB/s")


if __name__ == "__main__":
    if len(sys.argv) > 2:  # noqa: PLR2004 - called by itself
        publish(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
    else:
        main(*map(int, sys.argv[1:]))
