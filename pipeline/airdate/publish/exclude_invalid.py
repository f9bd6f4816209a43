"""Publishing without invalid episodes: which these are, and which published versions stay. Pure.

An unreadable file may be any episode, so while there is one, no published episode that is missing
here is unpublished.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from airdate.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from airdate.model import Draft, Episode, Manifest, Published, Workspace

EPISODES = "episodes"


@dataclass(frozen=True, slots=True)
class Subset:
    """A workspace without invalid episodes; `kept` stay as published, `skipped` are problems."""

    workspace: Workspace
    kept: tuple[Published, ...]
    skipped: tuple[Problem, ...]


def exclude_invalid(
    workspace: Workspace, manifest: Manifest, problems: Iterable[Problem]
) -> Subset | None:
    """Return what can be published; None if not only episodes have errors."""
    errors = [each for each in problems if each.severity is Severity.ERROR]
    images = {_placed(workspace, feed.image) for feed in workspace.feeds if feed.image}
    folders = {_folder(each) for each in errors}
    if None in folders or any(each.place.path in images for each in errors):
        return None
    sound = tuple(each for each in workspace.episodes if each.place.path.parent not in folders)
    broken = [each for each in workspace.episodes if each.place.path.parent in folders]
    read: tuple[Episode | Draft, ...] = (*workspace.episodes, *workspace.drafts)
    readable = {each.place.path.parent for each in read}
    kept = _kept(workspace, manifest, sound, broken, all_read=folders <= readable)
    if taken := tuple(_slugs_in_use(sound, kept)):
        return exclude_invalid(workspace, manifest, (*errors, *taken))
    return Subset(replace(workspace, episodes=sound), kept, tuple(errors))


def _placed(workspace: Workspace, path: Path) -> PurePosixPath:
    return PurePosixPath(path.relative_to(workspace.root))


def _folder(problem: Problem) -> PurePosixPath | None:
    """Return the episode's folder of a problem; None if it is no episode's."""
    parts = problem.place.path.parts
    return PurePosixPath(*parts[:2]) if len(parts) > 1 and parts[0] == EPISODES else None


def _kept(
    workspace: Workspace,
    manifest: Manifest,
    sound: Sequence[Episode],
    broken: Sequence[Episode],
    *,
    all_read: bool,
) -> tuple[Published, ...]:
    """Return live episodes that are invalid here; unless all were read, also those missing here."""
    guids = {each.guid for each in broken}
    here = {each.guid for each in sound} | ({each.guid for each in workspace.drafts} - guids)
    return tuple(
        published
        for guid, published in manifest.episodes.items()
        if published.live and guid not in here and (guid in guids or not all_read)
    )


def _slugs_in_use(sound: Iterable[Episode], kept: Iterable[Published]) -> Iterable[Problem]:
    """Yield each episode whose page would replace that of a kept episode."""
    owners = {published.slugs[0]: published for published in kept}
    for episode in sound:
        if owner := owners.get(episode.slug):
            yield Problem(
                "slug-in-use",
                Severity.ERROR,
                episode.place,
                f"slug “{episode.slug}” is still that of “{owner.title}”, which stays published",
                "Fix that episode first.",
            )
