"""An article: Markdown and `:::` directives → parts of clean HTML. Pure."""

from airdate.article.figures import (
    file_name,
    illustrated,
    images,
    is_elsewhere,
    may_have_images,
    with_image_urls,
)
from airdate.article.links import links, may_link_near
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
    "Part",
    "Player",
    "Prose",
    "Quote",
    "ResolvedQuote",
    "Sentence",
    "corrections_in_words",
    "feed_html",
    "file_name",
    "fragment",
    "illustrated",
    "images",
    "is_elsewhere",
    "links",
    "markdown_alternate",
    "may_have_images",
    "may_link_near",
    "of",
    "parse",
    "plain",
    "quoted",
    "slips",
    "with_image_urls",
]
