"""Rules about languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check import references
from airdate.check.core import Finding, Rule, on_channel, on_document, on_item
from airdate.check.feeds.presence import channel_without
from airdate.check.language_tags import is_language, suggestion
from airdate.check.podcast_checks import ValueRule, checks_of
from airdate.check.podcast_rules import Around, Fault
from airdate.model import Severity
from airdate.podcast.namespace_tags import AlternateEnclosure, TranscriptFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.feeds.document import Document
    from airdate.check.inputs import Channel, Item


def unknown(subject: Channel | Item) -> Iterator[Finding]:
    """Find tags that name no language."""
    if subject.language and not is_language(subject.language.value):
        tag, place = subject.language
        yield Finding(place, *_fault(tag))


def unknown_of_file(file: TranscriptFile | AlternateEnclosure, _around: Around) -> Iterator[Fault]:
    """Find files in a language that doesn't exist."""
    if file.language and not is_language(file.language):
        yield Fault(*_fault(file.language), ("language",))


def _fault(tag: str) -> tuple[str, str]:
    near = suggestion(tag)
    hint = f"Did you mean `{near}`?" if near else "Use a tag such as `en` or `de-AT`."
    return f"unknown language “{tag[:40]}”", hint


def missing(doc: Document) -> Iterator[Finding]:
    """Find channels without a language."""
    yield from channel_without(doc, "language", "Add `<language>`, such as `en` or `de-AT`.")


_OF_FILES = ValueRule(unknown_of_file, (TranscriptFile, AlternateEnclosure))
RULES = (
    Rule(
        "language-missing",
        "Apple requires it",
        references.APPLE_823,
        (on_document(missing),),
        Severity.WARNING,
        references.BOTH,
    ),
    Rule(
        "language-unknown",
        "directories offer shows by language",
        references.APPLE_823,
        (on_channel(unknown), on_item(unknown), *checks_of(_OF_FILES)),
        Severity.WARNING,
        references.BOTH,
    ),
)
