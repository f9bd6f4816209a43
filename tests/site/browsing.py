"""A real browser, and a small site with real audio for it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import lameenc
import numpy as np
import pytest
import uvicorn
from PIL import Image

from airdate.ledger import ledger_in_memory
from airdate.ledger.wanted import wanted_artifacts
from airdate.model import Art, Correction, Cue, Person, Photo, SiteSettings, Transcript
from airdate.site import search_index
from tests.feed.making import RELEASE
from tests.publish.planning import ReleasesInMemory
from tests.site.making import bare, full, pages, view, with_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from starlette.applications import Starlette

    from airdate.model import Release
    from tests.site.making import Shown

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
EPISODE, TALK, COMING = "episodes/first.html", "episodes/talk.html", "episodes/later.html"
RATE, SECONDS = 22_050, 90
MP3 = "media/first-c0ffee00.mp3"
PHOTO = Art("art/bo-01234567.jpg", "image/jpeg", 900, "0b" * 32, 320, 320)
ARTICLE = """
Words first, and [a moment](#t=0:30) in them.

::: quote 0:12-0:14.5

More words.

::: quote 1:00-1:09

::: interview
"""


def talk() -> Release:
    """Return an episode with a transcript longer than a window, quotes, corrections, a photo."""
    cues = tuple(
        Cue(3.0 * turn, 3.0 * turn + 3, f"This is turn {turn}. And more.", ("Ada", "Bo")[turn % 2])
        for turn in range(SECONDS // 3)
    )
    made = full(
        slug="talk",
        guid="talk",
        title="A longer talk",
        article=ARTICLE,
        persons=(
            Person("Ada", "host"),
            Person("Bo Example", credentials="knows about rooms"),
            Person("Cy", "editor", "audio post-production"),
        ),
        tags=("doors",),
        explicit=True,
        transcript_by="machine",
    )
    return replace(
        made,
        transcript=Transcript("transcripts/talk-00000000.vtt", "text/vtt", cues),
        corrections=(Correction(RELEASE.changed, "It was 1979.", 61.0),),
        photos=(Photo("Bo Example", PHOTO),),
    )


def later() -> Release:
    """Return an article whose interview is still coming."""
    article = "Words first.\n\n::: interview\n\nMore words."
    made = bare("later", 3, article=article, coming=True, tags=("doors",))
    return replace(made, media=(), corrections=(Correction(RELEASE.changed, "Sorry.", 3.0),))


def shown(url: str) -> Shown:
    """Return all that the small site has, to be served at `url`."""
    heard = (
        replace(each, media=(replace(each.media[0], seconds=float(SECONDS)),))
        for each in (full(), talk())
    )
    made = view(bare("second", 7), later(), *heard, gone=("lost",), base=url)
    return replace(made, settings=SiteSettings(search=True))


def searched(url: str) -> Shown:
    """Return the small site with an episode that only some may find."""
    made = shown(url)
    hidden = replace(bare("hidden", 9, article="Xylophone secrets."), folder="private/0a1b/")
    return replace(made, releases=(hidden, *made.releases))


def index(made: Shown) -> dict[str, bytes]:
    """Return the files by which a site is searched, by key."""
    ledger, releases = ledger_in_memory(), ReleasesInMemory.of(made.releases)
    search_index.render(made, releases, ledger)
    files = wanted_artifacts(ledger)
    return {
        each.key: each.body for each in with_bytes(files, ledger) if isinstance(each.body, bytes)
    }


def publish(folder: Path, made: Shown) -> None:
    """Write a site's pages, and the sound and images that they name."""
    for key, text in pages(made).items():
        _write(folder / key, text.encode())
    _write(folder / MP3, _mp3())
    _write(
        folder / "waveforms/first-c0ffee00.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 240"/>',
    )
    (folder / "art").mkdir()
    covers = {art.key for each in made.releases for art in (each.cover, *each.copies)}
    for key in (made.icon, made.art.key, PHOTO.key, *covers):
        Image.new("RGB", (60, 60), "navy").save(folder / key)


@contextmanager
def serving(site: Starlette) -> Iterator[str]:
    """Serve on a free port; yields the address."""
    server = uvicorn.Server(uvicorn.Config(site, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join()


@contextmanager
def tab(browser: Browser, site: str, **options: Any) -> Iterator[Page]:
    """Yield a tab; what a policy, a script or a request gets wrong in it fails the test."""
    context = browser.new_context(**options)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.append(request.url))
    yield page
    context.close()
    assert [fault for fault in faults if not fault.startswith(site)] == []


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true; Playwright's own way is refused by the pages' policy."""
    for _ in range(300):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {expression}")


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


@cache
def _mp3() -> bytes:
    """Return a quiet hum of SECONDS."""
    encoder = lameenc.Encoder()
    encoder.set_in_sample_rate(RATE)
    encoder.set_channels(1)
    encoder.set_bit_rate(32)
    encoder.silence()
    time = np.arange(RATE * SECONDS) / RATE
    hum = (np.sin(2 * np.pi * 220 * time) * 2000).astype("<i2")
    return bytes(encoder.encode(hum.tobytes())) + bytes(encoder.flush())
