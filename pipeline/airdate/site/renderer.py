"""The templates: the workspace's own before ours, with what every page of a site has."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import jinja2.compiler
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from airdate import article
from airdate.art import colours
from airdate.ledger import code_digest
from airdate.site import context, filters, language
from airdate.site.content_policy import CSP, SEARCH_CSP
from airdate.text import short_clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, MutableMapping

    from jinja2.compiler import CodeGenerator, Frame

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


class _CodeGenerator(jinja2.compiler.CodeGenerator):
    """Writes templates whose output is escaped by `escaped`, where it is escaped at all."""

    def _output_child_pre(
        self, node: jinja2.nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if finalize.src is None and frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


class _Environment(jinja2.Environment):
    """Templates that all have the same globals, and don't change while a site is rendered."""

    code_generator_class = _CodeGenerator

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template: a plain dictionary is copied fastest."""
        return {**self.globals, **d} if d else self.globals

    @staticmethod
    def escaped(value: object) -> str:
        """Return what a template writes for a value: most need no escapes."""
        if type(value) is str and not _MARKUP(value):
            return value
        return value if type(value) is Markup else escape(value)


_MARKUP = re.compile("[&<>\"']").search


def _environment(own: Path | None, bytecode: Path | None) -> jinja2.Environment:
    """Return the templates: the workspace's own, then ours; `default/…` always names ours."""
    ours = jinja2.FileSystemLoader(TEMPLATES)
    loaders: list[jinja2.BaseLoader] = [jinja2.FileSystemLoader(own)] if own else []
    environment = _Environment(
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


class _BytecodeCache(jinja2.FileSystemBytecodeCache):
    """Compiled templates of earlier runs of this program; a disk that is full keeps none."""

    def __init__(self, folder: Path) -> None:
        """Remove what another version of the program compiled."""
        program = code_digest("site/renderer.py").hex()[:16]
        super().__init__(str(folder), f"{program}-%s")
        for path in folder.iterdir():
            if not path.name.startswith(program):
                path.unlink(missing_ok=True)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Write down what a template was compiled to."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _bytecode_cache(folder: Path | None) -> jinja2.BytecodeCache | None:
    """Return the compiled templates of earlier runs; None where they can't be written."""
    if folder is None:
        return None
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        return _BytecodeCache(folder)
    return None
