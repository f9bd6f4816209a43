"""Broken workspaces: the code, the file and line, and words that help, for each."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airdate.model import Person, Severity
from airdate.workspace import load
from tests.workspace.conftest import make

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST = "episodes/first/episode.md"
LATER = "episodes/later/episode.md"
MAIN = "feeds/main.toml"
TOML = "airdate.toml"
OTHER_GUID = "0b7a9e9e-6d0c-4a55-9d5e-2f3f6f1f8f55"
BOMB = "a: &a [x, x]\nb: &b [*a, *a]\n"


def front(lines: str) -> Callable[[Path], None]:
    """Add lines to the front of the live episode's, from line 2 on."""

    def spoil(root: Path) -> None:
        path = root / FIRST
        path.write_text(path.read_text().replace("---\n", f"---\n{lines}\n", 1))

    return spoil


def swap(name: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(root: Path) -> None:
        text = (root / name).read_text()
        assert old in text
        (root / name).write_text(text.replace(old, new, 1))

    return spoil


def write(name: str, body: str | bytes) -> Callable[[Path], None]:
    def spoil(root: Path) -> None:
        (root / name).write_bytes(body.encode() if isinstance(body, str) else body)

    return spoil


def link(name: str, target: str, lines: str = "") -> Callable[[Path], None]:
    def spoil(root: Path) -> None:
        (root / name).unlink(missing_ok=True)
        (root / name).symlink_to(target)
        if lines:
            front(lines)(root)

    return spoil


def both(*spoils: Callable[[Path], None]) -> Callable[[Path], None]:
    def spoil(root: Path) -> None:
        for each in spoils:
            each(root)

    return spoil


def as_folder(name: str) -> Callable[[Path], None]:
    def spoil(root: Path) -> None:
        (root / name).unlink()
        (root / name).mkdir()

    return spoil


def remove(name: str) -> Callable[[Path], None]:
    return lambda root: (root / name).unlink()


# What is done to the workspace; the code and place that have to come of it; words of the message.
BROKEN = [
    # Files that can't be read at all
    (remove(TOML), "file-unreadable", TOML, "No such file"),
    (write(TOML, 'a = "'), "toml-invalid", f"{TOML}", "TOML"),
    (write(TOML, "\n\na = = 1"), "toml-invalid", f"{TOML}:3", "TOML"),
    (write(TOML, b"\xff\xfe"), "toml-invalid", TOML, "UTF-8"),
    (write(TOML, "a = " + "[" * 5000), "toml-invalid", TOML, "deep"),
    (write(TOML, "a = " + "9" * 5000), "toml-invalid", TOML, "too many digits"),
    (write(TOML, "#" * 300_000), "toml-invalid", TOML, "larger than"),
    (remove(MAIN), "main-feed-missing", MAIN, "no feeds/main.toml"),
    (as_folder(FIRST), "file-unreadable", FIRST, "directory"),
    (remove(FIRST), "episode-file-missing", FIRST, "no episode.md"),
    (write(FIRST, b"---\ntitle: \xff\n---\n"), "encoding-invalid", FIRST, "UTF-8"),
    (write(FIRST, "#" * 5_000_001), "file-too-large", FIRST, "MB"),
    # Front matter
    (write(FIRST, "just words"), "front-matter-invalid", f"{FIRST}:1", "no front matter"),
    (write(FIRST, "---\ntitle: x\n"), "front-matter-invalid", f"{FIRST}:1", "not closed"),
    (write(FIRST, "---\n- a\n---\n"), "front-matter-invalid", f"{FIRST}:2", "key: value"),
    (front("\ntags: [open"), "front-matter-invalid", f"{FIRST}:4", "YAML"),
    (front("a: 1\n\tb: 2"), "front-matter-invalid", f"{FIRST}:3", "YAML"),
    (front(BOMB), "front-matter-invalid", f"{FIRST}:2", "alias"),
    (front("tags: *nowhere"), "front-matter-invalid", f"{FIRST}:2", "alias"),
    (front("tags: " + "[" * 50 + "]" * 50), "front-matter-invalid", f"{FIRST}:2", "deep"),
    (front("summary: " + "x" * 300_000), "front-matter-invalid", f"{FIRST}:1", "larger than"),
    (front("tags: a\ntags: b"), "front-matter-invalid", f"{FIRST}:3", "duplicate key `tags`"),
    (front("? [a]\n: b"), "front-matter-invalid", f"{FIRST}:2", "not a word"),
    (front("guid:\nguid: a"), "front-matter-invalid", f"{FIRST}:3", "duplicate key `guid`"),
    # Keys
    (front("sumary: x"), "key-unknown", f"{FIRST}:2", "Did you mean `summary`?"),
    (swap(FIRST, "title:", "titel:"), "key-unknown", f"{FIRST}:2", "Did you mean `title`?"),
    (swap(FIRST, "title:", "titel:"), "key-missing", FIRST, "`title` is required"),
    (swap(FIRST, "guid:", "#"), "key-missing", FIRST, "`guid` is required"),
    (
        front("guests:\n- name: Bo\n  rol: x"),
        "key-unknown",
        f"{FIRST}:4",
        "unknown key `guests[1].rol`. Did you mean `role`?",
    ),
    (write("feeds/b.toml", 'extends = "main"'), "key-missing", "feeds/b.toml", "uuidgen"),
    (swap(MAIN, "author", "autor"), "key-unknown", f"{MAIN}:5", "Did you mean `author`?"),
    (swap(TOML, "loudness", "loudnes"), "key-unknown", f"{TOML}:10", "Did you mean `loudness`?"),
    (swap(TOML, "[audio]", "[sound]"), "key-unknown", f"{TOML}:9", "Use one of: audio, "),
    # Values
    (swap(FIRST, "title: First", "title:"), "key-missing", f"{FIRST}:2", "`title` is required"),
    (swap(FIRST, "title: First", "title: ''"), "key-invalid", f"{FIRST}:2", "empty"),
    (
        swap(FIRST, "First", "x" * 256),
        "key-invalid",
        f"{FIRST}:2",
        "256 characters long; the limit is 255",
    ),
    (swap(FIRST, "First", '"a\\0b"'), "key-invalid", f"{FIRST}:2", "U+0000"),
    (swap(FIRST, "guid: ", 'guid: "a\\nb" # '), "key-invalid", f"{FIRST}:3", "line break"),
    (
        swap(FIRST, "live", "Live"),
        "key-invalid",
        f"{FIRST}:5",
        "`status` is “Live”. Use one of: draft, live.",
    ),
    (swap(FIRST, "date: 2026", "date: soon # "), "key-invalid", f"{FIRST}:4", "2026-11-24 18:00"),
    (swap(FIRST, "date: 2026", "date: 0001"), "key-invalid", f"{FIRST}:4", "Write it as"),
    (swap(FIRST, "+01:00", "+01:00:30"), "key-invalid", f"{FIRST}:4", "Write it as"),
    (front("season: two"), "key-invalid", f"{FIRST}:2", "whole number"),
    (front("season: 1.5"), "key-invalid", f"{FIRST}:2", "whole number"),
    (front("episode: -1"), "key-invalid", f"{FIRST}:2", "the minimum is 0"),
    (front("episode: " + "9" * 5000), "key-invalid", f"{FIRST}:2", "smaller"),
    (front("explicit: perhaps"), "key-invalid", f"{FIRST}:2", "true or false"),
    (front("slug: Über uns"), "key-invalid", f"{FIRST}:2", "a-z, 0-9 and hyphens"),
    (front("language: english"), "key-invalid", f"{FIRST}:2", "de-AT"),
    (front("chapters:\n- 0:00 A\n- later B"), "key-invalid", f"{FIRST}:4", "12:31 Title"),
    (front("chapters: [1:75 A]"), "key-invalid", f"{FIRST}:2", "12:31"),
    (front("chapters: [{start: inf, title: A}]"), "key-invalid", f"{FIRST}:2", "12:31"),
    (front("guests: 7\nhosts: {nam: x}"), "key-missing", f"{FIRST}:3", "`hosts[1].name`"),
    (front("guests: [{name: Bo, url: 'http://[x'}]"), "key-invalid", f"{FIRST}:2", "https://"),
    (front("guests: [{name: Bo, url: 'javascript:x'}]"), "key-invalid", f"{FIRST}:2", "https://"),
    (swap(MAIN, '"en"', '"english"'), "key-invalid", f"{MAIN}:7", "de-AT"),
    (swap(MAIN, "ada@example.org", "ada"), "key-invalid", f"{MAIN}:12", "show@example.org"),
    (swap(MAIN, 'guid = "', 'guid = "x'), "key-invalid", f"{MAIN}:2", "a UUID such as"),
    (swap(TOML, "Europe/Berlin", "Mars/Base"), "key-invalid", f"{TOML}:2", "Europe/Berlin"),
    (swap(TOML, "Europe/Berlin", "../../etc/passwd"), "key-invalid", f"{TOML}:2", "zone"),
    (swap(TOML, "Europe/Berlin", "localtime"), "key-invalid", f"{TOML}:2", "zone"),
    (swap(TOML, "Europe/Berlin", "right/UTC"), "key-invalid", f"{TOML}:2", "zone"),
    (swap(TOML, '"Europe/Berlin"', "3"), "key-invalid", f"{TOML}:2", "zone"),
    (swap(TOML, "= -16", "= 16"), "key-invalid", f"{TOML}:10", "the maximum is -9"),
    (swap(TOML, "= -16", "= nan"), "key-invalid", f"{TOML}:10", ""),
    (swap(TOML, "https://", "ftp://"), "key-invalid", f"{TOML}:7", "https://"),
    (swap(TOML, '"public"', '"../public"'), "key-invalid", f"{TOML}:5", "folder"),
    (swap(TOML, '"public"', '"."'), "key-invalid", f"{TOML}:5", "folder"),
    (swap(TOML, '"public"', '"feeds/x"'), "key-invalid", f"{TOML}:5", "your own files"),
    (swap(TOML, '"public"', '"s3://B"'), "key-invalid", f"{TOML}:5", "s3://bucket"),
    # A date without a zone
    (
        both(write(TOML, ""), swap(FIRST, "+01:00", "")),
        "timezone-missing",
        f"{FIRST}:4",
        "no time zone",
    ),
    # Feeds that extend others
    (
        write("feeds/b.toml", f'guid = "{OTHER_GUID}"\nextends = "c"'),
        "extends-invalid",
        "feeds/b.toml:2",
        "“c”",
    ),
    (
        write("feeds/b.toml", 'extends = "b"'),
        "extends-invalid",
        "feeds/b.toml:1",
        "circular: b → b",
    ),
    (write("feeds/b.toml", "extends = [1]"), "extends-invalid", "feeds/b.toml:1", "can't be read"),
    (write("feeds/Ü b.toml", 'extends = "main"'), "name-invalid", "feeds/Ü b.toml", "u-b.toml"),
    # Files that are named
    (front("cover: c.jpg"), "file-missing", f"{FIRST}:2", "c.jpg"),
    (front("transcript: t.vtt"), "file-missing", f"{FIRST}:2", "t.vtt"),
    (
        front("cover: ../../airdate.toml"),
        "key-invalid",
        f"{FIRST}:2",
        "Name a file in this folder.",
    ),
    (front("interview: /etc/passwd"), "key-invalid", f"{FIRST}:2", "`interview`"),
    (front("interview: 'C:\\x.wav'"), "key-invalid", f"{FIRST}:2", "`interview`"),
    (front("interview: " + "x" * 300), "key-invalid", f"{FIRST}:2", "`interview`"),
    (
        link("episodes/first/c.jpg", "/etc/passwd", "cover: c.jpg"),
        "path-outside-workspace",
        f"{FIRST}:2",
        "outside its folder",
    ),
    (link("episodes/first/c.jpg", "c.jpg", "cover: c.jpg"), "file-missing", f"{FIRST}:2", "c.jpg"),
    (
        link("episodes/first/interview.wav", "/etc/passwd"),
        "path-outside-workspace",
        FIRST,
        "outside its folder",
    ),
    (link(FIRST, "/etc/passwd"), "path-outside-workspace", FIRST, "outside the workspace"),
    (
        link("feeds/b.toml", "/etc/passwd"),
        "path-outside-workspace",
        "feeds/b.toml",
        "outside the workspace",
    ),
    (
        link("episodes/etc", "/etc"),
        "path-outside-workspace",
        "episodes/etc/episode.md",
        "outside the workspace",
    ),
    (write("episodes/first/interview.mp4", "x"), "interview-ambiguous", FIRST, "interview.mp4"),
]


@pytest.mark.parametrize(("spoil", "code", "place", "words"), BROKEN)
def test_a_broken_workspace(
    show: Path, spoil: Callable[[Path], None], code: str, place: str, words: str
) -> None:
    spoil(show)
    _, problems = load(show)
    found = [each for each in problems if each.code == code and str(each.place) == place]
    assert found, problems
    assert any(words in f"{each.message}. {each.hint}" for each in found), found
    warns = code == "episode-file-missing"
    assert {each.severity for each in found} == {Severity.WARNING if warns else Severity.ERROR}


def test_a_workspace_as_made_has_no_problems(show: Path) -> None:
    workspace, problems = load(show)
    assert problems == ()
    assert [each.slug for each in workspace.episodes] == ["first"]
    assert [each.slug for each in workspace.drafts] == ["later"]
    assert [each.slug for each in workspace.feeds] == ["main"]


def test_all_problems_of_all_files_come_at_once(show: Path) -> None:
    front("sumary: x\nseason: two")(show)
    swap(MAIN, "author", "autor")(show)
    swap(TOML, "loudness", "loudnes")(show)
    _, problems = load(show)
    places = {str(each.place) for each in problems}
    assert places == {f"{TOML}:10", MAIN, f"{MAIN}:5", f"{FIRST}:2", f"{FIRST}:3"}


@pytest.mark.parametrize(
    "lines", ["sumary: x", "season: two", "tags: [open", "date2: x", "tags: a\ntags: b"]
)
def test_what_is_wrong_with_a_draft_only_warns(show: Path, lines: str) -> None:
    path = show / LATER
    path.write_text(path.read_text().replace("---\n", f"---\n{lines}\n", 1))
    _, problems = load(show)
    assert [each.severity for each in problems] == [Severity.WARNING]


def test_a_draft_may_be_nearly_empty(show: Path) -> None:
    write(LATER, "---\n---\n")(show)
    workspace, problems = load(show)
    assert problems == ()
    assert [(each.slug, each.guid, each.title) for each in workspace.drafts] == [
        ("later", None, None)
    ]


# ── What is read ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2026-11-24", "2026-11-24T00:00:00+01:00"),
        ("2026-07-24 18:00", "2026-07-24T18:00:00+02:00"),
        ("2026-11-24T18:00:05Z", "2026-11-24T18:00:05+00:00"),
        ("2026-11-24 18:00 +05:30", "2026-11-24T18:00:00+05:30"),
        ("'2026-11-24'", "2026-11-24T00:00:00+01:00"),
    ],
)
def test_dates(show: Path, written: str, iso: str) -> None:
    swap(FIRST, "date: ", f"date: {written} # ")(show)
    workspace, problems = load(show)
    assert problems == ()
    assert workspace.episodes[0].date.isoformat() == iso


