"""Only pages whose inputs changed are rendered, and they come out as if all had been."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from airdate.model import Funding, InStore, Person, SiteSettings
from airdate.site import render
from tests.site.making import CARD, bare, full, view

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from airdate.site import SiteView
    from airdate.site.pages import Pages

RELEASES = (bare("d", 12), bare("c", 9, tags=("trust",)), bare("b", 5, tags=("trust",)), full())
SITE = view(*RELEASES, gone=("lost",))
FIRST = render(SITE)


def out_of(pages: Pages) -> Callable[[str, str], bool]:
    out = {(each.key, each.sha256) for each in pages.artifacts}
    return lambda key, sha256: (key, sha256) in out


def rendered(pages: Pages) -> set[str]:
    pages_alone = (each for each in pages.artifacts if not each.key.startswith("assets/"))
    return {each.key for each in pages_alone if not isinstance(each.body, InStore)}


def with_first(**episode: object) -> SiteView:
    """Return the site with other values of its oldest episode."""
    said = replace(RELEASES[-1].episode, **episode)  # type: ignore[arg-type]
    return replace(SITE, releases=(*RELEASES[:-1], replace(RELEASES[-1], episode=said)))


def changed_site(what: str) -> SiteView:
    feed = SITE.feed
    retitled = replace(feed, title="Other Rooms")
    return {
        "title": with_first(title="The second hour"),
        "text": with_first(article="Another text."),
        "person": with_first(persons=(Person("Cy", "guest", credentials="is new"),)),
        "tags": with_first(tags=("trust", "doors")),
        "card": replace(SITE, card=replace(CARD, key="cards/other-0a1b2c3d.jpg")),
        "newer": replace(SITE, releases=(bare("e", 20), *RELEASES)),
        "fewer": replace(SITE, releases=(RELEASES[0], *RELEASES[2:]), gone=("c", "lost")),
        "moved": replace(SITE, moved={"old": "first"}),
        "secret": replace(SITE, releases=(replace(RELEASES[0], folder="s3cr3t/"), *RELEASES[1:])),
        "feed": replace(SITE, feed=retitled, feeds=(retitled,)),
        "funding": replace(SITE, feed=replace(feed, funding=(Funding("https://g.example/", "G"),))),
        "language": replace(SITE, feed=replace(feed, language="de")),
        "accent": replace(SITE, settings=SiteSettings(accent="#aa0000")),
        "base": replace(SITE, base="https://other.example/"),
        "date": replace(
            SITE,
            releases=(
                *RELEASES[:-1],
                replace(RELEASES[-1], changed=RELEASES[-1].changed + timedelta(days=1)),
            ),
        ),
    }[what]


@pytest.mark.parametrize(
    "what",
    [
        *("title", "text", "person", "tags", "card", "newer", "fewer", "moved", "secret"),
        *("feed", "funding", "language", "accent", "base", "date"),
    ],
)
def test_what_changed_comes_out_as_if_all_were_rendered(what: str) -> None:
    site = changed_site(what)
    whole, part = render(site), render(site, FIRST.index, out_of(FIRST))
    assert part.artifacts == whole.artifacts
    assert part.index == whole.index
    before = {each.key: each.sha256 for each in FIRST.artifacts}
    changed = {each.key for each in whole.artifacts if before.get(each.key) != each.sha256}
    assert changed - rendered(part) <= {
        each.key for each in part.artifacts if "assets/" in each.key
    }
    assert changed


def test_where_nothing_changed_nothing_is_rendered() -> None:
    again = render(SITE, FIRST.index, out_of(FIRST))
    assert rendered(again) == set()
    assert again == FIRST


def test_another_text_is_rendered_alone() -> None:
    made = render(with_first(article="Another text."), FIRST.index, out_of(FIRST))
    assert rendered(made) == {
        *("episodes/first.html", "episodes/first.md", "print/first.html"),
        *("embed/first.html", "embed/first.json"),
    }


def test_a_page_that_is_not_out_is_rendered() -> None:
    is_published = out_of(FIRST)
    made = render(
        SITE, FIRST.index, lambda key, sha256: key != "about.html" and is_published(key, sha256)
    )
    assert rendered(made) == {"about.html"}


@pytest.mark.parametrize(
    "index", [b"", b"\n", FIRST.index[:-9], FIRST.index.replace(b"a", b"b", 1)]
)
def test_an_index_that_is_not_whole_knows_nothing(index: bytes) -> None:
    made = render(SITE, index, out_of(FIRST))
    assert rendered(made) == rendered(FIRST)
    assert made.index == FIRST.index


def test_another_template_renders_again_what_it_is_in(tmp_path: Path) -> None:
    own = tmp_path / "episode.html"
    own.write_text('{% extends "default/episode.html" %}{% block footer %}Ours{% endblock %}')
    site = replace(SITE, settings=SiteSettings(templates=tmp_path))
    first = render(site)
    own.write_text('{% extends "default/episode.html" %}{% block footer %}Mine{% endblock %}')
    again = render(site, first.index, out_of(first))
    page = next(each for each in again.artifacts if each.key == "episodes/first.html")
    assert isinstance(page.body, bytes)
    assert b"Mine" in page.body
