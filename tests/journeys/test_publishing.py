"""Publishing with others: rivals, buckets, broken episodes, and what was published before."""

from __future__ import annotations

import json
import re
import shutil
import socket
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from urllib3.connectionpool import HTTPConnectionPool

from airdate.cli.options import last_run, scan_workspace
from airdate.cli.progress import ignore
from airdate.ledger.mirror import read_manifest
from airdate.publish import maintenance, pipeline
from airdate.store.directory import DirectoryStore
from airdate.workspace import load
from tests.journeys.conftest import Shell, speech, write_wav
from tests.store import seaweed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from airdate.publish.deploy import Event

NOW = datetime(2030, 1, 2, tzinfo=UTC)


def publish(root: Path, store: DirectoryStore, sent: Callable[[Event], None] = ignore) -> None:
    """Publish a workspace to a store that others publish to as well."""
    with ThreadPoolExecutor(2) as pool:
        run = pipeline.RunOptions(NOW, frozenset(), frozenset(), pool, ignore, sent, pytest.fail)
        pipeline.publish(root, run, store)


class Rival:
    """Somebody who publishes their own copy of the workspace while another publish is under way."""

    def __init__(self, root: Path, store: DirectoryStore) -> None:
        self.root, self.store = root, store
        self.came = False

    def __call__(self, _event: Event) -> None:
        if not self.came:
            self.came = True
            publish(self.root, self.store)


@pytest.fixture
def two(show: Shell, tmp_path: Path) -> tuple[Shell, Shell, DirectoryStore]:
    """Two copies of one published show, and the store that both publish to."""
    store = DirectoryStore(tmp_path / "shared")
    publish(show.folder, store)
    shutil.copytree(show.folder, tmp_path / "other")
    return show, Shell(tmp_path / "other"), store


def titles(store: DirectoryStore) -> set[str]:
    return {each.title for each in read_manifest(store).episodes.values() if each.live}


def edit(show: Shell, old: str, new: str) -> None:
    file = show.folder / "episodes" / "first" / "episode.md"
    file.write_text(file.read_text().replace(old, new, 1))


# ── Rivals ──


def test_when_two_publish_at_once_both_episodes_are_in_the_feed(
    two: tuple[Shell, Shell, DirectoryStore], recording: Path
) -> None:
    one, other, store = two
    one.airdate("add", recording, "--title", "Ours", "--live", "--date", "2026-01-02")
    other.airdate("add", recording, "--title", "Theirs", "--live", "--date", "2026-01-03")
    rival = Rival(other.folder, store)
    publish(one.folder, store, rival)
    assert rival.came
    assert titles(store) == {"First", "Ours", "Theirs"}
    feed = (store.root / "feeds" / "main.xml").read_text()
    assert feed.index("<title>Theirs") < feed.index("<title>Ours")
    assert "Theirs" in (store.root / "index.html").read_text()
    for key, entry in read_manifest(store).objects.items():
        assert entry.unused_since is not None or (store.root / key).stat().st_size == entry.size


def test_what_both_changed_is_refused_to_the_second(
    two: tuple[Shell, Shell, DirectoryStore],
) -> None:
    one, other, store = two
    edit(one, "First", "Ours")
    edit(other, "First", "Theirs")
    with pytest.raises(pipeline.InvalidWorkspace) as broken:
        publish(one.folder, store, Rival(other.folder, store))
    (problem,) = [each for each in broken.value.problems if each.code == "publish-conflict"]
    assert "publish again" in problem.hint
    assert titles(store) == {"Theirs"}


# ── Episodes without a folder ──


@pytest.fixture
def old_clone(show: Shell, recording: Path, tmp_path: Path) -> tuple[Shell, Shell]:
    """A show with an episode more, published; and a clone of it from before, as git makes one."""
    shutil.copytree(show.folder, tmp_path / "clone", ignore=shutil.ignore_patterns(".airdate"))
    show.airdate("add", recording, "--title", "Theirs", "--live", "--date", "2026-01-03")
    show.airdate("publish")
    shutil.rmtree(tmp_path / "clone" / "public", ignore_errors=True)
    (tmp_path / "clone" / "public").symlink_to(show.folder / "public")
    return show, Shell(tmp_path / "clone")


