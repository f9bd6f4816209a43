"""Rules about URLs: how they are written, where they lead, who can reach them.

Whether a server answers is up to `airdate.web.link_check`, on request.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from airdate import article
from airdate.check import hosts, references, urls
from airdate.check.core import (
    Finding,
    Rule,
    on_channel,
    on_document,
    on_episode,
    on_published,
    on_show,
)
from airdate.check.inputs import SETTINGS
from airdate.check.urls import Link
from airdate.model import PageLink, Place, Severity
from airdate.podcast.author_keys import keys_of
from airdate.podcast.codec import urls_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from airdate.check.feeds.document import Document
    from airdate.check.inputs import Channel, EpisodeInput, PublishedInput, ShowInput
    from airdate.model import Episode, Feed, Workspace

_MAX_SHOWN = 80  # characters of a URL in a message
# Fields of feeds and episodes that are URLs; those of podcast tags are declared with the tags.
_URL_FIELDS = ("hub", "license_url", "link", "new_feed_url")


# ── Which there are ─────────────────────────────────────────────────────────────────────────


def links(workspace: Workspace) -> Iterator[Link]:
    """Yield every URL that readers, listeners or apps may follow."""
    for feed in workspace.feeds:
        yield from links_of_keys(feed)
    for episode in workspace.episodes:
        yield from links_of_keys(episode)
        yield from links_of_article(episode, article.read_inline(episode.article))


def links_of_keys(subject: Feed | Episode) -> Iterator[Link]:
    """Yield the URLs in the settings of a feed, or the front matter of an episode."""
    for name in _URL_FIELDS:
        if address := getattr(subject, name, None):
            yield Link(subject.place.at(name), address)
    for at, chapter in enumerate(getattr(subject, "chapters", ())):
        if chapter.url:
            yield Link(subject.place.at("chapters", at, "url"), chapter.url)
    for key in keys_of(type(subject)):
        for keys, address in urls_in(getattr(subject, key.field), (key.name,)):
            yield Link(subject.place.at(*keys), address)


def links_of_article(episode: Episode, inline: article.Inline) -> Iterator[Link]:
    """Yield the URLs in an article, of links and of images."""
    for target in inline.targets:
        line = episode.article_line + target.line - 1
        yield Link(Place(episode.place.path, line), target.address)


def page_links(episode: Episode) -> Iterator[PageLink]:
    """Yield the links from an article to pages beside its own."""
    if not _may_link_beside(episode.article):
        return
    for target in article.read_inline(episode.article).targets:
        address = target.address
        if target.is_image or urls.has_scheme(address) or address.startswith(("#", "/")):
            continue
        if (slug := _page_beside(address)) is not None:
            yield PageLink(address, episode.article_line + target.line - 1, slug)


def _may_link_beside(markdown: str) -> bool:
    """Whether an article may have a link without a scheme: most have none, and parsing is slow."""
    others = markdown.replace("](https://", "").replace("](http://", "")
    return "](" in others or "]:" in others or "href" in others.lower()


def _page_beside(address: str) -> str | None:
    """Return the name, without its ending, of what a link leads to beside the article's page.

    None stands for what is elsewhere in the show, which may be anything. The names of an
    episode's folder and file lead nowhere, natural as they are to write.
    """
    path = unquote(urlsplit(urljoin("/episodes/page.html", address)).path)
    folder, _, name = path.rpartition("/")
    if name == "episode.md":
        return path
    return name.partition(".")[0] if folder == "/episodes" else None


# ── What is wrong with them ─────────────────────────────────────────────────────────────────


def link_dead(_given: EpisodeInput) -> Iterator[Finding]:
    """Find nothing: whether a server answers is up to `airdate.web.link_check`."""
    return iter(())


def link_invalid(given: EpisodeInput | ShowInput) -> Iterator[Finding]:
    """Find URLs that lead nowhere, by how they are written."""
    for place, address in given.links:
        if fault := urls.fault(address):
            yield Finding(place, f"{address[:_MAX_SHOWN]} {fault}", "Write it out: `https://…`.")


def link_insecure(given: EpisodeInput | ShowInput) -> Iterator[Finding]:
    """Find URLs without encryption."""
    for place, address in given.links:
        if address.lower().startswith("http://") and not urls.fault(address):
            yield Finding(
                place,
                f"{address[:_MAX_SHOWN]} is not encrypted",
                "Use https; `airdate check --online --fix` changes links that work with it.",
            )


def link_target_missing(given: PublishedInput) -> Iterator[Finding]:
    """Find links from an article to pages that don't exist, and never did."""
    if not any(each.page_links for each in given.summaries):
        return
    published = (slug for each in given.published.values() for slug in each.slugs)
    slugs = {*published, *(each.slug for each in given.summaries if not each.draft)}
    for each in given.summaries:
        for address, line, slug in ((e.address, e.line, e.slug) for e in each.page_links):
            if slug not in slugs:
                near = get_close_matches(slug, sorted(slugs), 1)
                yield Finding(
                    Place(each.place.path, line),
                    f"link to {address[:_MAX_SHOWN]}, which doesn't exist",
                    f"Did you mean `{near[0]}.html`?"
                    if near
                    else "Link to an episode as `SLUG.html`, to other sites with `https://`.",
                )


