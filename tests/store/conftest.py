"""A real S3 server for the tests of this folder, and a part of its bucket for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from airdate.store.s3 import Place, S3Store
from tests.store import seaweed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def place(endpoint: str, tmp_path: Path) -> Place:
    """Give each test a part of the bucket for itself."""
    return Place(seaweed.BUCKET, f"{tmp_path.name}/", endpoint)


def opened(place: Place, notes: Path, client: Any = None) -> S3Store:
    assert place.endpoint
    return S3Store(client or seaweed.client(place.endpoint), place, notes, pytest.fail)


@pytest.fixture
def store(place: Place, tmp_path: Path) -> S3Store:
    return opened(place, tmp_path / "notes")