def live(show: Shell) -> set[str]:
    return titles(DirectoryStore(show.folder / "public"))


def test_an_old_clone_takes_nothing_back_that_it_never_had(old_clone: tuple[Shell, Shell]) -> None:
    show, clone = old_clone
    edit(clone, "title: First", "title: Edited")
    assert "kept: “Theirs”" in clone.airdate("plan").out
    ran = clone.airdate("publish")
    assert "“Theirs” is live, but has never been in this workspace" in ran.err
    assert live(show) == {"Edited", "Theirs"}
    assert "<title>Theirs" in (show.folder / "public/feeds/main.xml").read_text()
    again = clone.airdate("publish")
    assert "Nothing to publish" in again.out
    assert "episode-folder-missing" in again.err
    assert "episode-folder-missing" in clone.airdate("check").out


def test_what_a_workspace_never_had_is_taken_back_by_name(old_clone: tuple[Shell, Shell]) -> None:
    show, clone = old_clone
    clone.airdate("publish")
    assert "unpublished: “Theirs”" in clone.airdate("plan", "--unpublish", "theirs").out
    clone.airdate("publish", "--unpublish", "theirs")
    assert live(show) == {"First"}
    assert "Nothing to publish" in clone.airdate("publish", "--unpublish", "theirs").out


@pytest.mark.parametrize(
    ("slug", "said"), [("first", "status: draft"), ("nothing", "no published episode “nothing”")]
)
def test_what_cannot_be_taken_back_by_name_is_told(
    old_clone: tuple[Shell, Shell], slug: str, said: str
) -> None:
    show, clone = old_clone
    assert said in clone.airdate("publish", "--unpublish", slug, code=1).err
    assert live(show) == {"First", "Theirs"}


def test_who_removes_a_folder_takes_its_episode_back(old_clone: tuple[Shell, Shell]) -> None:
    show, _ = old_clone
    shutil.rmtree(show.folder / "episodes" / "theirs")
    assert "unpublished: “Theirs”" in show.airdate("publish").out
    assert live(show) == {"First"}


def test_broken_episodes_and_those_never_had_both_stay(old_clone: tuple[Shell, Shell]) -> None:
    show, clone = old_clone
    edit(clone, "title: First", "title: ''")
    clone.airdate("publish", "--skip-broken", code=3)
    assert live(show) == {"First", "Theirs"}


# ── Broken episodes ──


def test_a_broken_episode_stays_as_it_was_published_and_the_rest_goes_out(
    show: Shell, recording: Path
) -> None:
    show.airdate("publish")
    before = show.tree("public")
    item = item_of(before, "First")
    show.airdate("add", recording, "--title", "Sound", "--live")
    show.airdate("add", recording, "--title", "Never out", "--live")
    for slug in ("first", "never-out"):
        for interview in (show.folder / "episodes" / slug).glob("*.wav"):
            interview.write_bytes(b"no sound")
    show.airdate("publish", code=1)
    assert show.tree("public") == before
    ran = show.airdate("publish", "--skip-broken", code=3)
    assert "episodes/first/" in ran.err
    assert "episodes/never-out/" in ran.err
    after = show.tree("public")
    assert item_of(after, "First") == item
    assert item_of(after, "Sound")
    assert b"Never out" not in after["feeds/main.xml"]
    again = show.airdate("publish", "--skip-broken", "--json", code=3)
    assert json.loads(again.out)["steps"] == []
    assert {each["place"]["path"].split("/")[1] for each in json.loads(again.out)["skipped"]} == {
        "first",
        "never-out",
    }


def test_an_episode_that_cannot_even_be_read_stays_as_it_was(show: Shell) -> None:
    show.airdate("publish")
    before = seen(show)
    file = show.folder / "episodes" / "first" / "episode.md"
    file.write_text("---\ntitle: [\n---\n")
    show.airdate("publish", "--skip-broken", code=3)
    assert seen(show) == before


