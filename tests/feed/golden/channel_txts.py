from __future__ import annotations

from pipeline.model.podcasting import Txt

FEED = {"txts": (Txt("naj3eEZaWVVY9a38", "applepodcastsverify"), Txt("a < b"))}
