"""What is wanted, by owner, compared with what is published; plans survive a killed run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from airdate.ledger import Ledger, ledger_in_memory
from airdate.ledger.manifest_rows import adopt
from airdate.ledger.mirror import read_manifest
from airdate.ledger.wanted import (
    differences,
    drop_other_owners,
    drop_owners,
    replace_wanted,
    unwanted,
    wanted_owners,
)
from airdate.model import EMPTY_MANIFEST, Action, InStore, Layer, Manifest, Plan, Waiting
from airdate.publish.deploy import deploy
from airdate.publish.diff import diff
from airdate.store.directory import DirectoryStore
from airdate.store.history import document_key
from tests.publish.planning import ReleasesInMemory
from tests.store.making import document, file, later

if TYPE_CHECKING:
    from pathlib import Path

    from airdate.publish.deploy import Event

PAGE = document("episodes/one.html", Layer.PAGE, "one", [])
STYLE = file("assets/style.css", b"style")
COVER = file("art/cover.jpg", b"cover")
NOTHING = ReleasesInMemory.of(())


@pytest.fixture
def ledger() -> Ledger:
    return ledger_in_memory()


def quiet(_event: Event) -> None:
    pass


def planned(ledger: Ledger, manifest: Manifest, hours: int = 0) -> Plan:
    return diff(ledger, manifest, NOTHING, (), later(hours))


def publish(ledger: Ledger, store: DirectoryStore, hours: int = 0) -> Plan:
    made = planned(ledger, read_manifest(store, ledger), hours)
    deploy(made, store, quiet, waiting=ledger.bodies.get)
    return made


def keys(plan: Plan) -> set[str]:
    return {step.key for step in plan.steps if not step.key.startswith("history/")}


def test_an_owner_is_replaced_and_others_stay(ledger: Ledger) -> None:
    replace_wanted(ledger, "a", [PAGE, COVER])
    replace_wanted(ledger, "b", [STYLE, COVER])
    replace_wanted(ledger, "a", [PAGE])
    base = adopt(ledger, EMPTY_MANIFEST)
    found = {each.artifact.key for each in differences(base, "")}
    assert found == {PAGE.key, document_key(PAGE.sha256), STYLE.key, COVER.key}
    drop_owners(ledger, ["b"])
    found = {each.artifact.key for each in differences(base, "")}
    assert found == {PAGE.key, document_key(PAGE.sha256)}
    assert wanted_owners(ledger) == {"a"}
    drop_other_owners(ledger, ["c"])
    assert not [*differences(base, "")]


def test_targets_dont_disturb_each_other(ledger: Ledger) -> None:
    replace_wanted(ledger, "a", [PAGE])
    other = Ledger(ledger.db, "preview")
    replace_wanted(other, "a", [STYLE])
    drop_other_owners(other, [])
    base = adopt(ledger, EMPTY_MANIFEST)
    assert {each.artifact for each in differences(base, "")} >= {PAGE}
    assert not [*differences(base, "preview")]


def test_where_the_bytes_are_is_kept(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "cover.jpg"
    replace_wanted(ledger, "a", [PAGE, replace(COVER, body=path), replace(STYLE, body=InStore())])
    base = adopt(ledger, EMPTY_MANIFEST)
    bodies = {each.artifact.key: each.artifact.body for each in differences(base, "")}
    assert bodies == {
        PAGE.key: Waiting(),
        document_key(PAGE.sha256): Waiting(),
        COVER.key: path,
        STYLE.key: InStore(),
    }
    assert ledger.bodies.get(PAGE.sha256) == PAGE.body


def test_only_what_differs_is_planned(ledger: Ledger, tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path / "public")
    replace_wanted(ledger, "a", [PAGE, STYLE])
    publish(ledger, store)
    assert planned(ledger, read_manifest(store, ledger), 1).is_empty
    other = document(PAGE.key, Layer.PAGE, "other", [])
    replace_wanted(ledger, "a", [other, STYLE])
    assert keys(planned(ledger, read_manifest(store, ledger), 1)) == {PAGE.key}


def test_an_object_goes_with_the_last_who_wants_it(ledger: Ledger, tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path / "public")
    replace_wanted(ledger, "a", [PAGE, COVER])
    replace_wanted(ledger, "b", [COVER])
    publish(ledger, store)
    drop_owners(ledger, ["a"])
    made = publish(ledger, store, 1)
    assert [(step.action, step.key) for step in made.steps] == [(Action.DELETE, PAGE.key)]
    assert made.manifest.objects[COVER.key].unused_since is None
    drop_owners(ledger, ["b"])
    unused = {key for key, _ in unwanted(read_manifest(store, ledger), "")}
    assert COVER.key in unused
    assert publish(ledger, store, 2).manifest.objects[COVER.key].unused_since == later(2)


def test_a_plan_that_was_not_carried_out_is_made_again(ledger: Ledger, tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path / "public")
    replace_wanted(ledger, "a", [PAGE])
    first = planned(ledger, read_manifest(store, ledger))
    again = planned(ledger, read_manifest(store, ledger))
    assert again.steps == first.steps
    assert again.manifest == first.manifest
    deploy(again, store, quiet, waiting=ledger.bodies.get)
    assert read_manifest(store, ledger) == again.manifest
