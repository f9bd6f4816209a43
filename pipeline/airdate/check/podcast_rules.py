"""What is looked for in the keys of the podcast namespace: whether apps can do with them."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from airdate.check.core import Finding, RuleInput
from airdate.podcast import vocabulary
from airdate.text import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.model import Episode, Feed, Place
    from airdate.podcast.namespace_tags import Value

SOUNDBITE_SECONDS = (15, 120)
_NODE = re.compile(r"0[23][0-9a-f]{64}", re.IGNORECASE)
_LIGHTNING_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SRI = re.compile(r"sha(256|384|512)-[A-Za-z0-9+/_-]+={0,2}")
_ODD_RATIO = 0.02  # by how much an image may differ from the ratio that is said of it


def soundbite_length(facts: RuleInput) -> Iterator[Finding]:
    """Find stretches of another length than the namespace recommends."""
    shortest, longest = SOUNDBITE_SECONDS
    for episode in facts.workspace.episodes:
        for at, bite in enumerate(episode.soundbites):
            if not shortest <= bite.duration <= longest:
                yield Finding(
                    episode.place.at("soundbites", at),
                    f"a soundbite lasts {bite.duration:g} s",
                    f"choose {shortest} to {longest} seconds",
                )


def soundbite_beyond(facts: RuleInput) -> Iterator[Finding]:
    """Find stretches that end after the interview."""
    for episode in facts.workspace.episodes:
        recording = facts.probe_results.recordings.get(episode.slug)
        for at, bite in enumerate(episode.soundbites if recording else ()):
            end = bite.start + bite.duration
            if recording and end > recording.measurement.seconds:
                lasts = clock(round(recording.measurement.seconds))
                yield Finding(
                    episode.place.at("soundbites", at),
                    f"a soundbite ends at {clock(end)}, and the interview at {lasts}",
                    "correct its times",
                )


def value_split(facts: RuleInput) -> Iterator[Finding]:
    """Find payments of which nobody gets a share."""
    for value, place in _values(facts):
        lists = (value.recipients, *(each.recipients for each in value.splits))
        if any(got and not sum(each.split for each in got) for got in lists):
            hint = "give each recipient a share, such as split = 100"
            yield Finding(place, "all recipients together get 0 shares", hint)


def value_address(facts: RuleInput) -> Iterator[Finding]:
    """Find recipients to whom nothing can be sent."""
    for value, place in _values(facts):
        got = (*value.recipients, *chain.from_iterable(each.recipients for each in value.splits))
        for recipient in got:
            if what := unpayable(recipient.type, recipient.address):
                yield Finding(place, what, "copy the address from the recipient's wallet")


def role_unknown(facts: RuleInput) -> Iterator[Finding]:
    """Find roles and groups that are not in the namespace's list."""
    for persons, place in [
        *((feed.persons, feed.place) for feed in facts.workspace.feeds),
        *((episode.persons, episode.place) for episode in facts.workspace.episodes),
    ]:
        for person in persons:
            if not vocabulary.is_group(person.group):
                hint = f"the groups are {', '.join(vocabulary.ROLES)}"
                what = f"{person.name} is in the group “{person.group}”, which apps don't know"
                yield Finding(place.at("persons"), what, hint)
            elif not vocabulary.is_role(person.role):
                what = f"{person.name} is “{person.role}”, which apps don't know"
                yield Finding(place.at("persons"), what, "write host, guest or another of the list")


def host_left_out(facts: RuleInput) -> Iterator[Finding]:
    """Find episodes whose persons leave out those of the show, whom they replace in every app."""
    for episode in facts.workspace.episodes:
        names = {person.name for person in episode.persons}
        feeds = [feed for feed in facts.workspace.feeds if feed.carries(episode)]
        left = sorted({p.name for feed in feeds for p in feed.persons if _is_host(p.role)} - names)
        hosted = any(_is_host(person.role) for person in episode.persons)
        if names and left and not hosted:
            yield Finding(
                episode.place.at("guests"),
                f"apps will show this episode without {', '.join(left)}",
                "name the show's hosts in `hosts:` too: an episode's persons replace the show's",
            )


def place_beyond(facts: RuleInput) -> Iterator[Finding]:
    """Find places that are not on Earth."""
    for said, place in _said(facts):
        for at, location in enumerate(said.locations):
            if location.geo and not vocabulary.is_geo(location.geo):
                what = f"{location.geo} is nowhere on Earth"
                hint = "write degrees north, then east: geo:55.6059,13.0007"
                yield Finding(place.at("locations", at, "geo"), what, hint)


def medium_unknown(facts: RuleInput) -> Iterator[Finding]:
    """Find media that apps don't know, of feeds and of what they name."""
    for feed in facts.workspace.feeds:
        remote = (*feed.remote_items, *feed.podroll, *filter(None, (feed.publisher,)))
        for medium in (feed.medium, *(each.medium for each in remote)):
            if medium and not vocabulary.is_medium(medium):
                hint = f"the media are {', '.join(vocabulary.MEDIA)}"
                yield Finding(feed.place.at("medium"), f"“{medium}” is no medium", hint)


def licence_unknown(facts: RuleInput) -> Iterator[Finding]:
    """Find licences that nobody can read: not well known, and without an address."""
    for said, place in _said(facts):
        if said.license and not said.license_url and not vocabulary.is_licence(said.license):
            yield Finding(
                place.at("license"),
                f"“{said.license}” is no licence that is known by its name",
                "write `license_url:` too, or a name such as cc-by-4.0",
            )


