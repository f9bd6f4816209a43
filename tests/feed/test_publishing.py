"""Several feeds of one workspace, published: what each carries, and how it plays it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.feed import reader
from tests.journeys.conftest import Shell, speech, write_wav

SAID = """WEBVTT

00:00.500 --> 00:02.000
<v Ada>Welcome & hello.

00:02.000 --> 00:04.000
<v Bo>Thank you.
"""
EPISODES = {
    "one": "season: 1\ntags: [trust]\ntranscript: said.vtt\nguests: [Ada, Bo]",
    "two": "season: 2\ntags: [Grief, trust]",
    "soon": "type: trailer",
    "extra": "type: bonus\nfeeds: members\nchapters: ['0:00 Hello', '0:03 Study']",
    "elsewhere": "feeds: other\ntags: [grief]",
}
ARTICLE = "Words.\n\n::: interview\n"
GUID = "00000000-0000-4000-8000-{:012}"
FEEDS = {
    "opus": 'extends = "main"\ntitle = "Small"\ninclude_feeds = "main"\nrendition = "opus"',
    "season-two": 'extends = "main"\ntitle = "Season two"\ninclude_feeds = "main"\nseasons = 2',
    "grief": 'extends = "main"\ntitle = "Grief"\ninclude_feeds = ["main", "other"]\ntags = "grief"',
    "trailers": 'extends = "main"\ntitle = "Trailers"\ninclude_feeds = "main"\ntypes = "trailer"',
    "members": 'extends = "main"\ntitle = "Members"\ninclude_feeds = "main"\nprivate = true',
    "other": 'extends = "main"\ntitle = "Another show"\nauthor = "Bo"',
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A network: two shows with one look, variants, and a feed for two members; published."""
    shell = Shell(tmp_path_factory.mktemp("network"))
    shell.airdate("init", "demo", "--title", "Demo", "--url", "https://demo.example/")
    demo = Shell(shell.folder / "demo")
    for at, (slug, text) in enumerate(FEEDS.items()):
        write(demo, f"feeds/{slug}.toml", f'guid = "{GUID.format(at)}"\n{text}\n')
    for at, (slug, front) in enumerate(EPISODES.items()):
        text = f"---\ntitle: {slug.title()}\nguid: {GUID.format(100 + at)}\n"
        text += f"date: 2026-01-0{at + 1} 06:00Z\nstatus: live\n{front}\n---\n\n{ARTICLE}"
        write(demo, f"episodes/{slug}/episode.md", text)
    recording = write_wav(shell.folder / "REC.wav", speech(4.0))
    for slug in EPISODES:
        shutil.copy(recording, demo.folder / "episodes" / slug / "interview.wav")
    write(demo, "episodes/one/said.vtt", SAID)
    settings = demo.folder / "airdate.toml"
    settings.write_text(
        settings.read_text().replace("[audio]", '[audio]\nrenditions = ["mp3", "opus"]')
    )
    for name in ("Ann", "Bob"):
        demo.airdate("subscribers", "add", name)
    demo.airdate("publish")
    return demo


@pytest.fixture
def network(made: Shell, tmp_path: Path) -> Shell:
    """A copy of the network, to do with as a test likes."""
    shutil.copytree(made.folder, tmp_path / "demo")
    return Shell(tmp_path / "demo")


