"""Two publishers at once: both changes are in, and what can't be merged is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from airdate.ledger.mirror import read_manifest
from airdate.model import EMPTY_MANIFEST, Manifest
from airdate.publish.deploy import Superseded, deploy, read_release
from airdate.publish.diff import PlanRejected
from airdate.publish.merge import Merge, files_of, merge
from airdate.store.directory import DirectoryStore
from airdate.store.history import release_digest
from tests.publish.planning import ReleasesInMemory, plan
from tests.store.making import Show, Talk, artifacts, feeds, later, release, releases

if TYPE_CHECKING:
    from pathlib import Path

A, B, C = Talk("a"), Talk("b"), Talk("c")
A2, A3 = replace(A, text=2), replace(A, text=3)
MAIN = feeds(Show())


def head_of(before: Manifest, *talks: Talk) -> Manifest:
    show = Show(talks)
    made = releases(show, later(before.rev))
    return plan(before, artifacts(show), made, feeds(show), later(before.rev)).manifest


def own_of(show: Show, hours: int = 0) -> ReleasesInMemory:
    return ReleasesInMemory.of(releases(show, later(hours)))


def merged(base: tuple[Talk, ...], theirs: tuple[Talk, ...], own: tuple[Talk, ...]) -> set[str]:
    """Return what is live after a merge, as slug and text."""
    manifest = head_of(EMPTY_MANIFEST, *base)
    result = merge(manifest, head_of(manifest, *theirs), own_of(Show(own)), MAIN)
    loaded = [own_of(Show(own)).load(guid).episode for guid in result.own]
    mine = {f"{each.slug} {each.article}" for each in loaded}
    texts = {
        release_digest(release(talk)): f"{talk.slug} Text {talk.text}" for talk in (*base, *theirs)
    }
    assert all(each.live for each in result.taken)
    return mine | {f"{texts[each.digest]} (taken)" for each in result.taken}


@pytest.mark.parametrize(
    ("base", "theirs", "own", "expected"),
    [
        ((A,), (A,), (A2,), {"a Text 2"}),
        ((A,), (A2,), (A,), {"a Text 2 (taken)"}),
        ((A,), (A2,), (A2,), {"a Text 2"}),
        ((A,), (A, B), (A, C), {"a Text 1", "b Text 1 (taken)", "c Text 1"}),
        ((A, B), (A,), (A, B), {"a Text 1"}),
        ((A, B), (A, B), (A,), {"a Text 1"}),
        ((A, B), (A2, B), (A,), {"a Text 2 (taken)"}),
        ((A, B), (A,), (A, B, C), {"a Text 1", "c Text 1"}),
        ((), (A,), (B,), {"a Text 1 (taken)", "b Text 1"}),
        ((), (A,), (A,), {"a Text 1"}),
    ],
)
def test_what_only_one_changed_is_taken_from_that_one(
    base: tuple[Talk, ...], theirs: tuple[Talk, ...], own: tuple[Talk, ...], expected: set[str]
) -> None:
    assert merged(base, theirs, own) == expected


@pytest.mark.parametrize(
    ("theirs", "own"), [((A2,), (A3,)), ((A2,), ()), ((), (A2,))], ids=["edits", "gone", "back"]
)
def test_what_both_changed_is_refused(theirs: tuple[Talk, ...], own: tuple[Talk, ...]) -> None:
    with pytest.raises(PlanRejected, match="About a") as refused:
        merged((A,), theirs, own)
    assert refused.value.problems[0].code == "publish-conflict"


def test_a_feed_that_others_changed_is_refused() -> None:
    base = head_of(EMPTY_MANIFEST, A)
    other = replace(MAIN[0], title="Other")
    theirs = plan(base, artifacts(Show((A,))), releases(Show((A,))), [other], later(1)).manifest
    with pytest.raises(PlanRejected, match="feed"):
        merge(base, theirs, own_of(Show((A,))), MAIN)
    assert merge(base, theirs, own_of(Show((A,))), [other]).taken == ()
    assert merge(base, base, own_of(Show((A,))), [other]).taken == ()


def publish(store: DirectoryStore, base: Manifest, own: Show) -> Merge | None:
    """Publish as a run that began at `base` does: merging when it is superseded."""
    manifest, made, taken = base, releases(own, later(base.rev)), None
    talks = own.talks
    for _ in range(3):
        files = files_of(
            manifest, [read_release(store, each) for each in taken.taken] if taken else []
        )
        wanted = {each.key: each for each in (*files, *artifacts(replace(own, talks=talks)))}
        try:
            deploy(
                plan(manifest, wanted.values(), made, MAIN, later(manifest.rev)),
                store,
                lambda _e: None,
            )
        except Superseded:
            manifest = read_manifest(store)
            mine = own_of(own, manifest.rev)
            taken = merge(base, manifest, mine, MAIN)
            back = [read_release(store, each) for each in taken.taken]
            made = (*map(mine.load, taken.own), *back)
            by_slug = {each.episode.slug: each for each in made}
            talks = tuple(
                Talk(slug, text=int(each.episode.article.removeprefix("Text ")))
                for slug, each in sorted(by_slug.items())
            )
        else:
            return taken
    raise AssertionError


def test_both_publishers_changes_are_in_whoever_comes_first(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path / "public")
    publish(store, EMPTY_MANIFEST, Show((A,)))
    base = read_manifest(store)
    assert publish(store, base, Show((A2, B))) is None
    second = publish(store, base, Show((A, C)))
    assert second is not None
    assert len(second.taken) == 2
    manifest = read_manifest(store)
    assert {each.slugs[0] for each in manifest.episodes.values() if each.live} == {"a", "b", "c"}
    for each in artifacts(Show((A2, B, C))):
        found = store.get(each.key)
        assert found is not None
        assert found.body == each.body
    by_others = manifest.episodes["guid-b"]
    assert by_others.changed == later(1)
    assert all(not entry.unused_since for key, entry in manifest.objects.items() if "media" in key)
