"""Feeds with one fault each: it is reported, at its line, and nothing else."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airdate.check.feed_checks import lint
from airdate.check.feeds.document import Served
from airdate.check.registry import RULES
from airdate.check.report import github, sarif
from airdate.model import Severity
from airdate.podcast.reader import TAGS
from tests.check.feed import ADDRESS, ALL, FEED, NOW, PATH, codes, linted, spoiled

ENCLOSURE = '<enclosure url="https://rooms.fm/1.mp3" length="21600000" type="audio/mpeg"/>'
TRANSCRIPT = '<podcast:transcript url="https://rooms.fm/1.vtt" type="text/vtt" language="en"/>'
GUID = '<guid isPermaLink="false">f3b8e9a0-5b1e-4a39-9f39-8a4f3a1b2c3d</guid>'
OTHER_GUID = "0b7a9e9e-6d0c-4a55-9d5e-2f3f6f1f8f55"
TITLE = "<title>The first hour</title>"
IMAGE = '<itunes:image href="https://rooms.fm/cover.jpg"/>'
OWNER = (
    "<itunes:owner><itunes:name>Mara</itunes:name><itunes:email>mara@rooms.fm</itunes:email>"
    "\n</itunes:owner>"
)
CATEGORY = (
    '<itunes:category text="Health &amp; Fitness"><itunes:category text="Mental Health"/>'
    "\n</itunes:category>"
)
DATE = "Sun, 22 Nov 2026 06:30:00 +0000"
RECIPIENT = '<podcast:valueRecipient type="lnaddress" address="mara@rooms.fm" split="100"/>'
PODROLL = '<podcast:podroll><podcast:remoteItem feedGuid="{}"/></podcast:podroll>'
TIMES = ("2026-11-24T18:00:00Z", "2026-11-24T20:00:00Z")
LIVE = (
    '<podcast:liveItem status="{}" start="{}" end="{}"><title>An evening</title>'
    "<guid isPermaLink='false'>evening</guid>"
    '<enclosure url="https://a.fm/live.mp3" length="33" type="audio/mpeg"/>'
    '<podcast:contentLink href="https://a.fm/">Listen</podcast:contentLink>'
    "</podcast:liveItem>"
)
FAR = '<podcast:remoteItem feedGuid="29cdca4a-32d8-56ba-b48b-09a011c5daa9"/>'
RECIPIENTS_ELSEWHERE = (
    RECIPIENT,
    (
        f'{RECIPIENT}<podcast:valueTimeSplit startTime="0" duration="9">{FAR * 2}'
        "</podcast:valueTimeSplit>"
    ),
)
PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n'

# The code that is expected, what is changed, and into what.
CASES: list[tuple[str, str, str]] = [
    # What can't be read at all.
    ("feed-malformed", "The first hour", "The first & the last hour"),
    ("feed-malformed", "The first hour", "The first&nbsp;hour"),
    ("feed-malformed", "The first hour", "The first\x0bhour"),
    ("feed-malformed", "The first hour", "1 < 2"),
    ("feed-malformed", "</channel>\n</rss>\n", ""),
    ("feed-malformed", "</item>\n<item>", "<item>"),
    ("feed-malformed", PROLOG, f"\n{PROLOG}"),
    ("feed-malformed", 'xmlns:podcast="https://podcastindex.org/namespace/1.0"', ""),
    ("feed-malformed", 'encoding="UTF-8"', 'encoding="klingon"'),
    ("feed-malformed", "]]>", ""),
    ("feed-malformed", 'startTime="60"', 'startTime="60" startTime="61"'),
    ("feed-unsafe", PROLOG, f'{PROLOG}<!DOCTYPE rss [<!ENTITY a "aaaa">]>\n'),
    ("feed-unsafe", PROLOG, f'{PROLOG}<!DOCTYPE rss SYSTEM "file:///etc/passwd">\n'),
    ("feed-unsafe", "What comes next.", "<b>" * 60 + "</b>" * 60),
    # Markup.
    ("xml-declaration-missing", PROLOG, ""),
    ("rss-version", 'version="2.0"', 'version="0.92"'),
    ("namespace-invalid", "podcastindex.org/namespace/1.0", "podcastindex.org/namespace/1.0/"),
    ("namespace-invalid", "http://www.itunes.com/dtds", "https://www.itunes.com/dtds"),
    ("tag-unknown", "<podcast:medium>podcast</podcast:medium>", "<podcast:mediums/>"),
    ("tag-unknown", "<itunes:season>1</itunes:season>", "<itunes:Season>1</itunes:Season>"),
    ("tag-unknown", "<itunes:season>1</itunes:season>", "<pubdate>yesterday</pubdate>"),
    ("tag-misplaced", "<item>\n<title>The first", f"<item>{CATEGORY}\n<title>The first"),
    ("tag-duplicate", TITLE, TITLE * 2),
    ("tag-duplicate", "<itunes:type>serial</itunes:type>", "<itunes:type>serial</itunes:type>" * 2),
    ("tag-deprecated", "<itunes:season>1</itunes:season>", "<itunes:keywords>a</itunes:keywords>"),
    ("element-missing", RECIPIENT, ""),
    ("element-missing", '<podcast:source uri="https://rooms.fm/1.opus"/>', ""),
    ("element-missing", "<podcast:medium>podcast</podcast:medium>", "<podcast:podroll/>"),
    ("markup-unescaped", "What comes next.", "What <p>comes</p> next."),
    ("attribute-missing", 'startTime="60" ', ""),
    ("attribute-missing", ' type="text/vtt"', ""),
    ("attribute-missing", ' url="https://rooms.fm/give"', ""),
    ("attribute-missing", ' split="100"', ""),
    ("attribute-unknown", 'startTime="60" ', 'startTime="60" starttime="60" '),
    ("value-empty", "Mara Ohlin", " "),
    ("value-empty", ">Soon<", "><"),
    ("value-invalid", '">yes<', '">true<'),
    ("medium-unknown", ">podcast<", ">Podcast<"),
    ("value-invalid", "9b024349-ccf0", "9b024349ccf0"),
    ("location-out-of-range", 'geo="geo:55.6059,13.0007"', 'geo="geo:155.6059,13.0007"'),
    ("value-invalid", 'geo="geo:55.6059,13.0007"', 'geo="55.6059,13.0007"'),
    ("value-invalid", 'osm="R10663667"', 'osm="10663667"'),
    ("value-invalid", 'country="SE"', 'country="Sweden"'),
    ("role-unknown", 'role="host"', 'role="moderator"'),
    ("role-unknown", 'group="cast"', 'group="crew"'),
    ("rrule-invalid", "FREQ=WEEKLY;BYDAY=MO", "WEEKLY"),
    ("rrule-invalid", "FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MONDAY"),
    ("value-invalid", 'duration="30"', 'duration="0:30"'),
    ("value-invalid", 'language="en"', 'language="english"'),
    ("value-invalid", "<itunes:email>mara@rooms.fm", "<itunes:email>mara at rooms.fm"),
    ("value-invalid", 'type="sri"', 'type="sha256"'),
    ("value-invalid", "serial</itunes:type>", "series</itunes:type>"),
    ("value-invalid", ">full<", ">Full episode<"),
    ("value-invalid", "<itunes:episode>1<", "<itunes:episode>one<"),
    ("value-invalid", "<link>https://rooms.fm/1.html", "<link>/1.html"),
    ("value-too-long", "Keep it going", "x" * 129),
    ("value-too-long", "Mara Ohlin", "x" * 129),
    ("value-whitespace", ">f3b8e9a0-5b1e", ">\n  f3b8e9a0-5b1e"),
    ("value-whitespace", "9b024349-ccf0", " 9b024349-ccf0"),
    # The show.
    ("show-title-missing", "<title>Quiet Rooms</title>", ""),
    (
        "description-missing",
        "<description>Talks about how people get well.</description>",
        "",
    ),
    ("description-too-long", "Talks about", "ä" * 2001),
    (
        "summary-too-long",
        "<itunes:type>",
        f"<itunes:summary>{'ä' * 2001}</itunes:summary><itunes:type>",
    ),
    ("description-markup", "Talks about", "&lt;H2 id='a'&gt;Talks&lt;/H2&gt; about"),
    ("description-markup", "Talks about", "<![CDATA[<p>Talks</p><img src='a'/>]]> about"),
    ("link-missing", "<link>https://rooms.fm/</link>", ""),
    ("language-missing", "<language>en-GB</language>", ""),
    ("language-unknown", "en-GB", "en_GB"),
    ("language-unknown", "en-GB", "english"),
    ("language-unknown", "en-GB", "jp"),
    ("language-unknown", 'language="en"', 'language="jp"'),
    ("category-missing", CATEGORY, ""),
    ("category-unknown", "Mental Health", "mental health"),
    ("category-unknown", "Health &amp; Fitness", "Health"),
    (
        "explicit-missing",
        "<itunes:explicit>false</itunes:explicit>\n<itunes:image",
        "<itunes:image",
    ),
    ("explicit-invalid", ">false<", ">clean<"),
    ("explicit-invalid", ">false<", ">no<"),
    ("artwork-missing", IMAGE, ""),
    ("artwork-type", "cover.jpg", "cover.webp"),
    ("artwork-type", "cover.jpg", "cover?size=3000"),
    ("author-missing", "<itunes:author>The Harbour Desk</itunes:author>", ""),
    ("owner-missing", OWNER, ""),
    ("feed-guid-missing", "<podcast:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</podcast:guid>", ""),
    ("locked-missing", '<podcast:locked owner="mara@rooms.fm">yes</podcast:locked>', ""),
    ("self-link-missing", 'rel="self"', 'rel="hub"'),
    ("self-link-invalid", 'type="application/rss+xml"', 'type="text/html"'),
    ("self-link-invalid", 'href="https://rooms.fm/feed.xml"', 'href="feed.xml"'),
    (
        "feed-moved",
        "<itunes:type>",
        "<itunes:new-feed-url>https://new.fm/feed.xml</itunes:new-feed-url><itunes:type>",
    ),
    # Items.
    ("title-missing", TITLE, ""),
    ("title-angle-brackets", "The first hour", "The first &lt; hour"),
    ("title-markup", "The first hour", "Tea &amp;amp; talk"),
    ("title-has-number", "The first hour", "Ep. 1: The first hour"),
    ("title-has-show-title", "The first hour", "Quiet Rooms: the first hour"),
    ("guid-missing", GUID, ""),
    ("guid-duplicate", "f3b8e9a0-5b1e-4a39-9f39-8a4f3a1b2c3d", OTHER_GUID),
    ("guid-permalink", 'guid isPermaLink="false"', "guid"),
    ("enclosure-missing", ENCLOSURE, ""),
    ("enclosure-duplicate", ENCLOSURE, ENCLOSURE * 2),
    (
        "enclosure-shared",
        '<enclosure url="https://rooms.fm/2.m4a" length="14400000" type="audio/x-m4a"/>',
        ENCLOSURE,
    ),
    ("enclosure-url", "https://rooms.fm/1.mp3", "1.mp3"),
    ("enclosure-url", "https://rooms.fm/1.mp3", "https://rooms.fm/première.mp3"),
    ("enclosure-url", "https://rooms.fm/1.mp3", "https://rooms.fm/a b.mp3"),
    ("enclosure-length", 'length="21600000"', ""),
    ("enclosure-length", 'length="21600000"', 'length="0"'),
    ("enclosure-length", 'length="21600000"', 'length="1800"'),
    ("enclosure-length", 'length="21600000"', 'length="20.6 MB"'),
    ("enclosure-type", ' type="audio/mpeg"/>', "/>"),
    ("enclosure-type", 'type="audio/mpeg"/>', 'type="text/html"/>'),
    ("enclosure-type", 'type="audio/mpeg"/>', 'type="audio/mp3"/>'),
    (
        "enclosure-format",
        ENCLOSURE,
        ENCLOSURE.replace("1.mp3", "1.wmv").replace("audio/mpeg", "video/x-ms-wmv"),
    ),
    ("date-missing", f"<pubDate>{DATE}</pubDate>", ""),
    ("date-invalid", DATE, "2026-11-22T06:30:00Z"),
    ("date-invalid", DATE, "Mon, 22 Nov 2026 06:30:00 +0000"),
    ("date-invalid", DATE, "Sun, 22 Nov 2026 06:30:00"),
    ("date-invalid", DATE, "So, 22 Nov 2026 06:30:00 +0000"),
    ("date-invalid", DATE, "Sun, 22 Nov 26 06:30:00 +0000"),
    ("date-invalid", DATE, "31 Feb 2026 06:30:00 +0000"),
    ("value-invalid", "Sun, 01 Nov 2026", "2026-11-01"),
    ("date-future", DATE, "Wed, 25 Nov 2026 06:30:00 +0000"),
    ("duration-missing", "<itunes:duration>1800</itunes:duration>", ""),
    ("duration-invalid", ">1800<", ">0<"),
    ("duration-invalid", ">1800<", ">30:74<"),
    ("duration-invalid", ">1800<", ">30 min<"),
    ("episode-number-missing", "<itunes:episode>1</itunes:episode>", ""),
    ("episode-number-missing", "<itunes:episode>1<", "<itunes:episode>0<"),
    (
        "episode-number-duplicate",
        "<itunes:season>1</itunes:season>\n<itunes:episodeType>",
        "<itunes:episodeType>",
    ),
    ("episode-description-missing", "<description>What comes next.</description>", ""),
    ("transcript-type", 'type="text/vtt"', 'type="application/pdf"'),
    ("transcript-type", "1.vtt", "1.srt"),
    ("chapters-type", "application/json+chapters", "text/plain"),
    (
        "value-invalid",
        "<podcast:medium>",
        '<podcast:image href="https://a.fm/a.jpg" aspect-ratio="wide"/><podcast:medium>',
    ),
    (
        "image-ratio-mismatch",
        "<podcast:medium>",
        (
            '<podcast:image href="https://a.fm/a.jpg" aspect-ratio="1" width="9" height="16"/>'
            "<podcast:medium>"
        ),
    ),
    ("integrity-invalid", "sha256-", "md5-"),
    ("tag-duplicate", *RECIPIENTS_ELSEWHERE),
    ("soundbite-length", 'duration="30"', 'duration="5"'),
    ("soundbite-out-of-range", 'startTime="60"', 'startTime="1790"'),
    ("recipient-split-missing", 'split="100"', 'split="0"'),
    *(
        (code, "<podcast:medium>", f"{tag}<podcast:medium>")
        for code, tag in (
            ("social-uri-missing", '<podcast:socialInteract protocol="activitypub"/>'),
            (
                "protocol-unknown",
                '<podcast:socialInteract protocol="mastodon" uri="https://a.fm/1"/>',
            ),
            ("txt-invalid", '<podcast:txt purpose="ai-content">a little</podcast:txt>'),
            ("protocol-unknown", '<podcast:chat server="a.fm" protocol="slack"/>'),
            ("license-unknown", "<podcast:license>ours</podcast:license>"),
            (
                "podroll-self",
                PODROLL.format("9B024349-ccf0-5f69-a609-6b82873eab3c"),
            ),
            (
                "live-invalid",
                LIVE.format("pending", "2026-11-24T18:00:00Z", "2026-11-24T17:00:00Z"),
            ),
            ("live-invalid", LIVE.format("live", "2026-11-20T18:00:00Z", "2026-11-20T20:00:00Z")),
            ("value-invalid", LIVE.format("soon", "2026-11-24T18:00:00Z", "2026-11-24T20:00:00Z")),
            ("value-invalid", LIVE.format("live", "2026-11-24 18:00", "2026-11-24T20:00:00Z")),
            (
                "element-missing",
                LIVE.format("live", *TIMES).replace("<title>An evening</title>", ""),
            ),
        )
    ),
    ("recipient-address-invalid", 'address="mara@rooms.fm"', 'address="mara"'),
    (
        "time-split-invalid",
        RECIPIENT,
        f'{RECIPIENT}<podcast:valueTimeSplit startTime="0" duration="9"/>',
    ),
    ("url-insecure", "https://rooms.fm/1.mp3", "http://rooms.fm/1.mp3"),
    ("url-not-public", "https://rooms.fm/1.mp3", "https://localhost/1.mp3"),
    ("url-not-public", IMAGE, IMAGE.replace("rooms.fm", "192.168.1.4")),
    ("url-placeholder", "https://rooms.fm/1.mp3", "https://cdn.example.com/1.mp3"),
    # Where rules of workspaces and of feeds once differed, as the standards have it.
    ("url-placeholder", "<itunes:email>mara@rooms.fm", "<itunes:email>mara@example.org"),
    ("title-has-number", "The first hour", "1: The first hour"),
    ("title-has-show-title", TITLE, f"{TITLE}<itunes:title>Hours | Quiet Rooms</itunes:title>"),
    ("enclosure-url", "https://rooms.fm/1.mp3", "https://rooms/1.mp3"),
]
# Where the number is the same only once the case's own change is made.
PREPARED = {"episode-number-duplicate": ("<itunes:episode>2<", "<itunes:episode>01<")}
NOT_FEEDS = {
    "an Atom feed": '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>',
    "a web page": "<!DOCTYPE html><html><body>Not found</body></html>",
    "JSON": '{"error": "not found"}',
    "a JSON Feed": '{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": []}',
    "an RSS 1.0 feed": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
    "an OPML list of feeds": '<opml version="2.0"><body/></opml>',
    "a playlist": "#EXTM3U\nhttps://rooms.fm/1.mp3",
    "empty": "  \n",
    "XML of another kind": "<podcast/>",
    "<channel>": '<rss version="2.0"/>',
}


@pytest.mark.parametrize(
    "tag",
    [
        LIVE.format("live", *TIMES),
        LIVE.format("ended", "2026-11-20T18:00:00Z", "2026-11-20T20:00:00Z"),
        '<podcast:socialInteract protocol="disabled"/>',
        # All tags that an item may have: https://podcasting2.org/docs, live-item, read 2026-11.
        LIVE.format("live", *TIMES).replace(
            "<guid",
            '<podcast:soundbite startTime="1" duration="20"/><podcast:location>Malmö'
            "</podcast:location><itunes:isClosedCaptioned>no</itunes:isClosedCaptioned><guid",
        ),
        PODROLL.format("29cdca4a-32d8-56ba-b48b-09a011c5daa9"),
        '<podcast:chat server="a.fm" protocol="matrix"/>',
        '<podcast:license url="https://a.fm/ours">ours</podcast:license>',
        "<podcast:license>CC-BY-4.0</podcast:license>",
        '<podcast:location osm="R123#4">Malmö</podcast:location>',
    ],
)
def test_valid_elements_have_no_problem(tag: str) -> None:
    assert codes(spoiled("<podcast:medium>", f"{tag}<podcast:medium>"), *ALL) == []


@pytest.mark.parametrize("said", ["<p>A</p><UL><li><a href='/'>B</a></li></UL>", "1<2 <3 a<b<br/>"])
def test_apps_show_such_descriptions(said: str) -> None:
    assert codes(spoiled("Talks about", f"<![CDATA[{said}]]>"), *ALL) == []


def test_the_namespaces_other_uri_is_as_good() -> None:
    uri = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
    assert codes(FEED.replace("https://podcastindex.org/namespace/1.0", uri), *ALL) == []


def test_nothing_is_wrong_with_a_right_feed() -> None:
    found = linted(FEED, *ALL)
    assert found.problems == ()
    assert (found.size, found.items, found.paged) == (len(FEED.encode()), 2, False)


@pytest.mark.parametrize(("code", "old", "new"), CASES)
def test_a_fault_is_reported_and_nothing_else(code: str, old: str, new: str) -> None:
    feed = spoiled(old, new)
    if code in PREPARED:
        feed = feed.replace(*PREPARED[code])
    problems = linted(feed).problems
    assert {problem.code for problem in problems} == {code}
    assert all(problem.message and problem.hint and problem.source for problem in problems)
    assert all(problem.place.path == PATH for problem in problems)


def test_youtube_refuses_markup_in_titles_too() -> None:
    feed = spoiled("The first hour", "&lt;b&gt;Tea&lt;/b&gt;")
    assert codes(feed) == ["title-angle-brackets", "title-markup"]


@pytest.mark.parametrize(
    ("old", "new", "line", "column"),
    [
        (">1800<", ">30 min<", ">30 min<", "<itunes:duration"),
        ('">yes<', '">true<', '">true<', "<podcast:locked"),
        ("1.vtt", "1.srt", "1.srt", "<podcast:transcript"),
        ("The first hour", "The first & the last", "The first & ", " the last"),
        (">Malmö</podcast:location>", ">Malmö</podcast:location><psc/>", "Malmö", "<psc/>"),
    ],
)
def test_a_problem_has_a_line_and_a_column(old: str, new: str, line: str, column: str) -> None:
    feed = spoiled(old, new)
    problem = linted(feed).problems[0]
    row = next(at for at, text in enumerate(feed.splitlines(), 1) if (line or column) in text)
    assert problem.place.line == row
    assert problem.place.column == feed.splitlines()[row - 1].index(column) + 1


@pytest.mark.parametrize(("what", "text"), NOT_FEEDS.items())
def test_another_file_than_a_feed_is_named(what: str, text: str) -> None:
    (problem,) = linted(text).problems
    assert problem.code == "feed-not-rss"
    assert problem.severity is Severity.ERROR
    assert what in problem.message


def test_every_rule_has_a_case() -> None:
    elsewhere = {
        "feed-not-rss",
        "items-missing",
        "encoding-unsupported",
        "namespace-missing",
        "feed-too-large",
    }
    served = {rule.code for rule in RULES if rule.code.startswith("served-")}
    of_feeds = {rule.code for rule in RULES if any(c.scope.is_of_feeds for c in rule.checks)}
    assert of_feeds == {code for code, *_ in CASES} | elsewhere | served


def test_a_feed_without_the_namespaces_lacks_them() -> None:
    found = codes(f'{PROLOG}<rss version="2.0"><channel><title>x</title></channel></rss>')
    assert found.count("namespace-missing") == 3
    assert "items-missing" in found


def test_another_encoding_is_read_and_reported() -> None:
    feed = spoiled('encoding="UTF-8"', 'encoding="ISO-8859-1"').encode("iso-8859-1")
    assert codes(feed) == ["encoding-unsupported"]


def test_a_large_feed_is_reported() -> None:
    feed = spoiled("What comes next.", "What comes next. " + "<![CDATA[ ]]>" * 400_000)
    assert codes(feed) == ["feed-too-large"]


def test_a_paged_feed_is_paged() -> None:
    link = '<atom:link rel="prev-archive" href="https://rooms.fm/feed/1.xml"/><itunes:type>'
    assert linted(spoiled("<itunes:type>", link)).paged


@pytest.mark.parametrize(
    ("code", "old", "new", "audience"),
    [
        ("owner-missing", OWNER, "", "youtube"),
        (
            "explicit-missing",
            "<itunes:explicit>false</itunes:explicit>\n<itunes:i",
            "<itunes:i",
            "psp1",
        ),
        ("duration-missing", "<itunes:duration>1800</itunes:duration>", "", "amazon"),
        ("author-missing", "<itunes:author>The Harbour Desk</itunes:author>", "", "spotify"),
        ("artwork-type", "cover.jpg", "cover.webp", "apple"),
    ],
)
def test_a_requirement_of_a_directory_is_an_error_for_it(
    code: str, old: str, new: str, audience: str
) -> None:
    feed = spoiled(old, new)
    others = ALL - next(rule.demand for rule in RULES if rule.code == code)
    for names, severity in (((audience,), Severity.ERROR), (tuple(others), Severity.WARNING)):
        (problem,) = linted(feed, *names).problems
        assert (problem.code, problem.severity) == (code, severity)


def served(url: str = ADDRESS, hops: tuple[str, ...] = (), **headers: str) -> Served:
    said = {"content-type": "application/rss+xml; charset=utf-8", "etag": '"a"'}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    return Served(url, hops, said)


def test_nothing_is_wrong_with_how_it_is_served() -> None:
    assert codes(FEED, *ALL, served=served()) == []


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("served-type", served(content_type="text/html; charset=utf-8")),
        ("served-type", served(content_type="")),
        ("served-charset-mismatch", served(content_type="text/xml; charset=iso-8859-1")),
        ("served-insecure", served("http://rooms.fm/feed.xml", (ADDRESS,))),
        ("served-no-validator", served(etag="")),
        ("self-link-invalid", served("https://rooms.fm/rss")),
    ],
)
def test_how_it_is_served_is_checked(code: str, given: Served) -> None:
    assert codes(FEED, served=given) == [code]


def test_a_near_match_is_suggested() -> None:
    for old, new, meant in (
        ("<podcast:medium>podcast</podcast:medium>", "<podcast:Medium/>", "<podcast:medium>"),
        ("Mental Health", "Mental Helth", "Health & Fitness › Mental Health"),
        ("en-GB", "en_gb", "en-GB"),
        (">false<", ">Yes<", "Write `true`"),
        (">false<", ">True<", "Write `true`"),
        (">false<", ">clean<", "Write `false`"),
        ('startTime="60" ', 'startTime="60" durations="6" ', "`duration`"),
    ):
        assert meant in linted(spoiled(old, new)).problems[0].hint


@pytest.mark.parametrize("name", ["sarif", "github"])
def test_the_reports_have_the_column_and_the_reason(name: str) -> None:
    problems = linted(spoiled(">1800<", ">30 min<")).problems
    if name == "github":
        assert ",col=1,title=duration-invalid::" in github(problems)
        return
    (run,) = json.loads(json.dumps(sarif(problems, "1.0")))["runs"]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region["startColumn"] == 1
    assert run["tool"]["driver"]["rules"][0]["shortDescription"]["text"]


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{entities}]><rss>&a9;</rss>'
    assert codes(bomb) == ["feed-unsafe"]  # else it would be two thousand million letters


def test_many_small_elements_are_refused() -> None:
    feed = "<rss><channel>" + "<a/>" * 1_000_001 + "</channel></rss>"
    assert codes(feed) == ["feed-unsafe"]


@given(st.binary(max_size=200))
def test_any_bytes_have_an_answer(data: bytes) -> None:
    lint(data, PurePosixPath("x"), NOW, ALL)


@given(st.integers(0, len(FEED)), st.integers(0, 40), st.text(max_size=12))
def test_any_damage_has_an_answer(at: int, length: int, put: str) -> None:
    data = (FEED[:at] + put + FEED[at + length :]).encode("utf-8", "surrogatepass")
    for problem in lint(data, PATH, NOW, ALL).problems:
        assert problem.message
        assert problem.hint


@given(st.sampled_from(sorted(TAGS)), st.text(max_size=30), st.booleans())
def test_any_text_in_any_tag_has_an_answer(name: str, text: str, in_item: bool) -> None:  # noqa: FBT001
    said = "".join(letter for letter in text if letter.isprintable() and letter not in "<&")
    tag = f"<{name}>{said}</{name}>" if not name.startswith("psc:") else ""
    here = "<title>The first hour" if in_item else "<title>Quiet Rooms"
    assert "feed-malformed" not in codes(FEED.replace(here, f"{tag}{here}"), *ALL)
