"""The feed as a whole: what goes in comes out, whatever the values, and nothing breaks it."""

from __future__ import annotations

import locale
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airdate.feed.item_text import DESCRIPTION_BYTES, tidy
from airdate.model import Chapter, Funding, Owner, Person, Timeline
from airdate.podcast.namespace_tags import Recipient, Soundbite, TimeSplit, Txt, Value
from tests.feed import making, reader

if TYPE_CHECKING:
    from airdate.model import Release

# All of Unicode, lone surrogates and control characters too.
ANY = st.text(st.characters(exclude_categories=()), max_size=40)
WORDS = ANY.filter(tidy)
ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2199, 1, 1),  # noqa: DTZ001 - likewise
    timezones=ZONES,
).map(lambda moment: moment.replace(microsecond=0))
SECONDS = st.integers(0, 36_000_000).map(lambda milliseconds: milliseconds / 1000)
MAYBE = st.none() | WORDS
PERSONS = st.builds(Person, WORDS, url=MAYBE, image=MAYBE)
CHAPTERS = st.lists(st.builds(Chapter, SECONDS, WORDS, MAYBE), max_size=4).map(tuple)
FEEDS = st.fixed_dictionaries(
    {
        "title": WORDS,
        "description": WORDS,
        "author": WORDS,
        "explicit": st.booleans(),
        "owner": st.none() | st.builds(Owner, WORDS, WORDS),
        "copyright": MAYBE,
        "persons": st.lists(PERSONS, max_size=3).map(tuple),
        "funding": st.lists(st.builds(Funding, WORDS, WORDS), max_size=3).map(tuple),
        "categories": st.lists(st.tuples(WORDS) | st.tuples(WORDS, WORDS), max_size=3).map(tuple),
    }
)
EPISODES = st.fixed_dictionaries(
    {
        "guid": WORDS,
        "title": WORDS,
        "date": MOMENTS,
        "tags": st.lists(WORDS, max_size=3).map(tuple),
        "persons": st.lists(PERSONS, max_size=3).map(tuple),
        "soundbites": st.lists(st.builds(Soundbite, SECONDS, SECONDS, MAYBE), max_size=2).map(
            tuple
        ),
        "txts": st.lists(st.builds(Txt, WORDS, MAYBE), max_size=2).map(tuple),
        "explicit": st.none() | st.booleans(),
        "season_name": MAYBE,
        "season": st.none() | st.integers(0, 999),
        "number": st.none() | st.integers(0, 99_999),
    }
)


def read(value: Any) -> Any:
    """Return a value as a feed can say it: without what XML forbids, and no space around."""
    match value:
        case str():
            # XML parsers read every kind of line end as one: https://www.w3.org/TR/xml/#sec-line-ends
            return tidy(value)
        case tuple():
            return tuple(read(each) for each in value)
        case Person() | Funding() | Owner() | Chapter() | Soundbite() | Txt():
            fields = {
                each.name: read(getattr(value, each.name)) for each in dataclass_fields(value)
            }
            return type(value)(**fields)
    return value


@settings(max_examples=100, deadline=None)
@given(FEEDS)
def test_a_channel_gives_back_what_went_in(values: dict[str, Any]) -> None:
    channel, _items = reader.read(making.written(making.feed(**values)))
    for field in ("title", "description", "author", "explicit", "persons", "funding", "categories"):
        assert channel.get(field, ()) == read(values[field]), field
    assert channel.get("owner") == read(values["owner"])
    assert channel.get("copyright") == (read(values["copyright"]) or None)


@settings(max_examples=100, deadline=None)
@given(EPISODES, CHAPTERS, st.text(max_size=300), WORDS)
def test_an_item_gives_back_what_went_in(
    values: dict[str, Any], chapters: tuple[Chapter, ...], html: str, text: str
) -> None:
    carried = making.release({"chapters": chapters}, **values)
    _channel, items = reader.read(making.written(carried=(carried,), text=text, html=html))
    (item,) = items
    for field in ("guid", "title", "date", "tags", "persons", "soundbites", "txts"):
        assert item.get(field, ()) == read(values[field]), field
    assert item["explicit"] == (values["explicit"] or False)
    assert item["date"].utcoffset() == values["date"].utcoffset()
    assert item.get("chapters", ()) == read(chapters)
    assert item.get("html", "") == read(html)
    assert item["description"] == read(text)
    season, number = values["season"], values["number"]
    assert item.get("season") == (None if season is None else (season, read(values["season_name"])))
    assert item.get("itunes:season") == (season or None)
    assert item.get("number") == (None if number is None else (number, None))
    assert item.get("itunes:episode") == (number or None)


