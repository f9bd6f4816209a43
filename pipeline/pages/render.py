"""Every page and asset of a site, as artifacts."""

from __future__ import annotations

from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, ClassVar

import jinja2

from pipeline import article, colours
from pipeline.model import Artifact, CacheControl, Layer
from pipeline.pages import apps, assets, kinds, language, view, words
from pipeline.text import short_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.pages.kinds import Page
    from pipeline.pages.view import SiteView

TEMPLATES = Path(__file__).parents[1] / "templates"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
}
EMBED = 600, 480  # pixels, wide and high
# Nothing from elsewhere, nothing inline: what an article smuggles in does not run.
# https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; "
    "media-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'"
)


def render(site: SiteView) -> tuple[Artifact, ...]:
    """Return all pages, and the assets that they load."""
    css, player, copy = assets.styles(site.settings), assets.script("player"), assets.script("copy")
    addresses = [apps.address(feed, site.base) for feed in site.feeds]
    files = (css, player, copy, *(each.code for each in addresses))
    press = _Press(site, css=css.key, script=player.key, copy=copy.key, addresses=addresses)
    return (*files, *press.pages())


class _Press:
    """The templates, with what every page of this site says."""

    def __init__(self, site: SiteView, **said: object) -> None:
        self._site = site
        self._templates = _environment(site.settings.templates)
        self._templates.filters.update(
            day=site.language.day,
            megabytes=site.language.megabytes,
            role=partial(words.role, say=site.language.say),
        )
        self._templates.globals.update(
            said,
            site=site,
            feed=site.feed,
            feeds=site.feeds,
            art=site.art,
            copies=site.copies,
            show_card=site.card,
            icon=site.icon,
            base=site.base,
            say=site.language.say,
            script_says=site.language.script,
            direction=language.direction(site.feed.language),
            light=colours.light(site.settings.accent),
            dark=colours.dark(site.settings.accent),
            embed_width=EMBED[0],
            embed_height=EMBED[1],
            csp=CSP,
        )

    def pages(self) -> Iterator[Artifact]:
        """Yield every page."""
        made = []
        for kind in kinds.KINDS:
            for page in kind.pages(self._site):
                made.append(page)
                yield self._page(kind.template, page)
        yield self._page("sitemap.xml", kinds.sitemap(made))

    def _page(self, template: str, page: Page) -> Artifact:
        up = self._site.base if page.anywhere else "../" * page.key.count("/")
        body = self._templates.get_template(template).render(page.said(), up=up, key=page.key)
        return Artifact.of_bytes(
            page.key,
            TYPES[PurePosixPath(page.key).suffix],
            body.encode(),
            layer=Layer.PAGE,
            cache=CacheControl.BRIEFLY,
        )


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
        quote=lambda part: isinstance(part, article.Quoted),
    )
    environment.filters.update(
        clock=short_clock,
        seconds=words.plain_seconds,
        fragment=article.fragment,
        direction=language.direction,
        paragraphs=words.paragraphs,
        first_line=words.first_line,
        one_line=words.one_line,
        as_markdown=words.as_markdown,
        person_key=view.person_key,
        topic_key=view.topic_key,
        print_key=view.print_key,
        embed_key=view.embed_key,
        oembed_key=view.oembed_key,
        twin_key=view.twin_key,
    )
    return environment
