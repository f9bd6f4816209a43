"""The table of episodes: their state, how long they are and how loud; how large feeds are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from airdate.text import clock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from airdate.model import (
        Episode,
        Manifest,
        Media,
        ProbeResults,
        Published,
        Recording,
        Workspace,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One episode; length as H:MM:SS and loudness in LUFS, of what is published if it is."""

    slug: str
    state: str
    date: str
    length: str
    loudness: str
    title: str


def rows(
    workspace: Workspace, probe_results: ProbeResults, manifest: Manifest, now: datetime
) -> tuple[Row, ...]:
    """Return a row for each episode, the newest first; then drafts, then those that are gone."""
    episodes = sorted(workspace.episodes, key=lambda each: each.date, reverse=True)
    here = {episode.guid for episode in episodes}
    return (
        *(_row(each, probe_results.recordings.get(each.slug), manifest, now) for each in episodes),
        *(
            Row(each.slug, "draft", "", "", "", each.title or each.slug)
            for each in workspace.drafts
        ),
        *(
            Row(each.slugs[0], "gone", "", "", "", each.title)
            for each in manifest.episodes.values()
            if each.guid not in here
        ),
    )


@dataclass(frozen=True, slots=True)
class FeedSize:
    """How large a feed is that apps fetch, and whether it is continued in pages (RFC 5005)."""

    name: str
    bytes: int
    is_paged: bool


def feed_sizes(manifest: Manifest) -> tuple[FeedSize, ...]:
    """Return how large each feed is as it is out there; those of subscribers are left out."""
    out = {key: entry for key, entry in manifest.objects.items() if not entry.is_deleted}
    return tuple(
        FeedSize(key, out[key].size, f"feeds/{slug}/1.xml" in out)
        for slug in manifest.listed
        if (key := f"feeds/{slug}.xml") in out
    )


# LU that a published file may be off, as it is heard: more is told.
PROMISED = 0.3


@dataclass(frozen=True, slots=True)
class SoundRow:
    """What was done to one published file, in words: before, done, after, and by what."""

    slug: str
    rendition: str
    before: str
    done: str
    after: str
    encoder: str


def sound_row(slug: str, rendition: str, receipt: Mapping[str, Any]) -> SoundRow:
    """Return the row of a mastering receipt, as `audio/receipt.py` writes it."""
    done = receipt["done"]
    cut = done["cut_at_head_seconds"] + done["cut_at_tail_seconds"]
    said = [f"{done['gain_db']:+.1f} dB", f"leveller {done['leveller']}"]
    if done["limiter_active_percent"]:
        said.append(f"limited {done['limiter_active_percent']} % of the time")
    if cut:
        said.append(f"{cut:.1f} s of silence cut")
    missed = done["wanted_lufs"] - receipt["after"]["loudness_lufs"]
    if missed > PROMISED:
        said.append(f"{missed:.1f} LU quieter than wanted, for short peaks leave no room")
    return SoundRow(
        slug=slug,
        rendition=rendition,
        before=_heard(receipt["before"]),
        done=", ".join(said),
        after=_heard(receipt["after"]),
        encoder=done["encoder"],
    )


def _heard(figures: Mapping[str, float]) -> str:
    loudness, peak = figures["loudness_lufs"], figures["true_peak_dbtp"]
    return f"{loudness:.1f} LUFS, {figures['loudness_range_lu']:.1f} LU, {peak:.1f} dBTP"


def _row(episode: Episode, recording: Recording | None, manifest: Manifest, now: datetime) -> Row:
    heard = _published(manifest.episodes.get(episode.guid)) or (recording and recording.measurement)
    return Row(
        slug=episode.slug,
        state=_state(episode, manifest, now),
        date=f"{episode.date:%Y-%m-%d %H:%M}",
        length=clock(round(heard.seconds)) if heard else "",
        loudness=f"{heard.loudness:.1f} LUFS" if heard else "",
        title=episode.title,
    )


def _published(published: Published | None) -> Media | None:
    """Return the file that feeds name."""
    if published is None or not published.current:
        return None
    return next(media for media in published.media if media.source == published.current[0])


def _state(episode: Episode, manifest: Manifest, now: datetime) -> str:
    if not episode.is_due(now):
        return "scheduled"
    published = manifest.episodes.get(episode.guid)
    if episode.coming:
        return "interview coming"
    return "live" if published and published.live else "to be published"
