"""Pages: whole, linked, honest about what is gone, and deaf to markup in any field."""

from __future__ import annotations

import json
import posixpath
import re
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from airdate.model import Art, Chapter, Cue, Layer, Person, SiteSettings, Transcript
from tests.feed.making import BASE, release
from tests.hostile import VECTORS, Page
from tests.site.making import bare, full, pages, render, view

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SITE = view(bare("second", 7), full(), gone=("lost",), moved={"old": "first"})
EPISODE = "episodes/first.html"


def test_every_page_is_well_formed_with_ids_of_its_own() -> None:
    for key, html in pages(SITE).items():
        if key.endswith(".html"):
            page = Page(html)
            assert page.faults == [], key
            assert page.running == [], key
            assert len(page.ids) == len(set(page.ids)), key
            assert page.names.count("h1") == 1, key
            assert page.names.count("main") == 1, key


def test_every_link_leads_somewhere() -> None:
    site = pages(SITE)
    published = {
        *site,
        *(release.media[0].key for release in SITE.releases),
        *(art.key for each in SITE.releases for art in (each.cover, *each.copies)),
        *(card.key for card in (SITE.card, *(each.card for each in SITE.releases)) if card),
        *("waveforms/first-c0ffee00.svg", SITE.icon),
        *("feeds/main.json", "feeds/main.atom", "feeds/feeds.opml"),
        *("feeds/main.xml", SITE.art.key, "transcripts/first-00000000.vtt"),
    }
    ids = {key: set(Page(html).ids) for key, html in site.items()}
    for key, html in site.items():
        for link in Page(html).links if key.endswith(".html") else ():
            target = link.removeprefix(BASE)
            if "://" in target:
                continue
            path, _, anchor = target.partition("#")
            where = path if link != target else posixpath.join(posixpath.dirname(key), path)
            where = posixpath.normpath(where) if path else key
            assert where in published, f"{key}: {link}"
            assert not anchor or anchor.startswith("t=") or anchor in ids[where], f"{key}: {link}"


def test_the_player_stands_where_the_article_puts_it() -> None:
    html = pages(SITE)[EPISODE]
    places = [html.index(text) for text in ("What helps", "<audio", "Somebody to call")]
    assert places == sorted(places)
    assert html.count("<audio") == 1
    alone = pages(view(release(article="Text.")))["episodes/first.html"]
    assert alone.index("<audio") < alone.index("Text.")


def test_an_episodes_page_says_all_that_it_knows() -> None:
    html = pages(SITE)[EPISODE]
    for said in (
        "The first hour",
        "What a first hour is for.",
        "Doors · Episode 3",
        "1 March 2026",
        "knows about rooms",
        "The second thing",
        "It is good that you are here.",
        "30:00",
        "1.2 MB",
        "Try this",
        "cc-by-4.0",
        'rel="next"',
    ):
        assert said in html, said
    assert 'rel="prev"' not in html
    assert '<audio controls preload="none" src="../media/first-c0ffee00.mp3">' in html


def test_cues_of_one_speaker_are_one_turn() -> None:
    html = pages(SITE)[EPISODE]
    assert html.count('class="turn"') == 2
    assert "Welcome. It is good that you are here." in html


def test_episodes_lead_to_their_neighbours() -> None:
    site = pages(view(bare("c", 9), bare("b", 5), bare("a", 1)))
    middle = site["episodes/b.html"]
    assert re.search(r'rel="prev" href="../episodes/a.html"', middle)
    assert re.search(r'rel="next" href="../episodes/c.html"', middle)


def test_a_page_that_is_gone_says_so_and_nothing_else() -> None:
    html = pages(SITE)["episodes/lost.html"]
    assert '<meta name="robots" content="noindex">' in html
    assert "no longer available" in html
    assert "lost" not in html


def test_a_former_address_leads_to_the_new_one() -> None:
    html = pages(SITE)["episodes/old.html"]
    assert '<meta http-equiv="refresh" content="0; url=../episodes/first.html">' in html
    assert f'<link rel="canonical" href="{BASE}episodes/first.html">' in html


def test_what_search_engines_read() -> None:
    html = pages(SITE)[EPISODE]
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    graph = {node["@type"]: node for node in json.loads(script)["@graph"]}
    audio = graph["AudioObject"]
    assert audio["contentUrl"] == f"{BASE}media/first-c0ffee00.mp3"
    assert audio["duration"] == "PT1800S"
    assert audio["transcript"] == f"{BASE}print/first.html"
    assert graph["PodcastEpisode"]["associatedMedia"] == {"@id": audio["@id"]}
    assert graph["Article"]["audio"] == {"@id": audio["@id"]}
    assert graph["PodcastEpisode"]["partOfSeries"] == {"@id": graph["PodcastSeries"]["@id"]}
    assert graph["PodcastSeries"]["webFeed"] == f"{BASE}feeds/main.xml"
    assert graph["Person"]["@id"] == graph["PodcastEpisode"]["actor"][-1]["@id"]
    steps = [each["item"]["@id"] for each in graph["BreadcrumbList"]["itemListElement"]]
    assert steps == [f"{BASE}index.html", f"{BASE}{EPISODE}"]
    assert f'<meta property="og:audio" content="{BASE}media/first-c0ffee00.mp3">' in html


