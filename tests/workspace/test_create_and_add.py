"""What `init` and `add` write is what `load` reads; what it could not read is refused."""

from __future__ import annotations

import hashlib
import shutil
import tomllib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid5

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from airdate.model import Chapter, Episode, SourceTags
from airdate.text import clean, clock
from airdate.workspace import NewEpisode, NewShow, WorkspaceError, add, create, load
from tests.workspace.conftest import NOW, SHOW, ZONE, make, minting

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
SAID = ANY_TEXT.filter(lambda text: clean(text).strip())


def recording(folder: Path, body: bytes = b"RIFF not really", name: str = "REC.wav") -> Path:
    path = folder / name
    path.write_bytes(body)
    return path


def added(
    root: Path, new: NewEpisode, tags: SourceTags | None = None, path: Path | None = None
) -> Path:
    return add(
        root,
        path or recording(root.parent),
        new,
        tags or SourceTags(),
        zone=ZONE,
        now=NOW,
        new_guid=lambda: "a-guid-of-its-own",
    )


def only_live(root: Path, title: str) -> Episode:
    workspace, problems = load(root)
    assert problems == ()
    (episode,) = [each for each in workspace.episodes if each.title == title]
    return episode


# ── init ────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=30, deadline=None)
@given(title=SAID, author=SAID, description=ANY_TEXT, email=st.none() | st.just("ada@example.org"))
def test_a_new_workspace_is_read_back(
    title: str, author: str, description: str, email: str | None
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder) / "show"
        create(root, NewShow(title, author, description, email=email), minting())
        workspace, problems = load(root)
    assert problems == ()
    (feed,) = workspace.feeds
    assert feed.title.split() == clean(title).split()
    assert feed.author.split() == clean(author).split()
    assert feed.description == clean(description).strip()
    assert (feed.owner.email if feed.owner else None) == email
    assert feed.guid == str(UUID(int=1))


def test_characters_that_toml_wants_escaped(tmp_path: Path) -> None:
    title = 'a\x7f"\\b'
    create(tmp_path / "show", NewShow(title, "Ada Invented", "x"), minting())
    assert load(tmp_path / "show")[0].feeds[0].title == title


def test_the_feeds_guid_is_that_of_its_address(tmp_path: Path) -> None:
    create(tmp_path / "show", SHOW, minting())
    namespace = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    wanted = uuid5(namespace, "example.org/show/feeds/main.xml")
    assert load(tmp_path / "show")[0].feeds[0].guid == str(wanted)


def test_what_init_writes_is_told_and_complete(tmp_path: Path) -> None:
    root = tmp_path / "show"
    paths = create(root, SHOW, minting())
    assert set(paths) == {path for path in root.rglob("*") if path.is_file()}
    assert tomllib.loads((root / "airdate.toml").read_text())["timezone"] == "Europe/Berlin"


def test_init_refuses_where_a_workspace_is(tmp_path: Path) -> None:
    path = tmp_path / "airdate.toml"
    path.write_text("# mine")
    with pytest.raises(WorkspaceError, match="already exists"):
        create(tmp_path, SHOW, minting())
    assert [each.read_text() for each in tmp_path.rglob("*")] == ["# mine"]


def test_init_that_was_interrupted_anywhere_is_finished_by_another(tmp_path: Path) -> None:
    whole = [path.relative_to(tmp_path / "a") for path in create(tmp_path / "a", SHOW, minting())]
    for count in range(len(whole)):
        root = tmp_path / str(count)
        for path in whole[:count]:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(tmp_path / "a" / path, root / path)
        made = create(root, SHOW, minting())
        assert [path.relative_to(root) for path in made] == whole[count:]


