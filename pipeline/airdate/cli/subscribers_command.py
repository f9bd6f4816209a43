"""The commands about subscribers of private feeds: the only ones that print their addresses."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import click

from airdate.cli.options import in_workspace, workspace_folder

if TYPE_CHECKING:
    from pathlib import Path

    from airdate.model import Feed, Workspace

of_feed = click.option("--feed", "slug", help="Which private feed; else the only one there is.")
GUESSES = 16  # bytes of a token, from the system's source of secrets


@click.group()
def subscribers() -> None:
    """Say who may listen to private feeds.

    A feed with `private = true` has an address for each subscriber, which nobody can guess and
    nothing links to. They are kept in subscribers.toml.
    """


@subscribers.command("add")
@click.argument("name")
@of_feed
@in_workspace
def add(name: str, slug: str | None, root: Path | None) -> None:
    """Give NAME an address; for a show with one address for all, NAME may be “all”."""
    from airdate.workspace.read import subscribers as file

    folder, workspace, feed = _found(root, slug)
    after = file.added(workspace.subscribers, feed.slug, name, _mint)
    file.write(folder / file.FILE, after)
    click.echo(_address(workspace, list(after.tokens[feed.slug].values())[-1]))
    click.echo("It works once you publish. Whoever has it can listen: send it to nobody else.")
    if not workspace.subscribers.secret:
        click.echo(f"{file.FILE} has all addresses: keep a copy, and no copy that others can read.")


@subscribers.command("revoke")
@click.argument("name")
@of_feed
@click.option(
    "--rekey",
    is_flag=True,
    help="Also move all private files, so that addresses of episodes that NAME has seen end too.",
)
@in_workspace
def revoke(name: str, slug: str | None, root: Path | None, *, rekey: bool) -> None:
    """Take NAME's address away: at the next publish it is gone, and nobody else's changes."""
    from dataclasses import replace

    from airdate.workspace.read import subscribers as file

    folder, workspace, feed = _found(root, slug)
    after = file.revoked(workspace.subscribers, feed.slug, name)
    file.write(folder / file.FILE, replace(after, secret=_mint()) if rekey else after)
    click.echo("Next: airdate publish; until then the address works.")


@subscribers.command("list")
@click.option("--show-urls", is_flag=True, help="Show each private URL. Keep the output secret.")
@in_workspace
def list_(root: Path | None, *, show_urls: bool) -> None:
    """List who may listen to which private feed."""
    from airdate import workspace as workspaces

    workspace, _ = workspaces.load(workspace_folder(root))
    for slug, tokens in workspace.subscribers.tokens.items():
        for name, token in tokens.items():
            known = f"  {_address(workspace, token)}" if show_urls else ""
            click.echo(f"{slug}  {name}{known}")


def _found(root: Path | None, slug: str | None) -> tuple[Path, Workspace, Feed]:
    """Return the workspace, and the private feed that is meant. Raises AirdateError, UsageError."""
    from airdate import workspace as workspaces
    from airdate.workspace.read.subscribers import FILE, SubscriberError

    folder = workspace_folder(root)
    workspace, problems = workspaces.load(folder)
    for problem in problems:
        if problem.place.path.name == FILE:  # written anew, it would lose what it has
            raise SubscriberError(f"{FILE} can't be used: {problem.message}", problem.hint)
    private = {feed.slug: feed for feed in workspace.feeds if feed.private}
    if not private:
        raise click.UsageError("no feed is private: write private = true into one of feeds/")
    if (slug is None and len(private) > 1) or (slug is not None and slug not in private):
        raise click.UsageError(f"name a private feed with --feed: {', '.join(private)}")
    return folder, workspace, private[slug or next(iter(private))]


def _address(workspace: Workspace, token: str) -> str:
    from airdate.feed import archive
    from airdate.store.private import feed_stem

    return workspace.settings.storage.public_url + archive.at(feed_stem(token))


def _mint() -> str:
    return secrets.token_hex(GUESSES)
