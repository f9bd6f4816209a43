"""What a producer is told of the sound of a published file."""

from __future__ import annotations

from typing import Any

import pytest

from airdate.publish.status import sound_row


def receipt(after: float, cut: float = 0.0) -> dict[str, Any]:
    figures = {"loudness_range_lu": 4.2, "true_peak_dbtp": -1.3}
    return {
        "before": {"loudness_lufs": -24.37, **figures},
        "done": {
            "wanted_lufs": -16,
            "gain_db": 8.1,
            "limiter_active_percent": 12.5,
            "leveller": "on",
            "cut_at_head_seconds": cut,
            "cut_at_tail_seconds": 0.0,
            "encoder": "LAME",
        },
        "after": {"loudness_lufs": after, **figures},
    }


def test_what_was_done_is_said_in_words() -> None:
    row = sound_row("hello", "mp3", receipt(-16.02, cut=1.5))
    assert row.before == "-24.4 LUFS, 4.2 LU, -1.3 dBTP"
    assert row.processing == "+8.1 dB, leveller on, limiter active 12.5 %, 1.5 s silence trimmed"


@pytest.mark.parametrize(("after", "told"), [(-16.29, False), (-16.6, True), (-15.8, False)])
def test_a_loudness_that_could_not_be_had_is_told(after: float, *, told: bool) -> None:
    done = sound_row("hello", "mp3", receipt(after)).processing
    assert ("0.6 LU below target" in done) == told
