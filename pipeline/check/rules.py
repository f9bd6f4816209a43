"""Every rule, in one table: to add one, write what it looks for and add it here.

Where a rule says that a directory demands something, it is an error for those who ask for that
directory by `--for`; for all others it is a warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.check import episodes, published, shows, words
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
_GUID = "https://podcasting2.org/docs/podcast-namespace/tags/guid (2026-11)"
_IAB = "https://iabtechlab.com/standards/podcast-measurement-guidelines/ (2026-11)"
_YOUTUBE = "https://support.google.com/youtube/answer/13525207 (common knowledge)"
_WCAG = "https://www.w3.org/TR/WCAG22/#contrast-minimum (2026-11)"
_OWASP = "https://owasp.org/www-community/attacks/xss/ (common knowledge)"

RULES = (
    Rule(
        "interview-missing",
        "an article never goes out without its interview",
        _OURS,
        episodes.interview_missing,
    ),
    Rule("interview-silent", "listeners would hear nothing", _OURS, episodes.interview_silent),
    Rule(
        "interview-too-short",
        "less than a second is no interview",
        _OURS,
        episodes.interview_too_short,
    ),
    Rule(
        "placeholder",
        "readers would see what stands for the interview",
        _OURS,
        episodes.placeholder,
    ),
    Rule(
        "guid-twice",
        "apps show only one of two items with one guid",
        _APPLE_823,
        episodes.guid_twice,
    ),
    Rule(
        "guid-changed",
        "with another guid every app downloads the episode again",
        _APPLE_823,
        episodes.guid_changed,
    ),
    Rule("slug-twice", "two pages can't be at one address", _OURS, episodes.slug_twice),
    Rule(
        "slug-taken",
        "links to a published page would lead to another episode",
        _OURS,
        published.slug_taken,
        _WARNING,
    ),
    Rule("feed-unknown", "nobody would get the episode", _OURS, episodes.feed_unknown),
    Rule("feed-none", "nobody would get the episode", _OURS, episodes.feed_none),
    Rule(
        "feed-guid-twice",
        "directories would take two shows for one",
        _PODCASTING,
        shows.feed_guid_twice,
    ),
    Rule(
        "feed-guid-changed",
        "apps and directories would take it for another show",
        _GUID,
        published.feed_guid_changed,
    ),
    Rule(
        "chapters-unordered",
        "players show chapters in the order of their times",
        _APPLE_5316,
        episodes.chapters_unordered,
        _WARNING,
    ),
    Rule(
        "chapters-beyond",
        "players can't go where there is no sound",
        _APPLE_5316,
        episodes.chapters_beyond,
        _WARNING,
    ),
    Rule(
        "chapters-late",
        "the beginning would have no chapter",
        _APPLE_5316,
        episodes.chapters_late,
        _WARNING,
    ),
    Rule(
        "transcript-beyond",
        "it may be another episode's transcript",
        _PODCASTING,
        episodes.transcript_beyond,
        _WARNING,
    ),
    Rule(
        "transcript-stranger",
        "apps and pages can't say who is speaking",
        _PODCASTING,
        episodes.transcript_stranger,
        _WARNING,
    ),
    Rule("quote-unheard", "a quote is what was said", _OURS, episodes.quote_unheard),
    Rule("directive-odd", "readers would see the colons", _OURS, episodes.directive_odd, _WARNING),
    Rule(
        "link-dangerous",
        "such a link runs a script in the reader's browser",
        _OWASP,
        episodes.link_dangerous,
        _WARNING,
    ),
    Rule(
        "interview-uncounted",
        "no directory counts a download of less than a minute",
        _IAB,
        episodes.interview_uncounted,
        _WARNING,
    ),
    Rule(
        "title-angled",
        "YouTube refuses such titles",
        _YOUTUBE,
        episodes.title_angled,
        _WARNING,
        frozenset({"youtube"}),
    ),
    Rule(
        "title-numbered",
        "apps show the number beside the title",
        _APPLE_823,
        words.title_numbered,
        _WARNING,
    ),
    Rule(
        "title-with-show",
        "apps show the show's title beside it",
        _APPLE_823,
        words.title_with_show,
        _WARNING,
    ),
    Rule(
        "number-twice",
        "apps sort a season by its numbers",
        _APPLE_823,
        words.number_twice,
        _WARNING,
    ),
    Rule(
        "language-unknown",
        "apps offer shows in the languages that people speak",
        _APPLE_823,
        words.language_unknown,
        _WARNING,
        frozenset({"apple", "psp1"}),
    ),
    Rule(
        "number-missing",
        "apps sort a serial by its numbers",
        _APPLE_823,
        episodes.number_missing,
        _WARNING,
        _APPLE,
    ),
    Rule(
        "address-local",
        "listeners can't reach what is on this machine or its network",
        _OURS,
        shows.address_local,
        _WARNING,
        _ALL,
    ),
    Rule(
        "address-plain",
        "many players refuse addresses without encryption",
        _APPLE_823,
        shows.address_plain,
        _WARNING,
        _ALL,
    ),
    Rule("accent-faint", "links are to be read", _WCAG, shows.accent_faint, _WARNING),
    Rule(
        "artwork-missing",
        "directories don't list shows without artwork",
        _APPLE_896,
        shows.artwork_missing,
        _WARNING,
        _ALL,
    ),
    Rule(
        "artwork-unfit",
        "directories refuse such artwork",
        _APPLE_896,
        shows.artwork_unfit,
        _WARNING,
        _APPLE,
    ),
    Rule(
        "artwork-heavy",
        "apps load artwork slowly, or not at all",
        _APPLE_896,
        shows.artwork_heavy,
        _WARNING,
        _APPLE,
    ),
    Rule(
        "owner-missing",
        "directories send their confirmation to the owner",
        _YOUTUBE,
        shows.owner_missing,
        _WARNING,
        frozenset({"youtube", "spotify"}),
    ),
    Rule(
        "category-missing",
        "directories list shows by category",
        _APPLE_823,
        shows.category_missing,
        _WARNING,
        frozenset({"apple", "psp1"}),
    ),
    Rule(
        "category-unknown",
        "directories know the names in Apple's list alone",
        _APPLE_823,
        shows.category_unknown,
        _WARNING,
        _APPLE,
    ),
    Rule(
        "description-missing",
        "directories don't list shows without a description",
        _PSP,
        shows.description_missing,
        _WARNING,
        _ALL,
    ),
    Rule("description-long", "apps cut it", _APPLE_823, shows.description_long, _WARNING, _APPLE),
)


def check(
    workspace: Workspace, survey: Survey, head: Head, now: datetime, audiences: frozenset[str]
) -> tuple[Problem, ...]:
    """Return every problem that the rules find, for all and for the directories named."""
    facts = Facts(workspace, survey, head, now)
    return tuple(problem for rule in RULES for problem in rule.problems(facts, audiences))
