"""What is looked for in episodes: the interview above all, identity, chapters, words."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from airdate import article
from airdate.check.article_text import prose, text
from airdate.check.core import Finding, RuleInput
from airdate.model import Place
from airdate.text import clock, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from airdate.model import Cue, Draft, Episode, Recording

# What R128's absolute gate calls silence (https://tech.ebu.ch/docs/tech/tech3341.pdf).
SILENCE_LUFS = -70.0
SHORTEST_SECONDS = 1.0
# https://iabtechlab.com/standards/podcast-measurement-guidelines/: a download is a minute heard.
COUNTED_SECONDS = 60.0
# Below this there is no room for what makes speech clear: s and f sound alike. Wideband telephony
# has it (ITU-T G.722), narrow-band telephony has half.
LEAST_RATE = 16_000  # Hz
FEWEST_CHAPTERS = 3  # in a description, by Apple's support page 5316
# What site builders and authors leave where an interview should be; lines may be wrapped anywhere,
# and words emphasised.
_LEFT = (
    r"double.click here to (?:upload|add|link)",
    "click here to upload",
    "lorem ipsum dolor",
    r"\[(?:insert|add|upload) (?:audio|interview)[^\]]{0,80}\]",
    "(?:audio|interview|recording) (?:goes|to come) here",
    "(?:upload|drop|add|insert) (?:an|the|your) (?:audio|interview|recording)(?: file)? here",
)
_PLACEHOLDER = re.compile("|".join(_LEFT).replace(" ", r"[\s*_]+"), re.IGNORECASE)
# One of these is in all of them. Most articles have none, which is seen a hundred times quicker.
_IN_LEFT = ("here", "ipsum", "[insert", "[add", "[upload")
_IN_DANGEROUS = ("script:", "data:")
# Where Markdown and HTML have addresses: [a](…), [a]: …, <…>, href="…".
_DANGEROUS_LINK = re.compile(
    r"(?:\]\(\s*<?|\]:\s*<?|<|(?:href|src)\s*=\s*[\"']?)\s*(javascript|vbscript|data):",
    re.IGNORECASE,
)
# How far a transcript's last words may reach beyond the sound: cues are held until they are read.
LINGERING_SECONDS = 2.0


# ── The interview ───────────────────────────────────────────────────────────────────────────


def interview_missing(facts: RuleInput) -> Iterator[Finding]:
    """Find episodes without a recording; one that can't be read is told by the survey."""
    told = {problem.place.path for problem in facts.probe_results.problems}
    for episode in facts.workspace.episodes:
        if episode.coming and not _was_heard(facts, episode):
            continue
        if episode.slug in facts.probe_results.recordings:
            continue
        path = PurePosixPath(episode.interview.relative_to(facts.workspace.root))
        if path not in told:
            yield Finding(
                episode.place.at("interview"),
                f"the interview of “{episode.title}” is missing: there is no {path.name}",
                "put the recording into the folder, or set `status: draft`",
            )


def _was_heard(facts: RuleInput, episode: Episode) -> bool:
    """Whether apps have its interview."""
    published = facts.manifest.episodes.get(episode.guid)
    return published is not None and published.live and bool(published.current)


def interview_coming(facts: RuleInput) -> Iterator[Finding]:
    """Find articles that go out before their interview does."""
    for episode in facts.workspace.episodes:
        if episode.coming:
            yield Finding(
                episode.place,
                f"the article “{episode.title}” goes out without its interview, into no feed",
                "put the recording into the folder when it is there: "
                "the page gets its player, and the feed its episode",
            )


def interview_silent(facts: RuleInput) -> Iterator[Finding]:
    """Find recordings in which nothing is heard."""
    for episode, recording in _heard(facts):
        loudness = recording.measurement.loudness
        if loudness < SILENCE_LUFS and recording.measurement.seconds >= SHORTEST_SECONDS:
            yield Finding(
                _place(facts, episode),
                f"the interview of “{episode.title}” is silent",
                "export the recording again, and listen to it",
            )


def interview_too_short(facts: RuleInput) -> Iterator[Finding]:
    """Find recordings that can't be an interview."""
    for episode, recording in _heard(facts):
        if recording.measurement.seconds < SHORTEST_SECONDS:
            yield Finding(
                _place(facts, episode),
                f"the interview of “{episode.title}” is too short: "
                f"{recording.measurement.seconds:.2f} s",
                "put the whole recording there",
            )


