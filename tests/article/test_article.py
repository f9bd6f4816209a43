"""Articles: what an author writes becomes clean HTML, and nothing else does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airdate import article
from airdate.article import (
    Article,
    Box,
    Part,
    Player,
    Prose,
    Quote,
    ResolvedQuote,
    Sentence,
    corrections_in_words,
    feed_html,
    markdown_alternate,
    parse,
    plain,
    quoted,
)
from airdate.model import Art, Correction, Cue, Figure
from airdate.text import slugify
from tests.hostile import VECTORS, Page

URL = "https://show.example/episodes/first.html"


def html(*parts: Part) -> str:
    return "".join(part.html for part in parts if isinstance(part, Prose | Box))


CUES = (
    Cue(0.0, 4.0, "Welcome.", "Ada"),
    Cue(4.0, 14.0, "I was afraid. Then I was not.", "Bo Example"),
    Cue(14.0, 16.0, "What had changed?", "Ada"),
    Cue(16.0, 20.0, "The *window* was open.", "Bo Example"),
)


def quote(span: str, cues: tuple[Cue, ...] = CUES) -> ResolvedQuote:
    """Return what a quote of the span says."""
    (part,) = quoted(parse(f"::: quote {span}"), cues).parts
    assert isinstance(part, ResolvedQuote)
    return part


def test_the_interview_stands_where_its_line_is() -> None:
    article = parse("Before.\n\n::: interview\n\nAfter.")
    assert article.parts == (Prose("<p>Before.</p>"), Player(), Prose("<p>After.</p>"))
    assert article.places_player
    assert not parse("No place.").places_player


def test_an_interview_stands_once() -> None:
    parts = parse("::: interview\n\nOne.\n\n::: interview").parts
    assert parts == (Player(), Prose("<p>One.</p>"))


def test_boxes_have_their_kind_and_title() -> None:
    article = parse("::: tip Try this\n- one\n:::\n\n::: sources\nA book.\n:::")
    assert article.parts == (
        Box("tip", "Try this", "<ul>\n<li>one</li>\n</ul>"),
        Box("sources", "Sources", "<p>A book.</p>"),
    )
    assert article.slips == ()


def test_a_quote_has_the_words_of_its_span_and_who_says_them() -> None:
    assert parse("One.\n::: quote 0:04-0:14\nTwo.").parts == (
        Prose("<p>One.</p>"),
        Quote(4.0, 14.0, 2),
        Prose("<p>Two.</p>"),
    )
    assert quote("0:04-0:14") == ResolvedQuote(
        4.0, 14.0, (Sentence("Bo Example", "I was afraid. Then I was not."),)
    )


def test_a_quote_has_whole_sentences_also_where_a_cue_is_longer() -> None:
    assert quote("0:04 – 0:08").sentences == (Sentence("Bo Example", "I was afraid."),)
    assert quote("4.5-5").sentences == (Sentence("Bo Example", "I was afraid."),)
    assert quote("0:09-0:13").sentences == (Sentence("Bo Example", "Then I was not."),)


def test_a_quote_of_several_speakers_tells_them_apart() -> None:
    assert quote("0:09-0:20").sentences == (
        Sentence("Bo Example", "Then I was not."),
        Sentence("Ada", "What had changed?"),
        Sentence("Bo Example", "The *window* was open."),
    )


def test_a_quote_of_silence_has_no_words() -> None:
    assert quote("0:30-0:40").sentences == ()
    assert quote("0:04-0:08", ()).sentences == ()


def test_a_quotes_times_are_those_of_the_published_file() -> None:
    late = tuple(Cue(cue.start + 5, cue.end + 5, cue.text, cue.speaker) for cue in CUES)
    (part,) = quoted(parse("::: quote 0:14-0:16"), late, lambda time: time + 5).parts
    assert part == ResolvedQuote(19.0, 21.0, (Sentence("Ada", "What had changed?"),))


def test_links_to_a_moment_lead_to_when_it_is_heard() -> None:
    text = "[a](#t=1:00) [b](#t=1:00-1:10.5)\n\n::: tip\n[c](#t=90,95)\n:::\n\n[d](#t=x) [e](#two)"
    parts = quoted(parse(text), (), lambda time: time + 5).parts
    assert Page(html(*parts)).links == ["#t=65", "#t=65,75.5", "#t=95,100", "#t=x", "#a-two"]


@pytest.mark.parametrize("span", ["", "12:31", "0:20-0:10", "0:10-0:10", "a-b", "1:90-2:99"])
def test_a_quote_without_times_is_a_grave_slip(span: str) -> None:
    article = parse(f"One.\n\n::: quote {span}")
    assert article.parts == (Prose("<p>One.</p>"),)
    assert [(slip.line, slip.grave) for slip in article.slips] == [(3, True)]
    assert "::: quote 12:31-12:58" in article.slips[0].hint


def test_in_feeds_a_quote_is_a_blockquote_with_its_words() -> None:
    said = feed_html(quoted(parse("::: quote 0:14-0:20"), CUES), URL)
    assert said == (
        "<blockquote><p><b>Ada:</b> What had changed?</p>"
        "<p><b>Bo Example:</b> The *window* was open.</p>"
        f'<p><a href="{URL}#t=14,20">Listen, 0:14</a></p></blockquote>'
    )


def test_the_markdown_twin_says_what_directives_do() -> None:
    text = "One.\n\n::: interview\n\n::: quote 0:16-0:20\n\n::: tip\nTwo.\n:::"
    quotes = [part for part in quoted(parse(text), CUES).parts if isinstance(part, ResolvedQuote)]
    said = markdown_alternate(text, quotes, URL)
    assert f"[Listen to the interview]({URL})" in said
    assert f"> Bo Example: The \\*window\\* was open.\n>\n> [Listen, 0:16]({URL}#t=16,20)" in said
    assert "**Tip**" in said
    assert ":::" not in said


def test_corrections_come_last_with_their_date_and_time() -> None:
    made = datetime(2026, 11, 20, tzinfo=UTC)
    corrections = (Correction(made, "It was 1979.", 62.5), Correction(made, "A <name>."))
    said = feed_html(parse("One."), URL, corrections)
    assert said == (
        "<p>One.</p><h3>Corrections</h3><ul>"
        f'<li>2026-11-20: It was 1979. (<a href="{URL}#t=62.5">at 1:02</a>)</li>'
        "<li>2026-11-20: A &lt;name&gt;.</li></ul>"
    )
    assert corrections_in_words(corrections) == (
        "Corrections:\n2026-11-20, at 1:02: It was 1979.\n2026-11-20: A <name>."
    )
    assert corrections_in_words(()) == ""


@pytest.mark.parametrize("vector", VECTORS)
def test_whatever_is_said_a_quote_stays_text(vector: str) -> None:
    hostile: Article = quoted(parse("::: quote 0:01-0:02"), (Cue(0, 3, vector, vector),))
    page = Page(feed_html(hostile, URL))
    assert page.running == []
    assert page.faults == []
    assert page.links == [f"{URL}#t=1,2"]


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
        ("::: tip\nopen", 1, "Add a line"),
        (":::", 1, "Delete"),
        ("::: tip\n::: sources\n:::", 1, "Add a line"),
        ("::: zebra", 1, "Use one of: "),
        ("::: interview\n\n::: interview", 3, "Remove one"),
    ],
)
def test_a_slip_has_its_line_and_remedy(text: str, line: int, said: str) -> None:
    slip = parse(text).slips[0]
    assert slip.line == line
    assert said in slip.hint


def test_the_pages_title_is_the_only_first_heading() -> None:
    page = Page(html(*parse("# One\n\n## Two\n\n## Two").parts))
    assert [name for name in page.names if name.startswith("h")] == ["h2", "h2", "h2"]
    assert page.ids == ["a-one", "a-two", "a-two-2"]


def test_plain_text_has_a_line_a_paragraph_and_no_boxes() -> None:
    article = parse("# Head\n\nOne &amp; *two*.\n\n- a\n- b\n\n::: tip\nNot this.\n:::")
    assert plain(article) == "Head\nOne & two.\na\nb"


def test_in_feeds_links_are_absolute_and_the_player_is_said_in_words() -> None:
    links = "[x](../a.html) [y](#z) [z](b.html)"
    said = feed_html(parse(f"{links}\n\n::: interview\n\n# Z"), URL)
    assert f'<a href="{URL}">Listen to the interview</a>' in said
    assert Page(said).links == [
        *("https://show.example/a.html", f"{URL}#a-z"),
        *("https://show.example/episodes/b.html", URL),
    ]


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
    assert Page(feed_html(article, URL)).running == []


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


@given(
    st.lists(st.tuples(st.floats(0, 99), st.floats(0, 20), st.text("abc .?", max_size=40))),
    st.floats(0, 99),
    st.floats(0.1, 50),
)
def test_a_quote_says_what_was_said_in_its_order(
    said: list[tuple[float, float, str]], start: float, length: float
) -> None:
    cues = tuple(Cue(at, at + lasts, text) for at, lasts, text in sorted(said))
    span = f"{start:.3f}-{start + length:.3f}"
    quoted_words = " ".join(each.text for each in quote(span, cues).sentences).split()
    all_words = iter(" ".join(cue.text for cue in cues).split())
    assert all(word in all_words for word in quoted_words)


def figure(name: str, width: int = 60) -> Figure:
    return Figure(name, Art(f"art/{slugify(name)}.jpg", "image/jpeg", 9, "0" * 64, width, 40))


@given(st.text(max_size=30), st.sampled_from(["![{}](<{}>)", '<img alt="{}" src="{}" width=9>']))
def test_an_image_is_found_by_the_name_that_it_is_written_with(alt: str, written: str) -> None:
    safe = "".join(each for each in alt if each.isalnum() or each in " >&'")
    parsed = article.parse(f"Words.\n\n{written.format(safe, 'a door.jpg?x=1&y=2')}")
    (name,) = article.images(parsed)
    assert article.file_name(name) == "a door.jpg"
    shown = html(*article.illustrated(parsed, [figure(name)], "../").parts)
    assert shown.count("<img ") == shown.count('src="../art/') == shown.count('width="60"') == 1


@pytest.mark.parametrize(
    ("address", "elsewhere"),
    [
        ("door.jpg", False),
        ("doors/door.jpg", False),
        ("https://a.example/b.jpg", True),
        ("//a.example/b.jpg", True),
        ("HTTP://a.example/b.jpg", True),
        ("/door.jpg", False),
    ],
)
def test_what_is_on_the_web_is_no_file(address: str, *, elsewhere: bool) -> None:
    assert article.is_elsewhere(address) == elsewhere


@pytest.mark.parametrize(
    ("markdown", "renamed"),
    [
        ("![A](a.jpg)", "![A](NEW)"),
        ('![A]( <a.jpg> "T")', '![A]( <NEW> "T")'),
        ("![A][1]\n\n  [1]: a.jpg", "![A][1]\n\n  [1]: NEW"),
        ("<img alt='' src='a.jpg'>", "<img alt='' src='NEW'>"),
        ("a.jpg is not aa.jpg", "a.jpg is not aa.jpg"),
        ("![A](aa.jpg) ![A](a.jpg2)", "![A](aa.jpg) ![A](a.jpg2)"),
        ("![A](axjpg)", "![A](axjpg)"),
    ],
)
def test_markdown_names_the_published_image(markdown: str, renamed: str) -> None:
    assert article.with_image_urls(markdown, [("a.jpg", "NEW")]) == renamed