def test_plain_values_stay_what_was_typed(show: Path) -> None:
    swap(FIRST, "title: First", "title: No")(show)
    front("tags: [12:31, yes, 007, ~x]\nguests: [1:20, Bo]\nepisode: 010")(show)
    workspace, problems = load(show)
    (episode,) = workspace.episodes
    assert problems == ()
    assert episode.title == "No"
    assert episode.tags == ("12:31", "yes", "007", "~x")
    assert [person.name for person in episode.persons] == ["1:20", "Bo"]
    assert episode.number == 10


def test_keys_with_nothing_after_them_say_nothing(show: Path) -> None:
    before = load(show)[0].episodes[0]
    front("guests:\nhosts: ~\nchapters:\ntags: null\nseason:\nfeeds:\ntype:")(show)
    workspace, problems = load(show)
    assert problems == ()
    assert replace(workspace.episodes[0], article_line=before.article_line) == before


def test_a_title_over_several_lines_is_one_line(show: Path) -> None:
    swap(FIRST, "title: First", "title: |\n  First\n  of  many\nsummary: |\n  one\n\n  two")(show)
    workspace, problems = load(show)
    assert problems == ()
    assert workspace.episodes[0].title == "First of  many"
    assert workspace.episodes[0].summary == "one\n\ntwo"


