from __future__ import annotations

from airdate.podcast.namespace_values import Txt

FEED = {"txts": (Txt("naj3eEZaWVVY9a38", "applepodcastsverify"), Txt("a < b"))}
