"""What Lighthouse says of the sample show's pages: an episode, the front page, how to subscribe.

    npm install --no-save lighthouse@13.5.0; .venv/bin/python -m bench.lighthouse [ROUNDS]

The show is published into a scratch folder and served from this machine; the performance shown is
the best of the rounds, for others keep the machine busy. Needs chromium.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from airdate.web.preview import app
from bench import report
from tests.site.browsing import FLAGS, serving

HERE = Path(__file__).parents[1]
PAGES = ("episodes/building-trust.html", "index.html", "subscribe.html")
KINDS = ("performance", "accessibility", "best-practices", "seo")


def scores(program: Path, url: str, chromium: str) -> tuple[dict[str, float], list[str]]:
    """Return the score of each kind, 0 to 100, and the audits that found something."""
    flags = " ".join(["--headless=new", *FLAGS])
    ran = subprocess.run(
        [program, url, "--quiet", "--output=json", f"--chrome-flags={flags}"],
        env={**os.environ, "CHROME_PATH": chromium},
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(ran.stdout)
    kinds = {kind: 100.0 * (said["categories"][kind]["score"] or 0) for kind in KINDS}
    asked = {ref["id"] for kind in KINDS for ref in said["categories"][kind]["auditRefs"]}
    faults = [
        name
        for name, each in said["audits"].items()
        if name in asked and each["score"] == 0 and each["scoreDisplayMode"] == "binary"
    ]
    return kinds, faults


def main(rounds: int) -> None:
    """Measure all pages, and write the section of results."""
    program = HERE / "node_modules" / ".bin" / "lighthouse"
    chromium = shutil.which("chromium")
    if chromium is None or not program.exists():
        raise SystemExit("needs chromium, and: npm install --no-save lighthouse@13.5.0")
    rows: list[str] = []
    faults: set[str] = set()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        shutil.copy(HERE / "airdate.toml", folder)
        for name in ("feeds", "episodes"):
            shutil.copytree(HERE / name, folder / name)
        publish = [sys.executable, "-m", "airdate", "publish", "--workspace", place]
        subprocess.run(publish, cwd=HERE, check=True, stdout=subprocess.DEVNULL)
        with serving(app(folder / "public")) as url:
            for page in PAGES:
                ran = [scores(program, url + page, chromium) for _ in range(rounds)]
                best = {kind: max(kinds[kind] for kinds, _ in ran) for kind in KINDS}
                rows.append(f"| {page} | {' | '.join(f'{best[kind]:.0f}' for kind in KINDS)} |")
                faults.update(fault for _, found in ran for fault in found)
    head = f"| | {' | '.join(KINDS)} |\n|---|---|---|---|---|"
    found = f"Audits that found something: {', '.join(sorted(faults)) or 'none'}."
    report.write_section(
        "Lighthouse",
        f"{report.machine()} The best of {rounds} rounds, each as on a slow phone. "
        f"Made by `bench/lighthouse.py`.\n\n{head}\n" + "\n".join(rows) + f"\n\n{found}",
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