def test_a_line_within_a_text_does_not_end_the_front_matter(show: Path) -> None:
    front("summary: |\n  one\n  ---\n  two")(show)
    (episode,) = load(show)[0].episodes
    assert episode.summary == "one\n---\ntwo"
    assert "guid" not in episode.article


@pytest.mark.parametrize(
    ("written", "taken", "words"),
    [
        ("2026-03-29 02:30", "2026-03-29T03:30:00+02:00", "does not exist"),
        ("2026-10-25 02:30", "2026-10-25T02:30:00+02:00", "2026-10-25 02:30:00+01:00"),
    ],
)
def test_times_at_which_clocks_are_changed_are_not_guessed_silently(
    show: Path, written: str, taken: str, words: str
) -> None:
    swap(FIRST, "date: ", f"date: {written} # ")(show)
    workspace, (problem,) = load(show)
    assert workspace.episodes[0].date == datetime.fromisoformat(taken)
    assert (problem.code, problem.severity) == ("date-ambiguous", Severity.WARNING)
    assert str(problem.place) == f"{FIRST}:4"
    assert words in f"{problem.message}. {problem.hint}"


@pytest.mark.parametrize(
    "written",
    ["2026-03-29 01:59", "2026-03-29 03:00", "2026-10-25 03:00", "2026-03-29 02:30+01:00"],
)
def test_other_times_of_those_days_are_clear(show: Path, written: str) -> None:
    swap(FIRST, "date: ", f"date: {written} # ")(show)
    assert load(show)[1] == ()


