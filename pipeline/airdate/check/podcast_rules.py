"""Rules about values of the podcast namespace, whoever wrote them: an author, or anyone's feed.

https://podcasting2.org/docs/podcast-namespace and the lists beside it, read 2026-11.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from airdate.podcast import vocabulary
from airdate.podcast.text_types import EMAIL
from airdate.text import plain_clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

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

MIN_SOUNDBITE, MAX_SOUNDBITE = 15, 120  # seconds
_NODE = re.compile(r"0[23][0-9a-f]{64}", re.IGNORECASE)
_SRI = re.compile(r"sha(256|384|512)-[A-Za-z0-9+/_-]+={0,2}")
_RATIO_TOLERANCE = 0.02
_MAX_SHOWN = 60  # characters of a value in a message


@dataclass(frozen=True, slots=True)
class Around:
    """What a value stands in: the show's guid, and how long the audio is at most, in seconds."""

    now: datetime
    guid: str | None = None
    seconds: float | None = None


class Fault(NamedTuple):
    """What is wrong with a value, how to correct it, and the fields that lead to it."""

    message: str
    hint: str
    fields: tuple[str | int, ...] = ()


def soundbite_length(bite: Soundbite, _around: Around) -> Iterator[Fault]:
    """Find soundbites of another length than the namespace recommends."""
    if not MIN_SOUNDBITE <= bite.duration <= MAX_SOUNDBITE:
        yield Fault(
            f"soundbite is {bite.duration:g} s long",
            f"Choose {MIN_SOUNDBITE} to {MAX_SOUNDBITE} seconds.",
        )


def soundbite_out_of_range(bite: Soundbite, around: Around) -> Iterator[Fault]:
    """Find soundbites that end after the audio."""
    end = bite.start + bite.duration
    if around.seconds is not None and end > around.seconds:
        yield Fault(
            f"soundbite ends at {plain_clock(end)}, "
            f"after the audio ({plain_clock(int(around.seconds))})",
            "Correct its times.",
        )


def recipient_split_missing(value: Value | TimeSplit, _around: Around) -> Iterator[Fault]:
    """Find payments of which nobody gets a share."""
    if value.recipients and not sum(each.split for each in value.recipients):
        yield Fault("recipients' shares add up to 0", "Give each a share, such as `split = 100`.")


def recipient_address_invalid(recipient: Recipient, _around: Around) -> Iterator[Fault]:
    """Find recipients to whom nothing can be sent; unknown types are let through."""
    patterns = {"node": (_NODE, "a node's key"), "lnaddress": (EMAIL, "a Lightning address")}
    pattern, description = patterns.get(recipient.type, (None, ""))
    if pattern and not pattern.fullmatch(recipient.address):
        yield Fault(
            f"recipient's address “{recipient.address[:_MAX_SHOWN]}” is not {description}",
            "Copy the address from the recipient's wallet.",
        )


def time_split_invalid(split: TimeSplit, _around: Around) -> Iterator[Fault]:
    """Find time splits for nobody, or for recipients here and elsewhere."""
    if bool(split.recipients) == bool(split.remote):
        whom = "both recipients and a remote item" if split.remote else "no recipients"
        yield Fault(f"time split has {whom}", "Name either recipients or one remote item.")


def role_unknown(person: Person, _around: Around) -> Iterator[Fault]:
    """Find roles and groups that are not in the podcast taxonomy."""
    if not vocabulary.is_group(person.group):
        yield Fault(
            f"unknown group “{person.group[:_MAX_SHOWN]}” of {person.name}",
            f"Use one of: {', '.join(vocabulary.ROLES)}.",
        )
    elif not vocabulary.is_role(person.role):
        yield Fault(
            f"unknown role “{person.role[:_MAX_SHOWN]}” of {person.name}",
            "Use `host`, `guest` or another role of the podcast taxonomy.",
        )


def location_out_of_range(location: Location, _around: Around) -> Iterator[Fault]:
    """Find places that are not on Earth."""
    if location.geo and not vocabulary.is_on_earth(location.geo):
        yield Fault(
            f"location {location.geo} is out of range",
            "Write degrees north, then east: `geo:55.6059,13.0007`.",
            ("geo",),
        )


