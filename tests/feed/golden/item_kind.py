from __future__ import annotations

from pipeline.model import EpisodeKind

EPISODE = {"kind": EpisodeKind.TRAILER}
