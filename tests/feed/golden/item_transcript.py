from __future__ import annotations

from pipeline.model import Transcript

EPISODE = {"language": "sv"}
RELEASE = {"transcript": Transcript("transcripts/first-0a1b2c3d.vtt", "text/vtt", ())}
