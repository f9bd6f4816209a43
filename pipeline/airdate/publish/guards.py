"""What must not change once it is published: what files hold, and what is heard of an episode.

Apps know an episode by its guid and keep what they downloaded for it. So the audio behind a guid
changes only if the author says so. That a guid itself never does, `check` sees to.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from airdate.model import InStore, Layer, Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from airdate.model import Artifact, Manifest, Published, Release

_APPLE = "https://podcasters.apple.com/support/823-podcast-requirements"


def refusals(
    manifest: Manifest,
    artifacts: Iterable[Artifact],
    releases: Iterable[Release],
    replace_audio: frozenset[str],
) -> tuple[Problem, ...]:
    """Return what may not be published over `manifest`, and what to do instead."""
    return (
        *(
            _replaced_audio(release)
            for release in releases
            if release.episode.slug not in replace_audio
            and replaces_audio(release, manifest.episodes.get(release.episode.guid))
        ),
        *(problem for artifact in artifacts if (problem := _impossible(manifest, artifact))),
    )


def replaces_audio(release: Release, published: Published | None) -> bool:
    """Whether listeners who have this episode have other audio than is to be published."""
    if published is None or not published.current:
        return False
    return [each.source for each in release.media[:1]] != [published.current[0]]


def _replaced_audio(release: Release) -> Problem:
    episode = release.episode
    return Problem(
        "replaced-audio",
        Severity.ERROR,
        episode.place,
        f"the audio of “{episode.title}” is not the one that was published",
        "who has it keeps the old, others get the new: if that is meant, publish with "
        f"--replace-audio {episode.slug}; else put the published recording back",
        _APPLE,
    )


def _impossible(manifest: Manifest, artifact: Artifact) -> Problem | None:
    """Return a problem for a file that can't go out: its name is taken, or its bytes are lost."""
    before = manifest.objects.get(artifact.key)
    if before and before.is_deleted:
        before = None
    if before is None and isinstance(artifact.body, InStore):
        return Problem(
            "lost-file",
            Severity.ERROR,
            Place(PurePosixPath(artifact.key)),
            "it was published once, and is neither in the store nor at hand",
            "put it back from a copy of the store",
        )
    if before and artifact.layer is Layer.FILE and before.sha256 != artifact.sha256:
        return Problem(
            "changed-file",
            Severity.ERROR,
            Place(PurePosixPath(artifact.key)),
            "another file was published under this name, and published files stay as they are",
            "rename the file that it is made from",
        )
    return None
