"""The rules of the podcast namespace, applied to the values of a workspace or of anyone's feed."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from airdate.check import podcast_rules, references
from airdate.check.core import Check, Finding, Rule, on_document, on_episode, on_show
from airdate.check.feeds import value_types
from airdate.check.feeds.presence import text_in
from airdate.check.podcast_rules import Around
from airdate.model import Episode, Feed, Severity
from airdate.podcast import reader
from airdate.podcast.author_keys import Key, keys_of
from airdate.podcast.codec import Located, walk
from airdate.podcast.declaration import TAGS, Children, tag_of
from airdate.podcast.namespace_tags import (
    Chat,
    Image,
    Integrity,
    License,
    LiveItem,
    Location,
    Medium,
    Person,
    Podroll,
    Recipient,
    RemoteItem,
    SocialInteract,
    Soundbite,
    TimeSplit,
    Txt,
    UpdateFrequency,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from airdate.check.feeds.document import Document
    from airdate.check.inputs import EpisodeInput, ShowInput
    from airdate.podcast.xml_tree import Node

_NO_TIME = datetime.min.replace(tzinfo=UTC)  # checks of an episode don't depend on time
_SOUNDBITE = "podcast:soundbite"
_ROUNDING = 1  # second, by which a feed's durations are rounded


class ValueRule(NamedTuple):
    """A function of values of some types; `depends_on_now` as for a check."""

    find: Callable[[Any, Around], Iterable[podcast_rules.Fault]]
    types: tuple[type[Any], ...]
    depends_on_now: bool = False


def checks_of(rule: ValueRule) -> tuple[Check, ...]:
    """Return the rule as checks of episodes, of a show's feeds, and of anyone's feed."""

    def of_episode(given: EpisodeInput) -> Iterator[Finding]:
        seconds = given.recording.measurement.seconds if given.recording else None
        return _in_workspace(rule, given.episode, Around(_NO_TIME, seconds=seconds))

    def of_show(given: ShowInput) -> Iterator[Finding]:
        for feed in given.show.feeds:
            yield from _in_workspace(rule, feed, Around(given.now, feed.guid))

    def of_document(doc: Document) -> Iterator[Finding]:
        return _in_feed(rule, doc)

    return (
        on_episode(of_episode),
        on_show(of_show, depends_on_now=rule.depends_on_now),
        on_document(of_document, depends_on_now=rule.depends_on_now),
    )


# ── Workspaces ──────────────────────────────────────────────────────────────────────────────


def _in_workspace(rule: ValueRule, subject: Feed | Episode, around: Around) -> Iterator[Finding]:
    for keys, value in _values(rule, subject):
        for fault in rule.find(value, around):
            place = subject.place.at(*keys, *fault.fields)
            yield Finding(place, fault.message, fault.hint)


def _values(rule: ValueRule, subject: Feed | Episode) -> Iterator[Located]:
    """Yield the values of a feed or an episode that a rule is a function of."""
    if License in rule.types and subject.license:
        yield Located(("license",), License(subject.license, subject.license_url))
    if Medium in rule.types and isinstance(subject, Feed):
        yield Located(("medium",), Medium(subject.medium))
    for key in _keys_with(rule.types, isinstance(subject, Feed)):
        if not (found := getattr(subject, key.field)):
            continue
        if key.within in rule.types:
            yield Located((key.name,), key.within(found))
        for located in walk(found, (key.name,)):
            if isinstance(located.value, rule.types):
                # Persons are gathered from several lists: which of them is at a place is unknown.
                yield located._replace(keys=(key.name,)) if key.name == "persons" else located


@cache
def _keys_with(types: tuple[type[Any], ...], of_feed: bool) -> tuple[Key, ...]:  # noqa: FBT001 - of an episode otherwise
    """Return the keys of a feed or an episode whose values may hold some of these types."""
    names = {declared.name for each in types if (declared := tag_of(each))}
    return tuple(
        key
        for key in keys_of(Feed if of_feed else Episode)
        if key.within in types or names & _tags_in(key.tag.name)
    )


def _tags_in(name: str) -> set[str]:
    """Return a tag's name and those of all that it may hold."""
    inner = (each.tag for each in TAGS[name].fields if isinstance(each.place, Children))
    return {name}.union(*map(_tags_in, inner))


# ── Anyone's feed ───────────────────────────────────────────────────────────────────────────


def _in_feed(rule: ValueRule, doc: Document) -> Iterator[Finding]:
    names = {declared.name for each in rule.types if (declared := tag_of(each))}
    for around, node in _nodes(doc, names):
        parsed = reader.value(node)
        if parsed is None or parsed.value is None:
            continue
        for fault in rule.find(parsed.value, around):
            yield Finding(doc.at(node), fault.message, fault.hint)


