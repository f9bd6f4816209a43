"""Rules about languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check import references
from airdate.check.core import Finding, Rule, on_channel, on_document, on_item
from airdate.check.feeds.presence import channel_without
from airdate.check.language_tags import is_language, suggestion
from airdate.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.feeds.document import Document
    from airdate.check.inputs import Channel, Item


def unknown(subject: Channel | Item) -> Iterator[Finding]:
    """Find tags that name no language."""
    if subject.language and not is_language(subject.language.value):
        tag, place = subject.language
        near = suggestion(tag)
        yield Finding(
            place,
            f"unknown language “{tag[:40]}”",
            f"Did you mean `{near}`?" if near else "Use a tag such as `en` or `de-AT`.",
        )


def missing(doc: Document) -> Iterator[Finding]:
    """Find channels without a language."""
    yield from channel_without(doc, "language", "Add `<language>`, such as `en` or `de-AT`.")


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
        (on_channel(unknown), on_item(unknown)),
        Severity.WARNING,
        references.BOTH,
    ),
)
