"""Articles: what an author writes becomes clean HTML, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.article import Box, Part, Player, Prose, feed_html, parse, plain
from tests.hostile import VECTORS, Page

URL = "https://show.example/episodes/first.html"
BASE = "https://show.example/"


def html(*parts: Part) -> str:
    return "".join(part.html for part in parts if not isinstance(part, Player))


def test_the_interview_stands_where_its_line_is() -> None:
    article = parse("Before.\n\n::: interview\n\nAfter.")
    assert article.parts == (Prose("<p>Before.</p>"), Player(), Prose("<p>After.</p>"))
    assert article.places_player
    assert not parse("No place.").places_player


def test_boxes_have_their_kind_and_title() -> None:
    article = parse("::: tip Try this\n- one\n:::\n\n::: sources\nA book.\n:::")
    assert article.parts == (
        Box("tip", "Try this", "<ul>\n<li>one</li>\n</ul>"),
        Box("sources", "Sources", "<p>A book.</p>"),
    )
    assert article.slips == ()


def test_footnotes_work_across_boxes() -> None:
    article = parse("Text.[^1]\n\n::: sources\n[^1]: A book.\n:::")
    page = Page(html(*article.parts))
    assert [link.removeprefix("#") for link in page.links if link.startswith("#")] == page.ids


def test_directives_in_code_are_code() -> None:
    assert not parse("```\n::: interview\n```").places_player
    assert not parse("~~~~\n```\n::: interview\n~~~~").places_player


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("\n::: interveiw", 2, "Did you mean `::: interview`?"),
        ("::: tipp x\n:::", 1, "Did you mean `::: tip`?"),
        ("::: tip\nopen", 1, "close it"),
        (":::", 1, "delete"),
        ("::: tip\n::: sources\n:::", 1, "close it"),
        ("::: zebra", 1, "there are"),
    ],
)
def test_a_slip_has_its_line_and_remedy(text: str, line: int, said: str) -> None:
    slip = parse(text).slips[0]
    assert slip.line == line
    assert said in slip.mend


def test_the_pages_title_is_the_only_first_heading() -> None:
    page = Page(html(*parse("# One\n\n## Two\n\n## Two").parts))
    assert [name for name in page.names if name.startswith("h")] == ["h2", "h2", "h2"]
    assert page.ids == ["a-one", "a-two", "a-two-2"]


def test_plain_text_has_a_line_a_paragraph_and_no_boxes() -> None:
    article = parse("# Head\n\nOne &amp; *two*.\n\n- a\n- b\n\n::: tip\nNot this.\n:::")
    assert plain(article) == "Head\nOne & two.\na\nb"


def test_in_feeds_links_are_absolute_and_the_player_is_said_in_words() -> None:
    said = feed_html(parse("[x](../a.html) [y](#z)\n\n::: interview\n\n# Z"), URL, BASE)
    assert f'<a href="{URL}">Listen to the interview</a>' in said
    links = Page(said).links
    assert links
    assert all(link.startswith("https://") for link in links)


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize(
    "around",
    ["{}", "a {} b", "> {}", "- {}", "# {}", "::: tip {}\n{}\n:::", "`{}`", "| a |\n|-|\n| {} |"],
)
def test_nothing_hostile_gets_through(vector: str, around: str) -> None:
    article = parse(around.replace("{}", vector))
    for part in article.parts:
        page = Page(html(part))
        assert page.running == []
        assert page.faults == []
    assert Page(feed_html(article, URL, BASE)).running == []


@given(
    st.text(
        alphabet=st.sampled_from("<>&\"'/=:;!-[]()#`~*_|\\ \n\tabscriptonx{}%^1."), max_size=200
    )
)
def test_whatever_is_written_each_part_is_whole(text: str) -> None:
    for part in parse(text).parts:
        page = Page(html(part))
        assert page.running == []
        assert page.faults == []
        assert len(page.ids) == len(set(page.ids))


@given(st.text(max_size=300))
def test_parsing_never_raises_and_is_the_same_each_time(text: str) -> None:
    assert parse(text) == parse(text)
    assert "\x00" not in plain(parse(text))
