"""Plans: what they do, what they tell, what they refuse; and that every prefix is safe."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airdate.feed.changes import feed_changed
from airdate.ledger import ledger_in_memory
from airdate.model import EMPTY_MANIFEST, Action, InStore, Layer, Listing, Manifest, Plan, Step
from airdate.publish.diff import PlanRejected
from airdate.publish.produce import Production
from airdate.publish.release_rows import ReleaseLedger
from tests.publish.planning import ReleasesInMemory, plan
from tests.store.making import (
    NOW,
    Show,
    Talk,
    artifacts,
    feeds,
    file,
    later,
    names_of,
    release,
    releases,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from airdate.model import Release

ONE = Show((Talk("one"),))
TWO = Show((Talk("two"), Talk("one")))


def planned(
    manifest: Manifest,
    show: Show,
    now: datetime = NOW,
    allow: Iterable[str] = ("one", "two", "three"),
) -> Plan:
    return plan(
        manifest,
        artifacts(show),
        releases(show, now),
        feeds(show),
        now,
        replace_audio=frozenset(allow),
    )


def after(*shows: Show) -> Manifest:
    manifest = EMPTY_MANIFEST
    for hours, show in enumerate(shows):
        manifest = planned(manifest, show, later(hours)).manifest
    return manifest


def did(plan_: Plan) -> list[tuple[str, str, str]]:
    """Return the steps that people care about."""
    return [
        (step.action, step.key, step.reason)
        for step in plan_.steps
        if not step.key.startswith("history/")
    ]


def told(plan_: Plan) -> list[tuple[str, str]]:
    return [(notice.kind, notice.guid) for notice in plan_.notices]


# ── What is done, in which order ──


def test_the_first_publish_puts_everything_what_is_named_first() -> None:
    first = planned(EMPTY_MANIFEST, ONE)
    media = release(Talk("one")).media[0].key
    assert did(first) == [
        ("put", "assets/style-1.css", "new"),
        ("put", media, "new"),
        ("put", "episodes/one.html", "new"),
        ("put", "feeds/main.xml", "new"),
        ("put", "index.html", "new"),
    ]
    assert told(first) == [("new", "guid-one"), ("new-feed", "guid-main")]
    assert (first.manifest.rev, first.manifest.complete_rev, first.manifest.parent) == (1, 1, "")


def test_every_step_has_its_size() -> None:
    sizes = {artifact.key: artifact.size for artifact in artifacts(ONE)}
    steps = {step.key: step.size for step in planned(EMPTY_MANIFEST, ONE).steps}
    assert sizes.items() <= steps.items()


def test_nothing_changed_is_an_empty_plan_at_any_time() -> None:
    again = planned(after(TWO), TWO, later(1000))
    assert again.is_empty
    assert again.notices == ()
    assert again.manifest == again.base


def test_a_new_episode_touches_only_what_names_it() -> None:
    media = release(Talk("two")).media[0].key
    assert did(planned(after(ONE), TWO)) == [
        ("put", media, "new"),
        ("put", "episodes/two.html", "new"),
        ("put", "episodes/one.html", "changed"),
        ("put", "feeds/main.xml", "changed"),
        ("put", "index.html", "changed"),
    ]


def test_each_page_feed_and_release_is_kept_for_later() -> None:
    kept = [step.key for step in planned(EMPTY_MANIFEST, ONE).steps if "history/" in step.key]
    assert [key.split("/")[1] for key in kept] == ["documents"] * 3 + ["releases"]
    assert all(step.wave == 0 for step in planned(EMPTY_MANIFEST, ONE).steps if step.key in kept)


def test_an_edited_text_leaves_the_audio_alone() -> None:
    edited = planned(after(ONE), Show((Talk("one", text=2),)), later(1))
    assert [key for _, key, _ in did(edited)] == ["episodes/one.html", "feeds/main.xml"]
    assert told(edited) == [("changed", "guid-one")]
    assert "article" in edited.notices[0].text
    assert edited.manifest.episodes["guid-one"].changed == later(1)


def test_an_interrupted_publish_is_written_again() -> None:
    halfway = replace(after(ONE), complete_rev=0)
    again = planned(halfway, ONE)
    assert [(step.wave, step.key) for step in again.repairs] == [
        (0, "episodes/one.html"),
        (1, "feeds/main.xml"),
        (2, "index.html"),
    ]
    assert again.steps == ()
    assert not again.is_empty
    assert (again.manifest.rev, again.manifest.complete_rev, again.manifest.key) == (
        1,
        1,
        halfway.key,
    )


# ── Leaving ──


def test_an_unpublished_episode_keeps_its_identity_and_files() -> None:
    gone = planned(after(TWO), replace(ONE, gone=("two",)), later(5))
    assert told(gone) == [("unpublished", "guid-two")]
    published = gone.manifest.episodes["guid-two"]
    assert (published.live, published.slugs, published.changed) == (False, ("two",), later(5))
    assert gone.manifest.objects[published.media[0].key].unused_since == later(5)
    assert ("put", "episodes/two.html", "changed") in did(gone)
    assert all(step.action is Action.PUT for step in gone.steps)


def test_an_episode_comes_back_as_who_it_was() -> None:
    back = planned(after(TWO, ONE), TWO, later(9))
    assert told(back) == [("republished", "guid-two")]
    key = back.manifest.episodes["guid-two"].media[0].key
    assert key not in [step.key for step in back.steps]
    assert back.manifest.objects[key].unused_since is None
    assert back.manifest.episodes["guid-two"].changed == later(9)


def test_a_page_that_nothing_names_is_deleted_last() -> None:
    less = planned(after(replace(ONE, extra=("calm",))), ONE, later(1))
    assert did(less)[-1] == ("delete", "tags/calm.html", "no longer wanted")
    assert planned(less.manifest, ONE, later(2)).is_empty
    assert "tags/calm.html" not in planned(less.manifest, TWO, later(2)).manifest.objects


def test_an_interrupted_delete_is_done_again() -> None:
    less = planned(after(replace(ONE, extra=("calm",))), ONE, later(1))
    again = planned(replace(less.manifest, complete_rev=1), ONE, later(2))
    assert (again.repairs[-1].action, again.repairs[-1].key) == ("delete", "tags/calm.html")


def test_a_deleted_page_may_come_back() -> None:
    calm = replace(ONE, extra=("calm",))
    again = planned(after(calm, ONE), calm, later(2))
    assert ("put", "tags/calm.html", "new") in did(again)
    assert again.manifest.objects["tags/calm.html"].since == 3


def test_a_feed_that_is_no_longer_made_stays_with_all_that_it_names() -> None:
    both = Show((Talk("one"), Talk("two", feeds=("main", "extra"))), ("main", "extra"), ("calm",))
    less = planned(after(both), ONE, later(1))
    assert ("feed-retired", "") in told(less)
    assert all(step.action is Action.PUT for step in less.steps)
    assert "feeds/extra.xml" in less.manifest.objects
    assert planned(less.manifest, ONE, later(2)).is_empty


# ── Identity ──


def test_replaced_audio_is_refused_unless_it_is_named() -> None:
    new = Show((Talk("one", audio=2),))
    with pytest.raises(PlanRejected) as refused:
        planned(after(ONE), new, allow=())
    problem = refused.value.problems[0]
    assert problem.code == "audio-changed"
    assert "--replace-audio one" in problem.hint
    allowed = planned(after(ONE), new, allow=("one",))
    assert told(allowed) == [("audio-replaced", "guid-one")]
    published = allowed.manifest.episodes["guid-one"]
    assert len(published.media) == 2
    assert published.current == (release(Talk("one", audio=2)).media[0].source,)


def test_replaced_audio_may_go_back_to_the_file_that_is_still_there() -> None:
    back = planned(after(ONE, Show((Talk("one", audio=2),))), ONE)
    assert release(Talk("one")).media[0].key not in [step.key for step in back.steps]
    assert told(back) == [("audio-replaced", "guid-one")]


def test_a_moved_episode_is_the_same_episode() -> None:
    moved = planned(after(ONE), Show((Talk("two", guid="guid-one"),)))
    assert told(moved) == [
        ("audio-replaced", "guid-one"),
        ("moved", "guid-one"),
        ("changed", "guid-one"),
    ]
    assert moved.manifest.episodes["guid-one"].slugs == ("two", "one")


def test_a_moved_feed_is_told() -> None:
    feed = replace(feeds(ONE)[0], new_feed_url="https://example.org/new.xml")
    moved = plan(after(ONE), artifacts(ONE), releases(ONE), [feed], later(1))
    assert told(moved) == [("feed-moved", "guid-main")]
    assert "https://example.org/new.xml" in moved.notices[0].text


def test_a_published_file_never_changes() -> None:
    files = [file("assets/style-1.css", b"other"), *artifacts(ONE)[1:]]
    with pytest.raises(PlanRejected, match="published with other content"):
        plan(after(ONE), files, releases(ONE), feeds(ONE), NOW)


def test_a_file_that_is_out_needs_no_bytes_and_another_does() -> None:
    out = [
        replace(each, body=InStore()) if each.layer is Layer.FILE else each
        for each in artifacts(ONE)
    ]
    assert plan(after(ONE), out, releases(ONE), feeds(ONE), NOW).is_empty
    with pytest.raises(PlanRejected, match="neither in the store nor in this workspace"):
        plan(EMPTY_MANIFEST, out, releases(ONE), feeds(ONE), NOW)


# ── Dates ──


def changed(made: Release) -> datetime:
    """Return when a release that is made later than the published one counts as changed."""
    rows = ReleaseLedger(ledger_in_memory(), after(ONE), later(5))
    rows.write_made(b"inputs", Production(made, ()))
    return rows.rows([made.episode.guid]).listings[0].changed


def test_an_unchanged_release_keeps_its_date_and_a_changed_one_gets_todays() -> None:
    assert changed(release(Talk("one"), later(5))) == NOW
    assert changed(release(Talk("one", text=2), later(5))) == later(5)
    assert changed(release(Talk("new"), later(5))) == later(5)


def test_where_the_authors_files_lie_is_no_change() -> None:
    moved = release(Talk("one"), later(5))
    episode = replace(moved.episode, interview=moved.episode.interview.with_name("x"))
    assert changed(replace(moved, episode=episode)) == NOW


def listings(show: Show, changed: datetime) -> tuple[Listing, ...]:
    return ReleasesInMemory.of(releases(show, changed)).listings


def test_a_feed_changes_when_an_episode_of_it_changes_or_leaves() -> None:
    manifest = after(TWO)
    main = feeds(TWO)[0]
    assert feed_changed(manifest, main, listings(TWO, later(5)), later(5)) == NOW
    assert feed_changed(manifest, main, listings(ONE, later(5)), later(5)) == later(5)
    other = replace(main, title="Other")
    assert feed_changed(manifest, other, listings(TWO, later(5)), later(5)) == later(5)


# ── Safety at every step ──


class Model:
    """A store, and the head that was committed to it."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.manifest = EMPTY_MANIFEST
        self.complete_rev = EMPTY_MANIFEST

    def apply(self, plan_: Plan, chance: random.Random) -> Iterator[set[str]]:
        """Do a plan as deploying does, and say after each step what is missing."""
        for step in shuffled(plan_.repairs, chance):
            yield self.do(step)
        self.manifest = self.complete_rev = replace(plan_.base, complete_rev=plan_.base.rev)
        for step in shuffled(plan_.steps, chance):
            if step.layer is not Layer.FILE:
                self.manifest = replace(plan_.manifest, complete_rev=plan_.base.rev)
            yield self.do(step)
        self.manifest = self.complete_rev = plan_.manifest

    def do(self, step: Step) -> set[str]:
        if step.artifact is None:
            self.objects.pop(step.key, None)
        elif isinstance(step.artifact.body, bytes):
            self.objects[step.key] = step.artifact.body
        else:
            self.objects[step.key] = self.objects[f"history/documents/{step.artifact.sha256}"]
        return self.missing()

    def missing(self) -> set[str]:
        """Return what listeners who know a complete show can be led to and is not there."""
        entries = self.complete_rev.objects.items()
        roots = [key for key, entry in entries if entry.layer is Layer.FEED]
        found: set[str] = set()
        waiting = [*roots, "index.html"] if roots else []
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                if not key.startswith(("assets/", "media/")):
                    waiting += names_of(self.objects.get(key, b""))
        for key, body in self.objects.items():
            if key.startswith("feeds/"):
                found.update(names_of(body))
        return found - self.objects.keys()


