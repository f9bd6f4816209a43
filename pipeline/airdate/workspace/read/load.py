"""The workspace folder as values, and every problem of every file: files never raise."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from airdate.ledger import ledger_in_memory
from airdate.model import (
    AudioSettings,
    Draft,
    Episode,
    Feed,
    Settings,
    Severity,
    Subscribers,
    Workspace,
)
from airdate.text import slugify
from airdate.workspace.read import subscribers, toml
from airdate.workspace.read.convert import UTC, to_episode, to_feed, to_settings
from airdate.workspace.read.dates import read_date, readings
from airdate.workspace.read.episode_rows import Reader, Reading, refresh_episodes, shared_digest
from airdate.workspace.read.frontmatter import Document, FrontMatterError, parse
from airdate.workspace.read.schema import EpisodeFile, FeedFile, SettingsFile
from airdate.workspace.read.source import Source, is_folder, is_there

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from airdate.ledger import Ledger
    from airdate.ledger.scan import Scan
    from airdate.model import Problem

MEDIA = {
    *(".wav", ".aif", ".aiff", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus"),
    *(".mp4", ".m4v", ".mov", ".mkv", ".webm"),
}
# Finds a draft where its front matter can't be parsed.
_DRAFT_LINE = re.compile(r"^status:[ \t]*draft[ \t]*(#.*)?\r?$", re.MULTILINE)
MAX_BYTES = 5_000_000  # of one article
COMING = "coming"  # the value of `interview` for one that is still to be recorded
_OWN = {"guid", "new_feed_url"}  # of a feed


def load(
    root: Path, ledger: Ledger | None = None, scan: Scan | None = None
) -> tuple[Workspace, tuple[Problem, ...]]:
    """Return everything readable of a workspace, and a problem for everything else.

    With a ledger, folders that have not changed since an earlier run are not read; `scan` has the
    states of all folders.
    """
    problems: list[Problem] = []
    settings, zone = _settings(Source(root, root / "airdate.toml", problems=problems))
    feeds = _feeds(root, problems)
    # Where settings can't be read, what is made with them is no result.
    shared = b"" if problems else shared_digest(root, settings, zone)
    reader = Reader(partial(_read, root, zone, settings.audio), shared, zone or UTC, scan)
    read = refresh_episodes(ledger or ledger_in_memory(), reader, _folders(root, problems))
    problems += read.problems
    workspace = Workspace(
        root=root,
        settings=settings,
        feeds=feeds,
        episodes=read.episodes,
        drafts=read.drafts,
        subscribers=_subscribers(Source(root, root / subscribers.FILE, problems=problems)),
    )
    return workspace, tuple(problems)


# ── airdate.toml ────────────────────────────────────────────────────────────────────────────


def _settings(source: Source) -> tuple[Settings, ZoneInfo | None]:
    """Return the settings, and the zone if the author named one."""
    values = _toml(source)
    file = source.validated(SettingsFile, values or {})
    if file is None:
        return Settings(zone=UTC), UTC
    # Where the file can't be read at all, its dates are not to blame.
    return to_settings(file, source), file.timezone if values is not None else UTC


def _toml(source: Source) -> dict[str, Any] | None:
    if not source.may_be_read():
        return None
    try:
        values, text = toml.read(source.path)
    except OSError as error:
        source.report(
            "file-unreadable",
            f"cannot read {source.path.name}: {error.strerror}",
            "Check that it exists and that your user may read it.",
        )
        return None
    except toml.TomlError as error:
        source.report(
            "toml-invalid",
            f"not valid TOML: {error}",
            "Quote text values, and define each table and key once.",
            line=error.line,
        )
        return None
    source.line_of = partial(toml.line_of, text)
    return values


def _subscribers(source: Source) -> Subscribers:
    """Return the subscribers of private feeds; problems never contain their tokens."""
    if not source.may_be_read():
        return Subscribers()
    try:
        return subscribers.read(source.path)
    except OSError as error:
        message = f"cannot read {source.path.name}: {error.strerror}"
    except toml.TomlError:
        message = f"{source.path.name} is not valid TOML"
    except ValueError as error:
        message = str(error)
    hint = "Restore it from a backup: it holds the URLs of private feeds."
    source.report("subscribers-file-invalid", message, hint)
    return Subscribers()


# ── feeds/*.toml ────────────────────────────────────────────────────────────────────────────


def _feeds(root: Path, problems: list[Problem]) -> tuple[Feed, ...]:
    """Return every feed, the main one first."""
    listed = Source(root, root / "feeds", problems=problems).listed()
    paths = sorted(
        (path for path in listed if path.suffix == ".toml"),
        key=lambda path: (path.stem != "main", path),
    )
    sources = {path.stem: Source(root, path, problems=problems) for path in paths}
    written = {slug: _toml(source) for slug, source in sources.items()}
    if not sources or not any(slug == "main" for slug in sources):
        Source(root, root / "feeds" / "main.toml", problems=problems).report(
            "main-feed-missing",
            "no feeds/main.toml",
            "Create it with `guid`, `title` and `author`.",
        )
    feeds = [_feed(slug, written, source) for slug, source in sources.items()]
    return tuple(feed for feed in feeds if feed)


def _feed(slug: str, written: Mapping[str, dict[str, Any] | None], source: Source) -> Feed | None:
    """Return a feed; problems of inherited keys are reported for the file that sets them."""
    own = written[slug]
    values = _extended(slug, written, source) if own is not None else None
    if own is None or values is None:
        return None
    if slug != slugify(slug):
        source.report(
            "name-invalid",
            f"file name {source.path.name} can't be part of a URL",
            f"Rename it to {slugify(slug)}.toml.",
        )
        return None
    source.inherited = frozenset(values) - frozenset(own)
    file = source.validated(FeedFile, values)
    return to_feed(file, source) if file else None


def _extended(
    slug: str, written: Mapping[str, dict[str, Any] | None], source: Source
) -> dict[str, Any] | None:
    """Return a feed's values with all that it extends; None with a problem added."""
    values: dict[str, Any] = {}
    chain: list[str] = []
    name: Any = slug
    while name is not None:
        own = written.get(name) if isinstance(name, str) else None
        if name in chain or own is None:
            source.report("extends-invalid", *_extends_fault(name, chain), ("extends",))
            return None
        chain.append(name)
        # A variant is another feed: it inherits neither guid nor new URL.
        inherited = own if name == slug else {k: v for k, v in own.items() if k not in _OWN}
        values = {**inherited, **values}
        name = own.get("extends")
    values.pop("extends", None)
    return values


