"""Pages in a real browser: played, linked into, by keyboard, without JavaScript, narrow, dark."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import lameenc
import numpy as np
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from pipeline.preview import app
from tests.pages.making import bare, full, pages, view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser
    from starlette.applications import Starlette

pytestmark = pytest.mark.browser
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
EPISODE = "episodes/first.html"
RATE, SECONDS = 22_050, 90


@pytest.fixture(scope="session")
def browser(program: Callable[[str], str]) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program("chromium"), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small site with real audio, served; yields its address."""
    folder = tmp_path_factory.mktemp("site")
    with serving(app(folder)) as url:
        first = full()
        first = replace(first, media=(replace(first.media[0], seconds=float(SECONDS)),))
        made = view(bare("second", 7), first, gone=("lost",), base=url)
        for key, text in pages(made).items():
            _write(folder / key, text.encode())
        _write(folder / "media/first-c0ffee00.mp3", _mp3())
        (folder / "art").mkdir()
        (folder / "waveforms").mkdir()
        (folder / "waveforms/first-c0ffee00.svg").write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 240"/>'
        )
        for key in (made.icon, made.art.key, made.releases[0].cover.key):
            Image.new("RGB", (60, 60), "navy").save(folder / key)
        yield url


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A tab that fails the test for anything that a policy, a script or a request gets wrong."""
    with _tab(browser, site) as tab:
        yield tab


def test_chapters_play_from_their_time(page: Page, site: str) -> None:
    page.goto(site + EPISODE)
    page.get_by_role("link", name="1:02 The second thing", exact=True).click()
    _until(page, "document.querySelector('audio').currentTime > 62.6")
    assert page.evaluate("document.querySelector('audio').paused") is False
    assert page.url.endswith("#t=62.5")
    current = page.locator(".chapters [aria-current]")
    expect(current).to_contain_text("The second thing")


@pytest.mark.parametrize("link", ["#t=1:05", "#t=65", "?t=65", "?utm=x&t=1:05"])
def test_a_link_leads_to_its_moment(page: Page, site: str, link: str) -> None:
    page.goto(site + EPISODE + link)
    _until(page, "Math.abs(document.querySelector('audio').currentTime - 65) < 0.5")
    assert page.evaluate("document.querySelector('audio').paused") is True


def test_nothing_is_loaded_before_it_is_played(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.resource_type))
    page.goto(site + EPISODE, wait_until="networkidle")
    assert sorted(set(asked) - {"image", "other"}) == ["document", "script", "stylesheet"]
    assert asked.count("script") == asked.count("stylesheet") == 1
    assert asked.count("image") == 1
    assert asked.count("other") <= 1  # the icon


def test_speed_and_place_are_remembered(page: Page, site: str) -> None:
    page.goto(site + EPISODE)
    page.get_by_label("Speed").select_option("1.5")
    page.get_by_role("link", name="1:02 The second thing", exact=True).click()
    _until(page, "document.querySelector('audio').currentTime > 63")
    page.goto(site + EPISODE)
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.5
    page.evaluate("document.querySelector('audio').play()")
    _until(page, "document.querySelector('audio').currentTime > 62")


def test_it_is_all_there_by_keyboard(page: Page, site: str) -> None:
    page.goto(site + EPISODE)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the text")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim().slice(0, 20)"))
    assert {"− 15 s", "+ 30 s", "Copy link to this mo", "Transcript"} <= reached
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("k")
    _until(page, "document.querySelector('audio').currentTime > 0.2")
    page.keyboard.press("l")
    _until(page, "document.querySelector('audio').currentTime > 30")


def test_the_transcript_follows(page: Page, site: str) -> None:
    page.goto(site + EPISODE)
    page.get_by_text("Transcript", exact=True).click()
    page.get_by_label("Play from 0:05").click()
    expect(page.locator(".turn[aria-current]")).to_contain_text("Thank you.")


def test_the_waveform_is_a_slider(page: Page, site: str) -> None:
    page.goto(site + EPISODE)
    slider = page.get_by_role("slider", name="Position")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    _until(page, "document.querySelector('audio').currentTime > 20")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"\d+:\d\d"))
    width = (slider.bounding_box() or {"width": 0})["width"]
    slider.click(position={"x": width / 2, "y": 10})
    _until(page, "Math.abs(document.querySelector('audio').currentTime - 45) < 2")


def test_without_javascript_it_is_a_page_with_a_player(browser: Browser, site: str) -> None:
    with _tab(browser, site, java_script_enabled=False) as page:
        page.goto(site + EPISODE)
        expect(page.locator("audio")).to_have_attribute("controls", "")
        expect(page.get_by_text("The second thing", exact=True)).to_be_visible()
        expect(page.locator("button")).to_have_count(0)
        page.get_by_text("Transcript", exact=True).click()
        expect(page.get_by_text("Thank you.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("key", [EPISODE, "index.html", "episodes/lost.html", "404.html"])
def test_on_a_narrow_screen_nothing_sticks_out(
    browser: Browser, site: str, key: str, scheme: str
) -> None:
    wide = {"width": 320, "height": 700}
    with _tab(browser, site, viewport=wide, color_scheme=scheme) as page:
        page.goto(site + key)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_in_the_dark_the_paper_is_dark(browser: Browser, site: str) -> None:
    seen = {}
    for scheme in ("light", "dark"):
        with _tab(browser, site, color_scheme=scheme) as page:
            page.goto(site + EPISODE)
            colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
            seen[scheme] = sum(int(part) for part in colour[4:-1].split(","))
    assert seen["dark"] < 150
    assert seen["light"] > 600


def _until(page: Page, expression: str) -> None:
    """Wait until an expression is true; Playwright's own way is refused by the pages' policy."""
    for _ in range(300):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {expression}")


@contextmanager
def _tab(browser: Browser, site: str, **options: Any) -> Iterator[Page]:
    context = browser.new_context(**options)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.append(request.url))
    yield page
    context.close()
    assert [fault for fault in faults if not fault.startswith(site)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("key", [EPISODE, "index.html", "episodes/lost.html", "404.html"])
def test_axe_finds_nothing(browser: Browser, site: str, key: str, scheme: str) -> None:
    # axe is injected as an inline script, which the pages' policy refuses, as it should.
    with _tab(browser, site, color_scheme=scheme, bypass_csp=True) as page:
        page.goto(site + key)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}})
        faults = [
            f"{fault['id']}: {node['html']} {node['failureSummary']}"
            for fault in found.response["violations"]
            for node in fault["nodes"]
        ]
        assert not faults, "\n".join(faults)


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


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


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
