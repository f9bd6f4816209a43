"""The table of keys in docs/feeds.md, generated from the declarations.

python -m airdate.podcast.keys_doc
"""

from __future__ import annotations

import sys
from dataclasses import fields
from typing import TYPE_CHECKING

from airdate.podcast.author_keys import EpisodeKeys, ShowKeys, keys_of
from airdate.podcast.declaration import TAGS, Children, Tag, tag_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = "| key | in | tag | what it is | written as |\n|---|---|---|---|---|\n"


def keys_table() -> str:
    """Return the keys of the podcast namespace as a table in Markdown, sorted."""
    places: dict[str, list[str]] = {}
    rows: dict[str, tuple[str, Tag, Tag]] = {}
    for table, place in ((ShowKeys, "feeds"), (EpisodeKeys, "episodes")):
        for key in keys_of(table):
            outer = tag_of(key.within) if key.within else None
            for path, declared in _paths(key.name, key.tag):
                places.setdefault(path, []).append(place)
                rows[path] = path, outer or declared, declared
    return _HEAD + "".join(_row(*rows[path], places[path]) for path in sorted(rows))


def _paths(name: str, declared: Tag) -> Iterator[tuple[str, Tag]]:
    """Yield a key and those of the tables within that stand nowhere else."""
    yield name, declared
    for each in declared.fields:
        if isinstance(each.place, Children) and not TAGS[each.tag].inside & {"item", "channel"}:
            yield from _paths(f"{name}.{each.name}", TAGS[each.tag])


def _row(path: str, shown: Tag, declared: Tag, places: list[str]) -> str:
    summary = (shown.cls.__doc__ or "").partition("\n")[0] if shown.cls else ""
    names = " ".join(each.name for each in fields(declared.cls)) if declared.cls else ""
    written = f"`{declared.example}`, or `{names}`" if declared.example else f"`{names}`"
    return f"| `{path}` | {', '.join(places)} | `{shown.name}` | {summary} | {written} |\n"


if __name__ == "__main__":
    sys.stdout.write(keys_table())
