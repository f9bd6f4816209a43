"""Every kind of page in a real browser: faultless, narrow, dark, and from right to left."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageChops, ImageOps
from playwright.sync_api import expect

from airdate.model import SiteSettings
from airdate.web.preview import app
from tests.feed.making import BASE
from tests.site.browsing import publish, serving, shown, tab, until
from tests.site.making import bare, full, pages, view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

KINDS = (
    *("index.html", "archive.html", "archive/2026.html", "topics/doors.html", "people/ada.html"),
    *(
        "about.html",
        "subscribe.html",
        "search.html",
        "print/first.html",
        "embed/first.html",
        "404.html",
    ),
)
RULES = {"rules": {"target-size": {"enabled": True}}}


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small site in Arabic, served; yields its address."""
    folder = tmp_path_factory.mktemp("arabic")
    with serving(app(folder)) as url:
        said = {
            "title": "الساعة الأولى",
            "summary": "ما فائدة الساعة الأولى؟",
            "season_name": "أبواب",
        }
        first = full(**said, tags=("doors",))
        made = view(bare("second", 7), first, language="ar", base=url)
        publish(folder, replace(made, settings=SiteSettings(search=True)))
        yield url


def test_the_kinds_named_here_are_all_that_there_are() -> None:
    site = pages(shown(BASE))
    found = {key.partition("/")[0] for key in site if key.endswith(".html")}
    assert found - {"episodes"} == {key.partition("/")[0] for key in KINDS}
    assert set(KINDS) <= set(site)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_kind_of_page(browser: Browser, site: str, scheme: str) -> None:
    # axe is injected as an inline script, which the pages' policy refuses, as it should.
    with tab(browser, site, color_scheme=scheme, bypass_csp=True) as page:
        for key in KINDS:
            page.goto(site + key)
            assert _violations(page) == [], key


@pytest.mark.browser
def test_axe_finds_nothing_from_right_to_left(browser: Browser, arabic: str) -> None:
    with tab(browser, arabic, bypass_csp=True) as page:
        for key in (*KINDS, "episodes/first.html"):
            page.goto(arabic + key)
            assert _violations(page) == [], key


def _violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES)
    return [
        f"{fault['id']}: {node['html']} {node['failureSummary']}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]


@pytest.mark.browser
def test_no_kind_of_page_is_wider_than_a_small_phone(browser: Browser, site: str) -> None:
    with tab(browser, site, viewport={"width": 320, "height": 640}) as page:
        for key in KINDS:
            page.goto(site + key)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, key


@pytest.mark.browser
def test_from_right_to_left_a_page_is_mirrored(browser: Browser, arabic: str, site: str) -> None:
    """What is at the left of one is at the right of the other; pictures show the same."""
    size = {"width": 900, "height": 700}
    for key in ("index.html", "subscribe.html", "episodes/first.html"):
        ink = []
        for url in (site, arabic):
            with tab(browser, url, viewport=size) as page:
                page.goto(url + key)
                name, nav = page.locator("header .name"), page.locator("header nav")
                ink.append((_left(name.bounding_box()) < _left(nav.bounding_box()), _starts(page)))
        (name_first, start), (arabic_name_first, arabic_start) = ink
        assert name_first, key
        assert not arabic_name_first, key
        assert abs(start - arabic_start) < 8, key  # pixels from where lines begin to the text


def _left(box: object) -> float:
    assert isinstance(box, dict)
    return float(box["x"])


def _starts(page: Page) -> int:
    """Return how far from the edge where lines begin the ink of the header does, in pixels."""
    shot = Image.open(BytesIO(page.locator("header.site").screenshot())).convert("RGB")
    if page.evaluate("document.documentElement.dir") == "rtl":
        shot = ImageOps.mirror(shot)
    shot = shot.crop((0, 0, shot.width, shot.height - 4))  # without the line below
    paper = Image.new("RGB", shot.size, shot.getpixel((1, 1)))
    box = ImageChops.difference(shot, paper).getbbox()
    assert box
    return int(box[0])


@pytest.mark.browser
def test_a_feeds_address_is_copied(browser: Browser, site: str) -> None:
    with tab(browser, site, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(site + "subscribe.html")
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == f"{site}feeds/main.xml"


@pytest.mark.browser
def test_without_scripts_a_feeds_address_is_there(browser: Browser, site: str) -> None:
    with tab(browser, site, java_script_enabled=False) as page:
        page.goto(site + "subscribe.html")
        expect(page.get_by_label("The feed’s address")).to_have_value(f"{site}feeds/main.xml")
        expect(page.get_by_role("button")).to_have_count(0)
        expect(page.get_by_role("link", name="AntennaPod")).to_be_visible()


@pytest.mark.browser
def test_the_player_plays_on_another_site(browser: Browser, site: str) -> None:
    with tab(browser, site) as page:
        page.route(
            "**/other.html",
            lambda route: route.fulfill(
                content_type="text/html",
                body=f'<title>Other</title><iframe src="{site}embed/first.html"></iframe>',
            ),
        )
        page.goto(site + "other.html")
        frame = page.frames[1]
        frame.evaluate("document.querySelector('audio').play()")
        until(page, "frames[0].document.querySelector('audio').currentTime > 0.2")
        title = page.frame_locator("iframe").get_by_role("link", name="The first hour")
        expect(title).to_have_attribute("target", "_top")


@pytest.mark.browser
def test_the_browser_takes_the_lightest_cover_that_is_large_enough(
    browser: Browser, site: str
) -> None:
    with tab(browser, site) as page:
        page.goto(site + "embed/first.html", wait_until="networkidle")
        taken = page.evaluate("document.querySelector('picture img').currentSrc")
        assert taken == f"{site}art/first-240-0a1b2c3d.avif"