def placeholder_urls(given: EpisodeInput | ShowInput) -> Iterator[Finding]:
    """Find URLs that were made up for examples."""
    yield from on_placeholder_hosts(given.links)


def placeholder_emails(channel: Channel) -> Iterator[Finding]:
    """Find e-mail addresses that were made up for examples."""
    for email, place in channel.emails:
        if hosts.is_placeholder(email.rpartition("@")[2]):
            yield Finding(place, f"{email} is a placeholder address", "Replace it with a real one.")


def on_placeholder_hosts(given: Iterable[Link]) -> Iterator[Finding]:
    """Find URLs of hosts that exist for examples only."""
    for place, address in given:
        if hosts.is_placeholder(urls.host_of(address)):
            yield Finding(
                place,
                f"{address[:_MAX_SHOWN]} is a placeholder URL",
                "Replace it with the real one.",
            )


def not_public(given: Iterable[Link], hint: str) -> Iterator[Finding]:
    """Find URLs that only this computer or its network can reach."""
    for place, address in given:
        host = urls.host_of(address)
        if hosts.is_local(host):
            message = f"{address[:_MAX_SHOWN]} is on {host}, which listeners can't reach"
            yield Finding(place, message, hint)


def insecure(given: Iterable[Link], hint: str) -> Iterator[Finding]:
    """Find URLs without encryption that apps fetch."""
    for place, address in given:
        if address.lower().startswith("http://") and not hosts.is_local(urls.host_of(address)):
            yield Finding(place, f"{address[:_MAX_SHOWN]} is not encrypted", hint)


def public_url_not_public(given: ShowInput) -> Iterator[Finding]:
    """Find a show that listeners can't reach."""
    hint = "Set `public_url` in `[storage]` to the show's public URL."
    yield from not_public(_public_url(given), hint)


def public_url_insecure(given: ShowInput) -> Iterator[Finding]:
    """Find a show without encryption."""
    yield from insecure(_public_url(given), "Set `public_url` in `[storage]` to an https URL.")


def _public_url(given: ShowInput) -> tuple[Link]:
    url = given.show.settings.storage.public_url
    return (Link(SETTINGS.at("storage", "public_url"), url),)


def fetched_not_public(doc: Document) -> Iterator[Finding]:
    """Find files and pages that listeners can't reach, one for each host."""
    yield from not_public(doc.fetched, "Use the public URL.")


def fetched_insecure(doc: Document) -> Iterator[Finding]:
    """Find files and pages without encryption, one for each host."""
    yield from insecure(doc.fetched, "Use https for all URLs of this host.")


def fetched_placeholder(doc: Document) -> Iterator[Finding]:
    """Find URLs that were made up for examples, one for each host."""
    yield from on_placeholder_hosts(doc.fetched)


RULES = (
    Rule(
        "link-dead",
        "readers get an error page",
        references.OURS,
        (on_episode(link_dead),),
        Severity.WARNING,
    ),
    Rule(
        "link-invalid",
        "the link leads nowhere",
        references.OURS,
        (on_episode(link_invalid), on_show(link_invalid)),
        Severity.WARNING,
    ),
    Rule(
        "link-insecure",
        "others on the network can read and change it",
        references.OURS,
        (on_episode(link_insecure), on_show(link_insecure)),
        Severity.WARNING,
    ),
    Rule(
        "link-target-missing",
        "readers and listeners get an error page",
        references.OURS,
        (on_published(link_target_missing),),
        Severity.WARNING,
    ),
    Rule(
        "url-placeholder",
        "the host exists for examples only",
        references.NAMES,
        (
            on_episode(placeholder_urls),
            on_show(placeholder_urls),
            on_channel(placeholder_emails),
            on_document(fetched_placeholder),
        ),
        Severity.WARNING,
    ),
    Rule(
        "url-not-public",
        "listeners can't reach this computer or its network",
        references.OURS,
        (on_show(public_url_not_public), on_document(fetched_not_public)),
        Severity.WARNING,
        references.ALL,
    ),
    Rule(
        "url-insecure",
        "many players refuse unencrypted URLs",
        references.APPLE_823,
        (on_show(public_url_insecure), on_document(fetched_insecure)),
        Severity.WARNING,
        references.ALL,
    ),
)