def _extends_fault(name: Any, chain: list[str]) -> tuple[str, str]:
    """Return what is wrong with `extends`, and a hint."""
    if name in chain:
        return f"`extends` is circular: {' → '.join([*chain, name])}", "Remove one of these."
    hint = "Use the name of another file in feeds/, without its extension."
    return f"`extends` is “{name}”, but feeds/{name}.toml can't be read", hint


# ── episodes/*/episode.md ───────────────────────────────────────────────────────────────────


def _folders(root: Path, problems: list[Problem]) -> list[Path]:
    """Return the episodes' folders; hidden ones are not."""
    source = Source(root, root / "episodes", problems=problems)
    return [path for path in source.listed() if is_folder(path)]


def _read(root: Path, zone: ZoneInfo | None, audio: AudioSettings, folder: Path) -> Reading:
    """Read an episode's folder."""
    problems: list[Problem] = []
    source = Source(root, folder / "episode.md", problems=problems)
    document = _document(source)
    if document is None:
        return Reading(None, "", tuple(problems))
    source.line_of = document.line_of
    if str(document.values.get("status", "draft")).strip() == "draft":
        return Reading(_draft(source, document), "", tuple(problems))
    episode = _episode(source, document, zone, audio)
    return Reading(episode, str(document.values.get("date")), tuple(problems))


def _document(source: Source) -> Document | None:
    path = source.path
    if not source.may_be_read():
        return None
    try:
        if path.stat().st_size > MAX_BYTES:
            source.report(
                "file-too-large",
                f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB",
                "Shorten it.",
            )
            return None
        text = path.read_bytes().decode("utf-8-sig")
        if _DRAFT_LINE.search(text.split("\n---", 1)[0]):
            source.severity = Severity.WARNING
        return parse(text)
    except FileNotFoundError:
        source.severity = Severity.WARNING
        source.report(
            "episode-file-missing",
            f"folder {path.parent.name} has no episode.md",
            "Add one, or move the folder out of `episodes/`.",
        )
    except OSError as error:
        source.report(
            "file-unreadable",
            f"cannot read {path.name}: {error.strerror}",
            "Make it a file that your user may read.",
        )
    except UnicodeDecodeError:
        source.report("encoding-invalid", f"{path.name} is not UTF-8", "Save it as UTF-8.")
    except FrontMatterError as error:
        source.report("front-matter-invalid", error.message, error.hint, line=error.line)
    return None


