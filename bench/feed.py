"""Writing feeds, side by side: CPU time and memory for 100, 1,000 and 10,000 items with all tags.

    .venv/bin/python -m bench.feed [ITEMS …]

Every writer says the same of the same episodes, as far as it can: feedgen with its own podcast
extension, and a plain one of a few lines for the tags that it doesn't know; podgen (pip install
podgen) knows those of iTunes alone; lxml's xmlfile, written by hand, is the floor. Each is run in a
process of its own, three times in turn; the best is shown.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from airdate.feed import rss
from airdate.feed.documents import FeedBuild, FeedInputs
from airdate.feed.elements import item
from airdate.ledger import Ledger, open_ledger
from airdate.ledger.wanted import wanted_artifacts
from airdate.model import Chapter, Funding, Person, Release, Transcript
from airdate.podcast.element import NAMESPACES
from airdate.podcast.namespace_tags import (
    Chat,
    ContentLink,
    Image,
    Location,
    Recipient,
    SocialInteract,
    Soundbite,
    Txt,
    Value,
)
from bench import report
from tests.feed import making
from tests.publish.planning import ReleasesInMemory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from airdate.podcast.element import Element

SIZES = (100, 1_000, 10_000)
ROUNDS = 3
HTML = '<p>What <a href="https://e.example/">trust</a> is made of, and how it is lost.</p>' * 12
NOTES = rss.ItemText("What trust is made of, and how it is lost. " * 6, HTML)
FEED = making.feed(max_page_bytes=1 << 40)
CHANNEL = making.channel(FEED)


def talk(number: int) -> Release:
    """Return a release that says something in every tag that an item may have."""
    said = making.release(
        slug=f"talk-{number}",
        guid=f"00000000-0000-4000-8000-{number:012}",
        title=f"Trust & time, part {number}",
        date=making.EPISODE.date + timedelta(hours=number),
        season=1 + number // 100,
        season_name="Doors",
        number=number + 1,
        number_display=f"No. {number + 1}",
        persons=(Person("Mara Lindqvist", "host"), Person("Ida", url="https://ida.example/")),
        tags=("trust", "therapy"),
        license="cc-by-4.0",
        soundbites=(Soundbite(60, 30, "How it begins"),),
        locations=(Location("Malmö", "creator", "geo:55.6,13.0", "R10663667", "SE"),),
        values=(
            Value(
                "lightning",
                "keysend",
                (Recipient(type="node", address="02d5c1", split=100, name="Mara"),),
            ),
        ),
        funding=(Funding("https://give.example/", "Help us"),),
        social=(SocialInteract("activitypub", f"https://social.example/@mara/{number}"),),
        links=(ContentLink("https://video.example/", "Watch it"),),
        txts=(Txt("false", "ai-content"),),
        chat=Chat("irc.example", "irc", "@mara"),
        images=(Image("https://show.example/art/wide.jpg", "A room", "16/9", 1920, 1080),),
    )
    return replace(
        said,
        media=(making.MEDIA, replace(making.MEDIA, rendition="opus", type="audio/ogg")),
        chapters=tuple(Chapter(at * 300.5, f"Chapter {at + 1}") for at in range(6)),
        chapters_key=f"chapters/talk-{number}-0a1b2c3d.json",
        transcript=Transcript(f"transcripts/talk-{number}-0a1b2c3d.vtt", "text/vtt", ()),
    )


# ── The writers: each prepares, and returns what is to be timed ───────────────────────────────


def airdate(count: int) -> Callable[[], bytes]:
    """Return the full build of a feed."""
    talks = [talk(number) for number in reversed(range(count))]
    return lambda: _document(talks)


def airdate_one_changed(count: int) -> Callable[[], bytes]:
    """Return the build after one episode changed, with the ledger of the build before.

    The episodes in brief are at hand, as they are in a publish.
    """
    talks = [talk(number) for number in reversed(range(count))]
    root = Path(tempfile.mkdtemp())
    ledger = open_ledger(root)
    _build(ReleasesInMemory.of(talks), ledger)
    at = count // 2
    talks[at] = replace(talks[at], episode=replace(talks[at].episode, title="Changed"))
    releases = ReleasesInMemory.of(talks)
    ledger.bodies.clear()
    return lambda: _build(releases, ledger)


def _build(releases: ReleasesInMemory, ledger: Ledger) -> bytes:
    """Return the feed's RSS document, of items that the ledger has or gets."""
    inputs = FeedInputs([(CHANNEL,)], "en", releases, lambda _release: NOTES)
    build = FeedBuild(inputs, ledger)
    stale = build.stale
    with ledger.transaction():
        for each in releases.listings:
            if each.guid in stale:
                build.render(releases.load(each.guid))
        build.render_documents()
    document = next(each for each in wanted_artifacts(ledger) if each.key == "feeds/main.xml")
    return ledger.bodies.get(document.sha256) or b""