def test_people_chapters_and_the_article(show: Path) -> None:
    front("guests: Bo\nhosts: [{name: Ada, role: editor}]\nchapters: ['0:00 A', '1:00:02.5 B: c']")(
        show
    )
    (episode,) = load(show)[0].episodes
    assert episode.persons == (Person("Ada", "editor"), Person("Bo", "guest"))
    assert [(each.start, each.title) for each in episode.chapters] == [(0, "A"), (3602.5, "B: c")]
    lines = (show / FIRST).read_text().split("\n")
    assert episode.article == "\n".join(lines[episode.article_line - 1 :])


def test_line_ends_and_byte_order_marks_make_no_difference(show: Path) -> None:
    before = load(show)[0].episodes[0]
    text = (show / FIRST).read_text()
    write(FIRST, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())(show)
    workspace, problems = load(show)
    assert problems == ()
    assert tuple(workspace.episodes) == (before,)


def test_a_variant_takes_all_but_the_guid(show: Path) -> None:
    write("feeds/a.toml", f'extends = "main"\nguid = "{OTHER_GUID}"\ntitle = "Other"')(show)
    workspace, problems = load(show)
    main, variant = workspace.feeds
    assert problems == ()
    assert (main.slug, variant.slug) == ("main", "a")
    assert (variant.title, variant.guid) == ("Other", OTHER_GUID)
    assert (variant.author, variant.owner) == (main.author, main.owner)


