"""Every rule with a case that breaks it and a control that nearly does."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipeline.check import check
from pipeline.check.rules import RULES
from pipeline.model import (
    EMPTY_HEAD,
    Chapter,
    Cue,
    Draft,
    Episode,
    EpisodeKind,
    Feed,
    FeedRecord,
    Head,
    Measurement,
    Owner,
    Person,
    Picture,
    Place,
    Problem,
    Published,
    Recording,
    Settings,
    Severity,
    SiteSettings,
    StorageSettings,
    Survey,
    Workspace,
)

ROOT = Path("/show")
NOW = datetime(2026, 11, 23, tzinfo=UTC)
ALL = frozenset({"apple", "spotify", "youtube", "amazon", "psp1"})
COVER = ROOT / "feeds/cover.jpg"
FEED_PLACE = Place(PurePosixPath("feeds/main.toml"))
EPISODE_PLACE = Place(PurePosixPath("episodes/first/episode.md"))

FEED = Feed(
    slug="main",
    place=FEED_PLACE,
    guid="0b7a9e9e-6d0c-4a55-9d5e-2f3f6f1f8f55",
    title="Show",
    description="About it.",
    language="en",
    author="Ada Invented",
    categories=(("Arts", "Books"), ("True Crime",)),
    owner=Owner("Ada Invented", "ada@example.org"),
    image=COVER,
)
EPISODE = Episode(
    slug="first",
    place=EPISODE_PLACE,
    guid="g1",
    title="First",
    date=NOW,
    article="Words.\n\n::: interview\n",
    article_line=9,
    interview=ROOT / "episodes/first/interview.wav",
)
PICTURE = Picture(COVER, "0" * 64, 300_000, "JPEG", "RGB", 3000, 3000)
PUBLISHED = Published("g0", ("first",), "First", True, (), (), "", {}, NOW)  # noqa: FBT003


def recording(seconds: float = 600.0, loudness: float = -16.0) -> Recording:
    return Recording(
        "0" * 64, 9, "wav", "pcm", 44_100, 1, Measurement(seconds, loudness, 5, -3, ())
    )


@dataclass(frozen=True)
class Given:
    """All that `check` is given; what is not said is flawless."""

    episodes: tuple[Episode, ...] = (EPISODE,)
    feeds: tuple[Feed, ...] = (FEED,)
    drafts: tuple[Draft, ...] = ()
    recording: Recording | None = field(default_factory=recording)
    picture: Picture = PICTURE
    cues: tuple[Cue, ...] = ()
    problems: tuple[Problem, ...] = ()
    head: Head = EMPTY_HEAD
    url: str = "https://example.org/show/"
    accent: str = "#0f766e"

    def problems_for(self, *audiences: str) -> tuple[Problem, ...]:
        settings = Settings(
            ZoneInfo("UTC"),
            StorageSettings(public_url=self.url),
            site=SiteSettings(accent=self.accent),
        )
        heard = {each.slug: self.recording for each in self.episodes if self.recording}
        survey = Survey(heard, {COVER: self.picture}, {"first": self.cues}, self.problems)
        workspace = Workspace(ROOT, settings, self.feeds, self.episodes, self.drafts)
        return check(workspace, survey, self.head, NOW, frozenset(audiences))


def episode(**changes: Any) -> Given:
    return Given(episodes=(replace(EPISODE, **changes),))


def accent(colour: str) -> Given:
    return Given(accent=colour)


def feed(**changes: Any) -> Given:
    return Given(feeds=(replace(FEED, **changes),))


def picture(**changes: Any) -> Given:
    return Given(picture=replace(PICTURE, **changes))


def sound(seconds: float = 600.0, loudness: float = -16.0) -> Given:
    return Given(recording=recording(seconds, loudness))


def chapters(*starts: float) -> Given:
    return episode(chapters=tuple(Chapter(start, f"At {start}") for start in starts))


def article(text: str) -> Given:
    return episode(article=f"Words.\n\n{text}\n")


def quoting(span: str, *cues: Cue) -> Given:
    return replace(article(f"::: quote {span}"), cues=cues)


def said(*cues: Cue) -> Given:
    ana = Person("Ana María Example")
    return Given(
        episodes=(replace(EPISODE, persons=(ana,)),),
        feeds=(replace(FEED, persons=(Person("Host Person", "host"),)),),
        cues=cues,
    )


def head_with(published: Published) -> Given:
    return Given(head=replace(EMPTY_HEAD, episodes={published.guid: published}))


def draft(guid: str) -> Given:
    return Given(
        drafts=(Draft("later", Place(PurePosixPath("episodes/later/episode.md")), guid, "x"),)
    )


def two_episodes(**changes: Any) -> Given:
    other = replace(
        EPISODE, slug="second", guid="g2", place=Place(PurePosixPath("episodes/second/episode.md"))
    )
    return Given(episodes=(EPISODE, replace(other, **changes)))


def numbered(**changes: Any) -> Given:
    given = two_episodes(**{"season": 2, "number": 5, **changes})
    return replace(given, episodes=(replace(EPISODE, season=2, number=5), given.episodes[1]))


def both_published(*slugs_of_the_second: str) -> Head:
    first = replace(PUBLISHED, guid="g1", slugs=("earlier",))
    second = replace(PUBLISHED, guid="g2", slugs=slugs_of_the_second)
    return replace(EMPTY_HEAD, episodes={"g1": first, "g2": second})


def published_feed(guid: str) -> Given:
    return Given(head=replace(EMPTY_HEAD, feeds={"main": FeedRecord("main", guid, "", "", NOW)}))


def two_feeds(guid: str) -> Given:
    other = replace(FEED, slug="b", place=Place(PurePosixPath("feeds/b.toml")), guid=guid)
    return Given(feeds=(FEED, other))


def serial(**changes: Any) -> Given:
    return replace(episode(**changes), feeds=(replace(FEED, kind="serial"),))


def told_by_the_survey(path: str) -> Given:
    problem = Problem("any", Severity.ERROR, Place(PurePosixPath(path)), "", "")
    return Given(recording=None, problems=(problem,))


A_BLINK, SILENT = sound(0.99), sound(loudness=float("-inf"))

# Code, where, who turns the warning into an error (None: it is an error anyway), case, control.
CASES: list[tuple[str, str, str | None, Given, Given]] = [
    (
        "interview-missing",
        "episodes/first/episode.md",
        None,
        told_by_the_survey("episodes/first/other.wav"),
        told_by_the_survey("episodes/first/interview.wav"),
    ),
    ("interview-silent", "episodes/first/interview.wav", None, SILENT, sound(loudness=-70)),
    ("interview-silent", "episodes/first/interview.wav", None, sound(loudness=-70.1), sound()),
    ("interview-too-short", "episodes/first/interview.wav", None, A_BLINK, sound(1.0)),
    ("accent-faint", "airdate.toml", "", accent("#fc0"), accent("#0f766e")),
    ("accent-faint", "airdate.toml", "", accent("#00998c"), accent("#00756b")),
    ("interview-uncounted", "episodes/first/interview.wav", "", sound(59.9), sound(60)),
    (
        "placeholder",
        "episodes/first/episode.md:11",
        None,
        article("Double-click here to upload or link to an audio file."),
        article("Click on the player to hear it. Who says lorem ipsum?"),
    ),
    (
        "placeholder",
        "episodes/first/episode.md:11",
        None,
        article("Lorem ipsum dolor sit amet"),
        article("Dolor"),
    ),
    *(
        ("placeholder", "episodes/first/episode.md:11", None, article(bad), article(good))
        for bad, good in (
            ("Double-click\nhere to **upload**", "`Double-click here to upload` was all it said."),
            ("Double&#45;click *here* to add", "```\nDouble-click here to upload\n```"),
            ("Upload your audio file here", "Upload your audio file, here or elsewhere"),
            ("The interview goes here.", "~~~~\n```\nThe interview goes here.\n~~~~"),
            ("The audio goes here.", "```\n``` more\nThe audio goes here.\n```"),
            ("[insert interview with Ana]", "[interview with Ana](https://example.org/)"),
        )
    ),
    (
        "placeholder",
        "episodes/first/episode.md:14",
        None,
        article("```\ncode\n```\nDouble-click here to upload"),
        article("One\u2028two"),
    ),
    (
        "slug-taken",
        "episodes/first/episode.md",
        "",
        replace(two_episodes(), head=head_with(replace(PUBLISHED, guid="g2")).head),
        replace(two_episodes(), head=head_with(replace(PUBLISHED, guid="g1")).head),
    ),
    (
        "slug-taken",
        "episodes/first/episode.md",
        "",
        replace(two_episodes(), head=both_published("second", "first")),
        replace(two_episodes(), head=both_published("second")),
    ),
    ("feed-guid-changed", "feeds/main.toml", None, published_feed("x"), published_feed(FEED.guid)),
    ("guid-twice", "episodes/second/episode.md", None, two_episodes(guid="G1"), two_episodes()),
    ("guid-twice", "episodes/later/episode.md", None, draft("g1"), draft("g3")),
    ("slug-twice", "episodes/second/episode.md", None, two_episodes(slug="first"), two_episodes()),
    (
        "guid-changed",
        "episodes/first/episode.md",
        None,
        head_with(PUBLISHED),
        head_with(replace(PUBLISHED, guid="g1")),
    ),
    (
        "guid-changed",
        "episodes/first/episode.md",
        None,
        head_with(PUBLISHED),
        head_with(replace(PUBLISHED, live=False)),
    ),
    (
        "feed-unknown",
        "episodes/first/episode.md",
        None,
        episode(feeds=("main", "nope")),
        Given(feeds=()),
    ),
    ("feed-none", "episodes/first/episode.md", None, episode(feeds=()), Given()),
    ("feed-guid-twice", "feeds/b.toml", None, two_feeds(FEED.guid.upper()), two_feeds("another")),
    ("chapters-unordered", "episodes/first/episode.md", "", chapters(0, 50, 20), chapters(0, 20)),
    ("chapters-unordered", "episodes/first/episode.md", "", chapters(0, 50, 50), chapters(0, 50)),
    ("chapters-beyond", "episodes/first/episode.md", "", chapters(0, 600), chapters(0, 599)),
    ("chapters-late", "episodes/first/episode.md", "", chapters(0.5, 9), chapters()),
    (
        "transcript-beyond",
        "episodes/first/episode.md",
        "",
        said(Cue(590, 602.1, "x")),
        said(Cue(590, 601.9, "x")),
    ),
    (
        "transcript-stranger",
        "episodes/first/episode.md",
        "",
        said(Cue(0, 1, "x", "Ana Other")),
        said(Cue(0, 1, "x", "ana example"), Cue(1, 2, "x", "Host Person"), Cue(2, 3, "x")),
    ),
    (
        "directive-odd",
        "episodes/first/episode.md:11",
        "",
        article("::: nonsense"),
        article("::: tip\nAll is well.\n:::"),
    ),
    (
        "quote-unheard",
        "episodes/first/episode.md:11",
        None,
        quoting("1:00-1:10"),
        quoting("1:00-1:10", Cue(61, 65, "x")),
    ),
    (
        "quote-unheard",
        "episodes/first/episode.md:11",
        None,
        quoting("1:00-1:10", Cue(71, 75, "x")),
        quoting("1:00-1:10", Cue(59, 75, "x")),
    ),
    (
        "quote-unheard",
        "episodes/first/episode.md:11",
        None,
        quoting("1:10-1:00", Cue(0, 75, "x")),
        quoting("0:59.5 – 1:10.25", Cue(0, 75, "x")),
    ),
    (
        "title-angled",
        "episodes/first/episode.md",
        "youtube",
        episode(title="a < b"),
        episode(title="a & b"),
    ),
    ("title-angled", "feeds/main.toml", "youtube", feed(title="a > b"), feed(title="a ‹ b")),
    ("number-missing", "episodes/first/episode.md", "apple", serial(), serial(number=1)),
    (
        "number-missing",
        "episodes/first/episode.md",
        "apple",
        serial(number=0),
        serial(kind=EpisodeKind.BONUS),
    ),
    *(
        ("address-local", "airdate.toml", "amazon", Given(url=url), Given())
        for url in (
            "http://localhost:8000/",
            "https://127.0.0.2/",
            "https://[::1]:8000/",
            "https://192.168.1.4/",
            "https://nas.local/",
            "https://show.localhost/",
        )
    ),
    (
        "address-plain",
        "airdate.toml",
        "spotify",
        Given(url="http://example.org/"),
        Given(url="https://notlocalhost/"),
    ),
    *(
        ("title-numbered", "episodes/first/episode.md", "", episode(title=bad, number=7), good)
        for bad, good in (
            ("Episode 7: Trust", episode(title="An episode of 7 people", number=7)),
            ("#12 Trust", episode(title="C# in 7 days", number=7)),
            ("s1e07 Trust", episode(title="S1 entry", number=7)),
            ("07 – Trust", episode(title="1984 – a book", number=7)),
            ("7: Trust", episode(title="7: Trust")),
        )
    ),
    *(
        ("title-with-show", "episodes/first/episode.md", "", episode(title=bad), episode(title=ok))
        for bad, ok in (("show: Trust", "Trust: Shown"), ("Trust | Show", "Show of trust"))
    ),
    (
        "number-twice",
        "episodes/second/episode.md",
        "",
        numbered(),
        numbered(season=3),
    ),
    ("number-twice", "episodes/second/episode.md", "", numbered(), numbered(feeds=("other",))),
    (
        "number-twice",
        "episodes/second/episode.md",
        "",
        numbered(),
        numbered(kind=EpisodeKind.BONUS),
    ),
    ("language-unknown", "feeds/main.toml", "psp1", feed(language="zz"), feed(language="de-AT")),
    (
        "language-unknown",
        "episodes/first/episode.md",
        "apple",
        episode(language="jp"),
        episode(language="gsw"),
    ),
    ("artwork-missing", "feeds/main.toml", "apple", feed(image=None), feed()),
    ("artwork-unfit", "feeds/cover.jpg", "apple", picture(width=2999), picture()),
    *(
        ("artwork-unfit", "feeds/cover.jpg", "apple", picture(width=bad, height=bad), good)
        for bad, good in (
            (1399, picture(width=1400, height=1400)),
            (3001, picture(width=3000, height=3000)),
        )
    ),
    (
        "artwork-unfit",
        "feeds/cover.jpg",
        "apple",
        picture(format="WEBP"),
        picture(format="PNG"),
    ),
    ("artwork-unfit", "feeds/cover.jpg", "apple", picture(mode="CMYK"), picture(mode="L")),
    ("artwork-heavy", "feeds/cover.jpg", "apple", picture(size=512_001), picture(size=512_000)),
    ("owner-missing", "feeds/main.toml", "youtube", feed(owner=None), feed()),
    ("owner-missing", "feeds/main.toml", "spotify", feed(owner=None), feed()),
    ("category-missing", "feeds/main.toml", "apple", feed(categories=()), feed()),
    (
        "category-unknown",
        "feeds/main.toml",
        "apple",
        feed(categories=(("arts", "books"),)),
        feed(categories=(("Arts",),)),
    ),
    (
        "category-unknown",
        "feeds/main.toml",
        "apple",
        feed(categories=(("Music", "Books"),)),
        feed(categories=(("TV & Film", "After Shows"),)),
    ),
    ("description-missing", "feeds/main.toml", "psp1", feed(description=""), feed()),
    (
        "description-long",
        "feeds/main.toml",
        "apple",
        feed(description="ä" * 2001),
        feed(description="ä" * 2000),
    ),
    *(
        ("link-dangerous", "episodes/first/episode.md:11", "", article(bad), article(good))
        for bad, good in (
            ("[a](javascript:alert(1))", "[a](https://example.org/javascript:x)"),
            ("[a]( <JaVaScRiPt:x>)", "JavaScript: the good parts"),
            ("[a]: vbscript:x", "[a]: https://example.org/"),
            ("<javascript:x>", "`<javascript:x>`"),
            ('<a href="javascript:x">a</a>', '<a href="https://example.org/">a</a>'),
            ("[a](java&#115;cript:x)", "java&#115;cript:x"),
            ("![a](data:text/html,x)", "```\n![a](data:text/html,x)\n```"),
        )
    ),
]


def test_what_is_flawless_has_no_problems_for_anybody() -> None:
    assert Given().problems_for(*ALL) == ()


@pytest.mark.parametrize(("code", "place", "audience", "case", "control"), CASES)
def test_a_rule(code: str, place: str, audience: str | None, case: Given, control: Given) -> None:
    (problem,) = [each for each in case.problems_for() if each.code == code]
    assert str(problem.place) == place
    assert problem.what
    assert problem.mend
    assert problem.source
    assert problem.severity is (Severity.ERROR if audience is None else Severity.WARNING)
    assert not [each for each in control.problems_for(*ALL) if each.code == code]


@pytest.mark.parametrize(("code", "place", "audience", "case", "control"), CASES)
def test_a_rule_is_an_error_for_those_who_demand_it(
    code: str, place: str, audience: str | None, case: Given, control: Given
) -> None:
    del place, control
    others = ALL - next(rule.demand for rule in RULES if rule.code == code)
    for names, severity in ((ALL, Severity.ERROR), (others, Severity.WARNING)):
        wanted = severity if audience else Severity.WARNING
        wanted = Severity.ERROR if audience is None else wanted
        assert {e.severity for e in case.problems_for(*names) if e.code == code} == {wanted}
    if audience:
        (problem,) = [each for each in case.problems_for(audience) if each.code == code]
        assert problem.severity is Severity.ERROR


def test_every_rule_has_a_case() -> None:
    assert {rule.code for rule in RULES} == {code for code, *_ in CASES}


def test_codes_are_distinct() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)


def test_a_misspelt_category_is_met_with_the_right_one() -> None:
    (problem,) = feed(categories=(("health and fitness", "mental health"),)).problems_for()
    assert "Health & Fitness › Mental Health" in problem.mend


def test_a_misspelt_language_is_met_with_the_right_one() -> None:
    (problem,) = feed(language="us").problems_for()
    assert "en-US" in problem.mend


def test_a_slug_that_was_its_own_before_is_nobody_elses() -> None:
    first = replace(PUBLISHED, guid="g1", slugs=("earlier", "first"))
    second = replace(PUBLISHED, guid="g2", slugs=("second", "first"))
    head = replace(EMPTY_HEAD, episodes={"g1": first, "g2": second})
    assert replace(two_episodes(), head=head).problems_for() == ()


def test_a_recording_that_is_a_blink_of_silence_is_told_once() -> None:
    codes = [each.code for each in sound(0.1, float("-inf")).problems_for()]
    assert codes == ["interview-too-short"]


def test_a_known_episode_may_take_the_slug_of_one_that_is_gone() -> None:
    ours = replace(PUBLISHED, guid="g1", slugs=("older",))
    given = Given(head=replace(EMPTY_HEAD, episodes={"g0": PUBLISHED, "g1": ours}))
    assert given.problems_for() == ()


def test_a_guid_taken_along_to_another_slug_is_no_change() -> None:
    moved = replace(PUBLISHED, guid="g1", slugs=("older",))
    assert head_with(moved).problems_for() == ()
