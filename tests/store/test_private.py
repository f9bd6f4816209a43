"""Addresses that nobody can guess, and the file that has them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airdate.feed import archive
from airdate.model import Subscribers
from airdate.store import private
from airdate.store.keys import check_key
from airdate.workspace.read import subscribers
from airdate.workspace.read.subscribers import SubscriberError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKENS = st.text("0123456789abcdef", min_size=32, max_size=32)
NAMES = st.text(min_size=1)


def tokens() -> Iterator[str]:
    return (f"{number:032x}" for number in range(1 << 20))


@given(TOKENS, st.text(), st.text())
def test_an_episodes_folder_is_the_same_everywhere_and_another_with_another_secret(
    secret: str, guid: str, other: str
) -> None:
    folder = private.episode_folder(secret, guid)
    assert folder == private.episode_folder(secret, guid)
    assert check_key(f"{folder}media/a.mp3")
    assert private.is_private(folder)
    if other != guid:
        assert folder != private.episode_folder(secret, other)
    assert folder != private.episode_folder(f"{secret}0", guid)
    assert secret not in folder


@given(TOKENS, TOKENS, st.text())
def test_no_address_is_left_in_what_is_printed(token: str, secret: str, words: str) -> None:
    feed = archive.at(private.feed_stem(token), 3)
    media = f"{private.episode_folder(secret, words)}media/a.mp3"
    told = private.hidden(f"{words}https://show.example/{feed} {media}{words}\n{feed}")
    assert token not in told.replace(words, "")
    assert private.episode_folder(secret, words) not in told
    assert "feed/3.xml" in told


@given(st.dictionaries(st.sampled_from(["main", "season-two"]), st.lists(NAMES, max_size=4)))
def test_the_file_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, wanted: dict[str, list[str]]
) -> None:
    minted, now = tokens(), Subscribers()
    for feed, names in wanted.items():
        for name in names:
            with suppress(SubscriberError):  # nameless, or there already
                now = subscribers.added(now, feed, name, lambda: next(minted))
    path = tmp_path_factory.mktemp("workspace") / subscribers.FILE
    if not now.secret:
        return
    subscribers.write(path, now)
    assert subscribers.read(path) == now
    assert path.stat().st_mode & 0o777 == 0o600


def test_everybody_has_a_token_of_their_own_and_keeps_it() -> None:
    minted, now = tokens(), Subscribers()
    for name in ("Ann", "Bob"):
        now = subscribers.added(now, "members", name, lambda: next(minted))
    after = subscribers.revoked(now, "members", "Ann")
    assert after.tokens["members"] == {"Bob": now.tokens["members"]["Bob"]}
    assert after.secret == now.secret
    assert len({now.secret, *now.tokens["members"].values()}) == 3
    with pytest.raises(SubscriberError, match="no subscriber “Ann”"):
        subscribers.revoked(after, "members", "Ann")


def test_secrets_are_not_shown_with_the_value() -> None:
    assert "0000" not in repr(Subscribers("0" * 32, {"members": {"Ann": "0" * 32}}))


@pytest.mark.parametrize(
    "text",
    [
        "secret = 1",
        'secret = "00"',
        f'secret = "{"0" * 32}"\nextra = 1',
        f'secret = "{"0" * 32}"\nfeeds = 3',
        f'secret = "{"0" * 32}"\n[feeds.a]\nAnn = 3',
        f'secret = "{"0" * 32}"\n[feeds.a]\nAnn = "{"1" * 32}"\nBob = "{"1" * 32}"',
        f'[feeds.a]\nAnn = "{"1" * 32}"',
        'secret = "' + "0" * 300_000 + '"',
        "[" * 10_000,
        "\0",
    ],
)
def test_what_is_no_such_file_is_refused_without_telling_what_is_in_it(
    text: str, tmp_path: Path
) -> None:
    path = tmp_path / subscribers.FILE
    path.write_text(text)
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - any kind of it
        subscribers.read(path)
    assert "0" * 32 not in str(refused.value)
    assert "1" * 32 not in str(refused.value)