def test_init_keeps_other_files(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n")
    paths = create(tmp_path, SHOW, minting())
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    assert tmp_path / ".gitignore" not in paths


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"timezone": "Mars/Base"}, "Europe/Berlin"),
        ({"email": "ada"}, "show@example.org"),
        ({"url": "example.org"}, "https://"),
        ({"language": "english"}, "de-AT"),
        ({"title": "x" * 256}, "the limit is 255"),
        ({"title": " \x00"}, "empty"),
    ],
)
def test_init_refuses_what_could_not_be_read_and_writes_nothing(
    tmp_path: Path, changes: dict[str, str], words: str
) -> None:
    values = {"title": "Show", "author": "Ada Invented", "description": "x"} | changes
    with pytest.raises(WorkspaceError, match=words):
        create(tmp_path / "show", NewShow(**values), minting())
    assert not (tmp_path / "show").exists()


def test_init_where_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "show").write_text("x")
    with pytest.raises(WorkspaceError, match="cannot write"):
        create(tmp_path / "show", SHOW, minting())


# ── add ─────────────────────────────────────────────────────────────────────────────────────

CHAPTERS = st.lists(
    st.builds(
        Chapter,
        st.integers(0, 10_000_000).map(lambda milliseconds: milliseconds / 1000),
        ANY_TEXT | st.just("x" * 400),
        st.none() | st.just("https://example.org/a?b=c") | ANY_TEXT,
    ),
    max_size=4,
).map(tuple)


@settings(max_examples=60, deadline=None)
@example(
    title="0",
    guests=("0\x850",),
    season=None,
    number=None,
    comment="a\u2028b",
    chapters=(Chapter(0, "a\x85b"),),
)
@given(
    title=SAID,
    guests=st.lists(ANY_TEXT, max_size=3).map(tuple),
    season=st.none() | st.integers(0, 99),
    number=st.none() | st.integers(0, 9999),
    comment=ANY_TEXT,
    chapters=CHAPTERS,
)
def test_a_new_episode_is_read_back(
    title: str,
    guests: tuple[str, ...],
    season: int | None,
    number: int | None,
    comment: str,
    chapters: tuple[Chapter, ...],
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder) / "show"
        create(root, SHOW, minting())
        new = NewEpisode(title, guests, None, season, number, live=True)
        added(root, new, SourceTags(comment=comment, chapters=chapters))
        workspace, problems = load(root)
    assert problems == ()
    (episode,) = workspace.episodes
    assert episode.title == " ".join(clean(title).split())
    named = [" ".join(clean(name).split()) for name in guests]
    assert [person.name for person in episode.persons] == [name for name in named if name]
    assert (episode.season, episode.number) == (season, number)
    assert (episode.summary or "") == " ".join(clean(comment).split())
    assert [each.start for each in episode.chapters] == [each.start for each in chapters]
    assert all(each.title for each in episode.chapters)
    assert episode.guid == "a-guid-of-its-own"
    assert episode.date == NOW


@pytest.mark.parametrize(
    "title", ["null", "2026-01-01", "- a", "a: b # c", "'\"", "& * ! % @", "~"]
)
def test_titles_that_yaml_would_take_for_something_else(show: Path, title: str) -> None:
    added(show, NewEpisode(title, live=True))
    assert only_live(show, title).title == title


def test_a_draft_until_it_is_said_to_be_live(show: Path) -> None:
    added(show, NewEpisode("Next"))
    assert "next" in {draft.slug for draft in load(show)[0].drafts}


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2026-12-24", datetime(2026, 12, 23, 23, tzinfo=UTC)),
        ("2026-12-24 18:00:07", datetime(2026, 12, 24, 17, 0, 7, tzinfo=UTC)),
        ("2026-12-24 18:00+00:00", datetime(2026, 12, 24, 18, tzinfo=UTC)),
        (None, NOW),
    ],
)
def test_dates_are_read_as_in_front_matter(show: Path, date: str | None, moment: datetime) -> None:
    added(show, NewEpisode("Next", date=date, live=True))
    assert only_live(show, "Next").date == moment


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        ("a b.WAV", "interview.wav"),
        ("x.Flac", "interview.flac"),
        ("noending", "interview"),
        ("x.bin", "interview"),
    ],
)
def test_the_recording_is_copied_whole_and_found_again(show: Path, name: str, copy: str) -> None:
    body = bytes(range(256)) * 999
    source = recording(show.parent, body, name)
    folder = added(show, NewEpisode("Next", live=True), path=source)
    interview = only_live(show, "Next").interview
    assert interview == folder / copy
    assert hashlib.sha256(interview.read_bytes()).digest() == hashlib.sha256(body).digest()
    assert source.read_bytes() == body


