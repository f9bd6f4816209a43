"""Heads and kept releases as bytes: there and back, and nothing guessed where they are damaged."""

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
    Manifest,
    Media,
    Published,
    StoredObject,
)
from airdate.store.history import (
    changed_parts,
    digest_of,
    head_key,
    kept_release,
    load_release,
    parts_of,
    release_digest,
)
from airdate.store.manifest import (
    ManifestError,
    Pointer,
    dump,
    dump_pointer,
    load,
    load_pointer,
    sealed,
)
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


@st.composite
def heads(draw: st.DrawFn) -> Manifest:
    records = st.builds(FeedRecord, text, text, text, text, dates, st.none() | text)
    rev = draw(st.integers(1, 10**6))
    manifest = Manifest(
        rev=rev,
        complete_rev=draw(st.integers(0, rev)),
        made=draw(dates),
        key="",
        parent=draw(st.just("") | keys),
        episodes={each.guid: each for each in draw(st.lists(published(), max_size=3))},
        feeds={each.slug: each for each in draw(st.lists(records, max_size=2))},
        objects=draw(st.dictionaries(keys, entries, max_size=5)),
    )
    return sealed(manifest)[0]


def packed(plain: bytes) -> bytes:
    """Return bytes that are the same in every process: they name tests."""
    return gzip.compress(plain, mtime=0)


def pointer_to(body: bytes, manifest: Manifest) -> Pointer:
    return Pointer(manifest.rev, manifest.complete_rev, manifest.key, digest_of(body))


@settings(max_examples=150, deadline=None)
@given(heads())
def test_a_head_comes_back_as_it_was(manifest: Manifest) -> None:
    body = dump(manifest)
    pointer = load_pointer(dump_pointer(pointer_to(body, manifest)))
    assert load(body, pointer) == manifest
    assert dump(load(body, pointer)) == body


@settings(max_examples=50, deadline=None)
@given(heads())
def test_the_order_of_a_mapping_is_not_in_the_bytes(manifest: Manifest) -> None:
    turned = replace(manifest, objects=dict(reversed([*manifest.objects.items()])))
    assert dump(turned) == dump(manifest)


def some_head() -> Manifest:
    made = release(Talk("one"))
    manifest = replace(
        EMPTY_MANIFEST,
        rev=3,
        complete_rev=2,
        made=NOW,
        episodes={
            "g": Published(
                guid="g",
                slugs=("one",),
                title="One",
                live=True,
                media=made.media,
                current=(made.media[0].source,),
                digest="d",
                parts={},
                changed=NOW,
            )
        },
        feeds={"main": FeedRecord("main", "f", "d", "s", NOW)},
        objects={"a.css": StoredObject("s", 1, "t", CacheControl.FOREVER, Layer.FILE, 1, NOW)},
    )
    return sealed(manifest)[0]


def test_other_programs_can_read_a_head() -> None:
    whole = json.loads(gzip.decompress(dump(some_head())))
    assert whole["rev"] == 3
    assert list(whole["episodes"]) == ["g"]
    assert list(whole["objects"]) == ["a.css"]


def damage(change: Callable[[dict[str, Any]], object]) -> bytes:
    whole = json.loads(gzip.decompress(dump(some_head())))
    change(whole)
    return packed(json.dumps(whole).encode())


