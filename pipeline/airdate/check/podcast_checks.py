"""The rules of the podcast namespace, and what of a workspace or a feed they are applied to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from airdate.check import podcast_rules, references
from airdate.check.core import (
    Check,
    Finding,
    Rule,
    RuleInput,
    on_document,
    on_episode,
    on_show,
)
from airdate.check.feeds import item_rules, podcast_tag_rules
from airdate.model import EMPTY_MANIFEST, Episode, ProbeResults, Severity, Workspace

if TYPE_CHECKING:
    from airdate.check.inputs import EpisodeInput, ShowContext, ShowInput

Find = Callable[[RuleInput], Iterable[Finding]]
_NO_TIME = datetime.min.replace(tzinfo=UTC)  # checks of an episode don't depend on time

_NOTHING = ProbeResults({}, {}, {}, ())


def _probe_results(given: EpisodeInput) -> ProbeResults:
    heard = {given.episode.slug: given.recording} if given.recording else {}
    return ProbeResults(heard, {}, {}, ())


def _workspace(show: ShowContext, episodes: tuple[Episode, ...] = ()) -> Workspace:
    feeds = () if episodes else show.feeds
    return Workspace(show.root, show.settings, feeds, episodes, ())


def _of_episodes(find: Find) -> Check:
    def check(given: EpisodeInput) -> Iterable[Finding]:
        workspace = _workspace(given.show, (given.episode,))
        return find(RuleInput(workspace, _probe_results(given), EMPTY_MANIFEST, _NO_TIME))

    return on_episode(check)


def _of_feeds(find: Find, *, depends_on_now: bool = False) -> Check:
    def check(given: ShowInput) -> Iterable[Finding]:
        workspace = _workspace(given.show)
        return find(RuleInput(workspace, _NOTHING, EMPTY_MANIFEST, given.now))

    return on_show(check, depends_on_now=depends_on_now)


def _host_missing(given: EpisodeInput) -> Iterable[Finding]:
    show = given.show
    workspace = Workspace(show.root, show.settings, show.feeds, (given.episode,), ())
    facts = RuleInput(workspace, _NOTHING, EMPTY_MANIFEST, _NO_TIME)
    return podcast_rules.host_left_out(facts)


def _of_both(find: Find) -> tuple[Check, Check]:
    return _of_episodes(find), _of_feeds(find)


RULES = tuple(
    Rule(code, why, references.PODCASTING, checks, Severity.WARNING)
    for code, why, checks in (
        (
            "soundbite-length",
            "apps expect 15 to 120 s",
            (
                _of_episodes(podcast_rules.soundbite_length),
                on_document(item_rules.soundbite_length),
            ),
        ),
        (
            "soundbite-out-of-range",
            "players can't seek past the end of the audio",
            (
                _of_episodes(podcast_rules.soundbite_beyond),
                on_document(item_rules.soundbite_beyond),
            ),
        ),
        (
            "recipient-split-missing",
            "nobody would be paid",
            (*_of_both(podcast_rules.value_split), on_document(item_rules.value_split)),
        ),
        (
            "recipient-address-invalid",
            "payments would fail",
            (*_of_both(podcast_rules.value_address), on_document(podcast_tag_rules.value_address)),
        ),
        (
            "role-unknown",
            "apps show the roles of the podcast taxonomy",
            _of_both(podcast_rules.role_unknown),
        ),
        (
            "host-missing",
            "an episode's people replace the show's in apps",
            (on_episode(_host_missing),),
        ),
        ("location-out-of-range", "maps can't show it", _of_both(podcast_rules.place_beyond)),
        (
            "medium-unknown",
            "apps take it for a podcast",
            (_of_feeds(podcast_rules.medium_unknown),),
        ),
        (
            "license-unknown",
            "listeners can't look it up",
            (
                *_of_both(podcast_rules.licence_unknown),
                on_document(podcast_tag_rules.licence_unknown),
            ),
        ),
        ("rrule-invalid", "calendars can't read it", (_of_feeds(podcast_rules.rule_odd),)),
        (
            "protocol-unknown",
            "apps can't connect",
            (
                *_of_both(podcast_rules.protocol_unknown),
                on_document(podcast_tag_rules.protocol_unknown),
            ),
        ),
        (
            "podroll-self",
            "a podroll recommends other shows",
            (
                _of_feeds(podcast_rules.podroll_self),
                on_document(podcast_tag_rules.podroll_self),
            ),
        ),
        (
            "live-invalid",
            "apps would announce what is over",
            (
                _of_feeds(podcast_rules.live_odd, depends_on_now=True),
                on_document(podcast_tag_rules.live_odd, depends_on_now=True),
            ),
        ),
        ("image-ratio-mismatch", "apps would distort it", _of_both(podcast_rules.image_ratio)),
        (
            "txt-invalid",
            "apps expect true or false there",
            (*_of_both(podcast_rules.txt_odd), on_document(podcast_tag_rules.txt_odd)),
        ),
        (
            "integrity-invalid",
            "apps would refuse the file",
            (_of_episodes(podcast_rules.integrity_odd),),
        ),
        (
            "social-uri-missing",
            "apps can't open it",
            (on_document(podcast_tag_rules.social_nowhere),),
        ),
        (
            "time-split-invalid",
            "apps can't decide whom to pay",
            (on_document(podcast_tag_rules.split_odd),),
        ),
    )
)