def test_the_sitemap_has_what_is_to_be_found_and_no_more() -> None:
    found = re.findall(r"<loc>(.*?)</loc>", pages(SITE)["sitemap.xml"])
    assert set(found) == {
        BASE + key
        for key, html in pages(SITE).items()
        if key.endswith(".html") and 'content="noindex"' not in html
    }
    assert len(found) == len(set(found))
    assert {BASE + key for key in ("index.html", EPISODE, "people/ada.html")} <= set(found)
    assert BASE + "episodes/lost.html" not in found


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs_inline() -> None:
    for key, html in pages(SITE).items():
        if key.endswith(".html"):
            policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
            assert policy, key
            assert "default-src &#39;none&#39;" in policy[1]
            assert "unsafe" not in policy[1]
            own = html.replace(BASE, "")
            assert not re.search(r'<(script|link rel="stylesheet"|img)[^>]*(src|href)="http', own)


def test_assets_are_named_by_their_content() -> None:
    plain = {artifact.key for artifact in render(SITE) if artifact.layer is Layer.FILE}
    assert len(plain) == 4
    other = view(full(), settings=SiteSettings(accent="#aa0000"))
    assert len(plain & {artifact.key for artifact in render(other)}) == 3


def test_the_same_values_give_the_same_bytes() -> None:
    assert pages(SITE) == pages(SITE)


def test_an_empty_show_has_an_index() -> None:
    assert "Nothing is published yet" in pages(view())["index.html"]


def test_what_only_some_may_find_is_told_of_nowhere_else() -> None:
    """Its pages lie in its own folder, and ask not to be indexed."""
    folder = "private/s3cr3t/"
    made = bare("hidden", 3, tags=("secrets",), persons=(Person("Ali"),))
    hidden = replace(made, folder=folder, episode=replace(made.episode, title="Sesame"))
    site = pages(view(bare("second", 7), hidden, full()))
    own = {key for key in site if key.startswith(folder)}
    assert own == {
        f"{folder}{key}"
        for key in (
            *("episodes/hidden.html", "episodes/hidden.md"),
            *("embed/hidden.html", "embed/hidden.json"),
        )
    }
    for key, text in site.items():
        if key not in own:
            for word in ("s3cr3t", "hidden.", "Sesame", "secrets", "Ali<"):
                assert word not in text, key
        elif key.endswith(".html"):
            assert '<meta name="robots" content="noindex">' in text
            assert 'rel="next"' not in text
    assert not {key for key in site if key in {"topics/secrets.html", "people/ali.html"}}


def test_a_logo_stands_for_the_title_at_the_head() -> None:
    logo = Art("art/logo-01234567.png", "image/png", 900, "0e" * 32, 288, 96)
    html = pages(view(full(), logo=logo))[EPISODE]
    assert '<img src="../art/logo-01234567.png" alt="Quiet Rooms" width="288" height="96">' in html
    drawn = replace(logo, key="art/logo-01234567.svg", width=0, height=0)
    assert 'svg" alt="Quiet Rooms"></a>' in pages(view(full(), logo=drawn))[EPISODE]


def test_a_workspace_overrides_one_block_of_a_template(tmp_path: Path) -> None:
    (tmp_path / "episode.html").write_text(
        '{% extends "default/episode.html" %}{% block footer %}<footer>Ours</footer>{% endblock %}'
    )
    html = pages(view(full(), settings=SiteSettings(templates=tmp_path)))[EPISODE]
    assert "<footer>Ours</footer>" in html
    assert "<audio" in html


@pytest.mark.parametrize("vector", VECTORS)
def test_markup_in_any_field_stays_text(vector: str) -> None:
    hostile = release(
        {
            "chapters": (Chapter(0.0, vector, "https://e.example/"),),
            "transcript": Transcript("transcripts/x.vtt", "text/vtt", (Cue(0, 1, vector, vector),)),
        },
        title=vector,
        summary=vector,
        season=1,
        season_name=vector,
        persons=(Person(vector, vector, credentials=vector),),
        license=vector,
        language=vector,
        tags=(vector,),
        article=vector,
    )
    made = view(hostile)
    feed = replace(made.feed, title=vector, description=vector, copyright=vector, author=vector)
    for key, html in pages(replace(made, feed=feed, feeds=(feed,))).items():
        if key.endswith(".html"):
            page = Page(html)
            assert page.running == [], key
            assert page.faults == [], key
            assert page.names.count("h1") == 1, key


@pytest.mark.client
def test_the_nu_checker_finds_no_error(
    program: Callable[[str], str], node_package: Callable[[str], Path], tmp_path: Path
) -> None:
    for key, text in pages(SITE).items():
        (tmp_path / key).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / key).write_text(text)
    jar = node_package("vnu-jar") / "build" / "dist" / "vnu.jar"
    files = [str(path) for ending in ("html", "css") for path in tmp_path.rglob(f"*.{ending}")]
    command = [program("java"), "-jar", str(jar), "--also-check-css", "--errors-only"]
    checked = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert checked.stderr == ""
    assert checked.returncode == 0
    assert len(files) > 4


def test_pages_are_light() -> None:
    import gzip

    site = pages(SITE)
    weights = {key: len(gzip.compress(text.encode())) for key, text in site.items()}
    assert weights[EPISODE] <= 14_000
    assert all(size <= 8_000 for key, size in weights.items() if key.endswith(".css"))
    assert all(size <= 4_000 for key, size in weights.items() if key.endswith(".js"))
