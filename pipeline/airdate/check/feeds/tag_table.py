"""What may stand where in a feed: every tag that podcast apps read, one line each.

    tag | inside | how often | attributes | text

`inside` are parents without their namespace; `1` is once at most, `*` any number. An attribute is
its name, its kind (see `kinds`), and `!` where it must be there; so is the text, with `-` where
there is none. A number after a kind is the most characters that it may have.

RSS: https://www.rssboard.org/rss-specification; Apple:
https://podcasters.apple.com/support/823-podcast-requirements; the podcast namespace:
https://podcasting2.org/docs/podcast-namespace. All read 2026-11.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINES = """
title | channel item liveItem image textInput | 1 | | text!
link | channel item liveItem image textInput | 1 | | url!
description | channel item liveItem image textInput | 1 | | text!
language | channel | 1 | | text!
copyright | channel | 1 | | text
managingEditor | channel | 1 | | text
webMaster | channel | 1 | | text
pubDate | channel item liveItem | 1 | | text!
lastBuildDate | channel | 1 | | text!
category | channel item liveItem | * | domain:text | text
generator | channel | 1 | | text
docs | channel | 1 | | text
cloud | channel | 1 | domain:text! port:whole! path:text! registerProcedure:text! protocol:text! | -
ttl | channel | 1 | | whole
image | channel | 1 | | -
url | image | 1 | | url!
width | image | 1 | | whole
height | image | 1 | | whole
rating | channel | 1 | | text
textInput | channel | 1 | | -
name | textInput | 1 | | text!
skipHours | channel | 1 | | -
hour | skipHours | * | | whole!
skipDays | channel | 1 | | -
day | skipDays | * | | text!
item | channel | * | | -
author | item liveItem | 1 | | text
comments | item liveItem | 1 | | text
enclosure | item liveItem | * | url:text length:text type:text | -
guid | item liveItem | 1 | isPermaLink:boolean | text
source | item | 1 | url:url! | text
content:encoded | item liveItem channel | 1 | | text
itunes:applepodcastsverify | channel | 1 | | text!
itunes:author | channel item liveItem | 1 | | text!255
itunes:block | channel item liveItem | 1 | | Yes!
itunes:category | channel category | * | text:text! | -
itunes:complete | channel | 1 | | Yes!
itunes:duration | item liveItem | 1 | | text
itunes:email | owner | 1 | | email!
itunes:episode | item liveItem | 1 | | whole!
itunes:episodeType | item liveItem | 1 | | episode!
itunes:explicit | channel item liveItem | 1 | | text
itunes:image | channel item liveItem | 1 | href:url! | -
itunes:isClosedCaptioned | item | 1 | | text
itunes:keywords | channel item | 1 | | text
itunes:name | owner | 1 | | text!255
itunes:new-feed-url | channel | 1 | | url!
itunes:order | item | 1 | | text
itunes:owner | channel | 1 | | -
itunes:season | item liveItem | 1 | | whole!
itunes:subtitle | channel item liveItem | 1 | | text
itunes:summary | channel item liveItem | 1 | | text
itunes:title | channel item liveItem | 1 | | text!
itunes:type | channel | 1 | | show!
podcast:alternateEnclosure | item liveItem | * | type:type! length:whole bitrate:number \
height:whole lang:language title:text32 rel:text codecs:text default:boolean | -
podcast:block | channel | * | id:text | yes!
podcast:chapters | item | 1 | url:url! type:type! | -
podcast:chat | channel item liveItem | 1 | server:text! protocol:text! accountId:text space:text | -
podcast:contentLink | item liveItem | * | href:text! | text!
podcast:episode | item liveItem | 1 | display:text32 | number!
podcast:funding | channel item liveItem | * | url:url! | text128
podcast:guid | channel | 1 | | uuid!
podcast:image | channel item liveItem | * | href:url! alt:text aspect-ratio:ratio width:whole \
height:whole type:type purpose:text128 | -
podcast:images | channel item | 1 | srcset:text! | -
podcast:integrity | alternateEnclosure | 1 | type:integrity! value:text! | -
podcast:license | channel item liveItem | 1 | url:url | text128!
podcast:liveItem | channel | * | status:status! start:moment! end:moment | -
podcast:location | channel item liveItem | * | rel:place geo:geo osm:osm country:country | text128!
podcast:locked | channel | 1 | owner:email | yes!
podcast:medium | channel | 1 | | medium!
podcast:person | channel item liveItem | * | role:role group:group img:url href:url | text128!
podcast:podping | channel | 1 | usesPodping:boolean | -
podcast:podroll | channel | 1 | | -
podcast:publisher | channel | 1 | | -
podcast:remoteItem | channel podroll publisher valueTimeSplit | * | feedGuid:uuid! feedUrl:url \
itemGuid:text medium:medium title:text | -
podcast:season | item liveItem | 1 | name:text128 | whole!
podcast:socialInteract | channel item liveItem | * | protocol:text! uri:text accountId:text \
accountUrl:url priority:whole | -
podcast:soundbite | item | * | startTime:number! duration:number! | text128
podcast:source | alternateEnclosure | * | uri:text! contentType:type | -
podcast:trailer | channel | * | url:url! pubdate:text! length:whole type:type \
season:whole | text128!
podcast:transcript | item liveItem | * | url:url! type:type! language:language rel:captions | -
podcast:txt | channel item liveItem | * | purpose:text128 | text4000!
podcast:updateFrequency | channel | 1 | rrule:rrule dtstart:text complete:boolean | text128!
podcast:value | channel item liveItem | * | type:text! method:text! suggested:number | -
podcast:valueRecipient | value valueTimeSplit | * | name:text customKey:text customValue:text \
type:text! address:text! split:whole! fee:boolean | -
podcast:valueTimeSplit | value | * | startTime:number! duration:number! remoteStartTime:number \
remotePercentage:whole | -
psc:chapters | item | 1 | version:text | -
psc:chapter | chapters | * | start:text! title:text! href:text image:text | -
"""
_KIND = re.compile(r"([A-Za-z]+)(\d+)?")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value has to be; `longest` in characters, 0: as long as it likes."""

    name: str
    needed: bool
    longest: int


@dataclass(frozen=True, slots=True)
class Tag:
    """An element: which parents it may have, and what may be in it; `text` None: nothing."""

    name: str
    inside: frozenset[str]
    once: bool
    attributes: dict[str, Kind]
    text: Kind | None


def _tag(line: str) -> Tag:
    name, inside, often, attributes, text = (part.strip() for part in line.split("|"))
    said = (each.partition(":") for each in attributes.split())
    return Tag(
        name,
        frozenset(inside.split()),
        often == "1",
        {key: _kind(kind) for key, _, kind in said},
        None if text == "-" else _kind(text),
    )


def _kind(text: str) -> Kind:
    match = _KIND.match(text)
    name = match[1] if match else "text"
    digits = "".join(filter(str.isdigit, text))
    return Kind(name, "!" in text, int(digits or 0))


TAGS = {tag.name: tag for tag in map(_tag, _LINES.strip().splitlines())}


def local(name: str) -> str:
    """Return a tag's name without its namespace."""
    return name.rpartition(":")[2]
