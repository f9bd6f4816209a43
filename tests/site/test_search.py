"""The page that searches all words: with pagefind's own index, in a browser."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from airdate.ledger import ledger_in_memory
from airdate.ledger.wanted import wanted_artifacts
from airdate.model import SiteSettings
from airdate.site import search_index, search_records
from airdate.site.content_policy import CSP, SEARCH_CSP
from tests.journeys.conftest import Shell, speech, write_wav
from tests.publish.planning import ReleasesInMemory
from tests.site.browsing import index, searched, shown, tab
from tests.site.making import pages

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.site.making import Shown


@pytest.mark.browser
def test_an_episode_is_found_by_what_is_said_in_it(browser: Browser, searchable: str) -> None:
    with tab(browser, searchable) as page:
        page.goto(searchable + "search.html")
        expect(page.get_by_role("heading", name="All episodes")).to_be_visible()
        page.get_by_role("searchbox").press_sequentially("This is turn 7")
        found = page.locator(".search-box li")
        expect(found.first.get_by_role("link")).to_have_text("A longer talk")
        expect(found.first).to_contain_text("And more. This is turn")
        expect(page.get_by_role("status")).to_contain_text("found")
        expect(page.get_by_role("heading", name="All episodes")).to_be_hidden()
        found.first.get_by_role("link").click()
        expect(page).to_have_url(f"{searchable}episodes/talk.html")


@pytest.mark.browser
def test_an_episode_is_found_by_its_article_and_the_address_says_so(
    browser: Browser, searchable: str
) -> None:
    with tab(browser, searchable) as page:
        page.goto(searchable + "search.html?q=Words+first")
        expect(page.locator(".search-box li").first.get_by_role("link")).to_have_text("later")
        page.get_by_role("searchbox").fill("")
        expect(page.locator(".search-box li")).to_have_count(0)
        expect(page).to_have_url(searchable + "search.html")


@pytest.mark.browser
def test_what_only_some_may_find_is_not_found(browser: Browser, searchable: str) -> None:
    with tab(browser, searchable) as page:
        page.goto(searchable + "search.html?q=xylophone")
        expect(page.get_by_role("status")).to_have_text("0 found")


@pytest.mark.browser
def test_without_scripts_there_is_the_list(browser: Browser, searchable: str) -> None:
    with tab(browser, searchable, java_script_enabled=False) as page:
        page.goto(searchable + "search.html")
        expect(page.get_by_role("searchbox")).to_have_count(0)
        expect(page.get_by_role("link", name="A longer talk")).to_be_visible()


def test_only_the_search_page_may_run_webassembly() -> None:
    made = pages(searched("http://localhost/"))
    may = {key for key, text in made.items() if "wasm-unsafe-eval" in text}
    assert may == {"search.html"}
    assert SEARCH_CSP in made["search.html"].replace("&#39;", "'")
    assert CSP in made["index.html"].replace("&#39;", "'")


def test_a_show_that_does_not_ask_for_it_has_no_search() -> None:
    made = pages(replace(shown("http://localhost/"), settings=SiteSettings()))
    assert [key for key, text in made.items() if "search.html" in key + text] == []


def test_the_same_words_give_the_same_bytes_and_none_are_private() -> None:
    view = searched("http://localhost/")
    assert index(view) == index(view)
    assert "Xylophone" not in str([*search_records.records(view, of(view))])
    assert search_records.inputs(view) == search_records.inputs(
        replace(view, releases=view.releases[1:])
    )


def test_an_index_of_the_same_words_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    view, ledger = searched("http://localhost/"), ledger_in_memory()
    search_index.render(view, of(view), ledger)
    first = [*wanted_artifacts(ledger)]
    monkeypatch.setattr(search_index, "_files", None)
    search_index.render(view, of(view), ledger)
    assert [*wanted_artifacts(ledger)] == first


def test_a_show_that_no_longer_asks_for_an_index_wants_none() -> None:
    view, ledger = searched("http://localhost/"), ledger_in_memory()
    search_index.render(view, of(view), ledger)
    search_index.render(replace(view, settings=SiteSettings()), of(view), ledger)
    assert [*wanted_artifacts(ledger)] == []


def of(view: Shown) -> ReleasesInMemory:
    return ReleasesInMemory.of(view.releases)


def test_a_searched_show_is_published_once(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.airdate("init", "demo", "--title", "Demo")
    demo = shell.cd("demo")
    settings = demo.folder / "airdate.toml"
    settings.write_text(settings.read_text().replace("[site]", "[site]\nsearch = true"))
    recording = write_wav(tmp_path / "a.wav", speech())
    demo.airdate("add", recording, "--title", "First", "--live")
    demo.airdate("publish")
    before = demo.tree("public")
    assert "pagefind/pagefind.js" in before
    (demo.folder / ".airdate/known.json").unlink(missing_ok=True)
    assert "Nothing to publish" in demo.airdate("publish").out
    article = demo.folder / "episodes/first/episode.md"
    article.write_text(article.read_text() + "\nA xylophone.\n")
    demo.airdate("publish")
    after = demo.tree("public")
    changed = {key for key in after if before.get(key) != after[key]}
    assert {key for key in changed if key.startswith("pagefind/")} >= {
        "pagefind/pagefind-entry.json"
    }
    assert "pagefind/pagefind.js" not in changed


def test_without_pagefind_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", missing)
    with pytest.raises(search_index.SearchError) as raised:
        index(searched("http://localhost/"))
    assert 'pip install "airdate[search]"' in (raised.value.hint or "")