def _draft(source: Source, document: Document) -> Draft:
    """Return a draft. What is wrong with it stops nothing, and what is missing is to come."""
    source.severity = Severity.WARNING
    values = {"title": "?", "guid": "?", "date": "2000-01-01", **document.values}
    source.validated(
        EpisodeFile, {key: value for key, value in values.items() if value is not None}
    )
    guid, title = document.values.get("guid"), document.values.get("title")
    return Draft(
        slug=slugify(str(document.values.get("slug") or source.path.parent.name)),
        place=source.place(),
        guid=guid if isinstance(guid, str) else None,
        title=title if isinstance(title, str) else None,
    )


def _episode(
    source: Source, document: Document, zone: ZoneInfo | None, audio: AudioSettings
) -> Episode | None:
    file = source.validated(EpisodeFile, document.values)
    if file is None:
        return None
    if zone is None and read_date(file.date).tzinfo is None:
        source.report(
            "timezone-missing",
            f"date {file.date} has no time zone, and `timezone` isn't set in airdate.toml",
            'Add `timezone = "Europe/Berlin"` to airdate.toml, or write a date such as '
            "`2026-11-24 18:00+01:00`.",
            ("date",),
        )
        return None
    coming = not file.tracks and file.interview == COMING
    named = None if coming else file.interview
    interview = _first_track(source, file) or _interview(source, named)
    if interview is None:
        return None
    warn_ambiguous_time(source, file.date, zone or UTC)
    episode = to_episode(
        file,
        document,
        source,
        slug=file.slug or slugify(source.path.parent.name),
        interview=interview,
        zone=zone or UTC,
        audio=audio,
    )
    return without_interview(episode, source) if coming else episode


def without_interview(episode: Episode, source: Source) -> Episode:
    """Return an episode with `interview: coming`: without it, until the recording exists."""
    if not is_there(episode.interview):
        return replace(episode, coming=True)
    source.warn(
        "interview-coming-outdated",
        f"`interview: {COMING}` is set, but {episode.interview.name} exists and is published",
        "Delete the line.",
        ("interview",),
    )
    return episode


def _first_track(source: Source, file: EpisodeFile) -> Path | None:
    return source.path.parent / file.tracks[0] if file.tracks else None


def warn_ambiguous_time(source: Source, date: str, zone: ZoneInfo) -> None:
    """Warn which moment is used for a time at which clocks change."""
    first, *others = readings(date, zone)
    if others:
        message = f"{date} occurs twice in {zone} (clocks go back); using the first, {first}"
    elif first.replace(tzinfo=None) != read_date(date).replace(tzinfo=None):
        message = f"{date} does not exist in {zone} (clocks go forward); using {first}"
    else:
        return
    others = [first, *others]
    hint = f"To be explicit, write {' or '.join(f'`{each}`' for each in others)}."
    source.warn("date-ambiguous", message, hint, ("date",))


def _interview(source: Source, name: str | None) -> Path | None:
    """Return the recording: as named, or the one there is. It may turn out to be missing."""
    folder = source.path.parent
    if name is not None:
        path = folder / name
        return source.file(name, ("interview",), (folder,)) if is_there(path) else path
    # Hidden ones, left out, are what macOS leaves beside files on other disks: ._interview.wav.
    beside = Source(source.root, folder, problems=source.problems).listed()
    media = [path for path in beside if path.suffix.lower() in MEDIA]
    named = [path for path in media if path.stem.lower() == "interview"]
    candidates = named or media
    if len(candidates) > 1:
        names = ", ".join(path.name for path in candidates)
        source.report(
            "interview-ambiguous",
            f"several recordings: {names}",
            f"Choose one: `interview: {candidates[0].name}`.",
        )
        return None
    path = candidates[0] if candidates else folder / "interview.wav"
    return source.file(path.name, ("interview",), (folder,)) if candidates else path
