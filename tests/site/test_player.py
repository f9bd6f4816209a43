"""What the script adds, with sound that really plays: each promise, one test."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.site.browsing import EPISODE, SECONDS, TALK, tab, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
AT = "document.querySelector('audio').currentTime"
PAUSED = "document.querySelector('audio').paused"
PLAY = "document.querySelector('audio').play()"


def chapter(page: Page) -> None:
    """Press the second chapter, which begins at 62.5 seconds."""
    page.get_by_role("link", name="1:02 The second thing", exact=True).click()


# ── Moments ─────────────────────────────────────────────────────────────────────────────────


def test_chapters_play_from_their_time(page: Page, site: str) -> None:
    page.goto(site + EPISODE)
    chapter(page)
    until(page, f"{AT} > 62.6")
    assert page.evaluate(PAUSED) is False
    assert page.url.endswith("#t=62.5")
    expect(page.locator(".chapters [aria-current]")).to_contain_text("The second thing")


@pytest.mark.parametrize(
    "link", ["#t=1:05", "#t=65", "#t=65,70", "#t=1:05-1:10", "?t=65", "?t=1%3A05", "?utm=x&t=65s"]
)
def test_a_link_leads_to_its_moment(page: Page, site: str, link: str) -> None:
    page.goto(site + EPISODE + link)
    until(page, f"Math.abs({AT} - 65) < 0.5")
    assert page.evaluate(PAUSED) is True
    expect(page.get_by_role("heading", name="Listen to the interview")).to_be_in_viewport()


def test_a_link_that_arrives_later_leads_there_too(page: Page, site: str) -> None:
    page.goto(site + EPISODE)
    page.evaluate("location.hash = 't=0:40'")
    until(page, f"Math.abs({AT} - 40) < 0.5")


def test_authors_links_to_a_moment_play_it(page: Page, site: str) -> None:
    page.goto(site + TALK)
    page.get_by_role("link", name="a moment").click()
    until(page, f"{AT} > 30.2")


def test_a_quote_plays_its_stretch_and_stops(page: Page, site: str) -> None:
    page.goto(site + TALK)
    quote = page.locator("figure.quote").first
    expect(quote.locator("blockquote")).to_contain_text("This is turn 4. And more.")
    expect(quote.locator("cite")).to_have_text("Ada")
    quote.get_by_role("link").click()
    until(page, f"{AT} > 12.2")
    expect(quote.get_by_role("link")).to_have_attribute("aria-current", "true")
    until(page, PAUSED)
    assert 14 < page.evaluate(AT) < 14.8
    page.evaluate(PLAY)
    until(page, f"{AT} > 15")


def test_a_quote_that_is_heard_can_be_paused_where_it_was_begun(page: Page, site: str) -> None:
    page.goto(site + TALK)
    hear = page.get_by_role("link", name="Listen, 1:00")
    hear.click()
    until(page, f"{AT} > 60.2")
    hear.click()
    until(page, PAUSED)


def test_a_link_to_a_quote_stops_at_its_end(page: Page, site: str) -> None:
    page.goto(f"{site}{TALK}#t=0:12-0:13.5")
    page.evaluate(PLAY)
    until(page, f"{AT} > 12.5")
    until(page, PAUSED)
    assert 13 < page.evaluate(AT) < 13.9


def test_the_link_to_this_moment_is_copied(browser: Browser, site: str) -> None:
    with tab(browser, site, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(site + EPISODE + "?from=mail#t=40")
        page.get_by_role("button", name="Copy link to this moment").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == f"{site}{EPISODE}#t=40"
        page.goto(site + "embed/first.html#t=41")
        page.get_by_role("button", name="Copy link to this moment").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == f"{site}{EPISODE}#t=41"


def test_where_nothing_may_be_copied_the_address_says_it(browser: Browser, site: str) -> None:
    with tab(browser, site) as page:
        page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(Error())")
        page.goto(site + EPISODE + "?from=mail#t=40")
        page.get_by_role("button", name="Copy link to this moment").click()
        expect(page.get_by_role("button", name="The link is in the address bar")).to_be_visible()
        assert page.url.endswith("#t=40")


# ── What is remembered ──────────────────────────────────────────────────────────────────────


def test_speed_and_place_are_remembered(page: Page, site: str) -> None:
    page.goto(site + EPISODE)
    page.get_by_label("Speed").select_option("1.5")
    chapter(page)
    until(page, f"{AT} > 63")
    page.goto(site + EPISODE)
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.5
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", re.compile("1:0"))
    page.evaluate(PLAY)
    until(page, f"{AT} > 62 && !{PAUSED}")


def test_a_link_comes_before_what_is_remembered(page: Page, site: str) -> None:
    page.goto(site + EPISODE)
    chapter(page)
    until(page, f"{AT} > 63")
    page.goto(site + "index.html")
    page.goto(site + EPISODE + "#t=20")
    until(page, f"Math.abs({AT} - 20) < 0.5")


def test_who_heard_the_end_begins_anew(page: Page, site: str) -> None:
    page.goto(f"{site}{EPISODE}#t={SECONDS - 1}")
    page.evaluate(PLAY)
    until(page, "document.querySelector('audio').ended")
    page.goto(site + EPISODE + "?again")
    assert page.evaluate(AT) < 1


def test_without_a_memory_all_else_works(browser: Browser, site: str) -> None:
    with tab(browser, site) as page:
        forbidden = "Object.defineProperty(window, 'localStorage', { get() { throw Error() } })"
        page.add_init_script(forbidden)
        page.goto(site + EPISODE)
        chapter(page)
        until(page, f"{AT} > 62.6")


# ── Hands ───────────────────────────────────────────────────────────────────────────────────


def test_it_is_all_there_by_keyboard(page: Page, site: str) -> None:
    page.goto(site + EPISODE)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the text")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim().slice(0, 20)"))
    assert {"− 15 s", "+ 30 s", "Copy link to this mo", "Transcript"} <= reached
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("k")
    until(page, f"{AT} > 0.2")
    page.keyboard.press("l")
    until(page, f"{AT} > 30")
    page.keyboard.press("n")
    until(page, f"{AT} > 62.5")
    page.keyboard.press("p")
    until(page, f"{AT} < 20")
    page.keyboard.press("k")
    until(page, PAUSED)


def test_keys_can_be_turned_off_and_never_take_what_is_typed(page: Page, site: str) -> None:
    page.goto(site + TALK)
    page.get_by_text("Transcript", exact=True).click()
    page.get_by_role("searchbox").press_sequentially("klnp")
    expect(page.get_by_role("searchbox")).to_have_value("klnp")
    assert page.evaluate(PAUSED) is True
    page.get_by_role("checkbox", name="Keyboard").uncheck()
    for _ in range(2):
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("l")
        assert page.evaluate(AT) == 0
        page.goto(site + TALK)


def test_the_waveform_is_a_slider(page: Page, site: str) -> None:
    page.goto(site + EPISODE)
    slider = page.get_by_role("slider", name="Position")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    until(page, f"{AT} > 20")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"\d+:\d\d"))
    width = (slider.bounding_box() or {"width": 0})["width"]
    slider.click(position={"x": width / 2, "y": 10})
    until(page, f"Math.abs({AT} - 45) < 2")


def test_skips_are_of_fifteen_and_thirty_seconds(page: Page, site: str) -> None:
    page.goto(site + EPISODE + "#t=20")
    page.get_by_role("button", name="Forward 30 seconds").first.click()
    until(page, f"Math.abs({AT} - 50) < 0.5")
    page.get_by_role("button", name="Back 15 seconds").first.click()
    until(page, f"Math.abs({AT} - 35) < 0.5")


# ── While reading ───────────────────────────────────────────────────────────────────────────


def test_a_small_player_stays_while_one_reads(page: Page, site: str) -> None:
    page.goto(site + TALK)
    mini = page.locator(".mini")
    page.get_by_text("Transcript", exact=True).click()
    page.get_by_label("Play from 1:21").scroll_into_view_if_needed()
    expect(mini).to_be_hidden()  # nothing was begun yet
    page.get_by_label("Play from 1:21").click()
    expect(mini).to_be_visible()
    expect(mini).to_contain_text("The second thing")
    mini.get_by_role("button", name="Pause").click()
    until(page, PAUSED)
    mini.get_by_role("button", name="Back 15 seconds").click()
    until(page, f"{AT} < 70")
    mini.get_by_role("button", name="Play").click()
    until(page, f"!{PAUSED}")
    mini.get_by_role("link").click()
    expect(page.locator(".player")).to_be_in_viewport()
    expect(mini).to_be_hidden()


def test_the_small_player_covers_nothing_that_has_the_focus(page: Page, site: str) -> None:
    page.goto(site + TALK)
    page.get_by_text("Transcript", exact=True).click()
    page.get_by_label("Play from 0:30").click()
    expect(page.locator(".mini")).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        seen = """(() => {
            const mini = document.querySelector('.mini');
            const at = document.activeElement;
            const { top, bottom } = at.getBoundingClientRect();
            const end = mini.hidden ? innerHeight : mini.getBoundingClientRect().top;
            return mini.contains(at) || (top >= 0 && bottom <= end);
        })()"""
        until(page, seen)  # it may still be scrolling


def test_the_transcript_follows(page: Page, site: str) -> None:
    page.goto(site + EPISODE)
    page.get_by_text("Transcript", exact=True).click()
    page.get_by_label("Play from 0:05").click()
    expect(page.locator(".turn[aria-current]")).to_contain_text("Thank you.")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_who_reads_along_is_kept_up_with(browser: Browser, site: str, motion: str) -> None:
    size = {"width": 800, "height": 400}
    with tab(browser, site, viewport=size, reduced_motion=motion) as page:
        page.goto(site + TALK)
        page.get_by_text("Transcript", exact=True).click()
        page.get_by_label("Play from 0:00").click()
        for time in (30, 57, 84):
            page.evaluate(f"document.querySelector('audio').currentTime = {time}.2")
            said = page.get_by_text(f"This is turn {time // 3}. And more.").last
            expect(said).to_be_in_viewport()
        scrolls = page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
        assert scrolls == ("smooth" if motion == "no-preference" else "auto")


def test_who_reads_elsewhere_is_left_in_peace(page: Page, site: str) -> None:
    page.goto(site + TALK)
    page.get_by_text("Transcript", exact=True).click()
    page.get_by_label("Play from 0:00").click()
    until(page, f"{AT} > 0.1")
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    page.evaluate("document.querySelector('audio').currentTime = 60")
    expect(page.locator(".turn[aria-current]")).to_contain_text("turn 20")
    assert page.evaluate("scrollY") == 0


def test_speakers_lead_to_who_they_are(page: Page, site: str) -> None:
    page.goto(site + TALK)
    page.get_by_text("Transcript", exact=True).click()
    page.locator("#turn-2").get_by_role("link", name="Bo").click()
    assert page.url.endswith("#person-bo-example")
    expect(page.locator("#person-bo-example")).to_be_in_viewport()
    expect(page.locator(".transcript .auto-transcript")).to_contain_text("automatically")


def test_a_link_into_the_transcript_opens_it(page: Page, site: str) -> None:
    page.goto(site + TALK + "#turn-9")
    expect(page.get_by_text("This is turn 8. And more.")).to_be_in_viewport()


def test_words_are_found_in_the_transcript(page: Page, site: str) -> None:
    page.goto(site + TALK)
    page.get_by_text("Transcript", exact=True).click()
    field, count = (
        page.get_by_role("searchbox", name="Search the transcript"),
        page.locator("output"),
    )
    field.fill("TURN 2")
    expect(count).to_have_text("1 / 11")
    expect(page.locator(".turn-text mark")).to_have_count(11)
    field.press("Enter")
    expect(count).to_have_text("2 / 11")
    expect(page.locator("mark[aria-current]")).to_be_in_viewport()
    page.get_by_role("button", name="Previous").click()
    page.get_by_role("button", name="Previous").click()
    expect(count).to_have_text("11 / 11")
    page.get_by_role("button", name="Next").click()
    expect(count).to_have_text("1 / 11")
    field.fill("turn (2")  # what a pattern would choke on
    expect(count).to_have_text("0 / 0")
    field.fill("0. ")
    expect(count).to_have_text("1 / 3")
    field.fill("")
    expect(count).to_have_text("")
    expect(page.locator(".turn-text mark")).to_have_count(0)
    expect(page.locator("#turn-1 .turn-text")).to_have_text("This is turn 0. And more.")


# ── Others ──────────────────────────────────────────────────────────────────────────────────


def test_one_plays_at_a_time_also_across_tabs(browser: Browser, site: str) -> None:
    with tab(browser, site) as first:
        first.goto(site + EPISODE)
        first.evaluate(PLAY)
        until(first, f"{AT} > 0.1")
        second = first.context.new_page()
        second.goto(site + TALK)
        second.evaluate(PLAY)
        until(second, f"{AT} > 0.1")
        until(first, PAUSED)
        assert second.evaluate(PAUSED) is False


def test_the_systems_player_shows_the_chapter_and_the_cover(page: Page, site: str) -> None:
    page.goto(site + EPISODE)
    chapter(page)
    shown = "navigator.mediaSession.metadata"
    until(page, f"{shown} && {shown}.title == 'The second thing'")
    assert page.evaluate(f"{shown}.artist") == "Quiet Rooms"
    assert page.evaluate(f"{shown}.album") == "The first hour"
    (art,) = page.evaluate(f"{shown}.artwork.map(each => ({{ src: each.src, sizes: each.sizes }}))")
    assert art["src"].startswith(f"{site}art/first-")
    assert re.fullmatch(r"\d+x\d+", art["sizes"])
