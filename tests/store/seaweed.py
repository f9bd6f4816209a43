"""A real S3 server on this machine: SeaweedFS, from its wheel."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from collections.abc import Iterator

BUCKET = "podcast"
KEYS = ("testkey", "testsecret12345")
READER = ("rokey", "rosecret12345")
_IDENTITIES = {
    "identities": [
        {
            "name": "admin",
            "credentials": [{"accessKey": KEYS[0], "secretKey": KEYS[1]}],
            "actions": ["Admin", "Read", "List", "Tagging", "Write"],
        },
        {
            "name": "ro",
            "credentials": [{"accessKey": READER[0], "secretKey": READER[1]}],
            "actions": ["Read", "List"],
        },
    ]
}
_SERVICES = ("master", "volume", "filer", "s3", "admin")
_PORTS = [f"{service}.port{kind}" for service in _SERVICES for kind in ("", ".grpc")]


def client(
    endpoint: str, keys: tuple[str, str] = KEYS, patience: int = 30, attempts: int = 6
) -> Any:
    """Make a client that waits `patience` seconds for an answer, and asks so often."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=keys[0],
        aws_secret_access_key=keys[1],
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            retries={"total_max_attempts": attempts, "mode": "standard"},
            read_timeout=patience,
        ),
    )


@contextmanager
def running() -> Iterator[str]:
    """Run a server with an empty bucket; give its endpoint."""
    with tempfile.TemporaryDirectory(prefix="weed") as name:
        folder = Path(name)
        (folder / "data").mkdir()
        (folder / "s3.json").write_text(json.dumps(_IDENTITIES))
        ports = _free_ports(10)
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                _command(folder, ports),
                env=os.environ | {"GOMEMLIMIT": "400MiB"},
                cwd=folder,
                stdout=log,
                stderr=log,
            )
        try:
            endpoint = f"http://127.0.0.1:{ports[6]}"
            _wait(endpoint, folder / "log")
            yield endpoint
        finally:
            server.kill()
            server.wait()


def _command(folder: Path, ports: list[int]) -> list[str]:
    return [
        str(Path(sys.executable).with_name("weed")),
        "-logtostderr=true",
        "mini",
        f"-dir={folder / 'data'}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        *(f"-{name}={port}" for name, port in zip(_PORTS, ports, strict=True)),
        "-admin.ui=false",
        "-webdav=false",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-master.telemetry=false",
        "-s3.autoCreateBucket=false",
        f"-s3.localSocket={folder / 's3.sock'}",
        f"-filer.localSocket={folder / 'f.sock'}",
        f"-s3.config={folder / 's3.json'}",
        f"-bucket={BUCKET}",
    ]


def _free_ports(count: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [each.getsockname()[1] for each in taken]
    for each in taken:
        each.close()
    return ports


def _wait(endpoint: str, log: Path) -> None:
    """Wait until a first object is stored."""
    for _ in range(3000):
        try:
            client(endpoint).put_object(Bucket=BUCKET, Key="ready", Body=b"")
        except (BotoCoreError, ClientError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(log.read_text()[-3000:])
