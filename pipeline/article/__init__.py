"""An article: Markdown and `:::` directives → parts of clean HTML. Pure."""

from pipeline.article.figures import (
    file_name,
    illustrated,
    images,
    is_elsewhere,
    may_have_images,
    named_anew,
)
from pipeline.article.links import links, may_link_near
from pipeline.article.parts import (
    BOXES,
    DIRECTIVES,
    ENGLISH,
    Article,
    Box,
    Part,
    Player,
    Prose,
    Quote,
    Quoted,
    Said,
    Slip,
    fragment,
)
from pipeline.article.reading import of, parse, quoted, slips
from pipeline.article.writing import corrections_in_words, feed_html, plain, twin

__all__ = [
    "BOXES",
    "DIRECTIVES",
    "ENGLISH",
    "Article",
    "Box",
    "Part",
    "Player",
    "Prose",
    "Quote",
    "Quoted",
    "Said",
    "Slip",
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
