from __future__ import annotations

from airdate.model import EpisodeKind

EPISODE = {"kind": EpisodeKind.TRAILER}
