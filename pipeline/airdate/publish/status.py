"""Tables of episodes: state, length, loudness and processing; sizes of feeds."""

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
        Published,
        Recording,
        StoredObject,
        Workspace,
    )
    from airdate.publish.probe import Probes


@dataclass(frozen=True, slots=True)
class Row:
    """One episode; length as H:MM:SS, loudness in LUFS: of the published file if there is one."""

    slug: str
    state: str
    date: str
    length: str
    loudness: str
    title: str


def rows(
    workspace: Workspace, probes: Probes, manifest: Manifest, now: datetime
) -> tuple[Row, ...]:
    """Return a row for each episode, the newest first; then drafts, then unpublished ones."""
    episodes = sorted(workspace.episodes, key=lambda each: each.date, reverse=True)
    here = {episode.guid for episode in episodes}
    return (
        *(_row(each, _recording(each, probes), manifest, now) for each in episodes),
        *(
            Row(each.slug, "draft", "", "", "", each.title or each.slug)
            for each in workspace.drafts
        ),
        *(
            Row(each.slugs[0], "unpublished", "", "", "", each.title)
            for each in manifest.summaries()
            if each.guid not in here
        ),
    )


@dataclass(frozen=True, slots=True)
class FeedSize:
    """Size of a published feed in bytes, and whether it is paged (RFC 5005)."""

    name: str
    bytes: int
    is_paged: bool


def feed_sizes(manifest: Manifest) -> tuple[FeedSize, ...]:
    """Return the size of each published feed, without private ones."""
    return tuple(
        FeedSize(key, entry.size, _stored(manifest, f"feeds/{slug}/1.xml") is not None)
        for slug in manifest.listed
        if (entry := _stored(manifest, key := f"feeds/{slug}.xml"))
    )


def _stored(manifest: Manifest, key: str) -> StoredObject | None:
    entry = manifest.objects.get(key)
    return None if entry is None or entry.is_deleted else entry


# LU below the target loudness from which the table mentions it.
TOLERANCE = 0.3


@dataclass(frozen=True, slots=True)
class SoundRow:
    """How one published file was processed: loudness before and after, processing, encoder."""

    slug: str
    rendition: str
    before: str
    processing: str
    after: str
    encoder: str


def sound_row(slug: str, rendition: str, report: Mapping[str, Any]) -> SoundRow:
    """Return the row of a mastering report, as `audio/mastering_report.py` writes it."""
    done = report["done"]
    trimmed = done["cut_at_head_seconds"] + done["cut_at_tail_seconds"]
    processing = [f"{done['gain_db']:+.1f} dB", f"leveller {done['leveller']}"]
    if done["limiter_active_percent"]:
        processing.append(f"limiter active {done['limiter_active_percent']} %")
    if trimmed:
        processing.append(f"{trimmed:.1f} s silence trimmed")
    below = done["wanted_lufs"] - report["after"]["loudness_lufs"]
    if below > TOLERANCE:
        processing.append(f"{below:.1f} LU below target: short peaks limit the gain")
    return SoundRow(
        slug=slug,
        rendition=rendition,
        before=_loudness(report["before"]),
        processing=", ".join(processing),
        after=_loudness(report["after"]),
        encoder=done["encoder"],
    )


def is_used(manifest: Manifest, key: str) -> bool:
    """Whether a published file is in use, and does not wait to be deleted."""
    entry = manifest.objects.get(key)
    return entry is not None and entry.unused_since is None


def _loudness(figures: Mapping[str, float]) -> str:
    loudness, peak = figures["loudness_lufs"], figures["true_peak_dbtp"]
    return f"{loudness:.1f} LUFS, {figures['loudness_range_lu']:.1f} LU, {peak:.1f} dBTP"


def _recording(episode: Episode, probes: Probes) -> Recording | None:
    return next(iter(probes.of(episode).recordings), None)


def _row(episode: Episode, recording: Recording | None, manifest: Manifest, now: datetime) -> Row:
    published = _published(manifest.episodes.get(episode.guid))
    measured = published or (recording and recording.measurement)
    return Row(
        slug=episode.slug,
        state=_state(episode, manifest, now),
        date=f"{episode.date:%Y-%m-%d %H:%M}",
        length=clock(round(measured.seconds)) if measured else "",
        loudness=f"{measured.loudness:.1f} LUFS" if measured else "",
        title=episode.title,
    )


def _published(published: Published | None) -> Media | None:
    """Return the media file that feeds name, if the episode is in one."""
    if published is None or not published.current:
        return None
    return next(media for media in published.media if media.source == published.current[0])


def _state(episode: Episode, manifest: Manifest, now: datetime) -> str:
    if not episode.is_due(now):
        return "scheduled"
    published = manifest.episodes.get(episode.guid)
    if episode.coming:
        return "interview coming"
    return "live" if published and published.live else "ready"
