"""Rules about identity: guids and slugs, by which apps and links find an episode again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check import references
from airdate.check.core import Finding, Rule, on_document, on_items, on_published, on_show
from airdate.check.feeds.presence import channel_without, items_without
from airdate.check.title_rules import owner_name
from airdate.check.urls import is_url
from airdate.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import PurePosixPath

    from airdate.check.feeds.document import Document
    from airdate.check.inputs import PublishedInput, ShowInput
    from airdate.model import EpisodeSummary, Place


def guid_duplicate(summaries: Iterable[EpisodeSummary]) -> Iterator[Finding]:
    """Find a guid of two episodes, drafts included.

    Case matters: https://podcasters.apple.com/support/823-podcast-requirements.
    """
    first: dict[str, Place] = {}
    for each in summaries:
        guid = each.guid.strip()
        owner = first.setdefault(guid, each.place) if guid else each.place
        if owner != each.place:
            yield Finding(
                each.place.at("guid"),
                f"{owner_name(owner)} also has guid {guid[:80]}",
                "Give the newer one its own guid, such as a new UUID.",
            )


def slug_duplicate(given: ShowInput) -> Iterator[Finding]:
    """Find two episodes that would have the same page, also on disks that ignore case."""
    first: dict[str, Place] = {}
    for each in given.summaries:
        if each.draft:
            continue
        owner = first.setdefault(each.slug.lower(), each.place)
        if owner != each.place:
            yield Finding(
                each.place.at("slug"),
                f"{owner_name(owner)} also has slug {each.slug}",
                "Set another `slug` in one of them.",
            )


def guid_changed(given: PublishedInput) -> Iterator[Finding]:
    """Find published pages whose episode comes with another guid."""
    by_slug = {each.slugs[0]: each.guid for each in given.published.values() if each.live}
    here = {each.guid for each in given.summaries if not each.draft}
    for each in given.summaries:
        was = by_slug.get(each.slug, each.guid)
        if not each.draft and was not in here and each.guid not in given.published:
            yield Finding(
                each.place.at("guid"),
                f"the guid of published “{each.title}” changed from {was}",
                f"Restore {was}; otherwise apps download the episode again.",
            )


def slug_taken(given: PublishedInput) -> Iterator[Finding]:
    """Find episodes at the URL of another one that has moved on.

    Two at one URL, and a URL that comes with another guid, are other rules.
    """
    slugs = {each.guid: each.slug for each in given.summaries if not each.draft}
    owners = {
        slug: published
        for published in given.published.values()
        for slug in published.slugs
        if slugs.get(published.guid, slug) != slug
    }
    for each in given.summaries:
        own, owner = given.published.get(each.guid), owners.get(each.slug)
        if each.draft or not owner or owner.guid == each.guid or (own and each.slug in own.slugs):
            continue
        yield Finding(
            each.place.at("slug"),
            f"slug {each.slug} belonged to published “{owner.title}”, and links to it exist",
            "Set another `slug`, so that old links lead to where that episode is now.",
        )


def feed_guid_duplicate(given: ShowInput) -> Iterator[Finding]:
    """Find two feeds that directories would take for one show."""
    first: dict[str, PurePosixPath] = {}
    for feed in given.show.feeds:
        owner = first.setdefault(feed.guid.lower(), feed.place.path)
        if owner != feed.place.path:
            yield Finding(
                feed.place.at("guid"),
                f"{owner} also has guid {feed.guid}",
                "Give the newer one its own guid, such as a new UUID.",
            )


def feed_guid_changed(given: PublishedInput) -> Iterator[Finding]:
    """Find published feeds that come with another guid."""
    for feed in given.show.feeds:
        published = given.manifest.feeds.get(feed.slug)
        if published and published.guid != feed.guid:
            yield Finding(
                feed.place.at("guid"),
                f"the guid of published “{feed.title}” changed from {published.guid}",
                f"Restore {published.guid}; directories and apps identify the show by it.",
            )


def guid_permalink(doc: Document) -> Iterator[Finding]:
    """Find guids that are declared to be URLs, and aren't."""
    for item in doc.items:
        node = item.first("guid")
        declared = node.attributes.get("isPermaLink", "true").lower() if node else "false"
        if node and node.text and declared != "false" and not is_url(node.text):
            yield Finding(
                doc.at(node),
                f"guid “{node.text[:40]}” is declared to be a URL",
                'Write `<guid isPermaLink="false">`.',
            )


def guid_missing(doc: Document) -> Iterator[Finding]:
    """Find items without a guid."""
    yield from items_without(doc, "guid", "Add `<guid>` with a text that never changes.")


def feed_guid_missing(doc: Document) -> Iterator[Finding]:
    """Find channels without a guid."""
    hint = "Add `<podcast:guid>` with the show's own UUID, and never change it."
    yield from channel_without(doc, "podcast:guid", hint)


RULES = (
    Rule(
        "guid-duplicate",
        "apps show only one of two episodes with the same guid",
        references.APPLE_823,
        (on_items(guid_duplicate),),
    ),
    Rule(
        "guid-changed",
        "with another guid, apps download the episode again",
        references.APPLE_823,
        (on_published(guid_changed),),
    ),
    Rule(
        "guid-missing",
        "apps take the episode for a new one on each change",
        references.PSP,
        (on_document(guid_missing),),
        Severity.WARNING,
        references.ALL,
    ),
    Rule(
        "guid-permalink",
        "apps open it as a page",
        references.RSS,
        (on_document(guid_permalink),),
        Severity.WARNING,
    ),
    Rule(
        "slug-duplicate",
        "two pages can't have the same URL",
        references.OURS,
        (on_show(slug_duplicate),),
    ),
    Rule(
        "slug-taken",
        "links to a published page would lead to another episode",
        references.OURS,
        (on_published(slug_taken),),
        Severity.WARNING,
    ),
    Rule(
        "feed-guid-duplicate",
        "directories take two feeds with the same guid for one show",
        references.PODCASTING,
        (on_show(feed_guid_duplicate),),
    ),
    Rule(
        "feed-guid-changed",
        "apps and directories take the feed for another show",
        references.PODCASTING,
        (on_published(feed_guid_changed),),
    ),
    Rule(
        "feed-guid-missing",
        "a show without it loses its identity when its URL changes",
        references.PSP,
        (on_document(feed_guid_missing),),
        Severity.WARNING,
    ),
)
