"""Rules about the interview's recording, and the duration that a feed gives for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check import references
from airdate.check.core import Finding, Rule, on_document, on_episode, on_published
from airdate.check.feeds import value_types
from airdate.check.feeds.presence import items_without
from airdate.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.feeds.document import Document
    from airdate.check.inputs import EpisodeInput, PublishedInput

# R128's absolute gate (https://tech.ebu.ch/docs/tech/tech3341.pdf).
SILENCE_LUFS = -70.0
MIN_SECONDS = 1.0
# https://iabtechlab.com/standards/podcast-measurement-guidelines/: a download is a minute of audio.
COUNTED_SECONDS = 60.0
# Below this the bands that tell s from f are missing. Wideband telephony has it (ITU-T G.722),
# narrow-band telephony has half.
MIN_RATE = 16_000  # Hz


def missing(given: EpisodeInput) -> Iterator[Finding]:
    """Find episodes without a recording; a broken one is reported where it is probed."""
    episode = given.episode
    if given.recording is None and given.is_readable and not episode.coming:
        yield Finding(
            episode.place.at("interview"),
            f"“{episode.title}” has no interview: {episode.interview.name} not found",
            "Add the recording to the folder, or set `status: draft`.",
        )


def withdrawn(given: PublishedInput) -> Iterator[Finding]:
    """Find episodes that apps have, and whose interview is announced again."""
    for each in given.summaries:
        published = given.manifest.episodes.get(each.guid) if each.coming else None
        if published and published.live and published.current:
            yield Finding(
                each.place.at("interview"),
                f"published “{each.title}” has no interview any more: {each.interview} not found",
                "Restore the recording; `interview: coming` is for episodes not yet in any feed.",
            )


def coming(given: EpisodeInput) -> Iterator[Finding]:
    """Find articles that are published before their interview."""
    if given.episode.coming:
        yield Finding(
            given.episode.place,
            f"“{given.episode.title}” will be published without its interview, and won't be in "
            "any feed yet",
            "Add the recording when it is ready; the next publish adds the player and the feed "
            "item.",
        )


def silent(given: EpisodeInput) -> Iterator[Finding]:
    """Find recordings in which nothing can be heard."""
    recording = given.recording
    if recording is None or recording.measurement.seconds < MIN_SECONDS:
        return
    if recording.measurement.loudness < SILENCE_LUFS:
        yield Finding(
            given.interview,
            f"the interview of “{given.episode.title}” is silent",
            "Export the recording again and listen to it.",
        )


def too_short(given: EpisodeInput) -> Iterator[Finding]:
    """Find recordings that can't be an interview."""
    if given.recording and given.recording.measurement.seconds < MIN_SECONDS:
        yield Finding(
            given.interview,
            f"the interview of “{given.episode.title}” is only "
            f"{given.recording.measurement.seconds:.2f} s long",
            "Replace it with the full recording.",
        )


def low_sample_rate(given: EpisodeInput) -> Iterator[Finding]:
    """Find recordings that sound like a telephone call, however they are processed."""
    if given.recording and given.recording.rate < MIN_RATE:
        yield Finding(
            given.interview,
            f"the interview's sample rate is {given.recording.rate} Hz; speech will be muffled",
            "Use the recorder's original file (44.1 or 48 kHz).",
        )


def under_a_minute(given: EpisodeInput) -> Iterator[Finding]:
    """Find recordings whose downloads are not counted."""
    seconds = given.recording.measurement.seconds if given.recording else COUNTED_SECONDS
    if MIN_SECONDS <= seconds < COUNTED_SECONDS:
        yield Finding(
            given.interview,
            f"the interview is {int(seconds)} s long",
            "Publish at least a minute of audio if downloads must be counted.",
        )


def duration_missing(doc: Document) -> Iterator[Finding]:
    """Find items without a duration."""
    yield from items_without(doc, "itunes:duration", "Add `<itunes:duration>` in seconds.")


def duration_invalid(doc: Document) -> Iterator[Finding]:
    """Find durations that apps can't read."""
    for item in doc.items:
        node = item.first("itunes:duration")
        if node and node.text and not value_types.seconds(node.text):
            yield Finding(
                doc.at(node),
                f"invalid duration “{node.text[:30]}”",
                "Write seconds, such as `1893`.",
            )


RULES = (
    Rule(
        "interview-missing",
        "an article is not published without its interview unless it has `interview: coming`",
        references.OURS,
        (on_episode(missing), on_published(withdrawn)),
    ),
    Rule(
        "interview-coming",
        "listeners can't hear what the article is about",
        references.OURS,
        (on_episode(coming),),
        Severity.WARNING,
    ),
    Rule("interview-silent", "listeners hear nothing", references.OURS, (on_episode(silent),)),
    Rule(
        "interview-too-short",
        "an interview lasts longer than a second",
        references.OURS,
        (on_episode(too_short),),
    ),
    Rule(
        "interview-low-sample-rate",
        "mastering can't restore what was not recorded",
        references.APPLE_893,
        (on_episode(low_sample_rate),),
        Severity.WARNING,
    ),
    Rule(
        "interview-under-a-minute",
        "directories don't count downloads of less than a minute",
        references.IAB,
        (on_episode(under_a_minute),),
        Severity.WARNING,
    ),
    Rule(
        "duration-missing",
        "Amazon shows 0 seconds",
        references.PSP,
        (on_document(duration_missing),),
        Severity.WARNING,
        references.FOR_AMAZON,
    ),
    Rule(
        "duration-invalid",
        "apps show no duration",
        references.APPLE_823,
        (on_document(duration_invalid),),
        Severity.WARNING,
        references.FOR_AMAZON,
    ),
)