def test_what_a_variant_inherits_is_told_once_where_it_is_written(show: Path) -> None:
    swap(MAIN, '"en"', '"english"')(show)
    swap(MAIN, "title =", 'image = "none.jpg"\ntitle =')(show)
    variant = f'extends = "main"\nguid = "{OTHER_GUID}"\n'
    write("feeds/a.toml", variant)(show)
    assert [str(each.place) for each in load(show)[1]] == [f"{MAIN}:8"]
    write("feeds/a.toml", f'{variant}language = "german"')(show)
    assert {str(each.place) for each in load(show)[1]} == {f"{MAIN}:8", "feeds/a.toml:3"}
    swap(MAIN, '"english"', '"en"')(show)
    write("feeds/a.toml", variant)(show)
    assert [str(each.place) for each in load(show)[1]] == [f"{MAIN}:4"]


def test_settings_of_an_s3_storage(show: Path) -> None:
    lines = 'url = "s3://my.bucket/show"\nendpoint = "https://s3.example.org"\nregion = "eu-1"'
    swap(TOML, 'url = "public"', lines)(show)
    workspace, problems = load(show)
    storage = workspace.settings.storage
    assert problems == ()
    assert (storage.url, storage.endpoint) == ("s3://my.bucket/show", "https://s3.example.org")
    assert (storage.region, storage.profile) == ("eu-1", None)


