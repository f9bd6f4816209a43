"""The commands for subscribers of private feeds: the only ones that print private URLs."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import click

from airdate.cli.options import in_workspace, workspace_folder

if TYPE_CHECKING:
    from pathlib import Path

    from airdate.model import Feed, Workspace

of_feed = click.option("--feed", "slug", help="Private feed (default: the only one)")
TOKEN_BYTES = 16


@click.group()
def subscribers() -> None:
    """Manage access to private feeds.

    Each subscriber of a feed with `private = true` has their own unguessable URL, stored in
    subscribers.toml.
    """


@subscribers.command("add")
@click.argument("name")
@of_feed
@in_workspace
def add(name: str, slug: str | None, root: Path | None) -> None:
    """Create a private URL for NAME.

    For one shared URL, use “all” as NAME.
    """
    from airdate.workspace.read import subscribers as file

    folder, workspace, feed = _private_feed(root, slug)
    after = file.added(workspace.subscribers, feed.slug, name, _new_token)
    file.write(folder / file.FILE, after)
    added, token = list(after.tokens[feed.slug].items())[-1]
    click.echo(_url(workspace, token))
    click.echo(
        "Active after the next publish. Anyone with this URL can listen, "
        f"so give it to {added} only."
    )
    if not workspace.subscribers.secret:
        click.echo(
            f"{file.FILE} holds every private URL. "
            "Back it up, and keep it out of public repositories."
        )


@subscribers.command("revoke")
@click.argument("name")
@of_feed
@click.option(
    "--rekey",
    is_flag=True,
    help="Also move all private files, so that episode URLs known to NAME stop working",
)
@in_workspace
def revoke(name: str, slug: str | None, root: Path | None, *, rekey: bool) -> None:
    """Revoke NAME's private URL with the next publish.

    Other URLs don't change.
    """
    from dataclasses import replace

    from airdate.workspace.read import subscribers as file

    folder, workspace, feed = _private_feed(root, slug)
    after = file.revoked(workspace.subscribers, feed.slug, name)
    file.write(folder / file.FILE, replace(after, secret=_new_token()) if rekey else after)
    click.echo("Revoked. The URL works until the next `airdate publish`.")


@subscribers.command("list")
@click.option("--show-urls", is_flag=True, help="Show each private URL. Keep the output secret.")
@in_workspace
def list_(root: Path | None, *, show_urls: bool) -> None:
    """List the subscribers of each private feed."""
    from airdate import workspace as workspaces

    workspace, _ = workspaces.load(workspace_folder(root))
    for slug, tokens in workspace.subscribers.tokens.items():
        for name, token in tokens.items():
            url = f"  {_url(workspace, token)}" if show_urls else ""
            click.echo(f"{slug}  {name}{url}")


def _private_feed(root: Path | None, slug: str | None) -> tuple[Path, Workspace, Feed]:
    """Return the folder, the workspace and the private feed. Raises AirdateError, UsageError."""
    from airdate import workspace as workspaces
    from airdate.workspace.read.subscribers import FILE, SubscriberError

    folder = workspace_folder(root)
    workspace, problems = workspaces.load(folder)
    for problem in problems:
        if problem.place.path.name == FILE:  # rewriting it would lose what it holds
            raise SubscriberError(f"cannot use {FILE}: {problem.message}", problem.hint)
    feeds = {feed.slug: feed for feed in workspace.feeds if feed.private}
    if not feeds:
        raise click.UsageError("no private feed; set `private = true` in a file in feeds/")
    if slug is None and len(feeds) > 1:
        raise click.UsageError(f"several private feeds; choose one with --feed: {', '.join(feeds)}")
    if slug is not None and slug not in feeds:
        raise click.UsageError(f"unknown private feed “{slug}”; use one of: {', '.join(feeds)}")
    return folder, workspace, feeds[slug or next(iter(feeds))]


def _url(workspace: Workspace, token: str) -> str:
    from airdate.feed import archive
    from airdate.store.private import feed_stem

    return workspace.settings.storage.public_url + archive.at(feed_stem(token))


def _new_token() -> str:
    return secrets.token_hex(TOKEN_BYTES)
