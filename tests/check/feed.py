"""A feed in which nothing is wrong, to be spoiled by one change at a time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from airdate.check.feed_checks import lint

if TYPE_CHECKING:
    from airdate.check.feed_checks import LintResult
    from airdate.check.feeds.document import Served

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ALL = frozenset({"apple", "spotify", "youtube", "amazon", "psp1"})
PATH = PurePosixPath("feed.xml")
ADDRESS = "https://rooms.fm/feed.xml"

FEED = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" \
xmlns:podcast="https://podcastindex.org/namespace/1.0" \
xmlns:atom="http://www.w3.org/2005/Atom" \
xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
<title>Quiet Rooms</title>
<link>https://rooms.fm/</link>
<description>Talks about how people get well.</description>
<language>en-GB</language>
<lastBuildDate>Mon, 23 Nov 2026 06:30:00 +0000</lastBuildDate>
<atom:link rel="self" type="application/rss+xml" href="https://rooms.fm/feed.xml"/>
<itunes:author>The Harbour Desk</itunes:author>
<itunes:owner><itunes:name>Mara</itunes:name><itunes:email>mara@rooms.fm</itunes:email>
</itunes:owner>
<itunes:category text="Health &amp; Fitness"><itunes:category text="Mental Health"/>
</itunes:category>
<itunes:explicit>false</itunes:explicit>
<itunes:image href="https://rooms.fm/cover.jpg"/>
<itunes:type>serial</itunes:type>
<podcast:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</podcast:guid>
<podcast:locked owner="mara@rooms.fm">yes</podcast:locked>
<podcast:medium>podcast</podcast:medium>
<podcast:funding url="https://rooms.fm/give">Keep it going</podcast:funding>
<podcast:person role="host" group="cast">Mara Ohlin</podcast:person>
<podcast:location rel="subject" geo="geo:55.6059,13.0007" osm="R10663667"
 country="SE">Malmö</podcast:location>
<podcast:updateFrequency rrule="FREQ=WEEKLY;BYDAY=MO">Mondays</podcast:updateFrequency>
<podcast:trailer url="https://rooms.fm/t.mp3" pubdate="Sun, 01 Nov 2026 06:00:00 +0000"
 length="9" type="audio/mpeg">Soon</podcast:trailer>
<podcast:value type="lightning" method="lnaddress">
<podcast:valueRecipient type="lnaddress" address="mara@rooms.fm" split="100"/>
</podcast:value>
<item>
<title>The first hour</title>
<link>https://rooms.fm/1.html</link>
<description>What a first hour is for.</description>
<content:encoded><![CDATA[<p>What a first hour is for.</p>]]></content:encoded>
<guid isPermaLink="false">f3b8e9a0-5b1e-4a39-9f39-8a4f3a1b2c3d</guid>
<pubDate>Sun, 22 Nov 2026 06:30:00 +0000</pubDate>
<enclosure url="https://rooms.fm/1.mp3" length="21600000" type="audio/mpeg"/>
<itunes:duration>1800</itunes:duration>
<itunes:episode>1</itunes:episode>
<itunes:season>1</itunes:season>
<itunes:episodeType>full</itunes:episodeType>
<itunes:explicit>false</itunes:explicit>
<podcast:transcript url="https://rooms.fm/1.vtt" type="text/vtt" language="en"/>
<podcast:chapters url="https://rooms.fm/1.json" type="application/json+chapters"/>
<podcast:soundbite startTime="60" duration="30">Why it takes time</podcast:soundbite>
<podcast:alternateEnclosure type="audio/ogg" length="5400000" bitrate="24000.5">
<podcast:source uri="https://rooms.fm/1.opus"/>
<podcast:integrity type="sri" value="sha256-uk3Rp0c0Zg2r9nJk5t2m1m0q3b0Q7s1bYp8kq7X0abc="/>
</podcast:alternateEnclosure>
</item>
<item>
<title>The second hour</title>
<link>https://rooms.fm/2.html</link>
<description>What comes next.</description>
<guid isPermaLink="false">0b7a9e9e-6d0c-4a55-9d5e-2f3f6f1f8f55</guid>
<pubDate>Sun, 15 Nov 2026 06:30:00 +0000</pubDate>
<enclosure url="https://rooms.fm/2.m4a" length="14400000" type="audio/x-m4a"/>
<itunes:duration>30:00</itunes:duration>
<itunes:episode>2</itunes:episode>
</item>
</channel>
</rss>
"""


def spoiled(old: str, new: str) -> str:
    """Return the feed with one change, which has to be one."""
    assert FEED.count(old) >= 1, old
    return FEED.replace(old, new, 1)


def linted(feed: str | bytes, *audiences: str, served: Served | None = None) -> LintResult:
    data = feed if isinstance(feed, bytes) else feed.encode()
    return lint(data, PATH, NOW, frozenset(audiences), served)


def codes(feed: str | bytes, *audiences: str, served: Served | None = None) -> list[str]:
    return [problem.code for problem in linted(feed, *audiences, served=served).problems]
