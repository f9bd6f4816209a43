"""The rules for a feed as it is published, anybody's: one line each.

Those that a workspace is held against too have the code, the reason and the source that they have
there; what is looked for differs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from airdate.check import references, workspace_rules
from airdate.check.core import Finding, Rule
from airdate.check.feeds import (
    channel_rules,
    item_rules,
    markup_rules,
    podcast_tag_rules,
    response_rules,
)
from airdate.model import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from airdate.check.feeds.document import Document

_APPLE, _PSP, _BOTH, _ALL = (
    references.FOR_APPLE,
    references.FOR_PSP,
    references.BOTH,
    references.ALL,
)
_AMAZON, _SPOTIFY = frozenset({"amazon"}), frozenset({"spotify"})
_PLAYED = _APPLE | _SPOTIFY


def _like(code: str, find: Callable[[Document], Iterable[Finding]]) -> Rule[Document]:
    """Return a rule of workspaces, as it is for feeds."""
    known: Rule[Any] = next(rule for rule in workspace_rules.RULES if rule.code == code)
    return replace(known, find=find)


def _warn(
    code: str,
    why: str,
    source: str,
    find: Callable[[Document], Iterable[Finding]],
    demand: frozenset[str] = frozenset(),
) -> Rule[Document]:
    return Rule(code, why, source, find, Severity.WARNING, demand)


def _while_reading(_doc: Document) -> Iterable[Finding]:
    """Find nothing: what can't be read has no document."""
    return ()


_READING: tuple[Rule[Document], ...] = (
    Rule("feed-not-rss", "podcast apps read RSS", references.APPLE_823, _while_reading),
    Rule("feed-broken", "apps drop the whole feed for one slip", references.XML, _while_reading),
    Rule("feed-bomb", "readers refuse what could harm them", references.XML_BOMBS, _while_reading),
)

_MARKUP = (
    _warn(
        "prolog-missing",
        "Apple asks for it",
        references.APPLE_823,
        markup_rules.prolog_missing,
        _APPLE,
    ),
    _warn(
        "encoding-other",
        "apps read UTF-8",
        references.APPLE_823,
        markup_rules.encoding_other,
        _APPLE,
    ),
    _warn(
        "rss-version",
        "Apple asks for RSS 2.0",
        references.APPLE_823,
        markup_rules.rss_version,
        _APPLE,
    ),
    _warn(
        "namespace-wrong",
        "apps see none of its tags",
        references.PSP,
        markup_rules.namespace_wrong,
        _ALL,
    ),
    _warn(
        "namespace-missing",
        "PSP-1 asks for it",
        references.PSP,
        markup_rules.namespace_missing,
        _PSP,
    ),
    _warn(
        "tag-unknown", "it says nothing to anybody", references.PODCASTING, markup_rules.tag_unknown
    ),
    _warn(
        "tag-misplaced",
        "apps look elsewhere for it",
        references.PODCASTING,
        markup_rules.tag_misplaced,
    ),
    _warn(
        "tag-twice", "each app takes another one", references.RSS_PROFILE, markup_rules.tag_twice
    ),
    _warn("tag-deprecated", "nobody reads it", references.PODCASTING, markup_rules.tag_deprecated),
    _warn(
        "part-missing",
        "without it the tag is no use",
        references.PODCASTING,
        markup_rules.part_missing,
    ),
    _warn(
        "markup-bare",
        "apps drop text with tags in it",
        references.RSS_PROFILE,
        markup_rules.markup_bare,
    ),
    _warn(
        "attribute-missing", "apps skip it", references.PODCASTING, markup_rules.attribute_missing
    ),
    _warn(
        "attribute-unknown",
        "no app reads it",
        references.PODCASTING,
        markup_rules.attribute_unknown,
    ),
    _warn("value-missing", "it says nothing", references.PSP, markup_rules.value_missing, _PSP),
    _warn(
        "value-odd", "apps skip what they can't read", references.PODCASTING, markup_rules.value_odd
    ),
    _warn("value-long", "apps cut it", references.PSP, markup_rules.value_long, _PSP),
    _warn("value-padded", "PSP-1 forbids it", references.PSP, markup_rules.value_padded, _PSP),
)

_CHANNEL = (
    Rule(
        "show-untitled", "nothing would name it", references.APPLE_823, channel_rules.title_missing
    ),
    _like("description-missing", channel_rules.description_missing),
    _warn("link-missing", "PSP-1 asks for it", references.PSP, channel_rules.link_missing, _PSP),
    _warn(
        "language-missing",
        "Apple needs it",
        references.APPLE_823,
        channel_rules.language_missing,
        _BOTH,
    ),
    _like("language-unknown", channel_rules.language_unknown),
    _like("category-missing", channel_rules.category_missing),
    _like("category-unknown", channel_rules.category_unknown),
    _warn(
        "explicit-missing",
        "Apple needs it",
        references.APPLE_823,
        channel_rules.explicit_missing,
        _BOTH,
    ),
    _warn(
        "explicit-odd",
        "Apple reads true and false",
        references.APPLE_823,
        channel_rules.explicit_odd,
        _BOTH,
    ),
    _like("artwork-missing", channel_rules.artwork_missing),
    _warn(
        "artwork-type",
        "Apple takes no other",
        references.APPLE_896,
        channel_rules.artwork_type,
        _APPLE,
    ),
    _warn(
        "author-missing",
        "apps show who made it",
        references.PSP,
        channel_rules.author_missing,
        _SPOTIFY,
    ),
    _like("owner-missing", channel_rules.owner_missing),
    _warn(
        "feed-guid-missing",
        "by it a show survives a move",
        references.PSP,
        channel_rules.guid_missing,
    ),
    _warn(
        "locked-missing", "else anybody imports it", references.PSP, channel_rules.locked_missing
    ),
    _warn("self-missing", "PSP-1 asks for it", references.PSP, channel_rules.self_missing, _PSP),
    _warn(
        "self-odd", "apps subscribe to what it says", references.PSP, channel_rules.self_odd, _PSP
    ),
    _warn("feed-moved", "apps go to the new address", references.APPLE_823, channel_rules.moved),
    _warn(
        "items-none",
        "Apple takes no empty show",
        references.APPLE_823,
        channel_rules.items_none,
        _APPLE,
    ),
)

