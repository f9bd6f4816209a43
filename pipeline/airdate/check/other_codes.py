"""Codes of problems that no rule finds: they are reported where files are read or published."""

from __future__ import annotations

# By what reports them; each with its meaning.
OTHER_CODES = {
    "Reading a workspace": {
        "date-ambiguous": "clocks change at this date, so it occurs twice or not at all",
        "encoding-invalid": "the file is not UTF-8",
        "episode-file-missing": "a folder in `episodes/` has no episode.md",
        "extends-invalid": "`extends` names no other feed, or feeds extend each other",
        "file-missing": "a file that is named doesn't exist",
        "file-too-large": "the file is larger than any that people write",
        "file-unreadable": "the file exists and can't be opened",
        "front-matter-invalid": "episode.md doesn't start with valid front matter",
        "image-unusable": "the file is not an image, or is damaged",
        "interview-ambiguous": "a folder has several recordings, and `interview` names none",
        "interview-coming-outdated": "`interview: coming`, and the recording is there",
        "key-invalid": "the value of a key is not what is expected",
        "key-missing": "a required key is missing",
        "key-unknown": "a key is misspelt, or not one of Airdate's",
        "main-feed-missing": "the show has no feeds/main.toml",
        "mastering-failed": "a recording could be read, but not mastered",
        "name-invalid": "a file's name can't be part of a URL",
        "path-outside-workspace": "a path leads out of its folder",
        "recording-unusable": "the file is not audio, or is damaged",
        "subscribers-file-invalid": "subscribers.toml can't be read",
        "timezone-missing": "a date has no time zone, and neither has airdate.toml",
        "toml-invalid": "the file is not valid TOML",
        "transcript-unusable": "the file is not a transcript of a supported format",
    },
    "Publishing": {
        "audio-changed": "the audio of a published episode changed",
        "episode-folder-missing": "a live episode was never in this workspace",
        "file-changed": "a published file that never changes has other content",
        "file-lost": "a file that is needed was deleted from the storage",
        "publish-conflict": "another publisher changed the same episode",
        "slug-in-use": "a skipped episode is still published at this URL",
        "unpublish-invalid": "`--unpublish` names no published episode",
    },
    "`airdate verify`": {
        "verify-artwork-invalid": "artwork is not what directories require",
        "verify-artwork-size": "artwork is smaller or larger than directories require",
        "verify-content-mismatch": "served content differs from what was published",
        "verify-cors-missing": "players on other sites can't load the file",
        "verify-enclosure-mismatch": "an enclosure differs from the file",
        "verify-etag-ignored": "the server sends files that haven't changed",
        "verify-feed-malformed": "the feed can't be parsed",
        "verify-length-mismatch": "Content-Length differs from the file's size",
        "verify-private-urls-exposed": "private feed URLs can be found",
        "verify-ranges-unsupported": "the server ignores byte ranges, so players can't seek",
        "verify-type-mismatch": "Content-Type is not the file's",
    },
}
