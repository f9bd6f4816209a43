"""The page that searches all words: with pagefind's own index, in a browser."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from pipeline import searching
from pipeline.cache import Cache
from pipeline.model import SiteSettings
from pipeline.pages import search
from pipeline.serving.policy import CSP, SEARCHING
from pipeline.serving.preview import app
from tests.main_job.conftest import Shell, speech, write_wav
from tests.pages.browsing import publish, serving, shown, tab
from tests.pages.making import bare, pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from pipeline.model import Artifact
    from pipeline.pages.view import SiteView


def searched(url: str) -> SiteView:
    """Return the small site with an episode that only some may find."""
    made = shown(url)
    hidden = replace(bare("hidden", 9, article="Xylophone secrets."), folder="private/0a1b/")
    return replace(made, releases=(hidden, *made.releases))


def index(view: SiteView, folder: Path) -> list[Artifact]:
    return searching.index(search.digest(view), lambda: search.records(view), Cache(folder))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with a search page, served; yields its address."""
    folder = tmp_path_factory.mktemp("searched")
    with serving(app(folder)) as url:
        publish(folder, searched(url))
        for each in index(searched(url), folder / "cache"):
            path = folder / each.key
            path.parent.mkdir(parents=True, exist_ok=True)
            assert isinstance(each.body, bytes)
            path.write_bytes(each.body)
        yield url


@pytest.mark.browser
def test_an_episode_is_found_by_what_is_said_in_it(browser: Browser, site: str) -> None:
    with tab(browser, site) as page:
        page.goto(site + "search.html")
        expect(page.get_by_role("heading", name="All episodes")).to_be_visible()
        page.get_by_role("searchbox").press_sequentially("This is turn 7")
        found = page.locator(".search li")
        expect(found.first.get_by_role("link")).to_have_text("A longer talk")
        expect(found.first).to_contain_text("And more. This is turn")
        expect(page.get_by_role("status")).to_contain_text("found")
        expect(page.get_by_role("heading", name="All episodes")).to_be_hidden()
        found.first.get_by_role("link").click()
        expect(page).to_have_url(f"{site}episodes/talk.html")


@pytest.mark.browser
def test_an_episode_is_found_by_its_article_and_the_address_says_so(
    browser: Browser, site: str
) -> None:
    with tab(browser, site) as page:
        page.goto(site + "search.html?q=Words+first")
        expect(page.locator(".search li").first.get_by_role("link")).to_have_text("later")
        page.get_by_role("searchbox").fill("")
        expect(page.locator(".search li")).to_have_count(0)
        expect(page).to_have_url(site + "search.html")


@pytest.mark.browser
def test_what_only_some_may_find_is_not_found(browser: Browser, site: str) -> None:
    with tab(browser, site) as page:
        page.goto(site + "search.html?q=xylophone")
        expect(page.get_by_role("status")).to_have_text("0 found")


@pytest.mark.browser
def test_without_scripts_there_is_the_list(browser: Browser, site: str) -> None:
    with tab(browser, site, java_script_enabled=False) as page:
        page.goto(site + "search.html")
        expect(page.get_by_role("searchbox")).to_have_count(0)
        expect(page.get_by_role("link", name="A longer talk")).to_be_visible()


def test_only_the_search_page_may_run_webassembly() -> None:
    made = pages(searched("http://localhost/"))
    may = {key for key, text in made.items() if "wasm-unsafe-eval" in text}
    assert may == {"search.html"}
    assert SEARCHING in made["search.html"].replace("&#39;", "'")
    assert CSP in made["index.html"].replace("&#39;", "'")


def test_a_show_that_does_not_ask_for_it_has_no_search() -> None:
    made = pages(replace(shown("http://localhost/"), settings=SiteSettings()))
    assert [key for key, text in made.items() if "search.html" in key + text] == []


def test_the_same_words_give_the_same_bytes_and_none_are_private(tmp_path: Path) -> None:
    view = searched("http://localhost/")
    one, two = (index(view, tmp_path / name) for name in "ab")
    assert one == two
    assert "Xylophone" not in str(search.records(view))
    assert search.digest(view) == search.digest(replace(view, releases=view.releases[1:]))


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
    assert "Nothing to do" in demo.airdate("publish").out
    article = demo.folder / "episodes/first/episode.md"
    article.write_text(article.read_text() + "\nA xylophone.\n")
    demo.airdate("publish")
    after = demo.tree("public")
    changed = {key for key in after if before.get(key) != after[key]}
    assert {key for key in changed if key.startswith("pagefind/")} >= {
        "pagefind/pagefind-entry.json"
    }
    assert "pagefind/pagefind.js" not in changed


def test_without_pagefind_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(searching, "version", missing)
    with pytest.raises(searching.SearchError, match=r'pip install "airdate\[search\]"'):
        index(searched("http://localhost/"), tmp_path)
    assert list(tmp_path.iterdir()) == []
