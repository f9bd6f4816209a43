"""The words, links and images of an article, and their lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airdate.article import Target, read_inline
from airdate.article.figures import with_image_urls
from airdate.article.inline import code_spans

ARTICLES = {
    "a link": ("Ünd [a](b.html)", "b.html", 1, False),
    "a link on two lines": ("x\n[a\nb](b.html)", "b.html", 3, False),
    "parentheses in a URL": ("[a](https://a.fm/x_(y))", "https://a.fm/x_(y)", 1, False),
    "a reference": ("[a][1] x\n\n[1]: b.html", "b.html", 3, False),
    "a URL in angle brackets": ("x\n\n<https://a.fm>", "https://a.fm", 3, False),
    "entities": ("x\n\n[a](java&#115;cript:x)", "javascript:x", 3, False),
    "HTML": ("x\n\n<p>\n<a title=t href=b.html>a</a></p>", "b.html", 4, False),
    "an image": ("x\n\n![a](a.jpg)", "a.jpg", 3, True),
    "an image in HTML": ("x <img src='a.jpg'>", "a.jpg", 1, True),
    "a cell": ("|a|\n|-|\n|[a](b.html)|", "b.html", 3, False),
}
NO_LINKS = ("`[a](b)`", "```\n[a](b)\n```", "    [a](b)", "\\[a](b)", "[a]: b", "www.a.fm", "[a]")


@pytest.mark.parametrize(
    ("markdown", "address", "line", "is_image"), ARTICLES.values(), ids=ARTICLES
)
def test_a_target_has_its_line(markdown: str, address: str, line: int, *, is_image: bool) -> None:
    assert read_inline(markdown).targets == (Target(address, line, is_image),)


@pytest.mark.parametrize("markdown", NO_LINKS)
def test_code_and_what_only_looks_like_a_link_has_none(markdown: str) -> None:
    assert read_inline(markdown).targets == ()


def test_the_words_are_without_markup_and_code() -> None:
    inline = read_inline(
        "Once *upon*\na `time`\n\n~~~\ncode\n~~~\n\n- **Ana** &amp; [Ben](b.html)\n"
    )
    assert "Once upon\na \n" in inline.text
    assert "Ana & Ben" in inline.text
    assert "code" not in inline.text
    assert "time" not in inline.text
    assert inline.line_at(inline.text.index("Ana")) == 8


@given(st.text("ab[]()<>!`*&;:#|\n\\-1 Ü\"'=/", max_size=80))
def test_any_article_is_read(markdown: str) -> None:
    inline = read_inline(markdown)
    last = markdown.count("\n") + 1
    assert all(1 <= target.line <= last for target in inline.targets)
    assert all(1 <= inline.line_at(at) <= last for at in range(len(inline.text) + 1))


def test_code_has_its_place() -> None:
    markdown = "Ünd `a` b\n\n```\ncode\n```\n\n    more\n"
    found = [markdown[start:end] for start, end in code_spans(markdown)]
    assert found[0] == "`a`"
    assert "code" in found[1]
    assert "more" in found[2]
    assert len(found) == 3


def test_images_in_code_keep_their_names() -> None:
    markdown = "![a](a.jpg) ![b](b.jpg)\n\n`![a](a.jpg)`\n\n```\n![a](a.jpg)\n```\n"
    named = with_image_urls(markdown, [("a.jpg", "https://a.fm/1.jpg"), ("b.jpg", "a.jpg")])
    assert named == markdown.replace("a.jpg", "https://a.fm/1.jpg", 1).replace("b.jpg", "a.jpg")
