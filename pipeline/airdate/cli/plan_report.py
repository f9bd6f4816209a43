"""What a plan says, in words: lines for a terminal, Markdown for a pull request. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.store.history import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from airdate.model import Plan, Problem, Step

UNITS = ("B", "kB", "MB", "GB")
THOUSAND = 1000


def size(count: float) -> str:
    """Return a number of bytes as people read it, in powers of 1000."""
    for unit in UNITS[:-1]:
        if count < THOUSAND:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= THOUSAND
    return f"{count:.1f} {UNITS[-1]}"


def plural(number: int, word: str) -> str:
    """Return a number of things."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def steps(plan: Plan) -> tuple[Step, ...]:
    """Return what is to be done, in order, without the store's own records."""
    every = (*plan.repairs, *plan.steps)
    return tuple(step for step in every if not step.key.startswith(FOLDER))


def total(plan: Plan) -> str:
    """Return how much is to be done: what is seen, and what the store keeps of it beside."""
    seen, every = steps(plan), (*plan.repairs, *plan.steps)
    records = plural(len(every) - len(seen), "record")
    kept = f", and {records} in {FOLDER}" if len(every) > len(seen) else ""
    return f"{plural(len(seen), 'file')}, {size(sum(step.size for step in every))}{kept}"


def repaired(plan: Plan) -> str:
    """Return what an interrupted publish left to be finished first; nothing if nothing."""
    if not plan.repairs:
        return ""
    left = plural(len(plan.repairs), "file")
    return f"Publishing revision {plan.base.rev} was interrupted: it is finished first ({left})."


def unchanged(rev: int) -> str:
    """Return that there is nothing to do."""
    return f"Nothing to do: revision {rev} is what the workspace says."


def markdown(plan: Plan, skipped: Iterable[Problem] = ()) -> str:
    """Return a plan as a comment on a pull request: what listeners see, then every file."""
    if plan.is_empty:
        blocks = [unchanged(plan.manifest.rev)]
    else:
        blocks = [f"### Publishing revision {plan.manifest.rev}", repaired(plan)]
        blocks.append("\n".join(f"- **{each.kind}** {_plain(each.text)}" for each in plan.notices))
        rows = [
            f"| {each.action.value} | `{each.key}` | {size(each.size)} | {each.reason} |"
            for each in steps(plan)
        ]
        table = "\n".join(["| | file | size | why |", "|---|---|---:|---|", *rows])
        blocks.append(f"<details><summary>{total(plan)}</summary>\n\n{table}\n\n</details>")
    broken = [f"- `{each.place}` {_plain(each.message)}; {_plain(each.hint)}" for each in skipped]
    if broken:
        blocks.append("\n".join(["#### Left as they were published", "", *broken]))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _plain(text: str) -> str:
    """Return text that Markdown and HTML take as it is: a title may hold anything."""
    line = " ".join(text.split())
    escaped = "".join(f"\\{letter}" if letter in r"\`*_[]#|~@" else letter for letter in line)
    return escaped.replace("&", "&amp;").replace("<", "&lt;")
