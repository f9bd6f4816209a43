"""Whether anybody's feed is as directories and apps want it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from airdate.check.core import Finding
from airdate.check.feeds.document import Document, Served, document
from airdate.check.feeds.feed_rules import RULES
from airdate.model import Place, Problem
from airdate.podcast.xml_tree import UnreadableError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import PurePosixPath

__all__ = ["RULES", "Linted", "Served", "lint"]


@dataclass(frozen=True, slots=True)
class Linted:
    """What is wrong with a feed, and how large it is: bytes, items, and whether it is paged."""

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
) -> Linted:
    """Return every problem of a feed, for all and for the directories named."""
    try:
        doc = document(data, path, now, served)
    except UnreadableError as error:
        rule = next(rule for rule in RULES if rule.code == error.code)
        found = Finding(Place(path, error.line, error.column), error.message, error.hint)
        return Linted((rule.problem(found, audiences),), len(data))
    problems = tuple(problem for rule in RULES for problem in rule.problems(doc, audiences))
    return Linted(problems, doc.size, len(doc.items), _is_paged(doc))


def _is_paged(doc: Document) -> bool:
    links = doc.channel.all("atom:link")
    return any(each.attributes.get("rel") in {"next", "prev-archive"} for each in links)
