"""What must not change once it is published: what files hold, and the audio of an episode.

Apps identify an episode by its guid and keep what they downloaded for it. So the audio behind a
guid changes only if the author says so. That a guid itself never does, `check` sees to.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from airdate.model import InStore, Layer, Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from airdate.ledger.wanted import Difference
    from airdate.model import Published, Release

_APPLE = "https://podcasters.apple.com/support/823-podcast-requirements"


def audio_problem(release: Release, published: Published | None) -> Problem | None:
    """Return the error that a published episode has other audio, if it has."""
    if not replaces_audio(release, published):
        return None
    episode = release.episode
    return Problem(
        "audio-changed",
        Severity.ERROR,
        episode.place,
        f"the audio of published “{episode.title}” changed",
        f"To replace it, publish with `--replace-audio {episode.slug}`; otherwise restore the "
        "published recording.",
        _APPLE,
        "listeners who have it keep the old version",
    )


def replaces_audio(release: Release, published: Published | None) -> bool:
    """Whether listeners who have this episode have other audio than is to be published."""
    if published is None or not published.current:
        return False
    return [each.source for each in release.media[:1]] != [published.current[0]]


def file_problems(differences: Iterable[Difference]) -> tuple[Problem, ...]:
    """List errors of files that can't be published: lost ones, and changed immutable ones."""
    found = (_file_problem(each) for each in differences)
    return tuple(sorted((each for each in found if each), key=lambda each: each.place))


def _file_problem(difference: Difference) -> Problem | None:
    artifact, before = difference.artifact, difference.before
    if before is None or before.is_deleted:
        return _lost(artifact.key) if isinstance(artifact.body, InStore) else None
    if artifact.layer is Layer.FILE and before.sha256 != artifact.sha256:
        return _changed(artifact.key)
    return None


def _lost(key: str) -> Problem:
    return Problem(
        "file-lost",
        Severity.ERROR,
        Place(PurePosixPath(key)),
        f"{key} was published, but is neither in the store nor in this workspace",
        "Restore it from a backup of the store.",
    )


def _changed(key: str) -> Problem:
    return Problem(
        "file-changed",
        Severity.ERROR,
        Place(PurePosixPath(key)),
        f"{key} is already published with other content",
        "Rename the source file.",
        why="published files never change",
    )
