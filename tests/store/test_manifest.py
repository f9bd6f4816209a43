"""Manifests and release records as bytes: there and back, and nothing guessed if damaged."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airdate.model import (
    EMPTY_MANIFEST,
    CacheControl,
    FeedRecord,
    Layer,
    Media,
    Published,
    StoredObject,
)
from airdate.store.history import (
    changed_parts,
    digest_of,
    load_release,
    manifest_key,
    parts_of,
    release_digest,
    release_record,
)
from airdate.store.manifest import (
    ManifestError,
    Pointer,
    Root,
    dump_pointer,
    load_manifest,
    load_pointer,
    load_shard,
    seal_root,
)
from airdate.store.shards import (
    Shard,
    ShardFile,
    choose_bits,
    hash_of,
    hash_range,
    place_of,
    seal_shard,
)
from tests.store import first_format
from tests.store.making import NOW, Talk, later, release

if TYPE_CHECKING:
    from collections.abc import Callable

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
keys = st.from_regex(r"[a-z]{1,5}/[a-z][a-z0-9.-]{0,9}", fullmatch=True)
zones = st.integers(-720, 720).map(lambda minutes: timezone(timedelta(minutes=minutes)))
dates = st.datetimes(timezones=zones)
media = st.builds(
    Media, text, text, keys, text, st.integers(0), text, st.floats(0), st.floats(-99), st.floats(-9)
)
entries = st.builds(
    StoredObject,
    text,
    st.integers(0),
    text,
    st.sampled_from(CacheControl),
    st.sampled_from(Layer),
    st.integers(1),
    st.none() | dates,
    st.booleans(),
)


@st.composite
def published(draw: st.DrawFn) -> Published:
    each = draw(st.lists(media, min_size=1, max_size=3))
    return Published(
        guid=draw(text),
        slugs=tuple(draw(st.lists(text, min_size=1, max_size=3))),
        title=draw(text),
        live=draw(st.booleans()),
        media=tuple(each),
        current=(each[0].source,),
        digest=draw(text),
        parts=draw(st.dictionaries(text, text, max_size=3)),
        changed=draw(dates),
    )


records = st.builds(FeedRecord, text, text, text, text, dates, st.none() | text)


@st.composite
def roots(draw: st.DrawFn) -> Root:
    files = st.builds(ShardFile, keys, text, st.integers(0))
    count = 1 << draw(st.integers(0, 3))
    return Root(
        format=2,
        rev=draw(st.integers(1, 10**6)),
        made=draw(dates),
        parent=draw(st.just("") | keys),
        feeds={each.slug: each for each in draw(st.lists(records, max_size=2))},
        shards=tuple(draw(st.lists(files, min_size=count, max_size=count))),
        past=draw(st.dictionaries(st.integers(0, 99).map(str), files, max_size=3)),
    )


@st.composite
def shards(draw: st.DrawFn) -> Shard:
    return Shard(
        {each.guid: each for each in draw(st.lists(published(), max_size=3))},
        draw(st.dictionaries(keys, entries, max_size=5)),
    )


@settings(max_examples=100, deadline=None)
@given(roots())
def test_a_manifest_comes_back_as_it_was(root: Root) -> None:
    key, body = seal_root(root)
    assert load_manifest(body, key) == root
    assert seal_root(root) == (key, body)


@settings(max_examples=100, deadline=None)
@given(shards())
def test_a_shard_comes_back_as_it_was(shard: Shard) -> None:
    file, body = seal_shard(shard, 7, 0)
    assert load_shard(body, file, 0, 0) == shard
    turned = Shard(shard.episodes, dict(reversed([*shard.objects.items()])))
    assert seal_shard(turned, 7, 0) == (file, body)


@given(st.sets(st.text(min_size=1), max_size=50), st.integers(0, 6))
def test_a_name_has_one_place_and_places_split_in_two(names: set[str], bits: int) -> None:
    for name in names:
        place, low_high = place_of(name, bits), hash_range(place_of(name, bits), bits)
        assert 0 <= place < 1 << bits
        assert low_high[0] <= hash_of(name) <= low_high[1]
        assert place_of(name, bits + 1) >> 1 == place


def test_the_number_of_shards_follows_the_entries_slowly() -> None:
    assert [choose_bits(count, 0) for count in (0, 512, 513, 140_000, 1_400_000)] == [
        0,
        0,
        1,
        9,
        12,
    ]
    assert choose_bits(300, 1) == 1
    assert choose_bits(256, 1) == 1
    assert choose_bits(255, 1) == 0


@given(st.integers(0, 10**6), st.integers(0, 12))
def test_a_chosen_number_of_shards_stays_at_the_same_size(entries_: int, bits: int) -> None:
    chosen = choose_bits(entries_, bits)
    assert choose_bits(entries_, chosen) == chosen


PUBLISHED = Published(
    guid="g",
    slugs=("one",),
    title="One",
    live=True,
    media=release(Talk("one")).media,
    current=(release(Talk("one")).media[0].source,),
    digest="d",
    parts={},
    changed=NOW,
)
STORED = StoredObject("s", 1, "t", CacheControl.FOREVER, Layer.FILE, 1, NOW)
RECORD = FeedRecord("main", "f", "d", "s", NOW)
SHARD = Shard({"g": PUBLISHED}, {"a.css": STORED})
ROOT = Root(2, 3, NOW, "", {"main": RECORD}, (ShardFile("history/shards/a", "s", 1),), {})
WHOLE = replace(
    EMPTY_MANIFEST,
    rev=3,
    complete_rev=3,
    made=NOW,
    episodes=SHARD.episodes,
    feeds={"main": RECORD},
    objects=SHARD.objects,
)


def test_other_programs_can_read_a_manifest() -> None:
    root = json.loads(gzip.decompress(seal_root(ROOT)[1]))
    assert (root["format"], root["rev"], list(root["feeds"])) == (2, 3, ["main"])
    shard = json.loads(gzip.decompress(seal_shard(SHARD, 3, 0)[1]))
    assert (list(shard["episodes"]), list(shard["objects"])) == (["g"], ["a.css"])


def change(whole: dict[str, Any], edit: Callable[[dict[str, Any]], object]) -> bytes:
    edit(whole)
    return first_format.packed(whole)


def damage(edit: Callable[[dict[str, Any]], object]) -> bytes:
    return change(first_format.plain(WHOLE), edit)


def raw(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


FIRST = first_format.dump(WHOLE)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{}", "can't be unpacked"),
        (FIRST[:-40], "can't be unpacked"),
        (FIRST[:20] + b"x" * 40, "can't be unpacked"),
        (raw(b""), "not valid JSON"),
        (raw(b"\xff\xfe{"), "not valid JSON"),
        (raw(gzip.decompress(FIRST)[:-40]), "not valid JSON"),
        (raw(b"[" * 100_000), "not valid JSON"),
        (raw(b"[]"), "is not Airdate's"),
        (raw(b"{}"), "is not Airdate's"),
        (raw(b'{"format": "1"}'), "is not Airdate's"),
        (damage(lambda whole: whole.update(format=99)), "newer Airdate"),
        (damage(lambda whole: whole.update(rev="3")), "invalid at rev"),
        (damage(lambda whole: whole.update(rev=4)), "does not match its name"),
        (damage(lambda whole: whole.pop("episodes")), "invalid at episodes"),
        (damage(lambda whole: whole["episodes"]["g"].pop("guid")), "invalid at episodes.g.guid"),
        (damage(lambda whole: whole["episodes"]["g"].update(guid="h")), "contradicts itself"),
        (damage(lambda whole: whole["episodes"]["g"].update(current=["x"])), "contradicts itself"),
        (damage(lambda whole: whole["episodes"]["g"].update(current=[])), "contradicts itself"),
        (damage(lambda whole: whole["episodes"]["g"].update(slugs=[])), "contradicts itself"),
        (damage(lambda whole: whole["feeds"]["main"].update(changed="2026-01-01T00:00")), "zone"),
        (
            damage(lambda whole: whole["objects"].update({"../x": whole["objects"]["a.css"]})),
            "invalid key",
        ),
        (damage(lambda whole: whole["objects"]["a.css"].update(layer=7)), "invalid at objects"),
    ],
)
def test_a_damaged_manifest_of_the_first_format_is_an_error(body: bytes, message: str) -> None:
    with pytest.raises(ManifestError, match=re.escape(message)) as error:
        load_manifest(body, first_format.key_of(3, body))
    assert error.value.hint


def edited(value: bytes, edit: Callable[[dict[str, Any]], object]) -> bytes:
    return change(json.loads(gzip.decompress(value)), edit)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda root: root.update(format=99), "newer Airdate"),
        (lambda root: root.update(rev=4), "does not match its name"),
        (lambda root: root.update(rev="3"), "invalid at rev"),
        (lambda root: root.pop("shards"), "invalid at shards"),
        (lambda root: root.update(shards=[]), "0 shards"),
        (lambda root: root.update(shards=root["shards"] * 3), "3 shards"),
        (lambda root: root.update(past={"x": root["shards"][0]}), "without a number"),
        (lambda root: root["shards"][0].update(key="../x"), "invalid key"),
        (lambda root: root.update(made="2026-01-01T00:00"), "zone"),
    ],
)
def test_a_damaged_manifest_is_an_error(
    edit: Callable[[dict[str, Any]], object], message: str
) -> None:
    body = edited(seal_root(ROOT)[1], edit)
    with pytest.raises(ManifestError, match=re.escape(message)) as error:
        load_manifest(body, manifest_key(3, digest_of(body)))
    assert error.value.hint


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda shard: shard.update(format=99), "newer Airdate"),
        (lambda shard: shard.pop("objects"), "invalid at objects"),
        (lambda shard: shard["episodes"]["g"].update(guid="h"), "contradicts itself"),
        (lambda shard: shard["objects"].update({"a b": shard["objects"]["a.css"]}), "invalid key"),
        (lambda shard: shard["objects"]["a.css"].update(unused_since="2026-01-01T00:00"), "zone"),
    ],
)
def test_a_damaged_shard_is_an_error(
    edit: Callable[[dict[str, Any]], object], message: str
) -> None:
    body = edited(seal_shard(SHARD, 3, 0)[1], edit)
    with pytest.raises(ManifestError, match=re.escape(message)) as error:
        load_shard(body, ShardFile("history/shards/a", digest_of(body), len(body)), 0, 0)
    assert error.value.hint


def test_another_shard_than_the_one_named_is_refused() -> None:
    file, body = seal_shard(SHARD, 3, 0)
    other = seal_shard(Shard({}, {}), 3, 0)[1]
    with pytest.raises(ManifestError, match="is not the file that its manifest names"):
        load_shard(other, file, 0, 0)
    wrong = 1 - place_of("a.css", 1)
    with pytest.raises(ManifestError, match="contradicts itself"):
        load_shard(body, file, wrong, 1)


# ── head.json ──

POINTER_ = Pointer(3, 2, "history/manifests/3-a.json.gz", "s")


def test_a_pointer_comes_back_and_one_of_the_first_format_is_read() -> None:
    assert load_pointer(dump_pointer(POINTER_)) == POINTER_
    old = first_format.pointer(3, 2, POINTER_.key, "s")
    assert load_pointer(old) == POINTER_
    assert "complete" in json.loads(dump_pointer(POINTER_))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rev", 0),
        ("rev", -1),
        ("rev", 1.5),
        ("complete", 9),
        ("complete", -1),
        ("key", "../../etc/passwd"),
        ("key", 7),
        ("sha256", None),
    ],
)
def test_a_damaged_pointer_is_an_error(field: str, value: object) -> None:
    fields = json.loads(dump_pointer(POINTER_))
    with pytest.raises(ManifestError, match=r"head\.json"):
        load_pointer(json.dumps(fields | {field: value}).encode())


def test_a_pointer_of_a_newer_airdate_is_an_error() -> None:
    fields = json.loads(dump_pointer(POINTER_)) | {"format": 3}
    with pytest.raises(ManifestError, match="newer Airdate"):
        load_pointer(json.dumps(fields).encode())


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.integers() | text,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["format", "rev", "complete", "settled", "key", "sha256", "x"]),
                inner,
                max_size=5,
            )
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_pointer_is_too_strange_for_an_error(body: bytes) -> None:
    with pytest.raises(ManifestError):
        load_pointer(body)


# ── Kept releases ──


def test_a_release_record_comes_back_but_for_the_authors_paths() -> None:
    made = release(Talk("one", text=2))
    published_ = replace(PUBLISHED, digest=release_digest(made), changed=later(3))
    kept = release_record(made)
    assert isinstance(kept.body, bytes)
    assert kept.key == f"history/releases/{release_digest(made)}.json"
    back = load_release(kept.body, published_)
    assert b"/home/somebody" not in kept.body
    assert back.changed == later(3)
    assert (back.media, back.chapters, back.cover) == (made.media, made.chapters, made.cover)
    assert (back.episode.title, back.episode.article) == (made.episode.title, "Text 2")
    assert release_digest(back) == release_digest(made)


def test_a_damaged_release_is_refused() -> None:
    kept = release_record(release(Talk("one")))
    assert isinstance(kept.body, bytes)
    with pytest.raises(ValueError, match="damaged"):
        load_release(kept.body.replace(b"Text 1", b"Text 2"), PUBLISHED)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("title", {"title": "Other"}),
        ("article", {"article": "Other"}),
        ("date", {"date": later(1)}),
        ("address", {"slug": "other"}),
        ("summary", {"summary": "Other"}),
        ("details", {"season": 2}),
    ],
)
def test_a_change_is_told_by_its_part(part: str, change: dict[str, Any]) -> None:
    made = release(Talk("one"))
    other = replace(made, episode=replace(made.episode, **change))
    assert changed_parts(parts_of(made), parts_of(other)) == (part,)
    assert release_digest(made) != release_digest(other)


def test_other_audio_is_told() -> None:
    before, after = release(Talk("one")), release(Talk("one", audio=2))
    assert changed_parts(parts_of(before), parts_of(after)) == ("audio",)
