"""Golden pairs: for each tag, values beside the XML that says them, read both ways."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.feed import making, reader
from tests.feed.tags import PREFIXES

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.xml"))


# Read as more than the one value: their golden XML alone is the witness.
_COMPOSED = {"license", "locked", "number", "season", "block", "images"}
# https://podcasting2.org/docs/podcast-namespace, read 2026-11; `images` is deprecated.
NAMESPACE = """
    alternateEnclosure block chapters chat contentLink episode funding guid image integrity
    license liveItem location locked medium person podping podroll publisher remoteItem season
    socialInteract soundbite source trailer transcript txt updateFrequency value valueRecipient
    valueTimeSplit
"""


def values(pair: Path) -> dict[str, Any]:
    return runpy.run_path(str(pair.with_suffix(".py")))


def written(pair: Path) -> ET.Element:
    """Return the channel or the item that the pair's values make."""
    said = values(pair)
    feed = making.feed(**said.get("FEED", {}))
    release = making.release(said.get("RELEASE"), **said.get("EPISODE", {}))
    channel = ET.fromstring(making.written(feed, (release,)))[0]  # noqa: S314 - our own bytes
    item = channel.find("item")
    assert item is not None
    return channel if "FEED" in said else item


def canonical(node: ET.Element) -> str:
    return ET.canonicalize(ET.tostring(node), strip_text=True)


def test_there_are_pairs_and_no_singles() -> None:
    assert len(GOLDEN) >= 50
    singles = {path.stem for path in GOLDEN} ^ {path.stem for path in GOLDEN[0].parent.glob("*.py")}
    assert not singles


@pytest.mark.parametrize("pair", GOLDEN, ids=lambda path: path.stem)
def test_values_are_written_as_the_golden_xml_says(pair: Path) -> None:
    golden = ET.parse(pair).getroot()  # noqa: S314 - our own file
    made = written(pair)
    assert made.tag == golden.tag
    tags = {child.tag for child in golden}
    assert [canonical(child) for child in made if child.tag in tags] == [
        canonical(child) for child in golden
    ]


@pytest.mark.parametrize("pair", GOLDEN, ids=lambda path: path.stem)
def test_what_the_values_do_not_say_is_not_written(pair: Path) -> None:
    golden = ET.parse(pair).getroot()  # noqa: S314 - our own file
    bare = ET.fromstring(making.written())[0]  # noqa: S314 - our own bytes
    plain = [*bare, *(child for item in bare.iter("item") for child in item)]
    more = {child.tag for child in written(pair)} - {child.tag for child in plain}
    assert more <= {child.tag for child in golden}


@pytest.mark.parametrize("pair", GOLDEN, ids=lambda path: path.stem)
def test_the_golden_xml_is_read_as_its_values(pair: Path) -> None:
    golden = ET.parse(pair).getroot()  # noqa: S314 - our own file
    read = reader.channel(golden) if golden.tag == "channel" else reader.item(golden)
    said = values(pair)
    wanted = said.get("FEED", {}) | said.get("EPISODE", {}) | said.get("RELEASE", {})
    for field in wanted.keys() & read.keys() - _COMPOSED:
        assert read[field] == wanted[field], field
    assert read


def test_every_tag_of_the_podcast_namespace_has_a_pair() -> None:
    uri = next(uri for uri, prefix in PREFIXES.items() if prefix == "podcast")
    tags = {
        node.tag.removeprefix(f"{{{uri}}}")
        for path in GOLDEN
        for node in ET.parse(path).iter()  # noqa: S314 - our own files
        if node.tag.startswith(f"{{{uri}}}")
    }
    assert tags == set(NAMESPACE.split())
