"""An article: Markdown and `:::` directives → parts of clean HTML. Pure."""

from airdate.article.figures import (
    file_name,
    illustrated,
    images,
    is_elsewhere,
    may_have_images,
    named_anew,
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
from airdate.article.render import corrections_in_words, feed_html, plain, twin

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
    "may_have_images",
    "may_link_near",
    "named_anew",
    "of",
    "parse",
    "plain",
    "quoted",
    "slips",
    "twin",
]