def shuffled(steps: Iterable[Step], chance: random.Random) -> list[Step]:
    """Give the steps of each wave in another order."""
    return sorted(steps, key=lambda step: (step.wave, chance.random()))


talks = st.lists(
    st.builds(
        Talk,
        st.sampled_from(["one", "two", "three"]),
        st.integers(1, 2),
        st.integers(1, 2),
        feeds=st.sampled_from([("main",), ("main", "extra")]),
    ),
    max_size=3,
    unique_by=lambda talk: talk.slug,
).map(tuple)
shows = st.builds(
    Show,
    talks,
    st.sampled_from([("main",), ("main", "extra")]),
    st.sampled_from([(), ("calm",), ("calm", "rest")]),
    st.integers(1, 2),
)


# Each show is published until a crash after so many steps, or to the end.
histories = st.lists(st.tuples(shows, st.none() | st.integers(0, 25)), min_size=1, max_size=5)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(shows, st.none() | st.integers(0, 25)), min_size=1, max_size=5), st.data()
)
def test_at_every_step_of_any_history_all_that_is_named_is_there(
    history: list[tuple[Show, int | None]], data: st.DataObject
) -> None:
    model = Model()
    chance = data.draw(st.randoms(use_true_random=False))
    for hours, (show, crash) in enumerate([*history, (history[-1][0], None)]):
        step_by_step = planned(model.manifest, show, later(hours))
        for count, missing in enumerate(model.apply(step_by_step, chance)):
            assert not missing
            if count == crash:
                break
    wanted = {each.key: each.body for each in artifacts(history[-1][0])}
    assert wanted.items() <= model.objects.items()
    assert planned(model.manifest, history[-1][0], later(99)).is_empty


@pytest.mark.parametrize("order", ["reversed", "by key"])
def test_another_order_would_be_found_out(order: str) -> None:
    model = Model()
    chance = random.Random(1)
    assert not any(model.apply(planned(EMPTY_MANIFEST, ONE), chance))
    second = planned(model.manifest, TWO)
    keys = sorted(step.key for step in second.steps)
    wrong = [
        replace(step, wave=keys.index(step.key) if order == "by key" else -step.wave)
        for step in second.steps
    ]
    assert any(model.apply(replace(second, steps=tuple(wrong)), chance))
