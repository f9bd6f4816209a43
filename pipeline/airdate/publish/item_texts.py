"""The words of an episode's item: the author's summary and article, as podcast apps show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate import article
from airdate.feed.item_text import DESCRIPTION_BYTES, ItemText
from airdate.site import language
from airdate.text import cut

if TYPE_CHECKING:
    from collections.abc import Mapping

    from airdate.model import Release


def item_text(release: Release, base: str, show_language: str) -> ItemText:
    """Return the summary, or the beginning of the article, and the article as HTML.

    What stands around the author's words is in the episode's language, or the show's. `base` is
    the URL that keys are appended to.
    """
    strings = language.of(release.episode.language or show_language).strings
    parsed = article.of(release, strings, base)
    page_url = base + release.page_key
    html = article.feed_html(parsed, page_url, release.corrections, strings)
    return ItemText(_with_corrections(parsed, release, strings), html)


def _with_corrections(parsed: article.Article, release: Release, strings: Mapping[str, str]) -> str:
    """Return the words of an item; they leave room for corrections, which stand last."""
    text = release.episode.summary or article.plain(parsed)
    corrected = article.corrections_in_words(release.corrections, strings)
    if not corrected:
        return text
    room = max(DESCRIPTION_BYTES // 2 - len(corrected.encode()), 0)
    return f"{cut(text, room)}\n\n{corrected}"