def _document(talks: list[Release]) -> bytes:
    items = {each.episode.guid: _item(each) for each in talks}
    sizes = {guid: len(body) for guid, body in items.items()}
    (document,) = rss.documents(CHANNEL, sizes, {})
    return document.body(items.values())


def _item(release: Release) -> bytes:
    return rss.item(FEED, release, NOTES, making.BASE)


def feedgen(count: int) -> Callable[[], bytes]:
    """Return feedgen as its manual has it, with one extension for what it doesn't know."""
    talks = [talk(number) for number in range(count)]

    def write() -> bytes:
        writer = FeedGenerator()
        writer.load_extension("podcast")
        writer.register_extension("more", _More, _MoreInItem, atom=False)
        writer.title(FEED.title)
        writer.link(href=making.BASE)
        writer.description(FEED.description)
        for each in talks:
            _add(writer, each)
        return bytes(writer.rss_str(pretty=True))

    return write


def _add(writer: Any, release: Release) -> None:
    episode, media = release.episode, release.media[0]
    entry = writer.add_entry(order="append")
    entry.title(episode.title)
    entry.link(href=making.BASE + release.page_key)
    entry.description(NOTES.text)
    entry.content(NOTES.html)
    entry.guid(episode.guid)
    entry.enclosure(making.BASE + media.key, media.size, media.type)
    entry.pubDate(episode.date)
    entry.podcast.itunes_title(episode.title)
    entry.podcast.itunes_duration(round(media.seconds))
    entry.podcast.itunes_image(making.BASE + release.cover.key)
    entry.podcast.itunes_explicit("no")
    entry.podcast.itunes_season(episode.season)
    entry.podcast.itunes_episode(episode.number)
    entry.podcast.itunes_episode_type(episode.kind.value)
    entry.more.release = release


