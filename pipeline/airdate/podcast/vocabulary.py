"""Lists and shapes of values of the podcast namespace. Pure.

https://podcasting2.org/docs/podcast-namespace and the lists beside it, as of 2026-05, read 2026-11.
"""

from __future__ import annotations

import re

MEDIA = (
    *("podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher"),
    *("course", "mixed"),
)
# Lists of such things, which hold remote items instead of items.
LISTS = frozenset({f"{medium}L" for medium in MEDIA if medium != "mixed"} | {"mixed"})
CHAT_PROTOCOLS = frozenset({"irc", "xmpp", "nostr", "matrix"})
SOCIAL_PROTOCOLS = frozenset(
    {"disabled", "activitypub", "twitter", "lightning", "atproto", "hive", "matrix", "nostr"}
)
_LINES = """
creative direction: director, assistant director, executive producer, senior producer, producer, \
associate producer, development producer, creative director
cast: host, co-host, guest host, guest, voice actor, narrator, announcer, reporter
writing: author, editorial director, co-writer, writer, songwriter, guest writer, story editor, \
managing editor, script editor, script coordinator, researcher, editor, fact checker, translator, \
transcriber, logger
audio production: studio coordinator, technical director, technical manager, audio engineer, \
remote recording engineer, post production engineer
audio post-production: audio editor, sound designer, foley artist, composer, theme music, \
music production, music contributor
administration: production coordinator, booking coordinator, production assistant, \
content manager, marketing manager, sales representative, sales manager
visuals: graphic designer, cover art designer
community: social media manager
misc.: consultant, intern
video production: camera operator, lighting designer, camera grip, assistant camera
video post-production: editor, assistant editor
"""
ROLES = {
    group: frozenset(name.strip() for name in names.split(","))
    for group, _, names in (line.partition(":") for line in _LINES.strip().splitlines())
}
# The identifiers of the licence list that podcasts use; all others name an address.
_LICENSE = re.compile(
    r"cc-by(-nc)?(-sa|-nd)?-[1-4]\.\d(-[a-z]{2,4})?|cc0-1\.0|cc-pddc|arr|pod-v4v-1\.0|"
    r"(gfdl|gpl|agpl|lgpl)-\d\.\d(-only|-or-later)?|mit|apache-2\.0|0bsd|unlicense|lal-1\.[23]",
    re.IGNORECASE,
)
_GEO = re.compile(r"geo:(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)(,-?\d+(\.\d+)?)?(;[\w=;.%-]+)?")
_DAY = "[+-]?[0-9]{0,2}(MO|TU|WE|TH|FR|SA|SU)"
_DAYS = re.compile(f"{_DAY}(,{_DAY})*")
_NUMBERS = re.compile(r"[+-]?\d{1,3}(,[+-]?\d{1,3})*")
_UNTIL = re.compile(r"\d{8}(T\d{6}Z?)?|\d{4}-\d{2}-\d{2}(T[\d:.]+Z?)?")
_RULES = {
    "FREQ": re.compile("(SECOND|MINUTE|HOUR|DAI|WEEK|MONTH|YEAR)LY"),
    "INTERVAL": re.compile(r"[1-9]\d{0,3}"),
    "COUNT": re.compile(r"[1-9]\d{0,4}"),
    "UNTIL": _UNTIL,
    "WKST": re.compile("MO|TU|WE|TH|FR|SA|SU"),
    "BYDAY": _DAYS,
    **dict.fromkeys(
        ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "BYHOUR", "BYMINUTE"),
        _NUMBERS,
    ),
    "BYSECOND": _NUMBERS,
}


def is_medium(text: str) -> bool:
    """Whether this is a medium, or a list of such."""
    return text in MEDIA or text in LISTS


def is_group(text: str) -> bool:
    """Whether this is a group of the podcast taxonomy; case doesn't matter."""
    return _plain(text) in _GROUP_NAMES


def is_role(text: str) -> bool:
    """Whether this is a role of some group; case doesn't matter."""
    return text.strip().lower() in _ROLE_NAMES


def is_license(text: str) -> bool:
    """Whether this identifier alone names a licence."""
    return bool(_LICENSE.fullmatch(text.strip()))


def is_on_earth(text: str) -> bool:
    """Whether this place (RFC 5870) has possible degrees."""
    if not (match := _GEO.fullmatch(text)):
        return False
    north, east = abs(float(match[1])), abs(float(match[2]))
    return north <= 90 and east <= 180  # noqa: PLR2004 - degrees


def is_rule(text: str) -> bool:
    """Whether this is a recurrence rule of RFC 5545, section 3.3.10."""
    parts = [part.partition("=") for part in text.upper().removeprefix("RRULE:").split(";")]
    values = {name: value for name, _, value in parts}
    if "FREQ" not in values or len(values) < len(parts) or {"COUNT", "UNTIL"} <= values.keys():
        return False
    return all(name in _RULES and _RULES[name].fullmatch(value) for name, value in values.items())


def _plain(text: str) -> str:
    return text.strip().lower().rstrip(".")


_GROUP_NAMES = frozenset(_plain(group) for group in ROLES)
_ROLE_NAMES = frozenset(name for names in ROLES.values() for name in names)
