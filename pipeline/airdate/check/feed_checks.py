"""Checks of anyone's feed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from airdate.check.core import Finding, Scope
from airdate.check.feeds import feed_inputs
from airdate.check.feeds.document import document
from airdate.check.registry import BY_CODE, problems
from airdate.model import Place
from airdate.podcast.xml_tree import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import PurePosixPath

    from airdate.check.feeds.document import Document, Served
    from airdate.model import Problem


@dataclass(frozen=True, slots=True)
class LintResult:
    """The problems of a feed, and how large it is: bytes, items, and whether it is paged."""

    problems: tuple[Problem, ...]
    size: int
    items: int = 0
    paged: bool = False


def lint(
    data: bytes,
    path: PurePosixPath,
    now: datetime,
    audiences: frozenset[str],
    served: Served | None = None,
) -> LintResult:
    """Return every problem of a feed, for all and for the directories named."""
    try:
        doc = document(data, path, now, served)
    except UnreadableError as error:
        finding = Finding(Place(path, error.line, error.column), error.message, error.hint)
        return LintResult((BY_CODE[error.code].problem(finding, audiences),), len(data))
    return LintResult(tuple(_problems(doc, audiences)), doc.size, len(doc.items), _is_paged(doc))


def _problems(doc: Document, audiences: frozenset[str]) -> Iterator[Problem]:
    yield from problems(Scope.DOCUMENT, doc, audiences)
    yield from problems(Scope.CHANNEL, feed_inputs.channel(doc), audiences)
    yield from chain.from_iterable(
        problems(Scope.ITEM, item, audiences) for item in feed_inputs.items(doc)
    )
    yield from problems(Scope.ITEMS, feed_inputs.summaries(doc), audiences)


def _is_paged(doc: Document) -> bool:
    links = doc.channel.all("atom:link")
    return any(each.attributes.get("rel") in {"next", "prev-archive"} for each in links)