def interview_narrow(facts: RuleInput) -> Iterator[Finding]:
    """Find recordings that sound as on a telephone, whatever is done to them."""
    for episode, recording in _heard(facts):
        if recording.rate < LEAST_RATE:
            yield Finding(
                _place(facts, episode),
                f"the interview has {recording.rate} samples a second: it will sound muffled",
                "use the recorder's own file, of 44100 or 48000 Hz",
            )


def interview_uncounted(facts: RuleInput) -> Iterator[Finding]:
    """Find recordings whose downloads nobody counts."""
    for episode, recording in _heard(facts):
        if SHORTEST_SECONDS <= recording.measurement.seconds < COUNTED_SECONDS:
            yield Finding(
                _place(facts, episode),
                f"the interview lasts {recording.measurement.seconds:.0f} s",
                "downloads of less than a minute are not counted by IAB's rules",
            )


def placeholder(facts: RuleInput) -> Iterator[Finding]:
    """Find articles in which something still stands for the interview.

    Code is left out, so that an article may quote what it is about.
    """
    for episode in facts.workspace.episodes:
        said = text(episode)
        for match in _PLACEHOLDER.finditer(said) if _has(said, _IN_LEFT) else ():
            yield Finding(
                _line(episode, 1 + said.count("\n", 0, match.start())),
                f"“{' '.join(match[0].split())}” is a placeholder",
                "delete it; the player stands where the line `::: interview` is "
                "(to write about it, put it between backticks)",
            )


# ── Identity ────────────────────────────────────────────────────────────────────────────────


def guid_twice(facts: RuleInput) -> Iterator[Finding]:
    """Find a guid that two episodes have, drafts too."""
    episodes: tuple[Episode | Draft, ...] = (*facts.workspace.episodes, *facts.workspace.drafts)
    yield from _twice(episodes, "guid", "give the newer one a guid of its own: `airdate add` does")


def slug_twice(facts: RuleInput) -> Iterator[Finding]:
    """Find two episodes that would have one page."""
    yield from _twice(facts.workspace.episodes, "slug", "write another `slug:` into one of them")


def guid_changed(facts: RuleInput) -> Iterator[Finding]:
    """Find a published page whose episode comes with another guid."""
    published = {each.slugs[0]: each.guid for each in facts.manifest.episodes.values() if each.live}
    here = {episode.guid for episode in facts.workspace.episodes}
    for episode in facts.workspace.episodes:
        was = published.get(episode.slug, episode.guid)
        if was not in here and episode.guid not in facts.manifest.episodes:
            yield Finding(
                episode.place.at("guid"),
                f"the guid of “{episode.title}” was {was} when it was published",
                "put that guid back: with another one every app downloads the episode again",
            )


def feed_unknown(facts: RuleInput) -> Iterator[Finding]:
    """Find episodes in a feed that there is not; where no feed can be read, that was told."""
    slugs = [feed.slug for feed in facts.workspace.feeds]
    for episode in facts.workspace.episodes if slugs else ():
        for slug in episode.feeds:
            if slug not in slugs:
                yield Finding(
                    episode.place.at("feeds"),
                    f"there is no feed {slug!r}",
                    f"the feeds are {', '.join(slugs)}",
                )


def feed_none(facts: RuleInput) -> Iterator[Finding]:
    """Find episodes that are in no feed at all."""
    for episode in facts.workspace.episodes:
        if not episode.feeds:
            yield Finding(
                episode.place.at("feeds"),
                "`feeds` is empty",
                "name a feed, or leave the key out for main",
            )


# ── Chapters, transcripts, words ────────────────────────────────────────────────────────────


def chapters_unordered(facts: RuleInput) -> Iterator[Finding]:
    """Find chapters that don't follow each other."""
    for episode in facts.workspace.episodes:
        for at, (before, chapter) in enumerate(pairwise(episode.chapters), 1):
            if chapter.start <= before.start:
                yield Finding(
                    episode.place.at("chapters", at),
                    f"the chapter “{chapter.title}” begins at {clock(chapter.start)}, "
                    f"not after “{before.title}”",
                    "write chapters in the order of their times",
                )


def chapters_beyond(facts: RuleInput) -> Iterator[Finding]:
    """Find chapters that begin after the end."""
    for episode, recording in _heard(facts):
        seconds = recording.measurement.seconds
        for at, chapter in enumerate(episode.chapters):
            if chapter.start >= seconds:
                yield Finding(
                    episode.place.at("chapters", at),
                    f"the chapter “{chapter.title}” begins at {clock(chapter.start)}, "
                    f"and the interview ends at {clock(round(seconds))}",
                    "correct its time",
                )


