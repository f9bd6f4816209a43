"""Ways to subscribe to a feed: its URL, links that open it in an app, and a QR code."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote

from airdate.feed.archive import key as feed_key
from airdate.site.hashed_files import hashed_file

if TYPE_CHECKING:
    from airdate.model import Artifact, Feed

# Each app's own link, with the feed's address whole, escaped, or without its scheme. AntennaPod's:
# https://antennapod.org/documentation/podcasters-hosters/add-on-antennapod (read 2026-11); the
# schemes of the others are common knowledge.
APPS = (
    ("Apple Podcasts", "podcast://{bare}"),
    ("AntennaPod", "https://antennapod.org/deeplink/subscribe?url={escaped}"),
    ("Overcast", "overcast://x-callback-url/add?url={escaped}"),
    ("Pocket Casts", "pktc://subscribe/{bare}"),
)


@dataclass(frozen=True, slots=True)
class Address:
    """A feed's URL, each app's link to it by name, and the URL as a QR code."""

    feed: Feed
    url: str
    apps: tuple[tuple[str, str], ...]
    qr_code: Artifact


def address(feed: Feed, base: str) -> Address:
    """Return the ways to subscribe to a feed; `base` is the URL that keys are appended to."""
    url = base + feed_key(feed)
    bare, escaped = url.partition("://")[2], quote(url, safe="")
    links = tuple((name, link.format(bare=bare, escaped=escaped)) for name, link in APPS)
    return Address(feed, url, links, hashed_file(f"feed-{feed.slug}", ".svg", _qr_code(url)))


def _qr_code(url: str) -> bytes:
    """Return a QR code of an address, as SVG: dark on light, whatever the page's colours."""
    import segno

    out = BytesIO()
    segno.make(url, error="m", micro=False).save(
        out,
        kind="svg",
        border=4,
        dark="#000",
        light="#fff",
        xmldecl=False,
        omitsize=True,
        svgclass=None,
        lineclass=None,
        nl=False,
    )
    return out.getvalue()
