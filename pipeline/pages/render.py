"""Every page and asset of a site, as artifacts."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import jinja2

from pipeline import article, colours
from pipeline.model import Artifact, CacheControl, Layer
from pipeline.pages import episodes, language, linked_data, words
from pipeline.text import short_clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.model import Art, Feed, Release, SiteSettings

HERE = Path(__file__).parents[1]
HTML = "text/html; charset=utf-8"
# Nothing from elsewhere, nothing inline: what an article smuggles in does not run.
# https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; "
    "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
)

_ONLY_FOR_US = re.compile(rb"^\s*(?://.*\n\s*)*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SiteView:
    """What the pages speak of: releases newest first, `gone` slugs, `moved` ones by old slug.

    `base` is the URL that keys are appended to; `feed` the main one, `art` its cover, `icon` the
    key of a small one.
    """

    feed: Feed
    feeds: tuple[Feed, ...]
    art: Art
    icon: str
    releases: tuple[Release, ...]
    base: str
    gone: tuple[str, ...]
    moved: Mapping[str, str]
    settings: SiteSettings


def render(view: SiteView) -> tuple[Artifact, ...]:
    """Return all pages, and the assets that they load."""
    css = _asset("site", ".css", "text/css; charset=utf-8", _styles(view.settings))
    script = _asset("player", ".js", "text/javascript; charset=utf-8", _script())
    press = _Press(view, css.key, script.key)
    return (css, script, *press.pages(), _sitemap(view), _robots(view))


class _Press:
    """The templates, with what every page of this site says."""

    def __init__(self, view: SiteView, css: str, script: str) -> None:
        self._view = view
        self._language = language.of(view.feed.language)
        self._templates = _environment(view.settings.templates)
        self._templates.filters.update(
            day=self._language.day,
            megabytes=self._language.megabytes,
            role=partial(words.role, say=self._language.say),
        )
        self._templates.globals.update(
            feed=view.feed,
            feeds=view.feeds,
            art=view.art,
            icon=view.icon,
            base=view.base,
            say=self._language.say,
            script_says=self._language.script,
            direction=language.direction(view.feed.language),
            csp=CSP,
            css=css,
            script=script,
        )

    def pages(self) -> Iterator[Artifact]:
        """Yield every page."""
        view = self._view
        yield self._page(
            "index.html",
            "index.html",
            releases=view.releases,
            linked_data=linked_data.series(view.feed, view.art, view.base),
        )
        kin = episodes.related(view.releases)
        for at, (release, related) in enumerate(zip(view.releases, kin, strict=True)):
            older, newer = view.releases[at + 1 :][:1], view.releases[:at][-1:]
            yield self._episode(release, older, newer, related)
        for slug in view.gone:
            yield self._page("gone.html", f"episodes/{slug}.html")
        for slug, target in view.moved.items():
            key = f"episodes/{slug}.html"
            yield self._page("moved.html", key, target=f"episodes/{target}.html")
        # It is shown under any address, so its links can't be relative.
        yield self._page("404.html", "404.html", up=view.base)

    def _episode(
        self,
        release: Release,
        older: Sequence[Release],
        newer: Sequence[Release],
        related: Sequence[Release],
    ) -> Artifact:
        return self._page(
            "episode.html",
            release.page_key,
            **episodes.said(release, self._view.feed, self._language.say),
            related=related,
            older=older[0] if older else None,
            newer=newer[0] if newer else None,
            linked_data=linked_data.episode(release, self._view.feed, self._view.base),
        )

    def _page(self, template: str, key: str, **said: Any) -> Artifact:
        said.setdefault("up", "../" * key.count("/"))
        body = self._templates.get_template(template).render(said)
        return Artifact.of_bytes(
            key, HTML, body.encode(), layer=Layer.PAGE, cache=CacheControl.BRIEFLY
        )


def _environment(own: Path | None) -> jinja2.Environment:
    """Return the templates: the workspace's own, then ours; `default/…` always names ours."""
    ours = jinja2.FileSystemLoader(HERE / "templates")
    loaders: list[jinja2.BaseLoader] = [jinja2.FileSystemLoader(own)] if own else []
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([*loaders, ours, jinja2.PrefixLoader({"default": ours})]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
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
    )
    return environment


def _styles(settings: SiteSettings) -> bytes:
    return (
        colours.variables(settings.accent).encode() + _static("site.css") + _static("episode.css")
    )


def _script() -> bytes:
    """Return the player's script as it is sent: without what only we read."""
    return _ONLY_FOR_US.sub(b"", _static("player.js"))


def _static(name: str) -> bytes:
    return (HERE / "static" / name).read_bytes()


def _asset(stem: str, ending: str, type_: str, body: bytes) -> Artifact:
    key = f"assets/{stem}-{hashlib.sha256(body).hexdigest()[:8]}{ending}"
    return Artifact.of_bytes(key, type_, body, layer=Layer.FILE, cache=CacheControl.FOREVER)


def _sitemap(view: SiteView) -> Artifact:
    """Return https://www.sitemaps.org/protocol.html of what is to be found."""
    newest = max((release.changed for release in view.releases), default=None)
    pages = [("index.html", newest), *((each.page_key, each.changed) for each in view.releases)]
    urls = "".join(
        f"<url><loc>{escape(view.base + key)}</loc>"
        + (f"<lastmod>{changed.isoformat()}</lastmod>" if changed else "")
        + "</url>\n"
        for key, changed in pages
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )
    return Artifact.of_bytes(
        "sitemap.xml",
        "application/xml",
        body.encode(),
        layer=Layer.PAGE,
        cache=CacheControl.BRIEFLY,
    )


def _robots(view: SiteView) -> Artifact:
    body = f"User-agent: *\nAllow: /\n\nSitemap: {view.base}sitemap.xml\n"
    return Artifact.of_bytes(
        "robots.txt",
        "text/plain; charset=utf-8",
        body.encode(),
        layer=Layer.PAGE,
        cache=CacheControl.BRIEFLY,
    )
