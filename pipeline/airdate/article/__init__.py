"""An article: Markdown and `:::` directives → parts of clean HTML. Pure."""

from airdate.article.figures import (
    file_name,
    illustrated,
    images,
    is_elsewhere,
    may_have_images,
    with_image_urls,
)
from airdate.article.inline import Inline, Target, read_inline
from airdate.article.nodes import (
    BOXES,
    DIRECTIVES,
    ENGLISH,
    Article,
    Box,
    DirectiveError,
    Part,
    Player,
    Prose,
    Quote,
    ResolvedQuote,
    Sentence,
    fragment,
)
from airdate.article.parse import of, parse, quoted, slips
from airdate.article.render import corrections_in_words, feed_html, markdown_alternate, plain

__all__ = [
    "BOXES",
    "DIRECTIVES",
    "ENGLISH",
    "Article",
    "Box",
    "DirectiveError",
    "Inline",
    "Part",
    "Player",
    "Prose",
    "Quote",
    "ResolvedQuote",
    "Sentence",
    "Target",
    "corrections_in_words",
    "feed_html",
    "file_name",
    "fragment",
    "illustrated",
    "images",
    "is_elsewhere",
    "markdown_alternate",
    "may_have_images",
    "of",
    "parse",
    "plain",
    "quoted",
    "read_inline",
    "slips",
    "with_image_urls",
]
