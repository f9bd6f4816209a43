"""Every kind of page in a real browser: narrow, dark, printed, without JavaScript, for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.site.browsing import COMING, EPISODE, MP3, TALK, tab, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
KEYS = [EPISODE, TALK, COMING, "index.html", "episodes/lost.html", "404.html"]


def test_nothing_is_loaded_before_it_is_played(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.resource_type))
    page.goto(site + EPISODE, wait_until="networkidle")
    assert sorted(set(asked) - {"image", "other", "manifest"}) == [
        "document",
        "script",
        "stylesheet",
    ]
    assert asked.count("script") == asked.count("stylesheet") == 1
    assert asked.count("image") <= 1
    assert asked.count("other") <= 1  # the icon


def test_without_javascript_it_is_a_page_with_a_player(browser: Browser, site: str) -> None:
    with tab(browser, site, java_script_enabled=False) as page:
        page.goto(site + TALK)
        expect(page.locator("audio")).to_have_attribute("controls", "")
        expect(page.get_by_text("The second thing", exact=True)).to_be_visible()
        expect(page.locator("button, input, select, .mini")).to_have_count(0)
        page.get_by_text("Transcript", exact=True).click()
        expect(page.get_by_text("This is turn 0. And more.")).to_be_visible()


def test_without_javascript_times_lead_into_the_recording(browser: Browser, site: str) -> None:
    with tab(browser, site, java_script_enabled=False) as page:
        page.goto(site + TALK)
        hear = page.get_by_role("link", name="Listen, 0:12")
        expect(hear).to_have_attribute("href", f"../{MP3}#t=12,14.5")
        expect(page.get_by_role("link", name="a moment")).to_have_attribute(
            "href", f"../{MP3}#t=30"
        )
        for link in page.locator(".chapters a:not(.more), .turn .time").all():
            assert (link.get_attribute("href") or "").startswith(f"../{MP3}#t=")


def test_an_interview_that_is_coming_is_said_and_not_shown(page: Page, site: str) -> None:
    page.goto(site + COMING)
    expect(page.get_by_role("heading", name="Interview coming soon")).to_be_visible()
    expect(page.get_by_text("More words.")).to_be_visible()
    expect(page.locator("audio, script[src], a[href*='#t=']")).to_have_count(0)
    page.goto(site + "index.html")
    expect(page.get_by_text("Interview coming soon")).to_be_visible()


def test_an_episode_says_who_and_what_was_corrected(page: Page, site: str) -> None:
    page.goto(site + TALK)
    expect(page.locator(".kicker .explicit")).to_have_text("Explicit")
    bo = page.locator("#person-bo-example")
    expect(bo).to_contain_text("knows about rooms")
    expect(bo.get_by_role("link", name="Bo Example", exact=True)).to_be_visible()
    expect(page.locator(".credits")).to_contain_text("Credits: Cy (editor)")
    expect(page.locator(".people")).not_to_contain_text("Cy")
    bo.scroll_into_view_if_needed()
    until(page, "document.querySelector('#person-bo-example img').naturalWidth > 0")
    corrections = page.get_by_role("region", name="Corrections")
    expect(corrections).to_contain_text("at 1:01: It was 1979.")
    corrections.get_by_role("link", name="at 1:01").click()
    until(page, "document.querySelector('audio').currentTime > 61.2")
    expect(page.get_by_role("complementary", name="Related episodes")).to_contain_text("later")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("key", KEYS)
def test_on_a_narrow_screen_nothing_sticks_out(
    browser: Browser, site: str, key: str, scheme: str
) -> None:
    narrow = {"width": 320, "height": 700}
    with tab(browser, site, viewport=narrow, color_scheme=scheme) as page:
        page.goto(site + key)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        if page.locator("audio").count():
            page.evaluate("document.querySelector('audio').play()")
            page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_in_the_dark_the_paper_is_dark(browser: Browser, site: str) -> None:
    seen = {}
    for scheme in ("light", "dark"):
        with tab(browser, site, color_scheme=scheme) as page:
            page.goto(site + EPISODE)
            colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
            seen[scheme] = sum(int(part) for part in colour[4:-1].split(","))
    assert seen["dark"] < 150
    assert seen["light"] > 600


def test_on_paper_there_are_words_and_nothing_to_press(page: Page, site: str) -> None:
    page.goto(site + TALK)
    page.get_by_text("Transcript", exact=True).click()
    page.evaluate("document.querySelector('audio').play()")
    page.emulate_media(media="print")
    for what in ("audio", ".controls", ".mini", ".wave", ".search", ".listen", "nav"):
        for each in page.locator(what).all():
            expect(each).to_be_hidden()
    expect(page.locator(".quote blockquote").first).to_be_visible()
    expect(page.get_by_text("This is turn 3. And more.").last).to_be_visible()
    expect(page.get_by_text("The second thing", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("key", KEYS)
def test_axe_finds_nothing(browser: Browser, site: str, key: str, scheme: str) -> None:
    # axe is injected as an inline script, which the pages' policy refuses, as it should.
    with tab(browser, site, color_scheme=scheme, bypass_csp=True) as page:
        page.goto(site + key)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        if key == TALK:  # with all that its script shows while it is played and searched
            page.get_by_role("searchbox").fill("turn 1")
            page.evaluate("document.querySelector('audio').play()")
            page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
            expect(page.locator(".mini")).to_be_visible()
        found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}})
        faults = [
            f"{fault['id']}: {node['html']} {node['failureSummary']}"
            for fault in found.response["violations"]
            for node in fault["nodes"]
        ]
        assert not faults, "\n".join(faults)
