"""Draw docs/levelling.svg: the sample show's most uneven interview before and after mastering.

    python tools/draw_levelling.py

It also prints the figures that README.md and the docs give beside it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from airdate.audio import master_all, measure
from airdate.audio.mastering_report import as_svg
from airdate.model import Recipe, Rendition
from airdate.publish.renditions import WAVEFORM_COLOUR

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "levelling.svg"


def main() -> None:
    """Master the interview with the widest range, as a publish would, and draw its receipt."""
    found = {path: measure(path) for path in sorted(ROOT.glob("episodes/*/interview.*"))}
    path = max(found, key=lambda each: found[each].measurement.loudness_range)
    with tempfile.TemporaryDirectory() as folder:
        recipe = Recipe(-16, -1, Rendition("mp3", "mp3"))
        out = Path(folder, "a.mp3")
        (receipt,) = master_all([(path, found[path])], [recipe], [out], lambda _: None)
    OUT.write_bytes(as_svg(receipt, WAVEFORM_COLOUR))
    print(path.relative_to(ROOT))
    for name, heard in (("before", receipt.before), ("after", receipt.after)):
        print(
            f"{name}: {heard.loudness:.1f} LUFS, range {heard.loudness_range:.1f} LU,"
            f" {heard.true_peak:.1f} dBTP"
        )
    print(f"gain of the leveller in dB: {receipt.levelled}")


if __name__ == "__main__":
    main()
