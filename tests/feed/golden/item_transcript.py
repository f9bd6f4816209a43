from __future__ import annotations

from airdate.model import File, Transcript

EPISODE = {"language": "sv"}
OTHERS = (
    File("transcripts/first-1b2c3d4e.srt", "application/x-subrip", 70, "1b" * 32),
    File("transcripts/first-2c3d4e5f.json", "application/json", 71, "2c" * 32),
    File("transcripts/first-3d4e5f60.html", "text/html; charset=utf-8", 72, "3d" * 32),
    File("transcripts/first-4e5f6071.txt", "text/plain; charset=utf-8", 73, "4e" * 32),
)
RELEASE = {"transcript": Transcript("transcripts/first-0a1b2c3d.vtt", "text/vtt", (), OTHERS)}
