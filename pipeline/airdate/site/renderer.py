"""The templates: the workspace's own before ours, with what every page of a site says."""

from __future__ import annotations

import hashlib
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import jinja2
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from airdate import article
from airdate.art import colours
from airdate.ledger.code import code_digest
from airdate.site import context, filters, language
from airdate.site.content_policy import CSP, SEARCHING
from airdate.text import short_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.site.context import SiteView
    from airdate.site.page_types import Page

TEMPLATES = Path(__file__).parent / "templates"
EMBED = 600, 480  # pixels, wide and high
# What pages are rendered by: every module that this room imports, and what they read.
CODE = (
    *("art/colours.py", "article", "errors.py", "feed", "ledger", "model", "podcast"),
    *("site", "store", "text.py"),
)


class Renderer:
    """Renders pages of one site; `digest` is of all that goes into each of them."""

    def __init__(self, site: SiteView, **said: object) -> None:
        language_ = site.language
        own = site.settings.templates
        self._base = site.base
        self._templates = _environment(own)
        self._templates.filters.update(
            day=language_.day,
            megabytes=language_.megabytes,
            role=partial(filters.role, say=language_.say),
        )
        shared = {
            **said,
            "feed": site.feed,
            "feeds": site.feeds,
            "art": site.art,
            "copies": site.copies,
            "show_card": site.card,
            "icon": site.icon,
            "logo": site.logo,
            "base": site.base,
            "light": colours.light(site.settings.accent),
            "dark": colours.dark(site.settings.accent),
        }
        self.digest = _digest(*map(repr, shared.items()), _code(own))
        self._templates.globals.update(
            shared,
            say=language_.say,
            script_says=htmlsafe_json_dumps(language_.script, ensure_ascii=False),
            direction=language.direction(site.feed.language),
            embed_width=EMBED[0],
            embed_height=EMBED[1],
            csp=CSP,
            searching=SEARCHING,
            once=cache(self._once),
        )

    def inputs(self, template: str, page: Page) -> str:
        """Return the digest of all that a page is made of."""
        said = f"{self.digest}\0{template}\0{page.key}\0{page.made_of!r}"
        return hashlib.blake2b(said.encode(errors="backslashreplace"), digest_size=16).hexdigest()

    def whole(self, site: SiteView) -> str:
        """Return the digest of all that the pages of a site are made of."""
        said = (self.digest, *site.whole.values(), repr((site.gone, site.moved)))
        return hashlib.blake2b("\0".join(said).encode(), digest_size=16).hexdigest()

    def render(self, template: str, page: Page) -> bytes:
        """Return the page."""
        up = self._base if page.anywhere else "../" * page.key.count("/")
        found = self._templates.get_template(template)
        return found.render(page.said(), up=up, key=page.key).encode()

    def _once(self, template: str, up: str = "", key: str = "") -> Markup:
        """Return what many pages have in common, rendered for the first of them."""
        text = self._templates.get_template(template).render(up=up, key=key)
        return Markup(text.rstrip())  # noqa: S704 - what a template says is escaped


def _code(own: Path | None) -> str:
    """Return the digest of what renders: the program and the show's own templates."""
    texts = (path.read_text() for path in (_files(own) if own else ()))
    return _digest(code_digest(*CODE).hex(), *texts)


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _digest(*said: str) -> str:
    return hashlib.sha256("\0".join(said).encode(errors="backslashreplace")).hexdigest()


class _Compiled(jinja2.BytecodeCache):
    """Templates that this process has compiled before, by name and text."""

    kept: ClassVar[dict[tuple[str, str], bytes]] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Give the bucket what it was once compiled to."""
        if code := self.kept.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep what the bucket was compiled to."""
        self.kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


def _environment(own: Path | None) -> jinja2.Environment:
    """Return the templates: the workspace's own, then ours; `default/…` always names ours."""
    ours = jinja2.FileSystemLoader(TEMPLATES)
    loaders: list[jinja2.BaseLoader] = [jinja2.FileSystemLoader(own)] if own else []
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([*loaders, ours, jinja2.PrefixLoader({"default": ours})]),
        autoescape=jinja2.select_autoescape(("html", "xml")),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        bytecode_cache=_Compiled(),
        auto_reload=False,
    )
    environment.tests.update(
        player=lambda part: isinstance(part, article.Player),
        box=lambda part: isinstance(part, article.Box),
        quote=lambda part: isinstance(part, article.ResolvedQuote),
    )
    environment.filters.update(
        clock=short_clock,
        seconds=filters.plain_seconds,
        fragment=article.fragment,
        heard_from=filters.heard_from,
        direction=language.direction,
        paragraphs=filters.paragraphs,
        first_line=filters.first_line,
        one_line=filters.one_line,
        as_markdown=filters.as_markdown,
        person_key=context.person_key,
        topic_key=context.topic_key,
        print_key=context.print_key,
        embed_key=context.embed_key,
        oembed_key=context.oembed_key,
        twin_key=context.twin_key,
    )
    return environment
