"""Publishing all but the broken episodes: which those are, and what of them stays published. Pure.

What can't be read may be any episode. So where there is such a file, no published episode that is
missing here counts as removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from airdate.model import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from airdate.model import EpisodeSummary, Manifest, Published, Workspace

EPISODES = "episodes"


@dataclass(frozen=True, slots=True)
class Subset:
    """The valid episodes; `kept` stay as they were published, for the errors in `skipped`."""

    summaries: tuple[EpisodeSummary, ...]
    kept: tuple[Published, ...]
    skipped: tuple[Problem, ...]


def exclude_invalid(
    workspace: Workspace,
    summaries: Sequence[EpisodeSummary],
    manifest: Manifest,
    problems: Iterable[Problem],
) -> Subset | None:
    """Return what can be published all the same; None where not only episodes are broken."""
    errors = [each for each in problems if each.severity is Severity.ERROR]
    images = {_placed(workspace, feed.image) for feed in workspace.feeds if feed.image}
    folders = {_folder(each) for each in errors}
    if None in folders or any(each.place.path in images for each in errors):
        return None
    valid = tuple(each for each in summaries if each.place.path.parent not in folders)
    broken = [each for each in summaries if each.place.path.parent in folders]
    readable = {each.place.path.parent for each in summaries}
    readable |= {each.place.path.parent for each in workspace.drafts}
    kept = _kept(workspace, manifest, valid, broken, all_read=folders <= readable)
    if taken := tuple(_taken_slugs(valid, kept)):
        return exclude_invalid(workspace, summaries, manifest, (*errors, *taken))
    return Subset(valid, kept, tuple(errors))


def _placed(workspace: Workspace, path: Path) -> PurePosixPath:
    return PurePosixPath(path.relative_to(workspace.root))


def _folder(problem: Problem) -> PurePosixPath | None:
    """Return the folder of the episode that a problem is about."""
    parts = problem.place.path.parts
    return PurePosixPath(*parts[:2]) if len(parts) > 1 and parts[0] == EPISODES else None


def _kept(
    workspace: Workspace,
    manifest: Manifest,
    valid: Sequence[EpisodeSummary],
    broken: Sequence[EpisodeSummary],
    *,
    all_read: bool,
) -> tuple[Published, ...]:
    """Return what is live of broken episodes; of all that are missing unless all were read."""
    guids = {each.guid for each in broken}
    here = {each.guid for each in valid} | ({each.guid for each in workspace.drafts} - guids)
    return tuple(
        manifest.episodes[each.guid]
        for each in manifest.summaries()
        if each.live and each.guid not in here and (each.guid in guids or not all_read)
    )


def _taken_slugs(valid: Iterable[EpisodeSummary], kept: Iterable[Published]) -> Iterable[Problem]:
    """Yield each episode whose page would replace that of an episode which stays."""
    owners = {published.slugs[0]: published for published in kept}
    for episode in valid:
        if owner := owners.get(episode.slug):
            yield Problem(
                "slug-in-use",
                Severity.ERROR,
                episode.place,
                f"slug “{episode.slug}” is still in use by “{owner.title}”, "
                "which stays as it was published",
                "Fix that episode first.",
            )