def chapters_late(facts: RuleInput) -> Iterator[Finding]:
    """Find chapters that leave out the beginning."""
    for episode in facts.workspace.episodes:
        if episode.chapters and episode.chapters[0].start > 0:
            yield Finding(
                episode.place.at("chapters", 0),
                f"the first chapter begins at {clock(episode.chapters[0].start)}",
                "let the first chapter begin at 0:00",
            )


def chapters_few(facts: RuleInput) -> Iterator[Finding]:
    """Find chapters in a description that are too few for Apple to take them for such."""
    telling = [feed for feed in facts.workspace.feeds if feed.chapters_in_description]
    for episode in facts.workspace.episodes if telling else ():
        told = any(feed.carries(episode) for feed in telling)
        if told and 0 < len(episode.chapters) < FEWEST_CHAPTERS:
            yield Finding(
                episode.place.at("chapters"),
                f"there are {len(episode.chapters)} chapters in the description",
                f"write {FEWEST_CHAPTERS} or more: Apple takes fewer for text",
            )


def transcript_beyond(facts: RuleInput) -> Iterator[Finding]:
    """Find transcripts that go on after the end."""
    for episode, recording in _heard(facts):
        cues = facts.probe_results.transcripts.get(episode.slug, ())
        last = max((cue.end for cue in cues), default=0.0)
        if last > recording.measurement.seconds + LINGERING_SECONDS:
            yield Finding(
                episode.place.at("transcript"),
                f"the transcript goes on to {clock(round(last))}, "
                f"and the interview ends at {clock(round(recording.measurement.seconds))}",
                "see whether it is this episode's transcript",
            )


def transcript_short(facts: RuleInput) -> Iterator[Finding]:
    """Find transcripts that leave out more than half of the interview."""
    for episode, recording in _heard(facts):
        cues = facts.probe_results.transcripts.get(episode.slug, ())
        last, seconds = max((cue.end for cue in cues), default=0.0), recording.measurement.seconds
        if cues and last < seconds / 2:
            yield Finding(
                episode.place.at("transcript"),
                f"the transcript ends at {clock(round(last))}, "
                f"and the interview at {clock(round(seconds))}",
                "see whether it is whole, and this episode's",
            )


def transcript_unordered(facts: RuleInput) -> Iterator[Finding]:
    """Find transcripts that go back in time; two may speak at once."""
    for episode in facts.workspace.episodes:
        cues = facts.probe_results.transcripts.get(episode.slug, ())
        back = next((after for cue, after in pairwise(cues) if after.start < cue.start), None)
        if back:
            yield Finding(
                episode.place.at("transcript"),
                f"the transcript goes back to {clock(round(back.start))}: “{back.text[:40]}”",
                "put its cues into the order of their times",
            )


def transcript_stranger(facts: RuleInput) -> Iterator[Finding]:
    """Find speakers who are not among the persons, by their name or a part of it."""
    for episode in facts.workspace.episodes:
        cues = facts.probe_results.transcripts.get(episode.slug, ())
        feeds = [feed for feed in facts.workspace.feeds if feed.carries(episode)]
        people = (*episode.persons, *(person for feed in feeds for person in feed.persons))
        known = [_words(person.name) for person in people]
        for name in sorted({cue.speaker for cue in cues if cue.speaker}):
            if not any(_words(name) <= words for words in known):
                yield Finding(
                    episode.place.at("transcript"),
                    f"{name} speaks in the transcript and is not among the persons",
                    "add the name to `guests:` or `hosts:`, spelt as in the transcript",
                )


def link_dangerous(facts: RuleInput) -> Iterator[Finding]:
    """Find links that run a script."""
    for episode in facts.workspace.episodes:
        if not _has(text(episode), _IN_DANGEROUS):
            continue
        for line, said in enumerate(prose(episode), episode.article_line):
            if match := _DANGEROUS_LINK.search(said):
                yield Finding(
                    Place(episode.place.path, line),
                    f"a link begins with {match[1].lower()}:, and is left out of the page",
                    "link to an address with https://",
                )