def test_the_hint_for_the_article_is_a_comment_with_the_player_after_it(show: Path) -> None:
    added(show, NewEpisode("Next", live=True))
    article = only_live(show, "Next").article.strip()
    assert article.startswith("<!--")
    assert article.partition("-->")[2].strip() == "::: interview"


@pytest.mark.parametrize(("kind", "ending"), [("JPEG", ".jpg"), ("PNG", ".png")])
def test_the_cover_in_the_tags_becomes_a_file(show: Path, kind: str, ending: str) -> None:
    image = BytesIO()
    Image.new("RGB", (8, 8), "red").save(image, kind)
    folder = added(show, NewEpisode("Next", live=True), SourceTags(cover=image.getvalue()))
    assert only_live(show, "Next").cover == folder / f"cover{ending}"
    assert (folder / f"cover{ending}").read_bytes() == image.getvalue()


def test_a_cover_that_is_no_image_is_left_out(show: Path) -> None:
    folder = added(show, NewEpisode("Next", live=True), SourceTags(cover=b"GIF89a no"))
    assert only_live(show, "Next").cover is None
    assert {path.name for path in folder.iterdir()} == {"episode.md", "interview.wav"}


def test_chapters_in_the_tags_are_easy_to_edit(show: Path) -> None:
    chapters = (Chapter(0, "Hello"), Chapter(75.25, "Next: more", "https://example.org/"))
    folder = added(show, NewEpisode("Next", live=True), SourceTags(chapters=chapters))
    assert only_live(show, "Next").chapters == chapters
    assert clock(75.25) in (folder / "episode.md").read_text()


def test_tags_with_an_address_that_is_none_lose_it(show: Path) -> None:
    chapters = (Chapter(0, "", "javascript:x"),)
    added(show, NewEpisode("Next", live=True), SourceTags(chapters=chapters))
    assert only_live(show, "Next").chapters == (Chapter(0, "Chapter 1"),)


@pytest.mark.parametrize(
    ("new", "name", "words"),
    [
        (NewEpisode("First"), "REC.wav", "already"),
        (NewEpisode("first!"), "REC.wav", "already"),
        (NewEpisode("Next"), "nothing.wav", "cannot copy"),
        (NewEpisode("Next"), "empty.wav", "is empty"),
        (NewEpisode("Next"), ".", "cannot copy"),
        (NewEpisode("Next", date="soon"), "REC.wav", "invalid date “soon”"),
        (NewEpisode("Next", season=-1), "REC.wav", "the minimum is 0"),
        (NewEpisode("x" * 256), "REC.wav", "the limit is 255"),
        (NewEpisode(" \x00"), "REC.wav", "no title"),
        (NewEpisode("Next", guests=("x" * 256,)), "REC.wav", "the limit is 255"),
    ],
)
def test_add_refuses_and_leaves_everything_as_it_was(
    show: Path, new: NewEpisode, name: str, words: str
) -> None:
    recording(show.parent, b"", "empty.wav")
    before = {path: path.read_bytes() for path in show.rglob("*") if path.is_file()}
    with pytest.raises(WorkspaceError, match=words):
        added(show, new, path=show.parent / name)
    assert {path: path.read_bytes() for path in show.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in (show / "episodes").iterdir() if path.is_dir()) == [
        "first",
        "later",
    ]


def test_making_twice_with_the_same_guids_gives_the_same_bytes(tmp_path: Path) -> None:
    trees = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        root = make(tmp_path / name / "show")
        trees.append({p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()})
    assert trees[0] == trees[1]
