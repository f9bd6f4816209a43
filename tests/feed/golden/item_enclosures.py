from __future__ import annotations

from airdate.podcast.namespace_tags import AlternateEnclosure, Integrity, Source

EPISODE = {
    "enclosures": (
        AlternateEnclosure(
            "video/mp4",
            (
                Source("https://video.example/720.mp4"),
                Source("https://video.example/720.torrent", "application/x-bittorrent"),
            ),
            length=7_924_786,
            bitrate=511_276,
            height=720,
            language="en",
            title="On film",
            rel="video",
            codecs="avc1.64001f,mp4a.40.2",
            integrity=Integrity("sri", "sha384-ExVqijgYHm15PqQqdXfW95x"),
        ),
    )
}