@settings(max_examples=100, deadline=None)
@given(st.lists(ANY, min_size=11, max_size=11), st.sampled_from([0.0, 0.4, 1e-9, 1e7]))
def test_no_episode_takes_the_feed_down(texts: list[str], seconds: float) -> None:
    names = iter(texts)
    bad = making.release(
        {
            "media": (replace(making.MEDIA, seconds=seconds),),
            "chapters": (Chapter(0, next(names), next(names)), Chapter(seconds, "")),
        },
        guid=next(names),
        title=next(names),
        season_name=next(names),
        season=1,
        tags=(next(names), next(names)),
        persons=(Person(next(names), next(names), next(names)),),
        license=next(names),
    )
    good = making.RELEASE
    _channel, items = reader.read(making.written(carried=(good, bad), text=texts[0], html=texts[1]))
    assert len(items) == 2
    assert making.EPISODE.title in {item["title"] for item in items}


def _said(carried: Release) -> dict[str, Any]:
    _channel, (item,) = reader.read(making.written(carried=(carried,)))
    return dict(item)


def test_what_psp_1_and_apple_require_is_said() -> None:
    channel, (item,) = reader.read(making.written())
    assert channel["links"] == (("self", "https://show.example/feeds/main.xml"),)
    assert channel["link"] == "https://show.example/index.html"
    assert channel["itunes:image"] == "https://show.example/art/main-0a1b2c3d.jpg"
    assert channel["explicit"] is False
    assert channel["language"] == "en"
    assert channel["guid"] == making.FEED.guid
    assert channel["locked"] == (True, None)
    assert channel["built"] == making.BUILT
    assert item["link"] == "https://show.example/episodes/first.html"
    assert item["enclosure"] == (
        "https://show.example/media/first-c0ffee00.mp3",
        1_234_567,
        "audio/mpeg",
    )
    assert item["itunes:image"] == "https://show.example/art/first-4d5e6f70.png"
    assert item["description"] == making.NOTES.text
    assert item["html"] == making.NOTES.html


def test_the_same_values_give_the_same_bytes_in_any_order() -> None:
    carried = making.releases(5)
    assert making.written(carried=carried) == making.written(carried=carried[::-1])


def test_the_newest_comes_first() -> None:
    _channel, items = reader.read(making.written(carried=making.releases(3)))
    assert [item["title"] for item in items] == ["Episode 2", "Episode 1", "Episode 0"]


def test_a_feed_without_episodes_is_a_feed() -> None:
    channel, items = reader.read(making.written(carried=()))
    assert channel["title"] == making.FEED.title
    assert not items


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, 1), (61.4, 61), (61.6, 62), (3599.99, 3600), (36_000.2, 36_000)]
)
def test_durations_are_whole_seconds_and_never_none(seconds: float, said: int) -> None:
    media = replace(making.MEDIA, seconds=seconds)
    assert _said(making.release({"media": (media,)}))["duration"] == said


def test_descriptions_end_with_a_sentence_within_apples_bytes() -> None:
    _channel, (item,) = reader.read(making.written(text="Sätze enden so. " * 500))
    assert item["description"].endswith("so.")
    assert len(item["description"].encode()) <= DESCRIPTION_BYTES
    assert len(item["description"].encode()) > DESCRIPTION_BYTES - 100


def test_a_show_without_words_is_told_by_its_slug() -> None:
    channel, _items = reader.read(making.written(making.feed(title="\0", description=" ")))
    assert channel["title"] == "main"
    assert channel["description"] == "main"


def test_writing_a_feed_leaves_the_locale_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    # setlocale is the whole process's: another thread would read it in between.
    def refuse(*_: object) -> None:
        raise AssertionError("the locale was touched")

    monkeypatch.setattr(locale, "setlocale", refuse)
    assert making.written()


