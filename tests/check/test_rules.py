"""Every rule with a case that breaks it and a control that nearly does."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from airdate.check import (
    check_episode,
    check_published,
    check_show,
    context_of,
    draft_summary,
    next_change,
    summary,
)
from airdate.check.registry import RULES
from airdate.model import (
    EMPTY_MANIFEST,
    Chapter,
    Cue,
    Draft,
    Episode,
    EpisodeKind,
    EpisodeProbe,
    Feed,
    FeedRecord,
    Funding,
    Manifest,
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
    Subscribers,
    Workspace,
)
from airdate.podcast.namespace_tags import (
    AlternateEnclosure,
    Chat,
    Image,
    Integrity,
    LiveItem,
    Location,
    Recipient,
    RemoteItem,
    SocialInteract,
    Soundbite,
    TimeSplit,
    Txt,
    UpdateFrequency,
    Value,
)

NODE = "02d5c1bf8b940dc9cadca86d1b0a3c37fbe39cee4c7e839e33bef9174531d27f52"
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
    owner=Owner("Ada Invented", "ada@lanterns.fm"),
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


def recording(seconds: float = 600.0, loudness: float = -16.0, rate: int = 44_100) -> Recording:
    return Recording("0" * 64, 9, "wav", "pcm", rate, 1, Measurement(seconds, loudness, 5, -3, ()))


@dataclass(frozen=True)
class Given:
    """All that checks are given; flawless by default."""

    episodes: tuple[Episode, ...] = (EPISODE,)
    feeds: tuple[Feed, ...] = (FEED,)
    drafts: tuple[Draft, ...] = ()
    recording: Recording | None = field(default_factory=recording)
    picture: Picture = PICTURE
    cues: tuple[Cue, ...] = ()
    problems: tuple[Problem, ...] = ()
    manifest: Manifest = EMPTY_MANIFEST
    url: str = "https://example.org/show/"
    accent: str = "#0f766e"
    storage: str = "public"
    subscribers: Subscribers = field(default_factory=Subscribers)
    now: datetime = NOW

    def workspace(self) -> Workspace:
        settings = Settings(
            ZoneInfo("UTC"),
            StorageSettings(self.storage, self.url),
            site=SiteSettings(accent=self.accent),
        )
        return Workspace(ROOT, settings, self.feeds, self.episodes, self.drafts, self.subscribers)

    def problems_for(self, *audiences: str) -> tuple[Problem, ...]:
        show = context_of(self.workspace(), frozenset(audiences))
        episodes = (check_episode(each, self.probe(each), show) for each in self.episodes)
        summaries = (*map(summary, self.episodes), *map(draft_summary, self.drafts))
        return (
            *chain.from_iterable(episodes),
            *check_show(show, summaries, {COVER: self.picture}, self.now),
            *check_published(show, summaries, self.manifest),
        )

    def probe(self, episode: Episode) -> EpisodeProbe:
        recordings = (self.recording,) if self.recording else ()
        cues = self.cues if episode.slug == "first" else ()
        return EpisodeProbe(recordings, (), cues, self.problems)


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


def heard_before(**changes: Any) -> Given:
    published = replace(PUBLISHED, guid="g1", current=("x",))
    return replace(episode(**changes), manifest=replace(EMPTY_MANIFEST, episodes={"g1": published}))


def quoting(span: str, *cues: Cue) -> Given:
    return replace(article(f"::: quote {span}"), cues=cues)


def said(*cues: Cue) -> Given:
    ana = Person("Ana María Example", "guest host")
    return Given(
        episodes=(replace(EPISODE, persons=(ana,)),),
        feeds=(replace(FEED, persons=(Person("Host Person", "host"),)),),
        cues=cues,
    )


def head_with(published: Published) -> Given:
    return Given(manifest=replace(EMPTY_MANIFEST, episodes={published.guid: published}))


def draft(guid: str) -> Given:
    return Given(
        drafts=(Draft("later", Place(PurePosixPath("episodes/later/episode.md")), guid, "x"),)
    )


def two_episodes(**changes: Any) -> Given:
    other = replace(
        EPISODE,
        slug="second",
        guid="g2",
        date=NOW + timedelta(minutes=1),
        place=Place(PurePosixPath("episodes/second/episode.md")),
    )
    return Given(episodes=(EPISODE, replace(other, **changes)))


def numbered(**changes: Any) -> Given:
    given = two_episodes(**{"season": 2, "number": 5, **changes})
    return replace(given, episodes=(replace(EPISODE, season=2, number=5), given.episodes[1]))


def both_published(*slugs_of_the_second: str) -> Manifest:
    first = replace(PUBLISHED, guid="g1", slugs=("earlier",))
    second = replace(PUBLISHED, guid="g2", slugs=slugs_of_the_second)
    return replace(EMPTY_MANIFEST, episodes={"g1": first, "g2": second})


def published_feed(guid: str) -> Given:
    return Given(
        manifest=replace(EMPTY_MANIFEST, feeds={"main": FeedRecord("main", guid, "", "", NOW)})
    )


def two_feeds(guid: str) -> Given:
    other = replace(FEED, slug="b", place=Place(PurePosixPath("feeds/b.toml")), guid=guid)
    return Given(feeds=(FEED, other))


def members(*names: str, secret: str = "0" * 32) -> Given:
    """A private feed beside the main one, with subscribers of these names."""
    other = two_feeds("another").feeds[1]
    tokens = {"b": {name: f"{at:032x}" for at, name in enumerate(names)}}
    return Given(
        feeds=(FEED, replace(other, include_feeds=("main",), private=True)),
        subscribers=Subscribers(secret, tokens),
    )


def serial(**changes: Any) -> Given:
    return replace(episode(**changes), feeds=(replace(FEED, kind="serial"),))


def reported_by_the_probe(path: str) -> Given:
    problem = Problem("any", Severity.ERROR, Place(PurePosixPath(path)), "", "")
    return Given(recording=None, problems=(problem,))


OTHER = RemoteItem("29cdca4a-32d8-56ba-b48b-09a011c5daa9")
PAID = Value("lightning", "keysend", (Recipient(type="node", address=NODE, split=1),))


def soundbite(start: float, duration: float) -> Given:
    return episode(soundbites=(Soundbite(start, duration),))


def value(*recipients: Recipient) -> Given:
    return episode(values=(Value("lightning", "keysend", recipients),))


def person(**changes: Any) -> Given:
    return feed(persons=(replace(Person("Ada Invented", "host"), **changes),))


def often(rule: str, start: datetime | None = None) -> Given:
    return feed(update_frequency=UpdateFrequency("Mondays", rule, start))


def live(**changes: Any) -> Given:
    stream = LiveItem(
        guid="evening",
        title="An open evening",
        status="pending",
        start=NOW,
        url="https://live.lanterns.fm/",
        type="audio/mpeg",
        links=(),
        end=NOW + timedelta(hours=2),
    )
    return feed(live=(replace(stream, **changes),))


def image(ratio: str, width: int, height: int) -> Given:
    return feed(images=(Image("https://a.lanterns.fm/a.jpg", None, ratio, width, height),))


def digest(value: str) -> Given:
    file = AlternateEnclosure("audio/ogg", (), integrity=Integrity("sri", value))
    return episode(enclosures=(file,))


def hosted(*persons: Person) -> Given:
    show = replace(FEED, persons=(Person("Wren Alderby", "host"),))
    return Given(episodes=(replace(EPISODE, persons=persons),), feeds=(show,))


def in_description(count: int) -> Given:
    given = chapters(*range(0, count * 10, 10))
    return replace(given, feeds=(replace(FEED, chapters_in_description=True),))


def link(address: str) -> Given:
    return feed(link=address)


A_BLINK, SILENT = sound(0.99), sound(loudness=float("-inf"))

# Code, where, who turns the warning into an error (None: it is an error anyway), case, control.
CASES: list[tuple[str, str, str | None, Given, Given]] = [
    (
        "interview-missing",
        "episodes/first/episode.md",
        None,
        reported_by_the_probe("episodes/first/other.wav"),
        reported_by_the_probe("episodes/first/interview.wav"),
    ),
    ("interview-silent", "episodes/first/interview.wav", None, SILENT, sound(loudness=-70)),
    ("interview-silent", "episodes/first/interview.wav", None, sound(loudness=-70.1), sound()),
    ("interview-too-short", "episodes/first/interview.wav", None, A_BLINK, sound(1.0)),
    ("accent-low-contrast", "airdate.toml", "", accent("#fc0"), accent("#0f766e")),
    ("accent-low-contrast", "airdate.toml", "", accent("#00998c"), accent("#00756b")),
    ("interview-under-a-minute", "episodes/first/interview.wav", "", sound(59.9), sound(60)),
    (
        "placeholder-text",
        "episodes/first/episode.md:11",
        None,
        article("Double-click here to upload or link to an audio file."),
        article("Click on the player to hear it. Who says lorem ipsum?"),
    ),
    (
        "placeholder-text",
        "episodes/first/episode.md:11",
        None,
        article("Lorem ipsum dolor sit amet"),
        article("Dolor"),
    ),
    *(
        ("placeholder-text", "episodes/first/episode.md:11", None, article(bad), article(good))
        for bad, good in (
            ("Double-click\nhere to **upload**", "`Double-click here to upload` was all it said."),
            ("Double&#45;click *here* to add", "```\nDouble-click here to upload\n```"),
            ("Upload your audio file here", "Upload your audio file, here or elsewhere"),
            ("The interview goes here.", "~~~~\n```\nThe interview goes here.\n~~~~"),
            ("The audio goes here.", "```\n``` more\nThe audio goes here.\n```"),
            ("[insert interview with Ana]", "[interview with Ana](https://lanterns.fm/)"),
        )
    ),
    (
        "placeholder-text",
        "episodes/first/episode.md:14",
        None,
        article("```\ncode\n```\nDouble-click here to upload"),
        article("One\u2028two"),
    ),
    (
        "slug-taken",
        "episodes/first/episode.md",
        "",
        replace(two_episodes(), manifest=head_with(replace(PUBLISHED, guid="g2")).manifest),
        replace(two_episodes(), manifest=head_with(replace(PUBLISHED, guid="g1")).manifest),
    ),
    (
        "slug-taken",
        "episodes/first/episode.md",
        "",
        replace(two_episodes(), manifest=both_published("second", "first")),
        replace(two_episodes(), manifest=both_published("second")),
    ),
    ("feed-guid-changed", "feeds/main.toml", None, published_feed("x"), published_feed(FEED.guid)),
    (
        "guid-duplicate",
        "episodes/second/episode.md",
        None,
        two_episodes(guid=" g1"),
        two_episodes(guid="G1"),  # case matters: Apple's page 823
    ),
    ("guid-duplicate", "episodes/later/episode.md", None, draft("g1"), draft("g3")),
    (
        "slug-duplicate",
        "episodes/second/episode.md",
        None,
        two_episodes(slug="first"),
        two_episodes(),
    ),
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
    ("episode-feeds-empty", "episodes/first/episode.md", None, episode(feeds=()), Given()),
    (
        "include-feeds-unknown",
        "feeds/main.toml",
        None,
        feed(include_feeds=("nope",)),
        feed(include_feeds=("main",)),
    ),
    (
        "episode-in-no-feed",
        "episodes/first/episode.md",
        None,
        feed(seasons=(1,)),
        replace(feed(seasons=(1,)), episodes=(replace(EPISODE, season=1),)),
    ),
    ("rendition-unknown", "feeds/main.toml", None, feed(rendition="opus"), feed(rendition="mp3")),
    ("main-feed-private", "feeds/main.toml", None, feed(private=True), members("Ann")),
    ("subscribers-file-missing", "feeds/b.toml", None, members(secret=""), members("Ann")),
    ("subscribers-empty", "feeds/b.toml", "", members(), members("Ann")),
    (
        "subscribers-feed-unknown",
        "feeds/main.toml",
        "",
        replace(members("Ann"), feeds=(FEED,)),
        members("Ann"),
    ),
    (
        "private-urls-exposed",
        "airdate.toml",
        "",
        members("Ann"),
        replace(members("Ann"), storage="s3://lanterns"),
    ),
    (
        "feed-guid-duplicate",
        "feeds/b.toml",
        None,
        two_feeds(FEED.guid.upper()),
        two_feeds("another"),
    ),
    (
        "chapters-out-of-order",
        "episodes/first/episode.md",
        "",
        chapters(0, 50, 20),
        chapters(0, 20),
    ),
    (
        "chapters-out-of-order",
        "episodes/first/episode.md",
        "",
        chapters(0, 50, 50),
        chapters(0, 50),
    ),
    ("chapters-out-of-range", "episodes/first/episode.md", "", chapters(0, 600), chapters(0, 599)),
    ("chapters-start-late", "episodes/first/episode.md", "", chapters(0.5, 9), chapters()),
    (
        "transcript-out-of-range",
        "episodes/first/episode.md",
        "",
        said(Cue(590, 602.1, "x")),
        said(Cue(590, 601.9, "x")),
    ),
    (
        "speaker-unknown",
        "episodes/first/episode.md",
        "",
        said(Cue(0, 1, "x", "Ana Other")),
        said(Cue(0, 1, "x", "ana example"), Cue(1, 2, "x", "Host Person"), Cue(2, 3, "x")),
    ),
    (
        "directive-invalid",
        "episodes/first/episode.md:11",
        "",
        article("::: nonsense"),
        article("::: tip\nAll is well.\n:::"),
    ),
    (
        "interview-coming",
        "episodes/first/episode.md",
        "",
        replace(episode(coming=True), recording=None),
        episode(),
    ),
    (
        "interview-missing",
        "episodes/first/episode.md",
        None,
        replace(heard_before(coming=True), recording=None),
        replace(episode(coming=True), recording=None),
    ),
    (
        "interview-coming",
        "episodes/first/episode.md",
        "",
        replace(episode(coming=True), recording=None),
        episode(),
    ),
    (
        "interview-missing",
        "episodes/first/episode.md",
        None,
        replace(heard_before(coming=True), recording=None),
        replace(episode(coming=True), recording=None),
    ),
    (
        "quote-not-found",
        "episodes/first/episode.md:11",
        None,
        replace(episode(coming=True, article="A.\n\n::: quote 0-1"), recording=None),
        quoting("0-1", Cue(0, 1, "x")),
    ),
    (
        "quote-not-found",
        "episodes/first/episode.md:11",
        None,
        replace(episode(coming=True, article="A.\n\n::: quote 0-1"), recording=None),
        quoting("0-1", Cue(0, 1, "x")),
    ),
    (
        "quote-not-found",
        "episodes/first/episode.md:11",
        None,
        quoting("1:00-1:10"),
        quoting("1:00-1:10", Cue(61, 65, "x")),
    ),
    (
        "quote-not-found",
        "episodes/first/episode.md:11",
        None,
        quoting("1:00-1:10", Cue(71, 75, "x")),
        quoting("1:00-1:10", Cue(59, 75, "x")),
    ),
    (
        "quote-not-found",
        "episodes/first/episode.md:11",
        None,
        quoting("1:10-1:00", Cue(0, 75, "x")),
        quoting("0:59.5 – 1:10.25", Cue(0, 75, "x")),
    ),
    (
        "title-angle-brackets",
        "episodes/first/episode.md",
        "youtube",
        episode(title="a < b"),
        episode(title="a & b"),
    ),
    (
        "title-angle-brackets",
        "feeds/main.toml",
        "youtube",
        feed(title="a > b"),
        feed(title="a ‹ b"),
    ),
    *(
        ("title-markup", place, "", case, control)
        for place, case, control in (
            (
                "episodes/first/episode.md",
                episode(title="Tea &amp; talk"),
                episode(title="Tea & talk"),
            ),
            ("feeds/main.toml", feed(title="<b>Tea</b>"), feed(title="Tea; talk")),
        )
    ),
    ("episode-number-missing", "episodes/first/episode.md", "apple", serial(), serial(number=1)),
    (
        "episode-number-missing",
        "episodes/first/episode.md",
        "apple",
        serial(number=0),
        serial(kind=EpisodeKind.BONUS),
    ),
    *(
        ("url-not-public", "airdate.toml", "amazon", Given(url=url), Given())
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
        "url-insecure",
        "airdate.toml",
        "spotify",
        Given(url="http://example.org/"),
        Given(url="https://notlocalhost/"),
    ),
    *(
        ("title-has-number", "episodes/first/episode.md", "", episode(title=bad, number=7), good)
        for bad, good in (
            ("Episode 7: Trust", episode(title="An episode of 7 people", number=7)),
            ("#12 Trust", episode(title="C# in 7 days", number=7)),
            ("s1e07 Trust", episode(title="S1 entry", number=7)),
            ("07 – Trust", episode(title="1984 – a book", number=7)),
            ("7: Trust", episode(title="7: Trust")),
        )
    ),
    *(
        (
            "title-has-show-title",
            "episodes/first/episode.md",
            "",
            episode(title=bad),
            episode(title=ok),
        )
        for bad, ok in (("show: Trust", "Trust: Shown"), ("Trust | Show", "Show of trust"))
    ),
    (
        "episode-number-duplicate",
        "episodes/second/episode.md",
        "",
        numbered(),
        numbered(season=3),
    ),
    (
        "episode-number-duplicate",
        "episodes/second/episode.md",
        "",
        numbered(),
        numbered(feeds=("other",)),
    ),
    (
        "episode-number-duplicate",
        "episodes/second/episode.md",
        "",
        numbered(),
        numbered(kind=EpisodeKind.BONUS),
    ),
    # BCP 47 (RFC 5646, section 2.1) separates subtags by hyphens.
    ("language-unknown", "feeds/main.toml", "psp1", feed(language="de_AT"), feed(language="iw")),
    ("language-unknown", "feeds/main.toml", "psp1", feed(language="zz"), feed(language="de-AT")),
    (
        "language-unknown",
        "episodes/first/episode.md",
        "apple",
        episode(language="jp"),
        episode(language="gsw"),
    ),
    ("artwork-missing", "feeds/main.toml", "apple", feed(image=None), feed()),
    ("artwork-invalid", "feeds/cover.jpg", "apple", picture(width=2999), picture()),
    *(
        ("artwork-invalid", "feeds/cover.jpg", "apple", picture(width=bad, height=bad), good)
        for bad, good in (
            (1399, picture(width=1400, height=1400)),
            (3001, picture(width=3000, height=3000)),
        )
    ),
    (
        "artwork-invalid",
        "feeds/cover.jpg",
        "apple",
        picture(format="WEBP"),
        picture(format="PNG"),
    ),
    ("artwork-invalid", "feeds/cover.jpg", "apple", picture(mode="CMYK"), picture(mode="L")),
    ("artwork-too-large", "feeds/cover.jpg", "apple", picture(size=512_001), picture(size=512_000)),
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
        "description-too-long",
        "feeds/main.toml",
        "apple",
        feed(description="ä" * 2001),
        feed(description="ä" * 2000),
    ),
    ("artwork-extension-mismatch", "feeds/cover.jpg", "", picture(format="PNG"), picture()),
    (
        "interview-low-sample-rate",
        "episodes/first/interview.wav",
        "",
        Given(recording=recording(rate=15_999)),
        Given(recording=recording(rate=16_000)),
    ),
    ("chapters-too-few", "episodes/first/episode.md", "", in_description(2), in_description(3)),
    ("chapters-too-few", "episodes/first/episode.md", "", in_description(1), chapters(0)),
    (
        "transcript-too-short",
        "episodes/first/episode.md",
        "",
        said(Cue(0, 299, "x")),
        said(Cue(0, 301, "x")),
    ),
    (
        "transcript-out-of-order",
        "episodes/first/episode.md",
        "",
        said(Cue(400, 401, "x"), Cue(399, 400, "y")),
        said(Cue(399, 401, "x"), Cue(399, 400, "y")),
    ),
    (
        "date-duplicate",
        "episodes/second/episode.md",
        "",
        two_episodes(date=NOW),
        two_episodes(date=NOW, feeds=("other",)),
    ),
    (
        "summary-too-long",
        "episodes/first/episode.md",
        "",
        episode(summary="ä" * 2001),
        episode(summary="ä" * 2000),
    ),
    *(
        ("link-invalid", "episodes/first/episode.md:11", "", article(bad), article(good))
        for bad, good in (
            ("[a](www.lanterns.fm)", "[a](https://www.lanterns.fm)"),
            ("[a](https://)", "[a](other.html)"),
            ("[a](https:/lanterns.fm)", "[a](mailto:ada@lanterns.fm)"),
            ("<http://lanterns>", "[a](#b)"),
            ("[a](<https://a b>)", "\\[a](www.lanterns.fm)"),
            # RFC 3986, section 2, has no such characters.
            ("[a](https://lanterns.fm/a|b)", "[a](https://lanterns.fm/a%7Cb)"),
            ("[a]: https://lanterns..fm/\n\n[a]", "`[a]: https://lanterns..fm/`\n\n[a]"),
            ('<img src="https://[::1">', '<img src="https://lanterns.fm/a.jpg">'),
        )
    ),
    *(
        ("link-insecure", place, "", bad, good)
        for place, bad, good in (
            (
                "episodes/first/episode.md:11",
                article("[a](http://lanterns.fm/a_(b))"),
                article("[a](https://lanterns.fm/a_(b))"),
            ),
            ("feeds/main.toml", link("http://lanterns.fm/"), link("https://lanterns.fm/")),
            (
                "episodes/first/episode.md",
                episode(funding=(Funding("http://lanterns.fm/", "Give"),)),
                episode(funding=(Funding("HTTPS://lanterns.fm/", "Give"),)),
            ),
            (
                "feeds/main.toml",
                person(image="http://lanterns.fm/a.jpg"),
                person(image="https://lanterns.fm/a.jpg"),
            ),
        )
    ),
    *(
        ("url-placeholder", place, "", bad, good)
        for place, bad, good in (
            (
                "episodes/first/episode.md:11",
                article("[a](https://www.example.com/x)"),
                article("[a](https://www.example.com.lanterns.fm/x)"),
            ),
            ("feeds/main.toml", link("https://yourdomain.com/"), link("https://mydomain.fm/")),
            ("feeds/main.toml", link("https://show.example"), link("https://examples.fm")),
            (
                "feeds/main.toml",
                feed(owner=Owner("Ada", "ada@example.org")),
                feed(owner=Owner("Ada", "example.org@lanterns.fm")),
            ),
        )
    ),
    ("soundbite-length", "episodes/first/episode.md", "", soundbite(0, 14.9), soundbite(0, 15)),
    ("soundbite-length", "episodes/first/episode.md", "", soundbite(0, 121), soundbite(0, 120)),
    (
        "soundbite-out-of-range",
        "episodes/first/episode.md",
        "",
        soundbite(571, 30),
        soundbite(570, 30),
    ),
    (
        "recipient-split-missing",
        "episodes/first/episode.md",
        "",
        value(Recipient(type="node", address=NODE, split=0)),
        value(
            Recipient(type="node", address=NODE, split=0),
            Recipient(type="node", address=NODE, split=1),
        ),
    ),
    (
        "recipient-address-invalid",
        "episodes/first/episode.md",
        "",
        value(Recipient(type="node", address=NODE[1:], split=1)),
        value(Recipient(type="node", address=NODE, split=1)),
    ),
    (
        "recipient-address-invalid",
        "episodes/first/episode.md",
        "",
        value(Recipient(type="lnaddress", address="ada", split=1)),
        value(Recipient(type="lnaddress", address="ada@pay.fm", split=1)),
    ),
    ("role-unknown", "feeds/main.toml", "", person(role="moderator"), person(role="Co-Host")),
    ("role-unknown", "feeds/main.toml", "", person(group="crew"), person(group="Misc")),
    (
        "host-missing",
        "episodes/first/episode.md",
        "",
        hosted(Person("Ana Example")),
        hosted(Person("Ana Example"), Person("Wren Alderby", "host")),
    ),
    (
        "host-missing",
        "episodes/first/episode.md",
        "",
        hosted(Person("Ana Example")),
        hosted(Person("Ana Example", "Guest Host")),
    ),
    (
        "location-out-of-range",
        "feeds/main.toml",
        "",
        feed(locations=(Location("Nowhere", geo="geo:91,13"),)),
        feed(locations=(Location("Somewhere", geo="geo:90,13"),)),
    ),
    ("medium-unknown", "feeds/main.toml", "", feed(medium="radio"), feed(medium="musicL")),
    (
        "medium-unknown",
        "feeds/main.toml",
        "",
        feed(podroll=(RemoteItem("x", medium="Video"),)),
        feed(podroll=(RemoteItem("x", medium="video"),)),
    ),
    ("license-unknown", "feeds/main.toml", "", feed(license="ours"), feed(license="CC-BY-4.0")),
    (
        "license-unknown",
        "episodes/first/episode.md",
        "",
        episode(license="ours"),
        episode(license="ours", license_url="https://lanterns.fm/ours"),
    ),
    ("rrule-invalid", "feeds/main.toml", "", often("weekly"), often("FREQ=WEEKLY;BYDAY=MO,TH")),
    ("rrule-invalid", "feeds/main.toml", "", often("FREQ=DAILY;FREQ=DAILY"), often("FREQ=DAILY")),
    (
        "rrule-invalid",
        "feeds/main.toml",
        "",
        often("FREQ=DAILY;COUNT=3"),
        often("FREQ=DAILY;COUNT=3", NOW),
    ),
    (
        "protocol-unknown",
        "feeds/main.toml",
        "",
        feed(social=(SocialInteract("mastodon", "https://a.fm/"),)),
        feed(social=(SocialInteract("activitypub", "https://a.fm/"),)),
    ),
    (
        "protocol-unknown",
        "episodes/first/episode.md",
        "",
        episode(chat=Chat("irc.lanterns.fm", "slack")),
        episode(chat=Chat("irc.lanterns.fm", "irc")),
    ),
    (
        "social-uri-missing",
        "feeds/main.toml",
        "",
        feed(social=(SocialInteract("activitypub"),)),
        feed(social=(SocialInteract("disabled"),)),
    ),
    (
        "time-split-invalid",
        "episodes/first/episode.md",
        "",
        episode(values=(replace(PAID, splits=(TimeSplit(start=1, duration=1),)),)),
        episode(values=(replace(PAID, splits=(TimeSplit(start=1, duration=1, remote=OTHER),)),)),
    ),
    (
        "podroll-self",
        "feeds/main.toml",
        "",
        feed(podroll=(RemoteItem(FEED.guid.upper()),)),
        feed(podroll=(RemoteItem("29cdca4a-32d8-56ba-b48b-09a011c5daa9"),)),
    ),
    ("live-invalid", "feeds/main.toml", "", live(end=NOW - timedelta(hours=1)), live()),
    (
        "live-invalid",
        "feeds/main.toml",
        "",
        live(start=NOW - timedelta(hours=2), end=NOW - timedelta(hours=1)),
        live(start=NOW - timedelta(hours=2), end=NOW - timedelta(hours=1), status="ended"),
    ),
    *(
        ("txt-invalid", "feeds/main.toml", "", feed(txts=(bad,)), feed(txts=(good,)))
        for bad, good in (
            (Txt("a little", "ai-content"), Txt("false", "AI-content")),
            (Txt("True", "ai-content"), Txt("True", "verify")),
        )
    ),
    (
        "image-ratio-mismatch",
        "feeds/main.toml",
        "",
        image("16/9", 1000, 1000),
        image("16/9", 1366, 768),
    ),
    (
        "integrity-invalid",
        "episodes/first/episode.md",
        "",
        digest("sha1-abc"),
        digest("sha384-abc"),
    ),
    *(
        (
            "link-target-missing",
            f"episodes/first/episode.md:{line}",
            "",
            article(bad),
            article(good),
        )
        for line, bad, good in (
            (11, "[a](other.html)", "[a](first.html?a#b)"),
            (13, "[a][1]\n\n[1]: frist.html", "[a][1]\n\n[1]: ./first.html"),
            (11, "[a](sheet.pdf)", "[a](https://lanterns.fm/sheet.pdf)"),
            (11, "[a](../first/episode.md)", "[a](../index.html)"),
            (11, "<a title=t href=sheet.pdf>a</a>", "`[a](other.html)`"),
        )
    ),
    (
        "link-target-missing",
        "episodes/first/episode.md:11",
        "",
        article("[a](before.html)"),
        replace(
            article("[a](before.html)"),
            manifest=replace(
                EMPTY_MANIFEST, episodes={"g0": replace(PUBLISHED, slugs=("before",))}
            ),
        ),
    ),
    *(
        ("image-external", f"episodes/first/episode.md:{line}", "", article(bad), article(good))
        for line, bad, good in (
            (11, "![A](https://lanterns.fm/a.jpg)", "![A](a.jpg)"),
            (13, "![A][1]\n\n[1]: //lanterns.fm/a.jpg", "![A][1]\n\n[1]: a.jpg"),
            (11, "<img alt=A src=http://lanterns.fm/a.jpg>", "`![A](https://lanterns.fm/a.jpg)`"),
        )
    ),
    *(
        ("link-unsafe", "episodes/first/episode.md:11", "", article(bad), article(good))
        for bad, good in (
            ("[a](javascript:alert(1))", "[a](https://lanterns.fm/javascript:x)"),
            ("[a]( <JaVaScRiPt:x>)", "JavaScript: the good parts"),
            ("[a]: vbscript:x\n\n[a]", "[a]: https://lanterns.fm/"),
            ("<javascript:x>", "`<javascript:x>`"),
            ('<a href="javascript:x">a</a>', '<a href="https://lanterns.fm/">a</a>'),
            ("[a](java&#115;cript:x)", "java&#115;cript:x"),
            ("![a](data:text/html,x)", "```\n![a](data:text/html,x)\n```"),
        )
    ),
]


def test_a_flawless_workspace_has_no_problems_for_any_directory() -> None:
    assert Given().problems_for(*ALL) == ()


@pytest.mark.parametrize(("code", "place", "audience", "case", "control"), CASES)
def test_a_rule(code: str, place: str, audience: str | None, case: Given, control: Given) -> None:
    (problem,) = [each for each in case.problems_for() if each.code == code]
    assert str(problem.place) == place
    assert problem.message
    assert problem.hint
    assert problem.source
    assert problem.severity is (Severity.ERROR if audience is None else Severity.WARNING)
    assert not [each for each in control.problems_for(*ALL) if each.code == code]


@pytest.mark.parametrize(("code", "place", "audience", "case", "control"), CASES)
def test_a_requirement_of_a_directory_is_an_error_for_it(
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
    online = {"link-dead"}
    of_workspaces = {r.code for r in RULES if any(c.scope.is_of_workspaces for c in r.checks)}
    assert of_workspaces == {code for code, *_ in CASES} | online


def test_a_near_category_is_suggested() -> None:
    (problem,) = feed(categories=(("health and fitness", "mental health"),)).problems_for()
    assert "Health & Fitness › Mental Health" in problem.hint


def test_a_near_language_is_suggested() -> None:
    (problem,) = feed(language="us").problems_for()
    assert "en-US" in problem.hint


def test_a_slug_that_was_its_own_before_is_nobody_elses() -> None:
    first = replace(PUBLISHED, guid="g1", slugs=("earlier", "first"))
    second = replace(PUBLISHED, guid="g2", slugs=("second", "first"))
    manifest = replace(EMPTY_MANIFEST, episodes={"g1": first, "g2": second})
    assert replace(two_episodes(), manifest=manifest).problems_for() == ()


def test_a_short_silent_recording_is_reported_once() -> None:
    codes = [each.code for each in sound(0.1, float("-inf")).problems_for()]
    assert codes == ["interview-too-short"]


def test_a_published_episode_may_take_the_slug_of_an_unpublished_one() -> None:
    ours = replace(PUBLISHED, guid="g1", slugs=("older",))
    given = Given(manifest=replace(EMPTY_MANIFEST, episodes={"g0": PUBLISHED, "g1": ours}))
    assert given.problems_for() == ()


def test_a_guid_taken_along_to_another_slug_is_no_change() -> None:
    moved = replace(PUBLISHED, guid="g1", slugs=("older",))
    assert head_with(moved).problems_for() == ()


def test_only_covers_are_checked_as_covers() -> None:
    """A photo of a person is published small, whatever its shape."""
    photo = replace(PICTURE, path=ROOT / "ada.jpg", width=300, height=400, size=900_000)
    ada = Person("Ada Invented", "host", photo=photo.path)
    given = feed(persons=(ada,))
    show = context_of(given.workspace(), frozenset({"apple"}))
    probe = EpisodeProbe((recording(),), ((photo.path, photo),), None, ())
    assert check_episode(replace(EPISODE, persons=(ada,)), probe, show) == ()
    pictures = {COVER: PICTURE, photo.path: photo}
    found = check_show(show, (summary(EPISODE),), pictures, NOW)
    assert {problem.code for problem in found} & {"artwork-invalid", "artwork-too-large"} == set()


def test_a_cover_of_an_episode_is_checked_too() -> None:
    cover = replace(PICTURE, path=ROOT / "episodes/first/cover.jpg", width=300)
    given = episode(cover=cover.path)
    show = context_of(given.workspace(), frozenset())
    probe = EpisodeProbe((recording(),), ((cover.path, cover),), None, ())
    (problem,) = check_episode(given.episodes[0], probe, show)
    assert (problem.code, str(problem.place)) == ("artwork-invalid", "episodes/first/cover.jpg")


@pytest.mark.parametrize("case", [case for _, _, _, case, _ in CASES])
def test_only_marked_rules_depend_on_time(case: Given) -> None:
    marked = {rule.code for rule in RULES if any(each.depends_on_now for each in rule.checks)}
    later = replace(case, now=NOW + timedelta(days=4000))
    now, then = ({*given.problems_for()} for given in (case, later))
    assert {problem.code for problem in now ^ then} <= marked


def test_findings_change_when_a_stream_ends_and_not_before() -> None:
    given = live()
    end = NOW + timedelta(hours=2)
    show = context_of(given.workspace(), frozenset())
    assert next_change(show, NOW) == end
    assert next_change(show, end + timedelta(seconds=1)) is None
    found = [
        replace(given, now=when).problems_for() for when in (NOW, end, end + timedelta(seconds=1))
    ]
    assert found[0] == found[1] == ()
    assert [problem.code for problem in found[2]] == ["live-invalid"]