def rule_odd(facts: RuleInput) -> Iterator[Finding]:
    """Find rules for when episodes come that no calendar reads."""
    for feed in facts.workspace.feeds:
        often = feed.update_frequency
        if often and often.rule and not vocabulary.is_rule(often.rule):
            what, hint = f"“{often.rule}” is no rule", "write one such as FREQ=WEEKLY;BYDAY=MO"
            yield Finding(feed.place.at("update_frequency", "rule"), what, hint)
        elif often and often.rule and "COUNT" in often.rule.upper() and not often.start:
            what = "the rule counts, and does not say from when"
            yield Finding(feed.place.at("update_frequency", "rule"), what, "write `start` too")


def protocol_unknown(facts: RuleInput) -> Iterator[Finding]:
    """Find protocols that no app speaks."""
    for said, place in _said(facts):
        known = ", ".join(sorted(vocabulary.SOCIAL_PROTOCOLS))
        for at, post in enumerate(said.social):
            if post.protocol.lower() not in vocabulary.SOCIAL_PROTOCOLS:
                what = f"no app speaks the protocol “{post.protocol}”"
                yield Finding(place.at("social", at), what, f"the protocols are {known}")
        chat = said.chat
        if chat and chat.protocol.lower() not in vocabulary.CHAT_PROTOCOLS:
            known = ", ".join(sorted(vocabulary.CHAT_PROTOCOLS))
            what = f"no app speaks the protocol “{chat.protocol}”"
            yield Finding(place.at("chat"), what, f"the protocols are {known}")


def podroll_self(facts: RuleInput) -> Iterator[Finding]:
    """Find shows that recommend themselves."""
    for feed in facts.workspace.feeds:
        for at, remote in enumerate(feed.podroll):
            if remote.feed_guid.lower() == feed.guid.lower():
                hint = "name other shows"
                yield Finding(feed.place.at("podroll", at), "the show recommends itself", hint)


def live_odd(facts: RuleInput) -> Iterator[Finding]:
    """Find streams that end before they begin, or are still announced though they are over."""
    for feed in facts.workspace.feeds:
        for at, live in enumerate(feed.live):
            place = feed.place.at("live", at)
            if live.end and live.end <= live.start:
                what = f"“{live.title}” ends before it begins"
                yield Finding(place, what, "correct `start` or `end`")
            elif live.end and live.end < facts.now and live.status != "ended":
                what = (
                    f"“{live.title}” is said to be {live.status}, and ended on {live.end:%d %B %Y}"
                )
                yield Finding(place, what, 'write status = "ended", or delete it')


def image_ratio(facts: RuleInput) -> Iterator[Finding]:
    """Find images whose ratio is not that of their width and height."""
    for said, place in _said(facts):
        for at, image in enumerate(said.images):
            if not (image.aspect_ratio and image.width and image.height):
                continue
            wide, high = map(int, image.aspect_ratio.split("/"))
            if abs(wide * image.height - high * image.width) > _ODD_RATIO * wide * image.height:
                size = f"{image.width} × {image.height}"
                what = f"an image of {size} pixels is said to be {image.aspect_ratio}"
                yield Finding(place.at("images", at), what, "correct one of them")


def integrity_odd(facts: RuleInput) -> Iterator[Finding]:
    """Find digests by which nobody can test a file."""
    for episode in facts.workspace.episodes:
        for at, enclosure in enumerate(episode.enclosures):
            said = enclosure.integrity
            if said and said.type == "sri" and not all(map(_SRI.fullmatch, said.value.split())):
                what = f"“{said.value[:40]}” is no Subresource Integrity"
                hint = "write the algorithm and the digest in base64: sha256-…"
                yield Finding(episode.place.at("enclosures", at, "integrity"), what, hint)


def txt_odd(facts: RuleInput) -> Iterator[Finding]:
    """Find texts that do not say what their purpose asks for."""
    for said, place in _said(facts):
        for at, txt in enumerate(said.txts):
            if what := unsaid(txt.purpose, txt.text):
                yield Finding(place.at("txts", at), what, "write true or false")


def _values(facts: RuleInput) -> Iterator[tuple[Value, Place]]:
    for said, place in _said(facts):
        for at, value in enumerate(said.values):
            yield value, place.at("value", at)


def _said(facts: RuleInput) -> Iterator[tuple[Feed | Episode, Place]]:
    everything: tuple[Feed | Episode, ...] = (*facts.workspace.feeds, *facts.workspace.episodes)
    for said in everything:
        yield said, said.place


def unsaid(purpose: str | None, text: str) -> str | None:
    """Say what is wrong with a text for a purpose; purposes that are not known are let be."""
    if (purpose or "").lower() == "ai-content" and text.strip() not in {"true", "false"}:
        return f"a txt for {purpose} says “{text.strip()[:40]}”, neither true nor false"
    return None


def unpayable(kind: str, address: str) -> str | None:
    """Say what is wrong with a recipient's address; kinds that are not known are let be."""
    wanted = {"node": _NODE, "lnaddress": _LIGHTNING_ADDRESS}.get(kind)
    if wanted and not wanted.fullmatch(address):
        called = {"node": "a node's key", "lnaddress": "a Lightning address"}[kind]
        return f"“{address[:40]}” is not {called}"
    return None


def _is_host(role: str) -> bool:
    return "host" in role.lower()
