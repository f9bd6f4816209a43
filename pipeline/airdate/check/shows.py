"""What is looked for in feeds, settings and artwork."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from airdate.art import colours
from airdate.check import hosts
from airdate.check.core import Finding, RuleInput
from airdate.check.titles import DESCRIPTION_BYTES
from airdate.model import Place
from airdate.podcast.categories import is_known, near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.model import Picture

SETTINGS = Place(PurePosixPath("airdate.toml"))
SMALLEST_COVER, LARGEST_COVER = 1400, 3000  # pixels
LARGEST_COVER_BYTES = 512_000
_ENDINGS = {
    "JPEG": (".jpg", ".jpeg"),
    "PNG": (".png",),
    "WEBP": (".webp",),
    "GIF": (".gif",),
    "TIFF": (".tiff", ".tif"),
    "AVIF": (".avif",),
}


def address_local(facts: RuleInput) -> Iterator[Finding]:
    """Find a show that nobody else can reach."""
    host = urlsplit(facts.workspace.settings.storage.public_url).hostname or ""
    if hosts.is_local(host):
        yield Finding(
            SETTINGS.at("storage", "public_url"),
            f"the show is said to be at {host}, which listeners can't reach",
            "write where listeners will find it into [storage] public_url",
        )


def address_plain(facts: RuleInput) -> Iterator[Finding]:
    """Find a public address without encryption."""
    url = urlsplit(facts.workspace.settings.storage.public_url)
    if url.scheme != "https" and not hosts.is_local(url.hostname or ""):
        yield Finding(
            SETTINGS.at("storage", "public_url"),
            "public_url is not https",
            "write it with https://",
        )


def accent_faint(facts: RuleInput) -> Iterator[Finding]:
    """Find an accent that nobody can read on the pages' paper."""
    accent = facts.workspace.settings.site.accent
    seen = colours.contrast(accent, colours.PAPER)
    if seen < colours.READABLE:
        yield Finding(
            SETTINGS,
            f"text in {accent} has a contrast of {seen:.1f} on the pages; "
            f"links are in {colours.light(accent).link} instead",
            f"choose a darker accent, of {colours.READABLE} at least",
        )


def feed_guid_twice(facts: RuleInput) -> Iterator[Finding]:
    """Find two feeds that directories would take for one show."""
    first: dict[str, PurePosixPath] = {}
    for feed in facts.workspace.feeds:
        owner = first.setdefault(feed.guid.lower(), feed.place.path)
        if owner != feed.place.path:
            yield Finding(
                feed.place.at("guid"),
                f"its guid is that of {owner} too",
                "give the newer one its own",
            )


def artwork_missing(facts: RuleInput) -> Iterator[Finding]:
    """Find feeds without a cover of their own."""
    for feed in facts.workspace.feeds:
        if feed.image is None:
            yield Finding(
                feed.place,
                "the show has no artwork; a plain cover with its title stands in",
                'write image = "cover.jpg", a square of 1400 to 3000 pixels',
            )


def artwork_unfit(facts: RuleInput) -> Iterator[Finding]:
    """Find covers that directories refuse."""
    root = facts.workspace.root
    for picture in _covers(facts):
        place = Place(PurePosixPath(picture.path.relative_to(root)))
        for what, hint in _unfit(picture):
            yield Finding(place, what, hint)


def artwork_misnamed(facts: RuleInput) -> Iterator[Finding]:
    """Find images whose name says that they are of another kind."""
    root = facts.workspace.root
    for picture in facts.probe_results.pictures.values():
        endings = _ENDINGS.get(picture.format)
        if endings and picture.path.suffix.lower() not in endings:
            yield Finding(
                Place(PurePosixPath(picture.path.relative_to(root))),
                f"the image is a {picture.format}, and its name says otherwise",
                f"rename it to end in {endings[0]}",
            )


def artwork_heavy(facts: RuleInput) -> Iterator[Finding]:
    """Find covers that apps are slow to load."""
    for picture in _covers(facts):
        if picture.size > LARGEST_COVER_BYTES:
            yield Finding(
                Place(PurePosixPath(picture.path.relative_to(facts.workspace.root))),
                f"the cover has {picture.size // 1000} kB",
                f"save it with {LARGEST_COVER_BYTES // 1000} kB at most",
            )


def owner_missing(facts: RuleInput) -> Iterator[Finding]:
    """Find feeds that nobody can be asked about."""
    for feed in facts.workspace.feeds:
        if feed.owner is None:
            yield Finding(
                feed.place, "nobody is named as owner", 'write owner = { name = "…", email = "…" }'
            )


def category_missing(facts: RuleInput) -> Iterator[Finding]:
    """Find feeds that are listed nowhere."""
    for feed in facts.workspace.feeds:
        if not feed.categories:
            yield Finding(
                feed.place,
                "it has no category",
                'write categories = [["Arts", "Books"]], or another',
            )


def category_unknown(facts: RuleInput) -> Iterator[Finding]:
    """Find categories that Apple does not know."""
    for feed in facts.workspace.feeds:
        for at, names in enumerate(feed.categories):
            if not is_known(names):
                meant = near(names)
                yield Finding(
                    feed.place.at("categories", at),
                    f"“{' › '.join(names)}” is none of Apple's categories",
                    _did_you_mean(meant),
                )


def _did_you_mean(meant: tuple[str, ...] | None) -> str:
    return f"Did you mean “{' › '.join(meant)}”?" if meant else "look it up in Apple's list"


def description_missing(facts: RuleInput) -> Iterator[Finding]:
    """Find feeds that don't say what they are about."""
    for feed in facts.workspace.feeds:
        if not feed.description:
            yield Finding(feed.place, "it has no description", "write description = …")


def description_long(facts: RuleInput) -> Iterator[Finding]:
    """Find descriptions that are cut."""
    for feed in facts.workspace.feeds:
        if (size := len(feed.description.encode())) > DESCRIPTION_BYTES:
            yield Finding(
                feed.place.at("description"),
                f"the description has {size} bytes",
                f"shorten it to {DESCRIPTION_BYTES}; the feed has the beginning",
            )


def is_fit(picture: Picture) -> bool:
    """Whether directories and apps take a cover as it is."""
    return picture.size <= LARGEST_COVER_BYTES and not any(_unfit(picture))


def _covers(facts: RuleInput) -> Iterator[Picture]:
    """Yield the pictures that apps show as artwork: photos and logos go out small."""
    feeds, episodes = facts.workspace.feeds, facts.workspace.episodes
    shown = {*(feed.image for feed in feeds), *(episode.cover for episode in episodes)}
    return (picture for path, picture in facts.probe_results.pictures.items() if path in shown)


def _unfit(picture: Picture) -> Iterator[tuple[str, str]]:
    width, height = picture.width, picture.height
    if width != height:
        yield f"the cover is {width} × {height} pixels, not square", "cut it to a square"
    if not SMALLEST_COVER <= max(width, height) <= LARGEST_COVER:
        yield (
            f"the cover is {width} × {height} pixels",
            f"make it {SMALLEST_COVER} to {LARGEST_COVER} pixels wide and high",
        )
    if picture.format not in {"JPEG", "PNG"} or picture.mode not in {"RGB", "L"}:
        yield (
            f"the cover is {picture.format} in {picture.mode}; a JPEG made from it goes out",
            "save it as JPEG or PNG in RGB, without see-through parts",
        )
