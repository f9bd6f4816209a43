"""The text of a plan: lines for a terminal, Markdown for a pull request. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.store.history import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from airdate.model import Plan, Problem, Step

UNITS = ("B", "kB", "MB", "GB")
THOUSAND = 1000


def size(count: float) -> str:
    """Return a number of bytes in SI units, such as "5.1 MB"."""
    for unit in UNITS[:-1]:
        if count < THOUSAND:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= THOUSAND
    return f"{count:.1f} {UNITS[-1]}"


def plural(number: int, noun: str) -> str:
    """Return a number with its noun, such as "2 files"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def visible_steps(plan: Plan) -> tuple[Step, ...]:
    """Return repairs and steps in order, without the store's own records in history/."""
    every = (*plan.repairs, *plan.steps)
    return tuple(step for step in every if not step.key.startswith(FOLDER))


def amount(steps: Iterable[Step]) -> str:
    """Return how many files these are and their size, such as "12 files (40.0 MB)"."""
    sizes = [step.size for step in steps]
    return f"{plural(len(sizes), 'file')} ({size(sum(sizes))})"


def summary(plan: Plan) -> str:
    """Return the amount of a plan, such as "17 files (1.2 MB), 4 history records"."""
    visible = visible_steps(plan)
    records = len(plan.repairs) + len(plan.steps) - len(visible)
    return amount(visible) + (f", {plural(records, 'history record')}" if records else "")


def completing(plan: Plan) -> str:
    """Return the line about an interrupted publish that is completed first, if there is one."""
    if not plan.repairs:
        return ""
    files = plural(len(plan.repairs), "file")
    return f"Completing interrupted revision {plan.base.rev} first ({files})."


def up_to_date(rev: int) -> str:
    """Return the line for a plan without steps."""
    return f"Nothing to publish: revision {rev} is up to date."


def markdown(plan: Plan, skipped: Iterable[Problem] = ()) -> str:
    """Return a plan as a pull-request comment: what listeners notice, then every file."""
    blocks = [up_to_date(plan.manifest.rev)] if plan.is_empty else _changes(plan)
    lines = [f"- `{each.place}`: {_plain(each.message)}. {_plain(each.hint)}" for each in skipped]
    if lines:
        blocks.append(
            "\n".join(["#### Skipped episodes; their published versions stay", "", *lines])
        )
    return "\n\n".join(block for block in blocks if block) + "\n"


def _changes(plan: Plan) -> list[str]:
    rows = [
        f"| {each.action.value} | `{each.key}` | {size(each.size)} | {each.reason} |"
        for each in visible_steps(plan)
    ]
    table = "\n".join(["| action | file | size | reason |", "|---|---|---:|---|", *rows])
    return [
        f"### Revision {plan.manifest.rev}",
        completing(plan),
        "\n".join(f"- **{each.kind}** {_plain(each.text)}" for each in plan.notices),
        f"<details><summary>{summary(plan)}</summary>\n\n{table}\n\n</details>",
    ]


def _plain(text: str) -> str:
    """Escape text for Markdown and HTML: a title may hold anything."""
    line = " ".join(text.split())
    escaped = "".join(f"\\{letter}" if letter in r"\`*_[]#|~@" else letter for letter in line)
    return escaped.replace("&", "&amp;").replace("<", "&lt;")
