"""Rules about elements of the podcast namespace in items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check.core import Finding
from airdate.check.feeds import value_types
from airdate.check.feeds.presence import text_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.check.feeds.document import Document


def soundbite_beyond(doc: Document) -> Iterator[Finding]:
    """Find stretches that end after the sound."""
    for item in doc.items:
        seconds = value_types.seconds(text_in(item, "itunes:duration"))
        for node in item.all("podcast:soundbite"):
            end = sum(_number(node.attributes.get(name)) for name in ("startTime", "duration"))
            if seconds and end > seconds + 1:
                what = f"the soundbite ends at {end:g} s, and the sound at {seconds} s"
                yield Finding(doc.at(node), what, "correct its times")


def soundbite_length(doc: Document) -> Iterator[Finding]:
    """Find stretches of another length than the namespace recommends."""
    for item in doc.items:
        for node in item.all("podcast:soundbite"):
            lasts = _number(node.attributes.get("duration"))
            if lasts and not 15 <= lasts <= 120:  # noqa: PLR2004 - as the namespace says
                yield Finding(
                    doc.at(node), f"the soundbite lasts {lasts:g} s", "choose 15 to 120 seconds"
                )


def value_split(doc: Document) -> Iterator[Finding]:
    """Find recipients who get nothing."""
    for node in doc.nodes:
        if node.name in {"podcast:value", "podcast:valueTimeSplit"}:
            got = node.all("podcast:valueRecipient")
            shares = [each.attributes.get("split") for each in got]
            if all(shares) and shares and not any(map(_number, shares)):
                hint = 'give each recipient a share, such as split="100"'
                yield Finding(doc.at(node), "all recipients together get 0 shares", hint)


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