def rename(objects: dict[str, Any], key: str) -> None:
    objects[key] = objects.pop("a.css")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{}", "can't be unpacked"),
        (dump(some_head())[:-40], "can't be unpacked"),
        (dump(some_head())[:20] + b"x" * 40, "can't be unpacked"),
        (packed(b""), "not JSON"),
        (packed(b"\xff\xfe{"), "not JSON"),
        (packed(gzip.decompress(dump(some_head()))[:-40]), "not JSON"),
        (packed(b"[" * 100_000), "not JSON"),
        (packed(b"[]"), "does not say that it is Airdate's"),
        (packed(b"{}"), "does not say that it is Airdate's"),
        (packed(b'{"format": "1"}'), "does not say that it is Airdate's"),
        (damage(lambda whole: whole.update(format=99)), "newer Airdate"),
        (damage(lambda whole: whole.update(rev="3")), "wrong at rev"),
        (damage(lambda whole: whole.update(rev=4)), "not what its name says"),
        (damage(lambda whole: whole.pop("episodes")), "wrong at episodes"),
        (damage(lambda whole: whole["episodes"]["g"].pop("guid")), "wrong at episodes.g.guid"),
        (damage(lambda whole: whole["episodes"]["g"].update(guid="h")), "contradicts itself"),
        (damage(lambda whole: whole["episodes"]["g"].update(current=["x"])), "contradicts itself"),
        (damage(lambda whole: whole["episodes"]["g"].update(current=[])), "contradicts itself"),
        (damage(lambda whole: whole["episodes"]["g"].update(slugs=[])), "contradicts itself"),
        (damage(lambda whole: whole["feeds"]["main"].update(changed="2026-01-01T00:00")), "zone"),
        (
            damage(lambda whole: whole["objects"].update({"../x": whole["objects"]["a.css"]})),
            "name",
        ),
        (damage(lambda whole: whole["objects"]["a.css"].update(layer=7)), "wrong at objects"),
    ],
)
def test_a_damaged_head_is_told_and_not_guessed(body: bytes, message: str) -> None:
    pointer = Pointer(3, 2, head_key(3, digest_of(body)), digest_of(body))
    with pytest.raises(ManifestError, match=re.escape(message)) as error:
        load(body, pointer)
    assert error.value.hint


def test_another_head_than_the_one_named_is_refused() -> None:
    pointer = pointer_to(dump(some_head()), some_head())
    other = dump(replace(some_head(), made=later(1)))
    with pytest.raises(ManifestError, match="not what head"):
        load(other, pointer)


def test_a_pointer_that_says_another_rev_is_refused() -> None:
    body = dump(some_head())
    with pytest.raises(ManifestError, match="of rev 3, and head"):
        load(body, replace(pointer_to(body, some_head()), rev=4))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rev", 0),
        ("rev", -1),
        ("rev", 1.5),
        ("settled", 9),
        ("settled", -1),
        ("key", "../../etc/passwd"),
        ("key", 7),
        ("sha256", None),
    ],
)
def test_a_damaged_pointer_is_told(field: str, value: object) -> None:
    fields = json.loads(dump_pointer(pointer_to(dump(some_head()), some_head())))
    with pytest.raises(ManifestError, match=r"head\.json"):
        load_pointer(json.dumps(fields | {field: value}).encode())


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.integers() | text,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["format", "rev", "settled", "key", "sha256", "x"]),
                inner,
                max_size=5,
            )
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_pointer_is_too_strange_to_be_told(body: bytes) -> None:
    with pytest.raises(ManifestError):
        load_pointer(body)


# ── Kept releases ──


def test_a_kept_release_comes_back_but_for_the_authors_paths() -> None:
    made = release(Talk("one", text=2))
    published_ = replace(some_head().episodes["g"], digest=release_digest(made), changed=later(3))
    kept = kept_release(made)
    assert isinstance(kept.body, bytes)
    assert kept.key == f"history/releases/{release_digest(made)}.json"
    back = load_release(kept.body, published_)
    assert b"/home/somebody" not in kept.body
    assert back.changed == later(3)
    assert (back.media, back.chapters, back.cover) == (made.media, made.chapters, made.cover)
    assert (back.episode.title, back.episode.article) == (made.episode.title, "Text 2")
    assert release_digest(back) == release_digest(made)


def test_a_damaged_release_is_refused() -> None:
    kept = kept_release(release(Talk("one")))
    assert isinstance(kept.body, bytes)
    with pytest.raises(ValueError, match="damaged"):
        load_release(kept.body.replace(b"Text 1", b"Text 2"), some_head().episodes["g"])


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