def test_replaced_audio_is_skipped_like_what_is_broken(show: Shell) -> None:
    show.airdate("publish")
    before = seen(show)
    (interview,) = (show.folder / "episodes" / "first").glob("*.wav")
    write_wav(interview, speech(seconds=7))
    ran = show.airdate("publish", "--skip-broken", code=3)
    assert "--replace-audio first" in ran.err
    assert seen(show) == before


def test_a_page_that_stays_is_not_given_to_another_episode(show: Shell, recording: Path) -> None:
    show.airdate("publish")
    before = seen(show)
    show.airdate("add", recording, "--title", "Other", "--live")
    (show.folder / "episodes" / "first").rename(show.folder / "episodes" / "renamed")
    for interview in (show.folder / "episodes" / "renamed").glob("*.wav"):
        interview.unlink()
    (show.folder / "episodes" / "other").rename(show.folder / "episodes" / "first")
    ran = show.airdate("publish", "--skip-broken", code=3)
    assert "slug-in-use" in ran.err
    assert seen(show) == before


def test_a_broken_feed_cannot_be_skipped(show: Shell) -> None:
    file = show.folder / "feeds" / "main.toml"
    file.write_text(file.read_text() + "\nnonsense = 1\n")
    show.airdate("publish", "--skip-broken", code=1)
    assert not (show.folder / "public" / "head.json").exists()


def item_of(tree: dict[str, bytes], title: str) -> str:
    feed = tree["feeds/main.xml"].decode()
    (item,) = [each for each in re.findall(r"(?s)<item>.*?</item>", feed) if title in each]
    return str(item)


# ── Buckets ──


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with seaweed.running() as endpoint:
        yield endpoint


def test_a_show_goes_to_a_bucket_and_listeners_load_it(
    show: Shell, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", seaweed.KEYS[0])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", seaweed.KEYS[1])
    base = f"{endpoint}/{seaweed.BUCKET}/shows/demo/"
    name_storage(show, f's3://{seaweed.BUCKET}/shows/demo"\nregion = "us-east-1', endpoint, base)
    said = [show.airdate("publish"), show.airdate("bucket")]
    assert refused(f"{base}feeds/main.xml")
    said += [show.airdate("bucket", "--apply"), show.airdate("verify", "--deep")]
    assert "All checks passed" in said[-1].out
    feed = ET.fromstring(fetched(f"{base}feeds/main.xml"))  # noqa: S314 - our own file
    enclosure = feed.find("./channel/item/enclosure")
    assert enclosure is not None
    body = fetched(enclosure.attrib["url"])
    assert len(body) == int(enclosure.attrib["length"])
    assert refused(f"{base}head.json")
    said.append(show.airdate("publish"))
    assert "Nothing to publish" in said[-1].out
    assert not (show.folder / "public").exists()
    assert all(seaweed.KEYS[1] not in ran.text for ran in said)


def test_an_unchanged_show_in_a_bucket_is_known_in_one_request(
    show: Shell, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", seaweed.KEYS[0])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", seaweed.KEYS[1])
    where = f's3://{seaweed.BUCKET}/shows/unchanged"\nregion = "us-east-1'
    name_storage(show, where, endpoint, f"{endpoint}/{seaweed.BUCKET}/shows/unchanged/")
    asked: list[str] = []
    urlopen = HTTPConnectionPool.urlopen

    def counted(pool: HTTPConnectionPool, method: str, url: str, **more: Any) -> Any:
        asked.append(f"{method} {url}")
        return urlopen(pool, method, url, **more)

    monkeypatch.setattr(HTTPConnectionPool, "urlopen", counted)
    for _ in range(100):  # until the files are older than their disk's clock is coarse
        show.airdate("publish")
        asked.clear()
        if last_run(show.folder, frozenset(), scan_workspace(show.folder)):
            break
    assert asked == [f"GET /{seaweed.BUCKET}/shows/unchanged/head.json"]


def test_a_wrong_secret_is_told_without_the_secret(
    show: Shell, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", seaweed.KEYS[0])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mistypedsecret")
    name_storage(show, f"s3://{seaweed.BUCKET}", endpoint, f"{endpoint}/{seaweed.BUCKET}/")
    ran = show.airdate("publish", code=1)
    assert "secret key" in ran.err
    assert "mistypedsecret" not in ran.text