def _nodes(doc: Document, names: set[str]) -> Iterator[tuple[Around, Node]]:
    """Yield the elements of these names, with what they stand in."""
    show = Around(doc.now, text_in(doc.channel, "podcast:guid") or None)
    for name in sorted(names):
        if name == _SOUNDBITE:
            yield from _soundbites(doc)
        else:
            yield from ((show, node) for node in doc.by_name.get(name, ()))


def _soundbites(doc: Document) -> Iterator[tuple[Around, Node]]:
    """Yield the soundbites of each item, with the item's duration."""
    for item in doc.items if _SOUNDBITE in doc.by_name else ():
        seconds = value_types.seconds(text_in(item, "itunes:duration"))
        around = Around(doc.now, seconds=seconds + _ROUNDING if seconds else None)
        yield from ((around, node) for node in item.all(_SOUNDBITE))


# ── Workspaces alone ────────────────────────────────────────────────────────────────────────


def host_missing(given: EpisodeInput) -> Iterator[Finding]:
    """Find episodes whose persons leave out the show's hosts, whom they replace in every app."""
    episode = given.episode
    names = {person.name for person in episode.persons}
    feeds = [feed for feed in given.show.feeds if feed.carries(episode)]
    hosts = {each.name for feed in feeds for each in feed.persons if _is_host(each.role)}
    hosted = any(_is_host(person.role) for person in episode.persons)
    if names and (missing := sorted(hosts - names)) and not hosted:
        yield Finding(
            episode.place.at("guests"),
            f"this episode's people don't include “{'”, “'.join(missing)}”",
            "Name the show's hosts in `hosts` too.",
        )


def _is_host(role: str) -> bool:
    return "host" in role.lower()


RULES = (
    Rule(
        "host-missing",
        "an episode's people replace the show's in apps",
        references.PODCASTING,
        (on_episode(host_missing),),
        Severity.WARNING,
    ),
    *(
        Rule(code, why, references.PODCASTING, checks_of(rule), Severity.WARNING)
        for code, why, rule in (
            (
                "soundbite-length",
                "apps expect 15 to 120 s",
                ValueRule(podcast_rules.soundbite_length, (Soundbite,)),
            ),
            (
                "soundbite-out-of-range",
                "players can't seek past the end of the audio",
                ValueRule(podcast_rules.soundbite_out_of_range, (Soundbite,)),
            ),
            (
                "recipient-split-missing",
                "no recipient gets paid",
                ValueRule(podcast_rules.recipient_split_missing, (Value, TimeSplit)),
            ),
            (
                "recipient-address-invalid",
                "payments would fail",
                ValueRule(podcast_rules.recipient_address_invalid, (Recipient,)),
            ),
            (
                "time-split-invalid",
                "apps can't decide whom to pay",
                ValueRule(podcast_rules.time_split_invalid, (TimeSplit,)),
            ),
            (
                "role-unknown",
                "apps show the roles of the podcast taxonomy",
                ValueRule(podcast_rules.role_unknown, (Person,)),
            ),
            (
                "location-out-of-range",
                "maps can't show it",
                ValueRule(podcast_rules.location_out_of_range, (Location,)),
            ),
            (
                "medium-unknown",
                "apps take it for a podcast",
                ValueRule(podcast_rules.medium_unknown, (Medium, RemoteItem)),
            ),
            (
                "license-unknown",
                "listeners can't look it up",
                ValueRule(podcast_rules.license_unknown, (License,)),
            ),
            (
                "rrule-invalid",
                "calendars can't read it",
                ValueRule(podcast_rules.rrule_invalid, (UpdateFrequency,)),
            ),
            (
                "protocol-unknown",
                "apps can't connect",
                ValueRule(podcast_rules.protocol_unknown, (Chat, SocialInteract)),
            ),
            (
                "social-uri-missing",
                "apps can't open it",
                ValueRule(podcast_rules.social_uri_missing, (SocialInteract,)),
            ),
            (
                "podroll-self",
                "a podroll recommends other shows",
                ValueRule(podcast_rules.podroll_self, (Podroll,)),
            ),
            (
                "live-invalid",
                "apps would announce what is over",
                ValueRule(podcast_rules.live_invalid, (LiveItem,), depends_on_now=True),
            ),
            (
                "image-ratio-mismatch",
                "apps would distort it",
                ValueRule(podcast_rules.image_ratio_mismatch, (Image,)),
            ),
            (
                "integrity-invalid",
                "apps would refuse the file",
                ValueRule(podcast_rules.integrity_invalid, (Integrity,)),
            ),
            (
                "txt-invalid",
                "apps expect true or false there",
                ValueRule(podcast_rules.txt_invalid, (Txt,)),
            ),
        )
    ),
)
