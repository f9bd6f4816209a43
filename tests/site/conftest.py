"""A browser and a served site, which all tests of pages share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from airdate.web.preview import app
from tests.site.browsing import FLAGS, index, publish, searched, serving, shown, tab

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page


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
        publish(folder, shown(url))
        yield url


@pytest.fixture(scope="session")
def searchable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small site with what it is searched by, served; yields its address."""
    folder = tmp_path_factory.mktemp("searched")
    with serving(app(folder)) as url:
        publish(folder, searched(url))
        for key, body in index(searched(url)).items():
            path = folder / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        yield url


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A tab that fails the test for anything that a policy, a script or a request gets wrong."""
    with tab(browser, site) as opened:
        yield opened
