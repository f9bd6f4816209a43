"""Every rule, in one table: to add one, write what it looks for and add it here.

Where a rule says that a directory demands something, it is an error for those who ask for that
directory by `--for`; for all others it is a warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from airdate.check import (
    against_published,
    distribution,
    episodes,
    link_targets,
    podcast_rules,
    references,
    shows,
    titles,
)
from airdate.check.core import Rule, RuleInput
from airdate.model import EMPTY_MANIFEST, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from airdate.model import Manifest, ProbeResults, Problem, Workspace

_WARNING = Severity.WARNING

RULES = (
    Rule(
        "interview-missing",
        "an article never goes out without its interview, unless it says `interview: coming`",
        references.OURS,
        episodes.interview_missing,
        against_head=True,
    ),
    Rule(
        "interview-coming",
        "nobody hears what the article is about",
        references.OURS,
        episodes.interview_coming,
        _WARNING,
    ),
    Rule(
        "interview-silent",
        "listeners would hear nothing",
        references.OURS,
        episodes.interview_silent,
    ),
    Rule(
        "interview-too-short",
        "less than a second is no interview",
        references.OURS,
        episodes.interview_too_short,
    ),
    Rule(
        "placeholder",
        "readers would see what stands for the interview",
        references.OURS,
        episodes.placeholder,
    ),
    Rule(
        "guid-twice",
        "apps show only one of two items with one guid",
        references.APPLE_823,
        episodes.guid_twice,
    ),
    Rule(
        "guid-changed",
        "with another guid every app downloads the episode again",
        references.APPLE_823,
        episodes.guid_changed,
        against_head=True,
    ),
    Rule("slug-twice", "two pages can't be at one address", references.OURS, episodes.slug_twice),
    Rule(
        "slug-taken",
        "links to a published page would lead to another episode",
        references.OURS,
        against_published.slug_taken,
        _WARNING,
        against_head=True,
    ),
    Rule("feed-unknown", "nobody would get the episode", references.OURS, episodes.feed_unknown),
    Rule("feed-none", "nobody would get the episode", references.OURS, episodes.feed_none),
    Rule(
        "carries-unknown",
        "the feed would lack episodes",
        references.OURS,
        distribution.carries_unknown,
    ),
    Rule(
        "carried-nowhere",
        "nobody would get the episode",
        references.OURS,
        distribution.carried_nowhere,
    ),
    Rule(
        "rendition-unknown",
        "subscribers would get another file than the feed says",
        references.OURS,
        distribution.rendition_unknown,
    ),
    Rule(
        "main-private",
        "pages would tell of what is private",
        references.OURS,
        distribution.main_private,
    ),
    Rule(
        "secret-missing",
        "a publish would close the addresses of all subscribers",
        references.OURS,
        distribution.secret_missing,
    ),
    Rule(
        "subscribers-none",
        "nobody can listen",
        references.OURS,
        distribution.subscribers_none,
        _WARNING,
    ),
    Rule(
        "subscribers-of-nothing",
        "subscribers were given addresses that do not work",
        references.OURS,
        distribution.subscribers_of_nothing,
        _WARNING,
    ),
    Rule(
        "records-public",
        "a private feed that can be found is none",
        references.PRIVATE,
        distribution.records_public,
        _WARNING,
    ),
    Rule(
        "feed-guid-twice",
        "directories would take two shows for one",
        references.PODCASTING,
        shows.feed_guid_twice,
    ),
    Rule(
        "feed-guid-changed",
        "apps and directories would take it for another show",
        references.PODCASTING,
        against_published.feed_guid_changed,
        against_head=True,
    ),
    Rule(
        "chapters-unordered",
        "players show chapters in the order of their times",
        references.APPLE_5316,
        episodes.chapters_unordered,
        _WARNING,
    ),
    Rule(
        "chapters-beyond",
        "players can't go where there is no sound",
        references.APPLE_5316,
        episodes.chapters_beyond,
        _WARNING,
    ),
    Rule(
        "chapters-late",
        "the beginning would have no chapter",
        references.APPLE_5316,
        episodes.chapters_late,
        _WARNING,
    ),
    Rule(
        "transcript-beyond",
        "it may be another episode's transcript",
        references.PODCASTING,
        episodes.transcript_beyond,
        _WARNING,
    ),
    Rule(
        "transcript-stranger",
        "apps and pages can't say who is speaking",
        references.PODCASTING,
        episodes.transcript_stranger,
        _WARNING,
    ),
    Rule("quote-unheard", "a quote is what was said", references.OURS, episodes.quote_unheard),
    Rule(
        "directive-odd",
        "readers would see the colons",
        references.OURS,
        episodes.directive_odd,
        _WARNING,
    ),
    Rule(
        "link-dangerous",
        "such a link runs a script in the reader's browser",
        references.OWASP,
        episodes.link_dangerous,
        _WARNING,
    ),
    Rule(
        "link-nowhere",
        "readers and listeners would find nothing there",
        references.OURS,
        link_targets.link_nowhere,
        _WARNING,
        against_head=True,
    ),
    Rule(
        "image-elsewhere",
        "that server learns who reads the page, and may take the image away",
        references.OURS,
        episodes.image_elsewhere,
        _WARNING,
    ),
    Rule(
        "interview-uncounted",
        "no directory counts a download of less than a minute",
        references.IAB,
        episodes.interview_uncounted,
        _WARNING,
    ),
    Rule(
        "title-angled",
        "YouTube refuses such titles",
        references.YOUTUBE,
        episodes.title_angled,
        _WARNING,
        frozenset({"youtube"}),
    ),
    Rule(
        "title-numbered",
        "apps show the number beside the title",
        references.APPLE_823,
        titles.title_numbered,
        _WARNING,
    ),
    Rule(
        "title-with-show",
        "apps show the show's title beside it",
        references.APPLE_823,
        titles.title_with_show,
        _WARNING,
    ),
    Rule(
        "number-twice",
        "apps sort a season by its numbers",
        references.APPLE_823,
        titles.number_twice,
        _WARNING,
    ),
    Rule(
        "language-unknown",
        "apps offer shows in the languages that people speak",
        references.APPLE_823,
        titles.language_unknown,
        _WARNING,
        references.BOTH,
    ),
    Rule(
        "number-missing",
        "apps sort a serial by its numbers",
        references.APPLE_823,
        episodes.number_missing,
        _WARNING,
        references.FOR_APPLE,
    ),
    Rule(
        "address-local",
        "listeners can't reach what is on this machine or its network",
        references.OURS,
        shows.address_local,
        _WARNING,
        references.ALL,
    ),
    Rule(
        "address-plain",
        "many players refuse addresses without encryption",
        references.APPLE_823,
        shows.address_plain,
        _WARNING,
        references.ALL,
    ),
    Rule("accent-faint", "links are to be read", references.WCAG, shows.accent_faint, _WARNING),
    Rule(
        "artwork-missing",
        "directories don't list shows without artwork",
        references.APPLE_896,
        shows.artwork_missing,
        _WARNING,
        references.ALL,
    ),
    Rule(
        "artwork-unfit",
        "directories refuse such artwork",
        references.APPLE_896,
        shows.artwork_unfit,
        _WARNING,
        references.FOR_APPLE,
    ),
    Rule(
        "artwork-heavy",
        "apps load artwork slowly, or not at all",
        references.APPLE_896,
        shows.artwork_heavy,
        _WARNING,
        references.FOR_APPLE,
    ),
    Rule(
        "owner-missing",
        "directories send their confirmation to the owner",
        references.YOUTUBE,
        shows.owner_missing,
        _WARNING,
        frozenset({"youtube", "spotify"}),
    ),
    Rule(
        "category-missing",
        "directories list shows by category",
        references.APPLE_823,
        shows.category_missing,
        _WARNING,
        references.BOTH,
    ),
    Rule(
        "category-unknown",
        "directories know the names in Apple's list alone",
        references.APPLE_823,
        shows.category_unknown,
        _WARNING,
        references.FOR_APPLE,
    ),
    Rule(
        "description-missing",
        "directories don't list shows without a description",
        references.PSP,
        shows.description_missing,
        _WARNING,
        references.ALL,
    ),
    Rule(
        "description-long",
        "apps cut it",
        references.APPLE_823,
        shows.description_long,
        _WARNING,
        references.FOR_APPLE,
    ),
    Rule(
        "artwork-misnamed",
        "apps that trust the name show nothing",
        references.APPLE_896,
        shows.artwork_misnamed,
        _WARNING,
    ),
    Rule(
        "interview-narrow",
        "no mastering brings back what was not recorded",
        references.APPLE_893,
        episodes.interview_narrow,
        _WARNING,
    ),
    Rule(
        "chapters-few",
        "Apple takes three or more for chapters",
        references.APPLE_5316,
        episodes.chapters_few,
        _WARNING,
    ),
    Rule(
        "transcript-short",
        "readers would miss the rest",
        references.PODCASTING,
        episodes.transcript_short,
        _WARNING,
    ),
    Rule(
        "transcript-unordered",
        "players follow it in the order of its times",
        references.PODCASTING,
        episodes.transcript_unordered,
        _WARNING,
    ),
    Rule(
        "date-twice",
        "apps show them in any order",
        references.APPLE_823,
        titles.date_twice,
        _WARNING,
    ),
    Rule("summary-long", "apps cut it", references.APPLE_823, titles.summary_long, _WARNING),
    Rule(
        "link-dead", "readers find nothing there", references.OURS, link_targets.link_dead, _WARNING
    ),
    Rule("link-odd", "it leads nowhere", references.OURS, link_targets.link_odd, _WARNING),
    Rule(
        "link-plain",
        "anybody on the way can read and change it",
        references.OURS,
        link_targets.link_plain,
        _WARNING,
    ),
    Rule(
        "address-placeholder",
        "nobody is there",
        references.NAMES,
        link_targets.address_placeholder,
        _WARNING,
    ),
    *(
        Rule(code, why, references.PODCASTING, find, _WARNING)
        for code, why, find in (
            ("soundbite-length", "apps expect 15 to 120 s", podcast_rules.soundbite_length),
            ("soundbite-beyond", "there is no sound", podcast_rules.soundbite_beyond),
            ("value-split", "nobody would be paid", podcast_rules.value_split),
            ("value-address", "payments would fail", podcast_rules.value_address),
            ("role-unknown", "apps show the roles of the list", podcast_rules.role_unknown),
            ("host-left-out", "an item's persons replace the show's", podcast_rules.host_left_out),
            ("place-beyond", "maps can't show it", podcast_rules.place_beyond),
            ("medium-unknown", "apps take it for a podcast", podcast_rules.medium_unknown),
            ("licence-unknown", "nobody can read it", podcast_rules.licence_unknown),
            ("rrule-odd", "no calendar reads it", podcast_rules.rule_odd),
            ("protocol-unknown", "no app can connect", podcast_rules.protocol_unknown),
            ("podroll-self", "a podroll recommends other shows", podcast_rules.podroll_self),
            ("live-odd", "apps would announce what is over", podcast_rules.live_odd),
            ("image-ratio", "apps would show it distorted", podcast_rules.image_ratio),
            ("txt-odd", "apps read true or false there", podcast_rules.txt_odd),
            ("integrity-odd", "apps would refuse the file", podcast_rules.integrity_odd),
        )
    ),
)


def check(
    workspace: Workspace, probe_results: ProbeResults, now: datetime, audiences: frozenset[str]
) -> tuple[Problem, ...]:
    """Return what is wrong with a workspace whatever is published, for all and those named."""
    facts = RuleInput(
        workspace, probe_results, EMPTY_MANIFEST, now, tuple(link_targets.links(workspace))
    )
    return _found(facts, audiences, (rule for rule in RULES if not rule.against_head))


def check_against(
    manifest: Manifest,
    workspace: Workspace,
    probe_results: ProbeResults,
    now: datetime,
    audiences: frozenset[str],
) -> tuple[Problem, ...]:
    """Return what is wrong with a workspace because of what is published."""
    facts = RuleInput(workspace, probe_results, manifest, now, ())
    return _found(facts, audiences, (rule for rule in RULES if rule.against_head))


def _found(
    facts: RuleInput, audiences: frozenset[str], rules: Iterable[Rule[RuleInput]]
) -> tuple[Problem, ...]:
    return tuple(problem for rule in rules for problem in rule.problems(facts, audiences))
