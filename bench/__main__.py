"""Runs every bench, one after the other: `make bench`, or `python -m bench NAME …` for some."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NOT_BENCHES = {"__main__", "report"}


def main(wanted: list[str]) -> int:
    """Run the benches of these names, or all; return 1 if one failed."""
    found = sorted(path.stem for path in HERE.glob("*.py"))
    names = wanted or [name for name in found if name not in NOT_BENCHES]
    failed = []
    for name in names:
        print(f"== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
