from __future__ import annotations

from airdate.podcast.namespace_tags import Txt

FEED = {"txts": (Txt("naj3eEZaWVVY9a38", "applepodcastsverify"), Txt("a < b"))}
