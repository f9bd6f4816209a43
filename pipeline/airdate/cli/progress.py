"""Progress on standard error: bars on a terminal, plain lines elsewhere.

The store's own records in history/ are not shown: only Airdate reads them.
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

_DONE = {"upload": "uploaded", "write": "wrote", "delete": "deleted"}  # by stage of a transfer
_BAR_BYTES = 100_000  # smaller objects come and go faster than anyone can read


@dataclass(frozen=True, slots=True)
class ProgressView:
    """Callbacks, called from several threads: the stage of an episode, the bytes of an object."""

    on_stage: Callable[[Progress], None]
    on_transfer: Callable[[Event], None]


@contextmanager
def progress() -> Iterator[ProgressView]:
    """Show the progress of each episode, and of each object on its way to the store."""
    if not sys.stderr.isatty():
        yield ProgressView(_stage_lines(), _transfer_line)
        return
    with _bars() as bars:
        yield ProgressView(Episodes(bars).update, Objects(bars).update)


@contextmanager
def requesting() -> Iterator[Callable[[str], None]]:
    """Show the current request, on a terminal only."""
    if not sys.stderr.isatty():
        yield ignore
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield status.update


def ignore(_progress: object) -> None:
    """Show nothing."""


# ── Lines ───────────────────────────────────────────────────────────────────────────────────


def _stage_lines() -> Callable[[Progress], None]:
    """Return a function that prints a line when an episode enters a stage."""
    printed: set[tuple[str, str]] = set()

    def update(step: Progress) -> None:
        if (step.slug, step.stage) not in printed:
            printed.add((step.slug, step.stage))
            click.echo(f"{step.slug}: {step.stage}", err=True)

    return update


def _transfer_line(event: Event) -> None:
    """Print a line for an object once it is in the store."""
    if event.done and _is_shown(event):
        done = _DONE[event.stage.value]
        click.echo(f"{done} {hidden(event.key)} ({size(event.size)})", err=True)


def _is_shown(event: Event) -> bool:
    return event.stage.value in _DONE and not event.key.startswith(FOLDER)


# ── Bars ────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _bars() -> Iterator[Bars]:
    from rich.console import Console
    from rich.progress import BarColumn, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars
    from rich.text import Text

    class Done(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(
                str(task.fields["stage"] or transferred(task.completed, task.total, task.speed))
            )

    columns = (TextColumn("{task.description}"), BarColumn(), Done(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        yield bars


def transferred(sent: float, total: float | None, rate: float | None) -> str:
    """Return the bytes sent, of how many, and the bytes per second, as far as known."""
    of = f" of {size(total)}" if total else ""
    return f"{size(sent)}{of}" + (f", {size(rate)}/s" if rate else "")


class Episodes:
    """A bar for each episode in progress."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._lock = threading.Lock()
        self._tasks: dict[str, TaskID] = {}

    def update(self, step: Progress) -> None:
        """Show a stage, and the share of it that is done."""
        with self._lock:
            if step.slug not in self._tasks:
                self._tasks[step.slug] = self._bars.add_task(step.slug, total=1.0, stage=step.stage)
        self._bars.update(self._tasks[step.slug], completed=step.done, stage=step.stage)


class Objects:
    """A bar for each large object in transfer, and one for the bytes of all."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._lock = threading.Lock()
        self._all: TaskID | None = None
        self._tasks: dict[str, TaskID] = {}
        self._sent: dict[str, int] = {}

    def update(self, event: Event) -> None:
        """Show the bytes sent of an object; its bar is removed once it is stored."""
        if not _is_shown(event):
            return
        with self._lock:
            self._count(event)
            if event.size < _BAR_BYTES:
                return
            if event.key not in self._tasks:
                name = hidden(event.key)
                self._tasks[event.key] = self._bars.add_task(name, total=event.size, stage="")
            self._bars.update(self._tasks[event.key], completed=event.sent, visible=not event.done)

    def _count(self, event: Event) -> None:
        if self._all is None:
            self._all = self._bars.add_task("all files", total=None, stage="")
        more = event.sent - self._sent.get(event.key, 0)
        self._sent[event.key] = event.sent
        self._bars.advance(self._all, more)
