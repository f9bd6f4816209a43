from __future__ import annotations

from airdate.podcast.namespace_tags import Soundbite

EPISODE = {"soundbites": (Soundbite(73, 60), Soundbite(1234.5, 42.25, "Why trust takes time"))}
