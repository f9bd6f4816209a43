"""Foreign feeds: what is declared is read as values, everything else is kept byte for byte."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airdate.podcast import reader, xml_tree
from airdate.podcast.namespace_tags import Chat, Funding, LiveItem, Location, Person, Recipient
from airdate.podcast.reader import Contents

OPEN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:host="https://host.example/ns" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>\n'
)
CLOSE = "\n</channel></rss>"
# What feeds hold, each with whether it is declared: in any form that XML allows.
ODD = [
    ("<title>A &amp; B</title>", True),
    ("<podcast:person role='guest' group=\"cast\">Ida &#233;</podcast:person>", True),
    ('<podcast:person email="ida@a.example">Ida</podcast:person >', True),
    ('<podcast:funding url="https://a.example/?a=1&amp;b=>"/>', True),
    ("<podcast:soundbite startTime='x' duration='60'/>", True),
    ("<podcast:liveItem><title>Soon</title><host:room/></podcast:liveItem>", True),
    ("<itunes:category text='Arts'><itunes:category text='Books'/></itunes:category>", True),
    ("<host:id>e-1</host:id>", False),
    ("<host:id a='1>2' b=\"/>\"/>", False),
    ("<host:id\n\ta = '1'\n></host:id\n>", False),
    ("<host:box><host:id/><![CDATA[<b>/>]]><!-- > --></host:box>", False),
    ("<host:box>/></host:box>", False),
    ("<host:empty></host:empty>", False),
    ('<x:y xmlns:x="https://x.example/">ü</x:y>', False),
    ("<podcast:follow url='https://a.example/'/>", False),
    ("<Title>Ω</Title>", False),
]
BETWEEN = st.sampled_from(["", "\n  ", "<!-- a > b -->", "<?host x/>?>", "\r\n"])


def contents(text: str, encoding: str = "utf-8") -> Contents:
    (channel,) = xml_tree.read((OPEN + text + CLOSE).encode(encoding), {}).root.children
    return reader.read(channel)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ODD), BETWEEN), max_size=12))
def test_every_element_is_a_value_or_kept_in_order_byte_for_byte(
    parts: list[tuple[tuple[str, bool], str]],
) -> None:
    found = contents("".join(xml + between for (xml, _), between in parts))
    nodes = [*(each.node for each in found.parsed), *found.unknown]
    assert [node.xml.decode() for node in sorted(nodes, key=lambda node: node.start)] == [
        xml for (xml, _), _ in parts
    ]
    assert [each.node.xml.decode() for each in found.parsed] == [
        xml for (xml, declared), _ in parts if declared
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_bytes_are_counted_whatever_the_letters(encoding: str) -> None:
    found = contents("<title>Ω→🎙</title><host:id>é</host:id>", encoding)
    assert [node.xml.decode() for node in found.unknown] == ["<host:id>é</host:id>"]


def test_a_feed_in_another_encoding_is_kept_in_it() -> None:
    text = OPEN.replace("UTF-8", "ISO-8859-1") + "<host:id>é</host:id>" + CLOSE
    (channel,) = xml_tree.read(text.encode("latin-1"), {}).root.children
    assert [node.xml for node in reader.read(channel).unknown] == [b"<host:id>\xe9</host:id>"]
    text = text.replace("ISO-8859-1", "UTF-16")
    (channel,) = xml_tree.read(text.encode("utf-16"), {}).root.children
    assert [node.xml.decode() for node in reader.read(channel).unknown] == ["<host:id>é</host:id>"]


def test_namespaces_are_known_where_an_element_stands() -> None:
    found = contents('<x:y xmlns:x="https://x.example/"/><host:id/>')
    scopes = [dict(node.scope) for node in found.unknown]
    assert [scope.get("x") for scope in scopes] == ["https://x.example/", None]
    assert all(scope["host"] == "https://host.example/ns" for scope in scopes)


def test_what_of_an_element_has_no_place_is_named() -> None:
    found = contents(
        '<podcast:person email="ida@a.example" img="cover.jpg">Ida</podcast:person>'
        '<podcast:value type="lightning" method="keysend" suggested="lots">'
        '<podcast:valueRecipient type="node" address="02" split="1" customvalue="7"/>'
        "<host:wallet/></podcast:value>"
    )
    person, value = found.parsed
    assert person.value == Person("Ida", role="host")
    assert person.unknown == ("@email",)
    assert [(fault.at, fault.text) for fault in person.faults] == [("@img", "cover.jpg")]
    assert value.value
    assert value.value.recipients == (Recipient(type="node", address="02", split=1),)
    assert value.unknown == (
        "{https://host.example/ns}:wallet",
        "podcast:valueRecipient/@customvalue",
    )
    assert [fault.at for fault in value.faults] == ["@suggested"]
    assert not person.is_whole
    assert not value.is_whole


@pytest.mark.parametrize(
    "xml",
    [
        "<podcast:soundbite duration='60'/>",
        "<podcast:soundbite startTime='1:00' duration='60'/>",
        "<podcast:value type='l' method='k'/>",
        "<podcast:location/>",
        "<podcast:guid>917393e3</podcast:guid>",
    ],
)
def test_what_lacks_something_is_no_value_and_is_still_there(xml: str) -> None:
    (parsed,) = contents(xml).parsed
    assert parsed.value is None
    assert parsed.node.xml.decode() == xml


def test_what_attributes_mean_where_they_are_not_there() -> None:
    found = contents(
        "<podcast:person>Ida</podcast:person><podcast:funding url='https://a.example/'/>"
        "<podcast:location osm='R123#4'>Malmö</podcast:location>"
    )
    assert found.all(Person) == (Person("Ida", role="host", group="cast"),)
    assert found.all(Funding) == (Funding("https://a.example/", ""),)
    assert found.all(Location) == (Location("Malmö", osm="R123#4"),)


def test_a_live_item_is_a_value_with_what_is_in_it() -> None:
    found = contents(
        '<podcast:liveItem status="live" start="2026-05-01T18:00:00Z"><title>Open</title>'
        '<guid>a</guid><enclosure url="https://a.example/s" type="audio/mpeg" length="7"/>'
        '<podcast:contentLink href="https://a.example/">Listen</podcast:contentLink>'
        '<podcast:chat server="irc.example" protocol="irc"/><title>Twice</title>'
        "</podcast:liveItem>"
    )
    (live,) = found.all(LiveItem)
    assert (live.title, live.guid, live.permalink, live.length) == ("Open", "a", True, 7)
    assert live.start == datetime(2026, 5, 1, 18, tzinfo=UTC)
    assert live.chat == Chat("irc.example", "irc")
    assert found.parsed[0].unknown == ("title",)


def test_items_are_read_by_themselves() -> None:
    assert contents("<item><title>One</title></item>") == Contents((), ())


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("https://podlove.org/simple-chapters", "psc:x"),
        ("http://www.itunes.com/DTDs/Podcast-1.0.dtd", "itunes:x"),
        (
            "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
            "podcast:x",
        ),
        ("https://two\nlines.example/ns", "{https://two lines.example/ns}:x"),
    ],
)
def test_namespaces_are_read_as_they_are_meant(uri: str, name: str) -> None:
    assert xml_tree.read(f'<a:x xmlns:a="{uri}"/>'.encode()).root.name == name
