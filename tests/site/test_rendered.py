"""Only pages whose inputs changed are rendered, and they come out as if all had been."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from airdate.ledger import ledger_in_memory
from airdate.ledger.rendered import forget_lost
from airdate.ledger.wanted import wanted_artifacts
from airdate.model import Funding, Person, SiteSettings, Waiting
from airdate.site import Pages
from airdate.store.history import document_copy
from tests.site.making import CARD, bare, full, render, view

if TYPE_CHECKING:
    from pathlib import Path

    from airdate.ledger import Ledger
    from airdate.model import Artifact
    from tests.site.making import Shown

RELEASES = (bare("d", 12), bare("c", 9, tags=("trust",)), bare("b", 5, tags=("trust",)), full())
SITE = view(*RELEASES, gone=("lost",))
FIRST = render(SITE)


def published() -> Ledger:
    """Return what a ledger remembers of the site, once that is published."""
    ledger = ledger_in_memory()
    render(SITE, ledger)
    ledger.bodies.clear()
    return ledger


def rendered(ledger: Ledger) -> set[str]:
    """Return the keys of pages whose bytes wait to be published."""
    waiting = ledger.bodies.digests()
    return {each.key for each in wanted_artifacts(ledger) if each.sha256 in waiting}


def with_first(**episode: object) -> Shown:
    """Return the site with other values of its oldest episode."""
    said = replace(RELEASES[-1].episode, **episode)  # type: ignore[arg-type]
    return replace(SITE, releases=(*RELEASES[:-1], replace(RELEASES[-1], episode=said)))


def changed_site(what: str) -> Shown:
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
    site, ledger = changed_site(what), published()
    whole, part = render(site), render(site, ledger)
    assert part == whole
    before = {each.key: each.sha256 for each in FIRST}
    changed = {each.key for each in whole if before.get(each.key) != each.sha256}
    assert changed - rendered(ledger) <= {each.key for each in part if "assets/" in each.key}
    assert changed


def test_where_nothing_changed_nothing_is_rendered() -> None:
    ledger = published()
    assert render(SITE, ledger) == FIRST
    assert rendered(ledger) == set()


def test_another_text_is_rendered_alone() -> None:
    ledger = published()
    render(with_first(article="Another text."), ledger)
    assert rendered(ledger) == {
        *("episodes/first.html", "episodes/first.md", "print/first.html"),
        *("embed/first.html", "embed/first.json"),
    }


@pytest.mark.parametrize("key", ["about.html", "episodes/first.html"])
def test_a_page_that_is_to_be_uploaded_and_has_its_bytes_nowhere_is_rendered(key: str) -> None:
    ledger = published()
    (page,) = (each for each in FIRST if each.key == key)
    assert forget_lost(ledger, [page])
    render(SITE, ledger)
    assert key in rendered(ledger)
    assert len(rendered(ledger)) < 6
    assert not forget_lost(ledger, [page])


def test_the_copy_of_a_page_that_is_lost_is_rendered_with_it() -> None:
    ledger = published()
    (page,) = (each for each in FIRST if each.key == "about.html")
    assert forget_lost(ledger, [document_copy(page)])
    render(SITE, ledger)
    assert rendered(ledger) == {"about.html"}


def test_what_nobody_rendered_is_not_rendered_again() -> None:
    asset = FIRST[0]
    assert not forget_lost(published(), [replace(asset, body=Waiting())])


def test_another_template_renders_again_what_it_is_in(tmp_path: Path) -> None:
    own = tmp_path / "episode.html"
    own.write_text('{% extends "default/episode.html" %}{% block footer %}Ours{% endblock %}')
    site = replace(SITE, settings=SiteSettings(templates=tmp_path))
    ledger = ledger_in_memory()
    render(site, ledger)
    own.write_text('{% extends "default/episode.html" %}{% block footer %}Mine{% endblock %}')
    again = {each.key: each.sha256 for each in render(site, ledger)}
    assert b"Mine" in (ledger.bodies.get(again["episodes/first.html"]) or b"")


def made(bytecode: Path) -> tuple[Artifact, ...]:
    """Render the site with a folder for compiled templates."""
    ledger = ledger_in_memory()
    found = Pages(SITE, ledger, bytecode)
    for release in RELEASES:
        found.render(release)
    found.render_show()
    return (*found.assets.files, *wanted_artifacts(ledger))


def test_templates_that_were_compiled_before_render_the_same(tmp_path: Path) -> None:
    for _ in range(2):
        assert made(tmp_path / "compiled") == FIRST
        assert list((tmp_path / "compiled").iterdir())


def test_templates_that_another_program_compiled_are_not_used(tmp_path: Path) -> None:
    (tmp_path / "0123456789abcdef-x").write_bytes(b"compiled")
    assert made(tmp_path) == FIRST
    assert not (tmp_path / "0123456789abcdef-x").exists()


def test_templates_that_cannot_be_written_down_render_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert made(tmp_path / "file" / "compiled") == FIRST