def image_elsewhere(facts: RuleInput) -> Iterator[Finding]:
    """Find images that readers' browsers would ask another server for."""
    for episode in facts.workspace.episodes:
        if not article.may_have_images(episode.article):
            continue
        for address in filter(article.is_elsewhere, article.images(article.parse(episode.article))):
            lines = enumerate(episode.article.split("\n"), episode.article_line)
            line = next((number for number, said in lines if address in said), 0)
            yield Finding(
                Place(episode.place.path, line),
                f"the image {address} is on another server",
                "put it into the episode's folder, and name the file: `![what it shows](door.jpg)`",
            )


def directive_odd(facts: RuleInput) -> Iterator[Finding]:
    """Find lines ::: that can't be followed."""
    for episode in facts.workspace.episodes:
        for slip in article.slips(episode.article):
            if not slip.grave:
                yield Finding(_line(episode, slip.line), slip.what, slip.hint)


def quote_unheard(facts: RuleInput) -> Iterator[Finding]:
    """Find quotes without words."""
    for episode in facts.workspace.episodes:
        if "quote" not in episode.article.lower():
            continue  # most articles have none, and reading them again takes time
        parsed = article.parse(episode.article)
        for slip in parsed.slips:
            if slip.grave:
                yield Finding(_line(episode, slip.line), slip.what, slip.hint)
        cues = facts.probe_results.transcripts.get(episode.slug, ())
        for part, found in zip(parsed.parts, article.quoted(parsed, cues).parts, strict=True):
            if isinstance(part, article.Quote) and isinstance(found, article.ResolvedQuote):
                yield from _unheard(episode, part, found, cues)


def _unheard(
    episode: Episode, quote: article.Quote, found: article.ResolvedQuote, cues: Sequence[Cue]
) -> Iterator[Finding]:
    place = _line(episode, quote.line)
    if episode.coming:
        yield Finding(
            place,
            "the quote is of an interview that is still coming",
            "leave the quote out until the recording and its transcript are there",
        )
    elif not cues and episode.transcript is None:
        yield Finding(
            place,
            "the quote's words are to come from a transcript, and the episode has none",
            "put one into the folder and name it: `transcript: transcript.vtt`",
        )
    elif cues and not found.said:
        near = min(cues, key=lambda cue: abs(cue.start - quote.start))
        yield Finding(
            place,
            f"nobody says anything from {clock(quote.start)} to {clock(quote.end)}",
            f"correct the quote's times; next to them, {clock(near.start)}-{clock(near.end)} is "
            f"“{cut(near.text, 60)}”",
        )


def title_angled(facts: RuleInput) -> Iterator[Finding]:
    """Find titles that YouTube refuses."""
    titles = [(episode.title, episode.place) for episode in facts.workspace.episodes]
    titles += [(feed.title, feed.place) for feed in facts.workspace.feeds]
    for title, place in titles:
        if "<" in title or ">" in title:
            yield Finding(place.at("title"), "the title has < or > in it", "use other signs")


def number_missing(facts: RuleInput) -> Iterator[Finding]:
    """Find episodes of serial shows without a number."""
    serial = [feed for feed in facts.workspace.feeds if feed.kind == "serial"]
    for episode in facts.workspace.episodes:
        if episode.kind != "full" or episode.number:
            continue
        if any(feed.carries(episode) for feed in serial):
            yield Finding(
                episode.place.at("title"),
                "the show is a serial, and this episode has no number",
                "write `episode:` with a number from 1 on",
            )


# ── What they share ─────────────────────────────────────────────────────────────────────────


def _heard(facts: RuleInput) -> Iterator[tuple[Episode, Recording]]:
    for episode in facts.workspace.episodes:
        if recording := facts.probe_results.recordings.get(episode.slug):
            yield episode, recording


def _has(said: str, words: Iterable[str]) -> bool:
    folded = said.casefold()
    return any(word in folded for word in words)


def _line(episode: Episode, line: int) -> Place:
    """Return the place of a line of the article, which counts from 1."""
    return Place(episode.place.path, episode.article_line + line - 1)


def _words(name: str) -> frozenset[str]:
    return frozenset(name.casefold().split())


def _place(facts: RuleInput, episode: Episode) -> Place:
    return Place(PurePosixPath(episode.interview.relative_to(facts.workspace.root)))


def _twice(episodes: Iterable[Episode | Draft], field: str, hint: str) -> Iterator[Finding]:
    owners: dict[str, list[Place]] = defaultdict(list)
    for episode in episodes:
        if value := getattr(episode, field):
            owners[value.strip().lower()].append(episode.place)
    for value, places in owners.items():
        for place in places[1:]:
            yield Finding(
                place.at(field), f"the {field} {value} is that of {places[0].path} too", hint
            )
