"""The templates: the workspace's own before ours, with what every page of a site has."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from airdate import article
from airdate.art import colours
from airdate.site import context, filters, language
from airdate.site.content_policy import CSP, SEARCH_CSP
from airdate.text import short_clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from airdate.site.assets import Assets
    from airdate.site.context import SiteView

TEMPLATES = Path(__file__).parent / "templates"
EMBED = 600, 480  # pixels, wide and high


class Renderer:
    """Renders pages of one site; `inputs` is all that goes into each of them, as text."""

    def __init__(self, view: SiteView, assets: Assets, bytecode: Path | None = None) -> None:
        """Take the templates, compiled before in the folder `bytecode` if there is one."""
        own = view.settings.templates
        shared = _shared(view, assets)
        self.inputs = (json.dumps(shared, default=_plain), *_texts(own))
        self._base = view.base
        self._templates = _environment(own, bytecode)
        self._templates.filters.update(
            day=view.language.day,
            megabytes=view.language.megabytes,
            role=partial(filters.role, strings=view.language.strings),
        )
        strings = view.language.script_strings
        self._templates.globals.update(
            shared,
            t=view.language.strings,
            script_strings=htmlsafe_json_dumps(strings, ensure_ascii=False),
            direction=language.direction(view.feed.language),
            embed_width=EMBED[0],
            embed_height=EMBED[1],
            csp=CSP,
            search_csp=SEARCH_CSP,
            once=cache(self._once),
        )

    def render(
        self, template: str, key: str, values: Mapping[str, Any], *, anywhere: bool = False
    ) -> bytes:
        """Return a page; where it is served `anywhere`, its links are absolute."""
        root = self._base if anywhere else "../" * key.count("/")
        found = self._templates.get_template(template)
        return found.render(values, root=root, key=key).encode()

    def _once(self, template: str, root: str = "", key: str = "") -> Markup:
        """Return what many pages have in common, rendered for the first of them."""
        text = self._templates.get_template(template).render(root=root, key=key)
        return Markup(text.rstrip())  # noqa: S704 - what a template writes is escaped


def _shared(view: SiteView, assets: Assets) -> dict[str, Any]:
    """Return what every template is rendered with."""
    return {
        **assets.keys,
        "addresses": assets.addresses,
        "search": view.settings.search,
        "feed": view.feed,
        "feeds": view.feeds,
        "art": view.art,
        "copies": view.copies,
        "show_card": view.card,
        "icon": view.icon,
        "logo": view.logo,
        "base": view.base,
        "light": colours.light(view.settings.accent),
        "dark": colours.dark(view.settings.accent),
    }


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: the fields of a dataclass, else its text."""
    return asdict(value) if hasattr(value, "__dataclass_fields__") else str(value)


def _texts(own: Path | None) -> Iterator[str]:
    """Yield the names and texts of the workspace's own templates."""
    for path in sorted(own.rglob("*")) if own else ():
        if path.is_file():
            yield str(path.relative_to(own))  # type: ignore[arg-type]  # there is one
            yield path.read_text()


def _environment(own: Path | None, bytecode: Path | None) -> jinja2.Environment:
    """Return the templates: the workspace's own, then ours; `default/…` always names ours."""
    ours = jinja2.FileSystemLoader(TEMPLATES)
    loaders: list[jinja2.BaseLoader] = [jinja2.FileSystemLoader(own)] if own else []
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([*loaders, ours, jinja2.PrefixLoader({"default": ours})]),
        autoescape=jinja2.select_autoescape(("html", "xml")),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        bytecode_cache=_bytecode_cache(bytecode),
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
        media_links=filters.media_links,
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
        markdown_key=context.markdown_key,
    )
    return environment


def _bytecode_cache(folder: Path | None) -> jinja2.BytecodeCache | None:
    """Return the compiled templates of earlier runs; None where they can't be written."""
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return jinja2.FileSystemBytecodeCache(str(folder))