def test_a_public_url_gets_its_slash(show: Path) -> None:
    swap(TOML, "example.org/show/", "example.org/show")(show)
    assert load(show)[0].settings.storage.public_url == "https://example.org/show/"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["interview.WAV", "music.mp3"], "interview.WAV"),
        (["REC_001.m4a", "notes.txt"], "REC_001.m4a"),
        (["rec.flac", "._rec.flac", ".hidden.wav"], "rec.flac"),
        ([], "interview.wav"),
    ],
)
def test_the_interview_is_found(show: Path, names: list[str], found: str) -> None:
    remove("episodes/first/interview.wav")(show)
    for name in names:
        write(f"episodes/first/{name}", "x")(show)
    (episode,) = load(show)[0].episodes
    assert episode.interview == show / "episodes/first" / found


def test_a_named_interview_that_is_not_there_is_left_to_check(show: Path) -> None:
    front("interview: other.wav")(show)
    workspace, problems = load(show)
    assert problems == ()
    assert workspace.episodes[0].interview == show / "episodes/first/other.wav"


def test_pictures_are_found_beside_the_file_or_in_the_workspace(show: Path) -> None:
    swap(MAIN, "title =", 'image = "cover.jpg"\ntitle =')(show)
    write("cover.jpg", "x")(show)
    assert load(show)[0].feeds[0].image == show / "cover.jpg"
    write("feeds/cover.jpg", "x")(show)
    assert load(show)[0].feeds[0].image == show / "feeds/cover.jpg"


def test_hidden_folders_and_loose_files_are_no_episodes(show: Path) -> None:
    shutil.copytree(show / "episodes/first", show / "episodes/.new-x")
    write("episodes/notes.txt", "x")(show)
    write("feeds/._main.toml", b"\x00\x05\x16\x07")(show)
    workspace, problems = load(show)
    assert problems == ()
    assert len(workspace.episodes) == 1


# ── Whatever is in the files, it never raises ───────────────────────────────────────────────

NAMES = (TOML, MAIN, FIRST, LATER)
FRAGMENTS = st.sampled_from(
    ["---\n", "title: ", "guid", ": ", "- ", "[", "]", "{", "}", "&a", "*a", "!!x", '"', "'", "=",
     "\n", "status: live", "date: ", "2026-01-01", "\\", "\x00", "\ud800", "~", "| ", "extends",
     "9" * 5000, "../", "/", "chapters:", "guests:", "[[a]]", "inf", "nan", "<<", "feeds: []"]
)  # fmt: skip
BODIES = st.binary(max_size=300) | st.lists(FRAGMENTS, max_size=30).map(
    lambda parts: "".join(parts).encode("utf-8", "surrogatepass")
)


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(NAMES), body=BODIES, cut=st.floats(0, 1), whole=st.booleans())
def test_load_never_raises(name: str, body: bytes, cut: float, *, whole: bool) -> None:
    with TemporaryDirectory() as folder:
        root = make(Path(folder) / "show")
        data = (root / name).read_bytes()
        at = round(cut * len(data))
        (root / name).write_bytes(body if whole else data[:at] + body + data[at:])
        workspace, problems = load(root)
        for problem in problems:
            assert problem.message
            assert problem.hint
            assert (root / problem.place.path).parent.is_dir()
        assert len(workspace.episodes) + len(workspace.drafts) + len(problems) >= 2