_ITEMS = (
    _warn(
        "title-missing", "nothing names it", references.APPLE_823, item_rules.title_missing, _ALL
    ),
    _warn(
        "guid-missing", "apps would take it for new", references.PSP, item_rules.guid_missing, _ALL
    ),
    _like("guid-twice", item_rules.guid_twice),
    _warn("guid-permalink", "apps open it as a page", references.RSS, item_rules.guid_permalink),
    _warn(
        "enclosure-missing", "there is no sound", references.PSP, item_rules.enclosure_missing, _ALL
    ),
    _warn(
        "enclosure-twice",
        "apps play another one",
        references.RSS_PROFILE,
        item_rules.enclosure_twice,
    ),
    _warn(
        "enclosure-shared",
        "Apple ignores the second",
        references.APPLE_823,
        item_rules.enclosure_shared,
        _APPLE,
    ),
    _warn(
        "enclosure-address",
        "apps can't fetch it",
        references.APPLE_823,
        item_rules.enclosure_address,
        _ALL,
    ),
    _warn(
        "enclosure-length",
        "apps show and check it",
        references.APPLE_823,
        item_rules.enclosure_length,
        _PLAYED,
    ),
    _warn(
        "enclosure-type",
        "apps play what they know",
        references.APPLE_893,
        item_rules.enclosure_type,
        _PLAYED,
    ),
    _warn(
        "enclosure-format",
        "Apple plays others alone",
        references.APPLE_893,
        item_rules.enclosure_format,
        _APPLE,
    ),
    _warn(
        "date-missing", "apps sort by it", references.APPLE_823, item_rules.date_missing, _SPOTIFY
    ),
    _warn("date-odd", "apps can't sort it", references.MAIL_DATES, item_rules.date_odd, _PLAYED),
    _warn(
        "date-future",
        "apps hide it or keep it on top",
        references.MAIL_DATES,
        item_rules.date_future,
    ),
    _warn(
        "duration-missing",
        "Amazon shows 0 seconds",
        references.PSP,
        item_rules.duration_missing,
        _AMAZON,
    ),
    _warn(
        "duration-odd",
        "apps show no duration",
        references.APPLE_823,
        item_rules.duration_odd,
        _AMAZON,
    ),
    _like("title-angled", item_rules.title_angled),
    _warn(
        "title-escaped", "listeners read markup", references.RSS_PROFILE, item_rules.title_escaped
    ),
    _like("title-numbered", item_rules.title_numbered),
    _like("title-with-show", item_rules.title_with_show),
    _like("number-missing", item_rules.number_missing),
    _like("number-twice", item_rules.number_twice),
    _warn(
        "episode-undescribed",
        "nobody knows what it is",
        references.PSP,
        item_rules.description_missing,
    ),
    _like("description-long", item_rules.description_long),
    _warn(
        "description-markup",
        "apps leave other tags out, with what they mean",
        references.APPLE_TAGS,
        item_rules.description_markup,
    ),
    _warn("transcript-type", "apps skip it", references.PODCASTING, item_rules.transcript_type),
    _warn("chapters-type", "apps skip them", references.PODCASTING, item_rules.chapters_type),
    _like("soundbite-length", item_rules.soundbite_length),
    _like("soundbite-beyond", item_rules.soundbite_beyond),
    _like("value-split", item_rules.value_split),
)

_SERVING = (
    _like("address-plain", response_rules.address_plain),
    _like("address-local", response_rules.address_local),
    _like("address-placeholder", response_rules.address_placeholder),
    _warn(
        "served-type", "apps may refuse it", references.APPLE_823, response_rules.served_type, _ALL
    ),
    _warn(
        "served-charset", "letters come out wrong", references.HTTP, response_rules.served_charset
    ),
    _warn(
        "served-plain",
        "anybody on the way can change it",
        references.HTTP,
        response_rules.served_plain,
    ),
    _warn(
        "served-uncached",
        "apps fetch it for nothing",
        references.HTTP,
        response_rules.served_uncached,
    ),
    _warn("feed-large", "apps fetch it every hour", references.PAGED, response_rules.feed_large),
)

_PODCASTING = (
    _warn(
        "social-nowhere",
        "apps can't open it",
        references.PODCASTING,
        podcast_tag_rules.social_nowhere,
    ),
    _warn(
        "split-odd",
        "apps can't tell who is paid",
        references.PODCASTING,
        podcast_tag_rules.split_odd,
    ),
    _like("value-address", podcast_tag_rules.value_address),
    _like("licence-unknown", podcast_tag_rules.licence_unknown),
    _like("protocol-unknown", podcast_tag_rules.protocol_unknown),
    _like("podroll-self", podcast_tag_rules.podroll_self),
    _like("live-odd", podcast_tag_rules.live_odd),
    _like("txt-odd", podcast_tag_rules.txt_odd),
)

RULES = (*_READING, *_MARKUP, *_CHANNEL, *_ITEMS, *_PODCASTING, *_SERVING)
