"""The rules for a feed as it is published, anybody's: one line each.

Those that a workspace is held against too have the code, the reason and the source that they have
there; what is looked for differs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.check import rules, sources
from pipeline.check.feeds import channel, items, markup, podcasting, serving
from pipeline.check.rule import Finding, Rule
from pipeline.model import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pipeline.check.feeds.document import Document

_APPLE, _PSP, _BOTH, _ALL = sources.FOR_APPLE, sources.FOR_PSP, sources.BOTH, sources.ALL
_AMAZON, _SPOTIFY = frozenset({"amazon"}), frozenset({"spotify"})
_PLAYED = _APPLE | _SPOTIFY


def _like(code: str, find: Callable[[Document], Iterable[Finding]]) -> Rule[Document]:
    """Return a rule of workspaces, as it is for feeds."""
    known: Rule[Any] = next(rule for rule in rules.RULES if rule.code == code)
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
    Rule("feed-not-rss", "podcast apps read RSS", sources.APPLE_823, _while_reading),
    Rule("feed-broken", "apps drop the whole feed for one slip", sources.XML, _while_reading),
    Rule("feed-bomb", "readers refuse what could harm them", sources.XML_BOMBS, _while_reading),
)

_MARKUP = (
    _warn("prolog-missing", "Apple asks for it", sources.APPLE_823, markup.prolog_missing, _APPLE),
    _warn("encoding-other", "apps read UTF-8", sources.APPLE_823, markup.encoding_other, _APPLE),
    _warn("rss-version", "Apple asks for RSS 2.0", sources.APPLE_823, markup.rss_version, _APPLE),
    _warn(
        "namespace-wrong", "apps see none of its tags", sources.PSP, markup.namespace_wrong, _ALL
    ),
    _warn("namespace-missing", "PSP-1 asks for it", sources.PSP, markup.namespace_missing, _PSP),
    _warn("tag-unknown", "it says nothing to anybody", sources.PODCASTING, markup.tag_unknown),
    _warn("tag-misplaced", "apps look elsewhere for it", sources.PODCASTING, markup.tag_misplaced),
    _warn("tag-twice", "each app takes another one", sources.RSS_PROFILE, markup.tag_twice),
    _warn("tag-deprecated", "nobody reads it", sources.PODCASTING, markup.tag_deprecated),
    _warn("part-missing", "without it the tag is no use", sources.PODCASTING, markup.part_missing),
    _warn("markup-bare", "apps drop text with tags in it", sources.RSS_PROFILE, markup.markup_bare),
    _warn("attribute-missing", "apps skip it", sources.PODCASTING, markup.attribute_missing),
    _warn("attribute-unknown", "no app reads it", sources.PODCASTING, markup.attribute_unknown),
    _warn("value-missing", "it says nothing", sources.PSP, markup.value_missing, _PSP),
    _warn("value-odd", "apps skip what they can't read", sources.PODCASTING, markup.value_odd),
    _warn("value-long", "apps cut it", sources.PSP, markup.value_long, _PSP),
    _warn("value-padded", "PSP-1 forbids it", sources.PSP, markup.value_padded, _PSP),
)

_CHANNEL = (
    Rule("show-untitled", "nothing would name it", sources.APPLE_823, channel.title_missing),
    _like("description-missing", channel.description_missing),
    _warn("link-missing", "PSP-1 asks for it", sources.PSP, channel.link_missing, _PSP),
    _warn("language-missing", "Apple needs it", sources.APPLE_823, channel.language_missing, _BOTH),
    _like("language-unknown", channel.language_unknown),
    _like("category-missing", channel.category_missing),
    _like("category-unknown", channel.category_unknown),
    _warn("explicit-missing", "Apple needs it", sources.APPLE_823, channel.explicit_missing, _BOTH),
    _warn(
        "explicit-odd", "Apple reads true and false", sources.APPLE_823, channel.explicit_odd, _BOTH
    ),
    _like("artwork-missing", channel.artwork_missing),
    _warn("artwork-type", "Apple takes no other", sources.APPLE_896, channel.artwork_type, _APPLE),
    _warn("author-missing", "apps show who made it", sources.PSP, channel.author_missing, _SPOTIFY),
    _like("owner-missing", channel.owner_missing),
    _warn("feed-guid-missing", "by it a show survives a move", sources.PSP, channel.guid_missing),
    _warn("locked-missing", "else anybody imports it", sources.PSP, channel.locked_missing),
    _warn("self-missing", "PSP-1 asks for it", sources.PSP, channel.self_missing, _PSP),
    _warn("self-odd", "apps subscribe to what it says", sources.PSP, channel.self_odd, _PSP),
    _warn("feed-moved", "apps go to the new address", sources.APPLE_823, channel.moved),
    _warn("items-none", "Apple takes no empty show", sources.APPLE_823, channel.items_none, _APPLE),
)

_ITEMS = (
    _warn("title-missing", "nothing names it", sources.APPLE_823, items.title_missing, _ALL),
    _warn("guid-missing", "apps would take it for new", sources.PSP, items.guid_missing, _ALL),
    _like("guid-twice", items.guid_twice),
    _warn("guid-permalink", "apps open it as a page", sources.RSS, items.guid_permalink),
    _warn("enclosure-missing", "there is no sound", sources.PSP, items.enclosure_missing, _ALL),
    _warn("enclosure-twice", "apps play another one", sources.RSS_PROFILE, items.enclosure_twice),
    _warn(
        "enclosure-shared",
        "Apple ignores the second",
        sources.APPLE_823,
        items.enclosure_shared,
        _APPLE,
    ),
    _warn(
        "enclosure-address", "apps can't fetch it", sources.APPLE_823, items.enclosure_address, _ALL
    ),
    _warn(
        "enclosure-length",
        "apps show and check it",
        sources.APPLE_823,
        items.enclosure_length,
        _PLAYED,
    ),
    _warn(
        "enclosure-type",
        "apps play what they know",
        sources.APPLE_893,
        items.enclosure_type,
        _PLAYED,
    ),
    _warn(
        "enclosure-format",
        "Apple plays others alone",
        sources.APPLE_893,
        items.enclosure_format,
        _APPLE,
    ),
    _warn("date-missing", "apps sort by it", sources.APPLE_823, items.date_missing, _SPOTIFY),
    _warn("date-odd", "apps can't sort it", sources.MAIL_DATES, items.date_odd, _PLAYED),
    _warn("date-future", "apps hide it or keep it on top", sources.MAIL_DATES, items.date_future),
    _warn(
        "duration-missing", "Amazon shows 0 seconds", sources.PSP, items.duration_missing, _AMAZON
    ),
    _warn("duration-odd", "apps show no duration", sources.APPLE_823, items.duration_odd, _AMAZON),
    _like("title-angled", items.title_angled),
    _warn("title-escaped", "listeners read markup", sources.RSS_PROFILE, items.title_escaped),
    _like("title-numbered", items.title_numbered),
    _like("title-with-show", items.title_with_show),
    _like("number-missing", items.number_missing),
    _like("number-twice", items.number_twice),
    _warn("episode-undescribed", "nobody knows what it is", sources.PSP, items.description_missing),
    _like("description-long", items.description_long),
    _warn(
        "description-markup",
        "apps leave other tags out, with what they mean",
        sources.APPLE_TAGS,
        items.description_markup,
    ),
    _warn("transcript-type", "apps skip it", sources.PODCASTING, items.transcript_type),
    _warn("chapters-type", "apps skip them", sources.PODCASTING, items.chapters_type),
    _like("soundbite-length", items.soundbite_length),
    _like("soundbite-beyond", items.soundbite_beyond),
    _like("value-split", items.value_split),
)

_SERVING = (
    _like("address-plain", serving.address_plain),
    _like("address-local", serving.address_local),
    _like("address-placeholder", serving.address_placeholder),
    _warn("served-type", "apps may refuse it", sources.APPLE_823, serving.served_type, _ALL),
    _warn("served-charset", "letters come out wrong", sources.HTTP, serving.served_charset),
    _warn("served-plain", "anybody on the way can change it", sources.HTTP, serving.served_plain),
    _warn("served-uncached", "apps fetch it for nothing", sources.HTTP, serving.served_uncached),
    _warn("feed-large", "apps fetch it every hour", sources.PAGED, serving.feed_large),
)

_PODCASTING = (
    _warn("social-nowhere", "apps can't open it", sources.PODCASTING, podcasting.social_nowhere),
    _warn("split-odd", "apps can't tell who is paid", sources.PODCASTING, podcasting.split_odd),
    _like("value-address", podcasting.value_address),
    _like("licence-unknown", podcasting.licence_unknown),
    _like("protocol-unknown", podcasting.protocol_unknown),
    _like("podroll-self", podcasting.podroll_self),
    _like("live-odd", podcasting.live_odd),
    _like("txt-odd", podcasting.txt_odd),
)

RULES = (*_READING, *_MARKUP, *_CHANNEL, *_ITEMS, *_PODCASTING, *_SERVING)
