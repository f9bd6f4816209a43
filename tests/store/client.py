"""A real podcast client: gPodder's `gpo`."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>A Small Show</title><link>{base}</link>
<description>Made by a test</description>
<item><title>One</title><guid isPermaLink="false">guid-one</guid>
<pubDate>Sun, 01 Mar 2026 12:00:00 GMT</pubDate>
<enclosure url="{base}media/one-1.mp3" length="10240" type="audio/mpeg"/></item>
</channel></rss>
"""


def gpo_download(feed: str, scratch: Path) -> list[bytes]:
    """Subscribe to a feed of `FEED` and download all of it; return the files."""
    if not shutil.which("gpo"):
        assert not os.environ.get("CI"), "gPodder's gpo is missing"
        pytest.skip("gPodder's gpo is not installed (Debian: gpodder)")
    downloads = scratch / "downloads"
    downloads.mkdir()
    home = {"GPODDER_HOME": str(scratch / "home"), "GPODDER_DOWNLOAD_DIR": str(downloads)}

    def gpo(*words: str) -> str:
        return subprocess.run(
            ["gpo", *words],
            env=os.environ | home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
            timeout=600,
        ).stdout

    gpo("subscribe", feed)
    assert "A Small Show" in gpo("list")
    gpo("update")
    gpo("download")
    return [path.read_bytes() for path in downloads.rglob("*.mp3")]
