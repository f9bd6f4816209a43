"""The command line, run in a folder: in this process, or in one of its own."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import tempfile
import wave
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from airdate.cli.commands import main

IGNORED = {"PYTHONDONTWRITEBYTECODE", "FORCE_COLOR"}
REPOSITORY = Path(__file__).parents[2]
PATIENCE = 600  # seconds; only a process that hangs takes as long, on however busy a machine


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err


class Shell:
    """A folder to run `airdate` in, without a terminal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def airdate(self, *words: str | Path, code: int | None = 0) -> Ran:
        """Run a command in this process; unless `code` is None, it has to end with that code."""
        out, err, ended = StringIO(), StringIO(), 0
        thresholds = gc.get_threshold()
        with (
            pytest.MonkeyPatch.context() as patch,
            Path(os.devnull).open() as nothing,
            chdir(self.folder),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            for name in IGNORED:
                patch.delenv(name, raising=False)
            for name, value in {"NO_COLOR": "1", "PYDANTIC_DISABLE_PLUGINS": "__all__"}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["airdate", *map(str, words)])
            patch.setattr(sys, "stdin", nothing)
            try:
                main()
            except SystemExit as left:
                ended = left.code if isinstance(left.code, int) else int(left.code is not None)
            finally:
                gc.set_threshold(*thresholds)
        return checked(Ran(ended, out.getvalue(), err.getvalue()), code)

    def process(self, *words: str | Path, code: int | None = 0, under: tuple[str, ...] = ()) -> Ran:
        """Run a command as a producer does: `python -m airdate`, without a terminal."""
        done = subprocess.run(
            [*under, sys.executable, "-m", "airdate", *map(str, words)],
            cwd=self.folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return checked(Ran(done.returncode, done.stdout, done.stderr), code)

    def cd(self, name: str) -> Shell:
        return Shell(self.folder / name)

    def tree(self, name: str) -> dict[str, bytes]:
        """Return all files below a folder, without those that begin with a dot."""
        root = self.folder / name
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file() and not any(part.startswith(".") for part in path.parts)
        }


def checked(ran: Ran, code: int | None) -> Ran:
    assert "Traceback" not in ran.text, ran.text
    assert code is None or ran.code == code, ran.text
    return ran


def environment() -> dict[str, str]:
    """Return what a command runs with: compiled code is kept, whatever the machine's habit."""
    kept = {name: value for name, value in os.environ.items() if name not in IGNORED}
    return {
        **kept,
        "PYTHONPATH": str(REPOSITORY / "pipeline"),
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "airdate-tests-pycache"),
        "PYTHONWARNINGS": "error",
        "NO_COLOR": "1",
    }


def speech(seconds: float = 6.0, rate: int = 44_100, channels: int = 1) -> np.ndarray:
    """Return what measures like speech: syllables of filtered noise with pauses, seeded."""
    random = np.random.default_rng(7)
    count = int(seconds * rate)
    time = np.arange(count) / rate
    voice = sum(np.sin(2 * np.pi * pitch * time) / pitch for pitch in (140, 280, 420, 900))
    noise = random.standard_normal(count) * 0.001
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * time), 0, 1) * (
        np.sin(2 * np.pi * 0.21 * time) > -0.8
    )
    mono = 20 * voice * syllables + noise
    return np.repeat((mono * 0.2)[:, None], channels, axis=1)


def write_wav(path: Path, samples: np.ndarray, rate: int = 44_100) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short interview: never changed by anything here."""
    return write_wav(tmp_path_factory.mktemp("recording") / "REC.wav", speech())


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, recording: Path) -> Path:
    """A new show with one live episode, not yet published, its audio in the cache."""
    shell = Shell(tmp_path_factory.mktemp("made"))
    shell.airdate("init", "demo", "--title", "Demo")
    demo = shell.cd("demo")
    demo.airdate("add", recording, "--title", "First", "--live")
    demo.airdate("plan")
    return demo.folder


@pytest.fixture
def show(tmp_path: Path, made: Path) -> Shell:
    """A copy of the new show, to do with as a test likes."""
    shutil.copytree(made, tmp_path / "demo")
    return Shell(tmp_path / "demo")
