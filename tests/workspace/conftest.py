"""A workspace as `init` and `add` make it, to be spoiled."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from airdate.model import SourceTags
from airdate.workspace import NewEpisode, NewShow, add, create

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
SHOW = NewShow(
    title="Show",
    author="Ada Invented",
    description="About it.",
    timezone="Europe/Berlin",
    email="ada@example.org",
    url="https://example.org/show/",
)


def minting() -> Callable[[], str]:
    numbers = count(1)
    return lambda: str(UUID(int=next(numbers)))


def make(root: Path) -> Path:
    """Make a show with a live episode, “First”, and a draft, “Later”; return its folder."""
    mint = minting()
    create(root, SHOW, mint)
    recording = root.parent / "REC.wav"
    recording.write_bytes(b"RIFF not really")
    for new in (NewEpisode("First", live=True), NewEpisode("Later")):
        add(root, recording, new, SourceTags(), zone=ZONE, now=NOW, new_guid=mint)
    return root


@pytest.fixture
def show(tmp_path: Path) -> Path:
    return make(tmp_path / "show")
