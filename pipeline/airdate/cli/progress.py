"""How far the work is: bars on a terminal, else plain lines, all on standard error.

Episodes tell their stages; objects on their way to the store their bytes. The store's own records
below `history/` are not shown: nobody but Airdate reads them.
"""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from airdate.cli.plan_report import size
from airdate.store.history import FOLDER
from airdate.store.private import hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress as Bars
    from rich.progress import Task, TaskID

    from airdate.model import Progress
    from airdate.publish.deploy import Event

_SHOWN = {"upload", "write", "delete"}
_BAR_BYTES = 100_000  # smaller objects come and go faster than one can read


@dataclass(frozen=True, slots=True)
class ProgressView:
    """What hears of episodes (`tell`) and of objects (`sent`), from several threads."""

    tell: Callable[[Progress], None]
    sent: Callable[[Event], None]


@contextmanager
def progress() -> Iterator[ProgressView]:
    """Show how far each episode, and each object on its way out, is."""
    if not sys.stderr.isatty():
        yield ProgressView(_lines(), _sent_line)
        return
    with _bars() as bars:
        yield ProgressView(Episodes(bars).tell, Objects(bars).sent)


@contextmanager
def probing() -> Iterator[Callable[[str], None]]:
    """Show what is being looked at, on a terminal only."""
    if not sys.stderr.isatty():
        yield quietly
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield status.update


def quietly(_what: object) -> None:
    """Hear how far something is, and print nothing."""


# ── Lines ───────────────────────────────────────────────────────────────────────────────────


def _lines() -> Callable[[Progress], None]:
    """Return a function that prints a line when an episode enters a stage."""
    told: set[tuple[str, str]] = set()

    def tell(step: Progress) -> None:
        if (step.slug, step.stage) not in told:
            told.add((step.slug, step.stage))
            click.echo(f"{step.slug}: {step.stage}", err=True)

    return tell


def _sent_line(event: Event) -> None:
    """Print a line for an object once it is out."""
    if event.done and _is_shown(event):
        click.echo(f"{event.stage.value}: {hidden(event.key)} ({size(event.size)})", err=True)


def _is_shown(event: Event) -> bool:
    return event.stage.value in _SHOWN and not event.key.startswith(FOLDER)


# ── Bars ────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _bars() -> Iterator[Bars]:
    from rich.console import Console
    from rich.progress import BarColumn, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars
    from rich.text import Text

    class Done(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(str(task.fields["stage"] or amount(task.completed, task.total, task.speed)))

    columns = (TextColumn("{task.description}"), BarColumn(), Done(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        yield bars


def amount(sent: float, total: float | None, rate: float | None) -> str:
    """Return how many bytes went out, of how many, and how many a second."""
    of = f" of {size(total)}" if total else ""
    return f"{size(sent)}{of}" + (f", {size(rate)}/s" if rate else "")


class Episodes:
    """A bar for each episode that is worked on."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._lock = threading.Lock()
        self._tasks: dict[str, TaskID] = {}

    def tell(self, step: Progress) -> None:
        """Show a stage and how much of it is done."""
        with self._lock:
            if step.slug not in self._tasks:
                self._tasks[step.slug] = self._bars.add_task(step.slug, total=1.0, stage=step.stage)
        self._bars.update(self._tasks[step.slug], completed=step.done, stage=step.stage)


class Objects:
    """A bar for each large object on its way, and the bytes of all."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._lock = threading.Lock()
        self._all: TaskID | None = None
        self._tasks: dict[str, TaskID] = {}
        self._out: dict[str, int] = {}

    def sent(self, event: Event) -> None:
        """Show how much of an object went out; its bar goes once it is there."""
        if not _is_shown(event):
            return
        with self._lock:
            self._count(event)
            if event.size < _BAR_BYTES:
                return
            if event.key not in self._tasks:
                shown = hidden(event.key)
                self._tasks[event.key] = self._bars.add_task(shown, total=event.size, stage="")
            self._bars.update(self._tasks[event.key], completed=event.sent, visible=not event.done)

    def _count(self, event: Event) -> None:
        if self._all is None:
            self._all = self._bars.add_task("all files", total=None, stage="")
        more = event.sent - self._out.get(event.key, 0)
        self._out[event.key] = event.sent
        self._bars.advance(self._all, more)