def test_a_profile_that_is_not_there_is_told(show: Shell, endpoint: str) -> None:
    profile = f's3://{seaweed.BUCKET}"\nprofile = "nobody'
    name_storage(show, profile, endpoint, f"{endpoint}/{seaweed.BUCKET}/")
    assert "profile" in show.airdate("publish", code=1).err


def name_storage(show: Shell, url: str, endpoint: str, public_url: str) -> None:
    file = show.folder / "airdate.toml"
    before = re.sub(r"(?ms)^\[storage\].*?(?=^\[|\Z)", "", file.read_text())
    table = f'url = "{url}"\nendpoint = "{endpoint}"\npublic_url = "{public_url}"\n'
    file.write_text(f"{before}\n[storage]\n{table}")


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - the test server's
        body: bytes = answer.read()
    return body


def refused(url: str) -> bool:
    try:
        fetched(url)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code == 403
    return False


# ── What was published before ──


def test_rollback_puts_back_pages_and_feeds_to_the_byte(show: Shell) -> None:
    show.airdate("publish")
    first = seen(show)
    edit(show, "First", "Second thoughts")
    show.airdate("publish")
    second = seen(show)
    assert first != second
    assert "the next publish" in show.airdate("rollback").err
    assert {key: seen(show)[key] for key in first} == first
    show.airdate("rollback", "2")
    assert seen(show) == second
    ran = show.airdate("rollback", "9", code=1)
    assert "Use one of: 3, 2, 1." in ran.err


def test_a_rollback_of_what_others_replaced_meanwhile_is_not_repeated(
    two: tuple[Shell, Shell, DirectoryStore],
) -> None:
    one, other, store = two
    edit(one, "First", "Second thoughts")
    publish(one.folder, store)
    workspace, _ = load(one.folder)
    found = maintenance.PublishedState(workspace, store, read_manifest(store))
    todo = maintenance.restore(found, None, NOW)
    edit(other, "First", "Third thoughts")
    publish(other.folder, store)
    with pytest.raises(maintenance.UpkeepError, match="another publish finished first"):
        maintenance.execute(todo, found, ignore)
    assert titles(store) == {"Third thoughts"}


def seen(show: Shell) -> dict[str, bytes]:
    """Return the pages and feeds that are out."""
    tree = show.tree("public")
    return {key: body for key, body in tree.items() if key.endswith((".html", ".xml"))}


def test_nothing_is_collected_before_it_is_told_to(show: Shell) -> None:
    show.airdate("publish")
    assert "No unused files" in show.airdate("gc", "--grace", "0").out
    (interview,) = (show.folder / "episodes" / "first").glob("*.wav")
    write_wav(interview, speech(seconds=7))
    before = {key for key in show.tree("public") if key.startswith("media/")}
    show.airdate("publish", "--replace-audio", "first")
    assert "No unused files" in show.airdate("gc").out
    ran = show.airdate("gc", "--grace", "0")
    assert all(key in ran.out for key in before)
    assert before < set(show.tree("public"))
    show.airdate("gc", "--grace", "0", "--delete")
    assert not before & set(show.tree("public"))


@pytest.mark.parametrize("command", ["verify", "rollback", "gc"])
def test_where_nothing_is_published_there_is_nothing_to_look_after(
    show: Shell, command: str
) -> None:
    assert "nothing is published yet" in show.airdate(command, code=1).err


def test_settings_that_cannot_be_read_are_not_guessed(show: Shell) -> None:
    """Another store than the author's would be collected or rolled back."""
    show.airdate("publish")
    file = show.folder / "airdate.toml"
    file.write_text(file.read_text().replace("[storage]", "[storage]\nendpiont = 'https://x'"))
    assert "endpiont" in show.airdate("gc", code=1).err


def test_verify_tells_what_a_server_does_wrong(show: Shell) -> None:
    """The port is free, so that nobody answers."""
    show.airdate("publish")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    file = show.folder / "airdate.toml"
    file.write_text(re.sub(r"localhost:8000", f"127.0.0.1:{port}", file.read_text()))
    said = json.loads(show.airdate("verify", "--json", code=1).out)
    assert {each["code"] for each in said["problems"]} == {"verify-unreachable"}