class _More(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    def extend_ns(self) -> dict[str, str]:
        return {prefix: NAMESPACES[prefix] for prefix in ("podcast", "psc")}


class _MoreInItem(BaseEntryExtension):  # type: ignore[misc]  # likewise
    release: Release

    def extend_rss(self, entry: Any) -> None:
        for element in item(FEED, self.release, making.BASE):
            if element.name.startswith(("podcast:", "psc:", "category")):
                _plainly(entry, element)


def _plainly(parent: Any, element: Element) -> None:
    """Write an element as one does who trusts all values."""
    prefix, _, name = element.name.rpartition(":")
    made = etree.SubElement(parent, f"{{{NAMESPACES[prefix]}}}{name}" if prefix else name)
    made.text = element.text
    for attribute, value in element.attributes.items():
        if value:
            made.set(attribute, value)
    for child in element.children:
        _plainly(made, child)


def podgen(count: int) -> Callable[[], bytes]:
    """Return podgen, as far as it knows the tags."""
    other = importlib.import_module("podgen")  # not among the pinned: few need it

    talks = [talk(number) for number in range(count)]

    def write() -> bytes:
        show = other.Podcast(
            name=FEED.title, description=FEED.description, website=making.BASE, explicit=False
        )
        for each in talks:
            media = each.media[0]
            sound = other.Media(
                making.BASE + media.key, media.size, media.type, timedelta(seconds=media.seconds)
            )
            show.add_episode(
                other.Episode(
                    title=each.episode.title,
                    id=each.episode.guid,
                    link=making.BASE + each.page_key,
                    summary=NOTES.text,
                    long_summary=NOTES.html,
                    image=making.BASE + each.cover.key,
                    explicit=False,
                    publication_date=each.episode.date,
                    media=sound,
                )
            )
        return str(show.rss_str()).encode()

    return write


def xmlfile(count: int) -> Callable[[], bytes]:
    """Return the floor: the same elements, streamed by lxml, with nothing checked."""
    talks = [talk(number) for number in range(count)]

    def write() -> bytes:
        out = BytesIO()
        with (
            etree.xmlfile(out, encoding="UTF-8") as file,
            file.element("rss", version="2.0", nsmap=NAMESPACES),
            file.element("channel"),
        ):
            for each in talks:
                entry = etree.Element("item")
                for element in _all(each):
                    _plainly(entry, element)
                file.write(entry)
        return out.getvalue()

    return write


def _all(release: Release) -> Iterator[Element]:
    from airdate.podcast.element import Element

    episode, media = release.episode, release.media[0]
    sound = {"url": making.BASE + media.key, "length": str(media.size), "type": media.type}
    yield Element("title", episode.title)
    yield Element("link", making.BASE + release.page_key)
    yield Element("description", NOTES.text)
    yield Element("content:encoded", NOTES.html)
    yield Element("guid", episode.guid, {"isPermaLink": "false"})
    yield Element("enclosure", attributes=sound)
    yield from item(FEED, release, making.BASE)


WRITERS: dict[str, Callable[[int], Callable[[], bytes]]] = {
    "feedgen, plain": feedgen,
    "airdate, full": airdate,
    "airdate, one changed": airdate_one_changed,
    "podgen": podgen,
    "lxml xmlfile": xmlfile,
}


# ── Measuring ─────────────────────────────────────────────────────────────────────────────────


def run(name: str, count: int) -> None:
    """Measure one writer in this process: CPU seconds, bytes written, and memory above before."""
    write = WRITERS[name](count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    body = write()
    seconds = time.process_time() - start
    more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps([seconds, len(body), more / 1024]))


def measured(count: int) -> dict[str, tuple[float, int, float]]:
    """Return the best of several rounds; the writers take turns, so that a busy minute hits all."""
    rows: dict[str, list[tuple[float, int, float]]] = {}
    for _ in range(ROUNDS):
        for name in WRITERS:
            if name != "podgen" or importlib.util.find_spec("podgen"):
                command = [sys.executable, "-m", "bench.feed", "--run", name, str(count)]
                said = subprocess.run(command, capture_output=True, check=True).stdout
                rows.setdefault(name, []).append(tuple(json.loads(said)))
    return {name: min(each) for name, each in rows.items()}


def table(count: int) -> str:
    """Return what each writer took for so many items, against plain feedgen."""
    rows = measured(count)
    plain_seconds, _, plain_memory = rows["feedgen, plain"]
    lines = [
        f"| {name} | {seconds:.3f} | {seconds / plain_seconds:.2f} "
        f"| {memory:.1f} | {memory / plain_memory:.2f} | {size / 1e6:.1f} |"
        for name, (seconds, size, memory) in rows.items()
    ]
    head = f"| {count:,} items | CPU s | × feedgen | MB more | × feedgen | MB written |"
    return "\n".join([head, "|---|---:|---:|---:|---:|---:|", *lines])


def main(sizes: tuple[int, ...]) -> None:
    """Measure every size, and write what it took."""
    tables = "\n\n".join(map(table, sizes))
    report.write_section(
        "Writing feeds",
        f"{report.machine()}\nThe best of {ROUNDS}, in turns, each in a process of its own. Made "
        "by `bench/feed.py`. Every item says something in every tag that it may have; “one "
        f"changed” reads the items of the last build, and keeps those of this one.\n\n{tables}",
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run(sys.argv[2], int(sys.argv[3]))
    else:
        main(tuple(map(int, sys.argv[1:])) or SIZES)
