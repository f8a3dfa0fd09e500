"""The command as people run it: a process of its own, with a home of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AMI = ROOT.parent / "shared" / "data" / "ami"
MEETINGS = ("ES2011a", "ES2011b", "ES2011c", "ES2011d")


def home_variables(home: Path) -> dict[str, str]:
    """Variables that lead every platform's data folder below `home`, and make the program speak English."""
    places = ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_DATA_HOME")
    return dict.fromkeys(places, str(home)) | {"LANGUAGE": "en", "PYTHONUTF8": "1"}


def start(home: Path, *arguments: str | Path, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """Start the command; its output and errors are pipes."""
    return start_python(home, "-m", "facilitator_console", *arguments, before=before)


def start_python(home: Path, *arguments: str | Path, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """Start Python as the command would be started."""
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        env=os.environ | home_variables(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        preexec_fn=before,  # noqa: PLW1509 - no thread is running here
    )


def kill_once_saved(home: Path, *arguments: str, screen: str = "offscreen") -> None:
    """Run Python with these arguments on a screen of Qt, and kill it as soon as it says “saved”."""
    environment = os.environ | {"QT_QPA_PLATFORM": screen, "XDG_DATA_HOME": str(home / "data")}
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "saved\n"
        process.kill()


def ran(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Its exit code, what it printed, and what it complained about."""
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def long_recording(path: Path, segments: int = 2_000) -> Path:
    """A recording of many short turns, so that there is a middle in which to be stopped."""
    lines = (f"SPEAKER long 1 {n * 2} 1.5 <NA> <NA> voice{n % 7} <NA> <NA>\n" for n in range(segments))
    path.write_text("".join(lines), encoding="utf-8")
    return path