def write(shell: Shell, name: str, text: str) -> None:
    path = shell.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def read(shell: Shell, key: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    return reader.read((shell.folder / "public" / key).read_bytes())


def titles(shell: Shell, slug: str) -> list[str]:
    return [item["title"] for item in read(shell, f"feeds/{slug}.xml")[1]]


# ── What feeds carry ──


def test_each_feed_carries_what_it_says(made: Shell) -> None:
    assert {slug: titles(made, slug) for slug in ("main", *FEEDS) if slug != "members"} == {
        "main": ["Soon", "Two", "One"],
        "opus": ["Soon", "Two", "One"],
        "season-two": ["Two"],
        "grief": ["Elsewhere", "Two"],
        "trailers": ["Soon"],
        "other": ["Elsewhere"],
    }


def test_a_variant_is_a_feed_of_its_own_with_the_look_of_the_other(made: Shell) -> None:
    main, _ = read(made, "feeds/main.xml")
    other, _ = read(made, "feeds/other.xml")
    assert (other["title"], other["author"]) == ("Another show", "Bo")
    assert other["guid"] != main["guid"]
    assert other["language"] == main["language"]
    assert dict(other["links"])["self"] == "https://demo.example/feeds/other.xml"


def test_a_feed_plays_its_rendition_and_names_the_other(made: Shell) -> None:
    for slug, first, second in (("main", "mp3", "opus"), ("opus", "opus", "mp3")):
        for item in read(made, f"feeds/{slug}.xml")[1]:
            url, length, type_ = item["enclosure"]
            key = url.removeprefix("https://demo.example/")
            assert key.endswith(f".{first}")
            assert type_ == {"mp3": "audio/mpeg", "opus": "audio/ogg"}[first]
            assert length == (made.folder / "public" / key).stat().st_size
            own, also = item["enclosures"]
            assert (own.default, also.default) == (True, False)
            assert own.sources[0].uri == url
            assert also.sources[0].uri.endswith(f".{second}")


def test_all_feeds_but_private_ones_are_listed(made: Shell) -> None:
    listed = (made.folder / "public/feeds/feeds.opml").read_text()
    assert listed.count("xmlUrl") == 6
    assert "Members" not in listed


def test_an_edit_of_one_feed_leaves_the_others(network: Shell) -> None:
    before = network.tree("public")
    feed = network.folder / "feeds/grief.toml"
    feed.write_text(feed.read_text().replace("Grief", "On grief"))
    network.airdate("publish")
    after = network.tree("public")
    changed = {key for key in before if key.startswith("feeds/") and before[key] != after[key]}
    assert changed == {f"feeds/grief.{ending}" for ending in ("xml", "json", "atom")} | {
        "feeds/feeds.opml"
    }


def test_an_edit_of_one_episode_gives_the_bytes_of_a_full_build(network: Shell) -> None:
    """The ledger has the items of the last feeds; without it, all are rendered anew."""
    episode = network.folder / "episodes/two/episode.md"
    episode.write_text(episode.read_text().replace("title: Two", "title: Twice"))
    network.airdate("publish")
    assert "Twice" in network.tree("public")["feeds/grief.xml"].decode()
    for path in (network.folder / ".airdate").glob("ledger.*"):
        path.unlink()
    assert "Nothing to publish" in network.airdate("plan").out


def test_another_language_of_the_pages_is_in_the_notes_of_every_feed(network: Shell) -> None:
    other = network.folder / "feeds/other.toml"
    other.write_text(other.read_text() + 'language = "en"\n')
    network.airdate("publish")
    listen = read(network, "feeds/other.xml")[1][0]["html"]
    feed = network.folder / "feeds/main.toml"
    feed.write_text(feed.read_text().replace('language = "en"', 'language = "de"'))
    network.airdate("publish")
    assert read(network, "feeds/other.xml")[1][0]["html"] != listen


def test_what_every_feed_leaves_out_is_told(network: Shell) -> None:
    feed = network.folder / "feeds/main.toml"
    feed.write_text(feed.read_text() + '\ntypes = "full"\n')
    found = json.loads(network.airdate("check", "--json", code=1).out)["problems"]
    (told,) = [each for each in found if each["code"] == "episode-in-no-feed"]
    assert told["place"]["path"] == "episodes/extra/episode.md"
    assert "“members”" in told["message"]


# ── Transcripts ──


def test_a_transcript_is_published_in_every_format(made: Shell) -> None:
    _, items = read(made, "feeds/main.xml")
    found = items[-1]["transcripts"]
    assert [(type_, rel) for _, type_, _, rel in found] == [
        ("text/vtt", "captions"),
        ("application/x-subrip", "captions"),
        ("application/json", "captions"),
        ("text/html", None),
    ]
    public = made.folder / "public"
    bodies = {
        Path(url).suffix: (public / url.removeprefix("https://demo.example/")).read_text()
        for url, *_ in found
    }
    assert "<v Ada>Welcome &amp; hello." in bodies[".vtt"]
    assert "00:00:00,500 --> 00:00:02,000\nAda: Welcome & hello." in bodies[".srt"]
    assert '"speaker": "Ada"' in bodies[".json"]
    assert "<cite>Ada:</cite>" in bodies[".html"]
    (plain,) = public.glob("transcripts/one-*.txt")
    assert plain.read_text() == "Ada: Welcome & hello.\n\nBo: Thank you.\n"


# ── Private feeds ──


def addresses(shell: Shell) -> dict[str, str]:
    """Return the key of each member's feed."""
    lines = shell.airdate("subscribers", "list", "--show-urls").out.splitlines()
    rows = (line.split() for line in lines)
    return {name: url.removeprefix("https://demo.example/") for _, name, url in rows}


def secrets(shell: Shell) -> set[str]:
    """Return every part of a key that nobody may know."""
    keys = (path.relative_to(shell.folder) for path in shell.folder.glob("public/private/*"))
    return {key.name for key in keys}


def test_members_get_all_at_an_address_each(made: Shell) -> None:
    ann, bob = addresses(made).values()
    assert ann != bob
    for key in (ann, bob):
        channel, items = read(made, key)
        assert [item["title"] for item in items] == ["Extra", "Soon", "Two", "One"]
        assert channel["itunes:block"] == "Yes"
        assert [(each.blocked, each.service) for each in channel["blocks"]] == [(True, None)]
        assert channel["robots"] == "noindex"
        assert dict(channel["links"]) == {"self": f"https://demo.example/{key}"}
    assert made.tree("public")[ann].replace(ann.encode(), bob.encode()) == made.tree("public")[bob]


def test_files_of_what_only_members_hear_are_at_addresses_of_their_own(made: Shell) -> None:
    _, (extra, *others) = read(made, addresses(made)["Ann"])
    for url in (extra["enclosure"][0], extra["chapters_file"][0], extra["link"]):
        folder, name = url.removeprefix("https://demo.example/private/").split("/", 1)
        assert len(folder) == 32
        assert (made.folder / "public/private" / folder / name).is_file()
    assert not any("private" in each["enclosure"][0] for each in others)


def test_nothing_public_tells_of_what_is_private(made: Shell) -> None:
    hidden = [*secrets(made), "Extra", "Members", "extra"]
    assert len(hidden) == 6
    for key, body in made.tree("public").items():
        if key.startswith(("private/", "history/", "head.json")) or "." not in key:
            continue
        assert not [each for each in hidden if each in body.decode(errors="replace")], key
        assert "extra" not in key


def test_the_page_of_what_is_private_asks_not_to_be_found(made: Shell) -> None:
    _, (extra, *_) = read(made, addresses(made)["Ann"])
    page = (
        made.folder / "public" / extra["link"].removeprefix("https://demo.example/")
    ).read_text()
    assert "noindex" in page
    assert "Extra" in page


@pytest.mark.parametrize("command", [("plan",), ("plan", "--json"), ("publish",), ("check",)])
def test_no_command_tells_an_address_but_those_about_subscribers(
    network: Shell, command: tuple[str, ...]
) -> None:
    shutil.rmtree(network.folder / "public")
    known = [name for key in addresses(network).values() for name in key.split("/")[1:2]]
    ran = network.airdate(*command)
    assert not [each for each in known if each in ran.text]
    assert not [each for each in secrets(network) if each in ran.text]


def test_who_is_revoked_is_out_at_the_next_publish_and_nobody_else(network: Shell) -> None:
    ann, bob = addresses(network).values()
    before = network.tree("public")
    network.airdate("subscribers", "revoke", "Ann")
    ran = network.airdate("publish")
    after = network.tree("public")
    assert "url-revoked: one private feed URL stops working" in ran.out
    assert ann not in after
    changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    assert {key for key in changed if not key.startswith(("history/", "head.json"))} == {ann}
    assert bob in after
    network.airdate("rollback")
    assert ann not in network.tree("public")
    assert network.tree("public")[bob] == before[bob]


def test_revoking_with_a_new_key_moves_every_private_file(network: Shell) -> None:
    bob = addresses(network)["Bob"]
    before = {key for key in network.tree("public") if key.startswith("private/")}
    network.airdate("subscribers", "revoke", "Ann", "--rekey")
    network.airdate("publish")
    after = {key for key in network.tree("public") if key.startswith("private/")}
    assert before & after == {bob}
    url = read(network, bob)[1][0]["enclosure"][0]
    assert (network.folder / "public" / url.removeprefix("https://demo.example/")).is_file()


def test_an_episode_may_become_public_and_private_again(network: Shell) -> None:
    episode = network.folder / "episodes/extra/episode.md"
    text = episode.read_text()
    episode.write_text(text.replace("feeds: members", "feeds: [main, members]"))
    network.airdate("publish")
    assert titles(network, "main")[0] == "Extra"
    public = network.tree("public")
    assert "episodes/extra.html" in public
    assert {key.split("/")[1] for key in public if key.startswith("private/")} == {
        key.split("/")[1] for key in addresses(network).values()
    }
    episode.write_text(text)
    network.airdate("publish")
    assert titles(network, "main")[0] == "Soon"
    page = network.tree("public")["episodes/extra.html"].decode()
    assert "no longer available" in page
    assert "Words." not in page
    assert "private" in read(network, addresses(network)["Bob"])[1][0]["enclosure"][0]
    rows = json.loads(network.airdate("status", "--audio", "--json").out)["episodes"]
    assert len(rows) == 2 * len(EPISODES)


def test_without_the_file_of_addresses_nothing_is_published(network: Shell) -> None:
    before = network.tree("public")
    (network.folder / "subscribers.toml").unlink()
    ran = network.airdate("publish", code=1)
    assert "subscribers-file-missing" in ran.err
    assert network.tree("public") == before


def test_a_file_of_addresses_that_is_damaged_is_told_without_them(network: Shell) -> None:
    file = network.folder / "subscribers.toml"
    text = file.read_text()
    token = addresses(network)["Ann"].split("/")[1]
    for spoilt in (text.replace(token, token[:-1]), text + "[", text.replace("secret", "secert")):
        file.write_text(spoilt)
        ran = network.airdate("check", code=1)
        assert "subscribers-file-invalid" in ran.out
        assert token[:-1] not in ran.text


def subscribers(shell: Shell, *words: str, code: int = 0) -> str:
    return shell.airdate("subscribers", *words, code=code).text


def test_subscribers_are_added_and_listed_by_name(network: Shell) -> None:
    said = subscribers(network, "add", 'Zoë "Zo" O\'Neill\t')
    assert "https://demo.example/private/" in said
    assert 'members  Zoë "Zo" O\'Neill' in subscribers(network, "list")
    assert "private/" not in subscribers(network, "list")
    assert "already" in subscribers(network, "add", "Ann", code=1)
    assert "nobody" not in subscribers(network, "revoke", "Carla", code=1)
    assert "unknown private feed" in subscribers(network, "add", "X", "--feed", "main", code=2)
    assert (network.folder / "subscribers.toml").stat().st_mode & 0o077 == 0
