"""Publishing all but the broken episodes: which those are, and what stays out there of them. Pure.

What can't be read may be any episode. So where there is such a file, no published episode that is
missing here counts as taken back.
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
    """A workspace without its broken episodes; `kept` stay as published, `skipped` says why."""

    workspace: Workspace
    kept: tuple[Published, ...]
    skipped: tuple[Problem, ...]


def exclude_invalid(
    workspace: Workspace, manifest: Manifest, problems: Iterable[Problem]
) -> Subset | None:
    """Return what can be published all the same; None where not only episodes are broken."""
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
    if taken := tuple(_taken_addresses(sound, kept)):
        return exclude_invalid(workspace, manifest, (*errors, *taken))
    return Subset(replace(workspace, episodes=sound), kept, tuple(errors))


def _placed(workspace: Workspace, path: Path) -> PurePosixPath:
    return PurePosixPath(path.relative_to(workspace.root))


def _folder(problem: Problem) -> PurePosixPath | None:
    """Return the folder of the episode that a problem is about."""
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
    """Return what is live of broken episodes; of all that are missing unless all were read."""
    guids = {each.guid for each in broken}
    here = {each.guid for each in sound} | ({each.guid for each in workspace.drafts} - guids)
    return tuple(
        published
        for guid, published in manifest.episodes.items()
        if published.live and guid not in here and (guid in guids or not all_read)
    )


def _taken_addresses(sound: Iterable[Episode], kept: Iterable[Published]) -> Iterable[Problem]:
    """Yield each episode whose page would replace that of an episode which stays."""
    owners = {published.slugs[0]: published for published in kept}
    for episode in sound:
        if owner := owners.get(episode.slug):
            yield Problem(
                "address-kept",
                Severity.ERROR,
                episode.place,
                f"its page is still that of “{owner.title}”, which stays as it was published",
                "mend that episode first",
            )
