"""Where an article's links lead, as they are written. Pure."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from airdate.article.nodes import Box, Prose

if TYPE_CHECKING:
    from airdate.article.nodes import Article

# A link as nh3 writes it: its attributes in any order, each in double quotes.
_LINK = re.compile(r'<a\b(?:[^>"]|"[^"]*")*? href="([^"]*)"')
# A link without a scheme, in Markdown or in HTML: `](other.html`, `[a]: other.html`, `href=`.
_RELATIVE = re.compile(r"(?:\]\(|\]:|href\s*=)\s*[<\"']?(?![a-z][a-z0-9+.-]*:|[/#])", re.IGNORECASE)


def may_link_near(markdown: str) -> bool:
    """Whether it is worth looking for links to this show's own pages: most articles have none."""
    return bool(_RELATIVE.search(markdown))


def links(article: Article) -> tuple[str, ...]:
    """Return the addresses of an article's links, each once; those of directives aside."""
    texts = (part.html for part in article.parts if isinstance(part, Prose | Box))
    found = (html.unescape(each) for text in texts for each in _LINK.findall(text))
    return tuple(dict.fromkeys(found))
