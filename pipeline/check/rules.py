"""Every rule, a line each: to add one, write what it looks for and add its line here.

Where a rule says that a directory demands something, it is an error for those who ask for that
directory by `--for`; for all others it is a warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.check import episodes, shows
from pipeline.check.rule import Facts, Rule
from pipeline.model import Severity

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.model import Head, Problem, Survey, Workspace

_ALL = frozenset({"apple", "spotify", "youtube", "amazon", "psp1"})
_APPLE = frozenset({"apple"})
_WARNING = Severity.WARNING

# Sources, each with the month in which it was read.
_OURS = "an article and its interview are published together, whole, or not at all"
_APPLE_823 = "https://podcasters.apple.com/support/823-podcast-requirements (2026-11)"
_APPLE_5316 = "https://podcasters.apple.com/support/5316-chapters-on-apple-podcasts (2026-11)"
_APPLE_896 = "https://podcasters.apple.com/support/896-artwork-requirements (2026-11)"
_PSP = "https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification (2026-11)"
_PODCASTING = "https://podcasting2.org/docs/podcast-namespace (2026-11)"
_IAB = "https://iabtechlab.com/standards/podcast-measurement-guidelines/ (2026-11)"
_YOUTUBE = "https://support.google.com/youtube/answer/13525207 (common knowledge)"
_OWASP = "https://owasp.org/www-community/attacks/xss/ (common knowledge)"

RULES = (
    Rule(
        "interview-missing", "an article without its interview", _OURS, episodes.interview_missing
    ),
    Rule("interview-silent", "nothing to hear", _OURS, episodes.interview_silent),
    Rule("interview-too-short", "no interview", _OURS, episodes.interview_too_short),
    Rule("placeholder", "something stands for the interview", _OURS, episodes.placeholder),
    Rule("guid-twice", "apps show one of two", _APPLE_823, episodes.guid_twice),
    Rule("guid-changed", "every app downloads again", _APPLE_823, episodes.guid_changed),
    Rule("slug-twice", "two pages at one address", _OURS, episodes.slug_twice),
    Rule("feed-unknown", "nobody gets the episode", _OURS, episodes.feed_unknown),
    Rule("feed-none", "nobody gets the episode", _OURS, episodes.feed_none),
    Rule("feed-guid-twice", "two shows are one", _PODCASTING, shows.feed_guid_twice),
    Rule("chapters-unordered", "players jump", _APPLE_5316, episodes.chapters_unordered, _WARNING),
    Rule(
        "chapters-beyond",
        "players jump to nowhere",
        _APPLE_5316,
        episodes.chapters_beyond,
        _WARNING,
    ),
    Rule(
        "chapters-late", "the start has no chapter", _APPLE_5316, episodes.chapters_late, _WARNING
    ),
    Rule(
        "transcript-beyond", "another episode's?", _PODCASTING, episodes.transcript_beyond, _WARNING
    ),
    Rule("transcript-stranger", "no link", _PODCASTING, episodes.transcript_stranger, _WARNING),
    Rule("directive-odd", "readers see colons", _OURS, episodes.directive_odd, _WARNING),
    Rule("link-dangerous", "a script in a link", _OWASP, episodes.link_dangerous, _WARNING),
    Rule("interview-uncounted", "no download", _IAB, episodes.interview_uncounted, _WARNING),
    Rule(
        "title-angled",
        "YouTube refuses it",
        _YOUTUBE,
        episodes.title_angled,
        _WARNING,
        frozenset({"youtube"}),
    ),
    Rule("number-missing", "no order", _APPLE_823, episodes.number_missing, _WARNING, _APPLE),
    Rule("address-local", "nobody can reach it", _OURS, shows.address_local, _WARNING, _ALL),
    Rule("address-plain", "players refuse it", _APPLE_823, shows.address_plain, _WARNING, _ALL),
    Rule("artwork-missing", "no cover", _APPLE_896, shows.artwork_missing, _WARNING, _ALL),
    Rule("artwork-unfit", "refused", _APPLE_896, shows.artwork_unfit, _WARNING, _APPLE),
    Rule("artwork-heavy", "slow to load", _APPLE_896, shows.artwork_heavy, _WARNING, _APPLE),
    Rule(
        "owner-missing",
        "nobody to ask",
        _YOUTUBE,
        shows.owner_missing,
        _WARNING,
        frozenset({"youtube", "spotify"}),
    ),
    Rule(
        "category-missing",
        "not listed",
        _APPLE_823,
        shows.category_missing,
        _WARNING,
        frozenset({"apple", "psp1"}),
    ),
    Rule("category-unknown", "not listed", _APPLE_823, shows.category_unknown, _WARNING, _APPLE),
    Rule("description-missing", "blank", _PSP, shows.description_missing, _WARNING, _ALL),
    Rule("description-long", "cut", _APPLE_823, shows.description_long, _WARNING, _APPLE),
)


def check(
    workspace: Workspace, survey: Survey, head: Head, now: datetime, audiences: frozenset[str]
) -> tuple[Problem, ...]:
    """Return every problem that the rules find, for all and for the directories named."""
    facts = Facts(workspace, survey, head, now)
    return tuple(problem for rule in RULES for problem in rule.problems(facts, audiences))