def test_times_are_said_in_the_zone_that_they_have() -> None:
    late = datetime(2026, 7, 1, 23, 59, 1, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))
    assert b"<pubDate>Wed, 01 Jul 2026 23:59:01 -0330</pubDate>" in making.written(
        carried=(making.release(date=late),)
    )
    assert b"<pubDate>Thu, 01 Jan 2026 00:00:00 +0000</pubDate>" in making.written(
        carried=(making.release(date=datetime(2026, 1, 1, tzinfo=UTC)),)
    )


def test_chapters_are_said_in_the_description_where_that_is_asked_for() -> None:
    chapters = (Chapter(0, "Hello"), Chapter(61.7, "Study"), Chapter(3725, "Bye"))
    carried = making.release({"chapters": chapters})
    asked = making.feed(chapters_in_description=True)
    _channel, (item,) = reader.read(making.written(asked, (carried,), text="Words. " * 1000))
    words, _, times = item["description"].rpartition("\n\n")
    assert times == "00:00:00 Hello\n00:01:01 Study\n01:02:05 Bye"
    assert words.endswith("Words.")
    assert len(item["description"].encode()) <= DESCRIPTION_BYTES
    assert "00:00:00" not in _said(carried)["description"]


@pytest.mark.parametrize(
    ("starts", "lines"),
    [((0, 5), 0), ((3, 5), 3), ((), 0), (tuple(range(0, 9000, 10)), 0)],
    ids=["too few", "what is before the first is the episode's", "none", "no room for words"],
)
def test_chapters_are_said_as_apple_reads_them_or_not_at_all(
    starts: tuple[int, ...], lines: int
) -> None:
    chapters = tuple(Chapter(start, "Title") for start in starts)
    asked = making.feed(chapters_in_description=True)
    _channel, (item,) = reader.read(
        making.written(asked, (making.release({"chapters": chapters}),), text="Words.")
    )
    said = item["description"].removeprefix("Words.").split()
    assert said[:1] == (["00:00:00"] if lines else [])
    assert item["description"].count("\n00:") == lines


def test_an_episode_is_as_explicit_as_its_show_unless_it_says() -> None:
    carried = (
        making.release(guid="silent"),
        making.release(guid="clean", explicit=False),
        making.release(guid="not", explicit=True),
    )
    for show in (True, False):
        _channel, items = reader.read(making.written(making.feed(explicit=show), carried))
        assert {each["guid"]: each["explicit"] for each in items} == {
            "silent": show,
            "clean": False,
            "not": True,
        }


def test_chapters_in_podloves_namespace_are_as_the_feed_wishes() -> None:
    carried = (making.release({"chapters": (Chapter(0, "Hello"),)}),)
    assert b"podlove" in making.written(carried=carried)
    assert b"podlove" not in making.written(making.feed(simple_chapters=False), carried)


def test_what_has_lost_its_words_is_left_out() -> None:
    lost = making.release(
        {"chapters": (Chapter(0, "\0"), Chapter(5, "Heard"))},
        persons=(Person("\x1b"), Person("Ida")),
        tags=("", "kept"),
    )
    said = _said(lost)
    assert [person.name for person in said["persons"]] == ["Ida"]
    assert [chapter.title for chapter in said["chapters"]] == ["Heard"]
    assert said["tags"] == ("kept",)


def test_times_in_the_interview_become_those_that_are_heard() -> None:
    # Ten seconds were cut from its beginning, five of intro put before, and all after 100 cut.
    timeline = Timeline(start=10, end=100, at=5, seconds=95)
    media = replace(making.MEDIA, timeline=timeline)
    everybody = (Recipient(type="node", address="02d5", split=1),)
    splits = (
        TimeSplit(start=40, duration=20, recipients=everybody),
        TimeSplit(start=2, duration=6, recipients=everybody),
    )
    said = _said(
        making.release(
            {"media": (media,)},
            soundbites=(Soundbite(30, 20), Soundbite(95, 20), Soundbite(1, 5), Soundbite(101, 9)),
            values=(Value("lightning", "keysend", everybody, splits=splits),),
        )
    )
    assert said["soundbites"] == (Soundbite(25, 20), Soundbite(90, 5))
    assert said["values"][0].splits == (TimeSplit(start=35, duration=20, recipients=everybody),)
