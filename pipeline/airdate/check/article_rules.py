"""Rules about the article: what readers would see, or miss."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from airdate import article
from airdate.check import references
from airdate.check.core import Finding, Rule, on_episode
from airdate.model import Severity
from airdate.text import cut, plain_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.inputs import EpisodeInput

# What site builders and authors leave where an interview should be; lines may be wrapped anywhere.
_PLACEHOLDERS = (
    r"double.click here to (?:upload|add|link)",
    "click here to upload",
    "lorem ipsum dolor",
    r"\[(?:insert|add|upload) (?:audio|interview)[^\]]{0,80}\]",
    "(?:audio|interview|recording) (?:goes|to come) here",
    "(?:upload|drop|add|insert) (?:an|the|your) (?:audio|interview|recording)(?: file)? here",
)
_PLACEHOLDER = re.compile("|".join(_PLACEHOLDERS).replace(" ", r"\s+"), re.IGNORECASE)
# Each placeholder contains one of these. Searching for them first is a hundred times faster, and
# enough for most articles.
_PLACEHOLDER_WORDS = ("here", "ipsum", "[insert", "[add", "[upload")
_ONLY_PLAYER = "\n::: interview\n"
_UNSAFE_SCHEMES = ("javascript:", "vbscript:", "data:")


def placeholder(given: EpisodeInput) -> Iterator[Finding]:
    """Find placeholders of the interview.

    Code is left out, so that an article may quote one.
    """
    text = given.inline.text
    folded = text.casefold()
    if not any(word in folded for word in _PLACEHOLDER_WORDS):
        return
    for match in _PLACEHOLDER.finditer(text):
        yield Finding(
            given.line(given.inline.line_at(match.start())),
            f"placeholder text “{' '.join(match[0].split())}”",
            "Delete it. To write about it, put it in backticks.",
        )


def directive_invalid(given: EpisodeInput) -> Iterator[Finding]:
    """Find lines that begin like a directive and are none."""
    markdown = given.episode.article
    if ":::" not in markdown or (markdown.count(":::") == 1 and _ONLY_PLAYER in markdown):
        return  # most articles, and parsing takes time
    for error in article.slips(markdown):
        if not error.grave:
            yield Finding(given.line(error.line), error.what, error.hint)


def quote_not_found(given: EpisodeInput) -> Iterator[Finding]:
    """Find quotes without words."""
    if "quote" not in given.episode.article.lower():
        return  # most articles have none, and parsing takes time
    parsed = article.parse(given.episode.article)
    for error in parsed.slips:
        if error.grave:
            yield Finding(given.line(error.line), error.what, error.hint)
    resolved = article.quoted(parsed, given.cues).parts
    for part, quote in zip(parsed.parts, resolved, strict=True):
        if isinstance(part, article.Quote) and isinstance(quote, article.ResolvedQuote):
            yield from _not_found(given, part, quote)


def _not_found(
    given: EpisodeInput, quote: article.Quote, resolved: article.ResolvedQuote
) -> Iterator[Finding]:
    place = given.line(quote.line)
    if given.episode.coming:
        yield Finding(
            place,
            "quote from an interview that is still coming",
            "Remove the quote until the recording and its transcript are in the folder.",
        )
    elif not given.cues and given.episode.transcript is None:
        yield Finding(
            place,
            "quote from a transcript, and the episode has none",
            "Add a transcript to the folder and name it: `transcript: transcript.vtt`.",
        )
    elif given.cues and not resolved.sentences:
        near = min(given.cues, key=lambda cue: abs(cue.start - quote.start))
        yield Finding(
            place,
            "no speech in the transcript between "
            f"{plain_clock(quote.start)} and {plain_clock(quote.end)}",
            "Correct the times; the nearest speech is "
            f"{plain_clock(near.start)}-{plain_clock(near.end)}: “{cut(near.text, 60)}”.",
        )


def link_unsafe(given: EpisodeInput) -> Iterator[Finding]:
    """Find links that run a script."""
    for target in given.inline.targets:
        address = target.address.strip().lower()
        if address.startswith(_UNSAFE_SCHEMES):
            yield Finding(
                given.line(target.line),
                f"link starts with {address.partition(':')[0]}: and is removed from the page",
                "Link to a URL with `https://`.",
            )


def image_external(given: EpisodeInput) -> Iterator[Finding]:
    """Find images that readers' browsers would load from another server."""
    for target in given.inline.targets:
        if target.is_image and article.is_elsewhere(target.address):
            yield Finding(
                given.line(target.line),
                f"image is hosted elsewhere: {target.address}",
                "Copy it into the episode's folder: `![alt](door.jpg)`.",
            )


RULES = (
    Rule(
        "placeholder-text",
        "readers would see it in place of the interview",
        references.OURS,
        (on_episode(placeholder),),
    ),
    Rule(
        "directive-invalid",
        "readers would see the colons",
        references.OURS,
        (on_episode(directive_invalid),),
        Severity.WARNING,
    ),
    Rule(
        "quote-not-found",
        "a quote shows the words of the transcript",
        references.OURS,
        (on_episode(quote_not_found),),
    ),
    Rule(
        "link-unsafe",
        "such a link runs a script in the reader's browser",
        references.OWASP,
        (on_episode(link_unsafe),),
        Severity.WARNING,
    ),
    Rule(
        "image-external",
        "that server learns who reads the page, and may remove the image",
        references.OURS,
        (on_episode(image_external),),
        Severity.WARNING,
    ),
)
