"""What plan, publish, gc, bucket and preview print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from airdate.cli import plan_report
from airdate.cli.console import echo, print_json, warn
from airdate.cli.plan_report import plural, size
from airdate.cli.problem_list import show_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from airdate.model import Plan, Problem, Step, StorageSettings
    from airdate.publish.last_run import LastRun
    from airdate.store.bucket_setup import Setting
    from airdate.web.notify import NotifyResult


# ── Plans ───────────────────────────────────────────────────────────────────────────────────


def show_markdown(plan: Plan, skipped: Sequence[Problem]) -> None:
    """Print a plan as a pull-request comment."""
    echo(plan_report.markdown(plan, skipped), nl=False)


def show_plan(plan: Plan, skipped: Sequence[Problem] = (), *, json_: bool) -> None:
    """Print what listeners would notice, then each step with its size and reason."""
    if json_:
        print_json(_plan(plan) | {"skipped": skipped})
        return
    _show_skipped(skipped)
    if plan.is_empty:
        echo(plan_report.up_to_date(plan.manifest.rev))
        return
    _show_notices(plan)
    for step in plan_report.visible_steps(plan):
        echo(f"  {step.action.value:<6} {step.key}  ({size(step.size)}; {step.reason})")
    echo(f"Would publish revision {plan.manifest.rev}: {plan_report.summary(plan)}.")


def show_published(
    plan: Plan,
    storage: StorageSettings,
    skipped: Sequence[Problem] = (),
    notified: Sequence[NotifyResult] = (),
    *,
    json_: bool,
) -> None:
    """Print what was published and skipped, who was notified, and the public URLs."""
    for each in notified:
        if each.error:
            warn(f"could not notify {each.to}: {each.error}")
    if json_:
        print_json(_plan(plan) | _stored(storage) | {"notified": notified, "skipped": skipped})
        return
    _show_skipped(skipped)
    if plan.is_empty:
        echo(plan_report.up_to_date(plan.manifest.rev))
    else:
        _show_notices(plan)
        echo(f"Published revision {plan.manifest.rev}: {plan_report.summary(plan)}.")
        if succeeded := [each.to for each in notified if not each.error]:
            _show_row("Notified", ", ".join(succeeded))
    _show_urls(storage, plan.manifest.listed)


def show_up_to_date(last: LastRun, form: str, *, urls: bool = False) -> None:
    """Print that there is nothing to publish: as text, json or markdown; with `urls`, where."""
    if form == "json":
        nothing = {"base": last.rev, "rev": last.rev, "notices": [], "repairs": [], "steps": []}
        published: dict[str, Any] = _stored(last.storage) | {"notified": []} if urls else {}
        print_json(nothing | published | {"skipped": []})
        return
    echo(plan_report.up_to_date(last.rev))
    if urls:
        _show_urls(last.storage, last.feeds)


def _show_urls(storage: StorageSettings, feeds: Iterable[str]) -> None:
    _show_row("Storage", storage.url)
    for slug in feeds:
        _show_row("Feed", f"{storage.public_url}feeds/{slug}.xml")
    _show_row("Website", f"{storage.public_url}index.html")


def _show_row(name: str, value: str) -> None:
    echo(f"{name:<9} {value}")


def _show_skipped(skipped: Sequence[Problem]) -> None:
    if skipped:
        show_problems(skipped, err=True)
        echo("Skipped these episodes; their published versions stay.", err=True)


def _show_notices(plan: Plan) -> None:
    if plan.repairs:
        echo(plan_report.completing(plan))
    for notice in plan.notices:
        echo(f"{click.style(notice.kind, bold=True)}: {notice.text}")


def _stored(storage: StorageSettings) -> dict[str, str]:
    return {"store": storage.url, "public_url": storage.public_url}


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "base": plan.base.rev,
        "rev": plan.manifest.rev,
        "notices": plan.notices,
        "repairs": [_step(step) for step in plan.repairs],
        "steps": [_step(step) for step in plan.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    return {"action": step.action, "key": step.key, "size": step.size, "reason": step.reason}


# ── Maintenance ─────────────────────────────────────────────────────────────────────────────


def show_restored(rev: int | None) -> None:
    """Print that a rollback is done, and how long it lasts."""
    what = f"revision {rev}" if rev else "the previous revision"
    next_publish = "The workspace is unchanged; the next publish will publish it again."
    echo(f"Restored {what}. {next_publish}", err=True)


def show_unused(plan: Plan, *, deleted: bool, json_: bool) -> None:
    """Print the unused files of a gc plan, and whether they were deleted."""
    if json_:
        print_json(_plan(plan) | {"deleted": deleted})
        return
    unused = [step for step in plan.steps if step.artifact is None]
    for step in unused:
        echo(f"  {step.action.value:<6} {step.key}  ({size(step.size)})")
    if not unused:
        echo("No unused files.")
    elif deleted:
        echo(f"Deleted {plan_report.amount(unused)}.")
    else:
        command = "Run `airdate gc --delete` to delete them."
        echo(f"Would delete {plan_report.amount(unused)}. {command}")


def show_trimmed(freed: int) -> None:
    """Print how many bytes were deleted from the cache."""
    echo(f"Deleted {size(freed)} from .airdate/cache." if freed else "Nothing to delete.")


def show_bucket_settings(settings: Sequence[Setting], *, applied: bool) -> None:
    """Print the settings that a bucket needs, and whether they were applied."""
    for setting in settings:
        echo(f"{click.style(setting.name, bold=True)}: {setting.why}")
        print_json(setting.document)
    if applied:
        echo(f"Applied {plural(len(settings), 'setting')}.")
    else:
        command = "Run `airdate bucket --apply` to apply these settings"
        echo(f"{command}; they replace the bucket's own.")


def show_preview(url: str) -> None:
    """Print the URLs of a preview that was just built."""
    _show_row("Website", f"{url}index.html")
    _show_row("Feed", f"{url}feeds/main.xml")
    echo("Watching for changes. Press Ctrl+C to stop.")
