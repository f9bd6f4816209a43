"""Releases in brief: what lists and feeds ask of all, without decoding any."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from airdate.model import Listing, Person
from airdate.store.history import release_digest
from tests.feed.making import FEED
from tests.publish.planning import ReleasesInMemory
from tests.site.making import bare, full


def test_a_listing_has_what_its_release_has() -> None:
    release = full(tags=("a", "b"))
    (listing,) = ReleasesInMemory.of([release]).listings
    assert listing.page_key == release.page_key
    assert listing.digest == release_digest(release)
    assert (listing.title, listing.seconds) == (release.episode.title, release.media[0].seconds)
    assert listing.has_transcript
    assert FEED.carries(listing) == FEED.carries(release.episode)


def test_an_interview_that_is_coming_has_no_seconds() -> None:
    (listing,) = ReleasesInMemory.of([replace(full(), media=())]).listings
    assert listing.seconds is None


def test_a_listing_comes_back_from_json_the_same() -> None:
    (listing,) = ReleasesInMemory.of([full(tags=("a",))]).listings
    adapter = TypeAdapter(Listing)
    assert adapter.validate_json(adapter.dump_json(listing)) == listing


def test_no_path_of_this_machine_is_in_a_listing() -> None:
    release = full(persons=(Person("Ada", "host", photo=Path("/home/ada/face.jpg")),))
    (listing,) = ReleasesInMemory.of([release]).listings
    assert listing.persons == (Person("Ada", "host"),)


def test_whole_releases_come_by_guid() -> None:
    one, other = full(), bare("b", 2)
    releases = ReleasesInMemory.of([other, one])
    assert [each.guid for each in releases.listings] == ["b", one.episode.guid]
    assert releases.load(one.episode.guid) is one
    with pytest.raises(KeyError):
        releases.load("nobody")