def medium_unknown(value: Medium | RemoteItem, _around: Around) -> Iterator[Fault]:
    """Find media that are not in the namespace's list."""
    if value.medium and not vocabulary.is_medium(value.medium):
        yield Fault(
            f"unknown medium “{value.medium[:_MAX_SHOWN]}”",
            f"Use one of: {', '.join(vocabulary.MEDIA)}.",
        )


def license_unknown(given: License, _around: Around) -> Iterator[Fault]:
    """Find licences that are neither well known nor have a URL."""
    if given.name and not given.url and not vocabulary.is_license(given.name):
        yield Fault(
            f"unknown license “{given.name[:_MAX_SHOWN]}”",
            "Give its URL, or use an identifier such as `cc-by-4.0`.",
        )


def rrule_invalid(often: UpdateFrequency, _around: Around) -> Iterator[Fault]:
    """Find recurrence rules that no calendar can read."""
    if often.rule and not vocabulary.is_rule(often.rule):
        yield Fault(
            f"invalid rule “{often.rule[:_MAX_SHOWN]}”",
            "Write one such as `FREQ=WEEKLY;BYDAY=MO` (RFC 5545).",
            ("rule",),
        )
    elif often.rule and "COUNT" in often.rule.upper() and not often.start:
        yield Fault("the rule has a count, but no start", "Add the start.", ("rule",))


def protocol_unknown(value: Chat | SocialInteract, _around: Around) -> Iterator[Fault]:
    """Find protocols that are not in the namespace's lists."""
    is_chat = hasattr(value, "server")
    known = vocabulary.CHAT_PROTOCOLS if is_chat else vocabulary.SOCIAL_PROTOCOLS
    if value.protocol.lower() not in known:
        yield Fault(
            f"unknown protocol “{value.protocol[:_MAX_SHOWN]}”",
            f"Use one of: {', '.join(sorted(known))}.",
        )


def social_uri_missing(post: SocialInteract, _around: Around) -> Iterator[Fault]:
    """Find discussions without a URI."""
    if not post.uri and post.protocol != "disabled":
        yield Fault(
            f"{post.protocol} discussion has no `uri`",
            "Add the URI of the first post, or use the protocol `disabled`.",
        )


def podroll_self(podroll: Podroll, around: Around) -> Iterator[Fault]:
    """Find shows that recommend themselves."""
    for at, remote in enumerate(podroll.shows):
        if around.guid and remote.feed_guid.lower() == around.guid.lower():
            yield Fault("the show recommends itself", "Name other shows.", (at,))


def live_invalid(live: LiveItem, around: Around) -> Iterator[Fault]:
    """Find streams that end before they start, or are still announced though they are over."""
    if live.end and live.end <= live.start:
        yield Fault(f"live item “{live.title}” ends before it starts", "Correct `start` or `end`.")
    elif live.end and live.end < around.now and live.status != "ended":
        yield Fault(
            f"live item “{live.title}” is {live.status}, but ended on {live.end:%d %B %Y}",
            "Set its status to `ended`, or delete it.",
        )


def image_ratio_mismatch(image: Image, _around: Around) -> Iterator[Fault]:
    """Find images whose aspect ratio is not that of their width and height."""
    if not (image.aspect_ratio and image.width and image.height):
        return
    first, _, second = image.aspect_ratio.partition("/")
    wide, high = float(first), float(second or 1)
    if abs(wide * image.height - high * image.width) > _RATIO_TOLERANCE * wide * image.height:
        yield Fault(
            f"image of {image.width} × {image.height} pixels has the ratio {image.aspect_ratio}",
            "Correct its size or its ratio.",
        )


def integrity_invalid(integrity: Integrity, _around: Around) -> Iterator[Fault]:
    """Find digests by which no file can be verified."""
    digests = integrity.value.split()
    if integrity.type == "sri" and not all(map(_SRI.fullmatch, digests)):
        yield Fault(
            f"invalid Subresource Integrity “{integrity.value[:_MAX_SHOWN]}”",
            "Write the algorithm and the digest in base64: `sha256-…`.",
        )


def txt_invalid(txt: Txt, _around: Around) -> Iterator[Fault]:
    """Find texts that are not what their purpose asks for; unknown purposes are let through."""
    if (txt.purpose or "").lower() == "ai-content" and txt.text.strip() not in {"true", "false"}:
        yield Fault(
            f"{txt.purpose} is “{txt.text.strip()[:_MAX_SHOWN]}”", "Write `true` or `false`."
        )
