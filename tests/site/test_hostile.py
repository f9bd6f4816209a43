"""Every field of a show, an episode and a release says what would be a script: none runs.

The same show is published with plain words and with each vector instead. A real browser reads
both, without the pages' policy, which would hide a hole: nothing runs, nothing is asked of others,
and all elements are the same.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from airdate.model import Chapter, Correction, Cue, Funding, Person, Photo, Transcript
from airdate.web.preview import app
from tests.feed.making import RELEASE
from tests.hostile import VECTORS
from tests.site.browsing import PHOTO, publish, serving
from tests.site.making import bare, full, view

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.site.making import Shown

pytestmark = pytest.mark.browser
PLAIN = "words"
MORE = (
    "--!><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea></style></details></figure><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&quot;}' onclick=alert(1) x='",
    "<svg/onload=alert`1`>",
    "<a\x0chref=java&Tab;script:alert(1) autofocus tabindex=1 onfocus=alert(1)>",
    "<img src='x'onerror='alert(1)'//",
    '[a](<javascript:alert(1)> "x")',
    '![a](x "\\" onerror=\\"alert(1)")',
    "::: quote 0:00-0:09\n<script>alert(1)</script>",
    "{{ config }}{% include 'base.html' %}${alert(1)}",
    "\u202e<script>alert(1)</script>\u2066",
    "javascript:alert(1)",
    "]]></script><script>alert(1)//",
)
# What is never an author's free text: names of files, addresses that were checked, our own marks.
KEPT = {
    *("key", "type", "sha256", "slug", "guid", "chapters_key", "folder", "kind", "medium"),
    *("format", "path", "place", "transcript_by", "source", "rendition", "feeds", "hub"),
    *("image", "new_feed_url"),
}
ADDRESSES = {"url", "license_url", "link"}  # they begin with https://, whatever follows
# Where all fields are said; every other kind of page is read strictly by tests/pages/test_pages.py.
VISITED = ("episodes/first.html", "embed/first.html", "index.html")
# The article's own words are Markdown, so its elements are its author's; all others are ours.
SHAPE = """() => [...document.querySelectorAll('*')]
    .filter(each => !each.closest('.text') || each.matches('.text'))
    .map(each => `${each.tagName} ${each.className} ${each.getAttributeNames().sort()}`)"""
# Set where a script of a vector runs; and all in a page that could run one.
RAN = """() => [
    ...(window.ran || []),
    ...[...document.querySelectorAll('*')].flatMap(each => each.getAttributeNames()
        .filter(name => name.startsWith('on') || name === 'style' && !each.matches('.wave, .mini')
            || /^\\s*(javascript|data|vbscript):/i.test(each[name] || each.getAttribute(name)) &&
            ['href', 'src', 'action', 'formaction', 'data', 'srcset'].includes(name))
        .map(name => `${each.tagName} ${name}`)),
    ...[...document.scripts].filter(each => !each.src && each.type !== 'application/ld+json')
        .map(each => each.textContent),
    ...[...document.querySelectorAll('iframe, object, embed, base, form, svg, math, style, object')]
        .map(each => each.tagName),
]"""


def said(value: Any, text: str) -> Any:
    """Return a value with `text` for all text in it that is an author's."""
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(said(each, text) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {
            each.name: said(
                getattr(value, each.name),
                f"https://e.example/{text}" if each.name in ADDRESSES else text,
            )
            for each in fields(value)
            if each.name not in KEPT
        }
        return replace(value, **changes)
    return value


def show(text: str) -> Shown:
    """Return a site of which every word is `text`."""
    first = replace(
        full(
            article=f"{PLAIN}\n\n::: quote 0:01-0:08\n\n::: tip {PLAIN}\n{PLAIN}\n:::\n",
            persons=(Person("a", "b", url="https://e.example/", credentials="c"),),
            tags=("a",),
            number_display="a",
            funding=(Funding("https://e.example/", "a"),),
            license="a",
            license_url="https://e.example/",
        ),
        chapters=(Chapter(0.0, "a", "https://e.example/"), Chapter(5.0, "a")),
        corrections=(Correction(RELEASE.changed, "a", 3.0),),
        transcript=Transcript("transcripts/a.vtt", "text/vtt", (Cue(0, 9, "a", "a"),)),
        photos=(Photo("a", PHOTO),),
    )
    hostile = said(first, text)
    article = hostile.episode.article if text == PLAIN else ""
    parts = (text, "::: quote 0:01-0:08", f"::: tip {text}", text, ":::", f"# {text}", f"- {text}")
    episode = replace(hostile.episode, article=article or "\n\n".join(parts))
    second = bare("second", 7, tags=(text,))
    second = replace(second, episode=replace(second.episode, title=text))
    made = view(second, replace(hostile, episode=episode))
    feed = replace(said(made.feed, text), language="en")
    return replace(made, feed=feed, feeds=(feed,))


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """A tab without the pages' policy, that notes whatever runs."""
    context = browser.new_context(bypass_csp=True)
    context.add_init_script("window.alert = (...said) => (window.ran ||= []).push(`ran ${said}`)")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder that is served, and its address."""
    folder = tmp_path_factory.mktemp("hostile")
    with serving(app(folder)) as url:
        yield folder, url


def shapes(tab: Page, home: tuple[Path, str], text: str) -> dict[str, list[str]]:
    """Publish a show of `text`, visit pages where most is said, and return their elements."""
    name = f"show-{len(list(home[0].iterdir()))}"
    folder, url = home[0] / name, f"{home[1]}{name}/"
    publish(folder, replace(show(text), base=url))
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    found = {}
    for key in VISITED:
        tab.goto(url + key, wait_until="domcontentloaded")
        tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        for search in tab.locator("input[type=search]").all():
            search.fill(text)
            search.fill("")
        assert tab.evaluate(RAN) == [], key
        found[key] = tab.evaluate(SHAPE)
    assert [each for each in asked if not each.startswith(home[1])] == []
    return found


@pytest.fixture(scope="module")
def plain(tab: Page, home: tuple[Path, str]) -> dict[str, list[str]]:
    """The elements of every page where all words are plain."""
    return shapes(tab, home, PLAIN)


@pytest.mark.parametrize("vector", [*VECTORS, *MORE])
def test_whatever_fields_say_no_script_runs_and_the_pages_keep_their_shape(
    tab: Page, plain: dict[str, list[str]], home: tuple[Path, str], vector: str
) -> None:
    assert shapes(tab, home, vector) == plain
