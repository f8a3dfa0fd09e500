"""The wheel, in an empty environment outside the checkout, finds all that it needs."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import facilitator_console
from facilitator_console.runtime.resource_files import resource_path

ROOT = Path(__file__).resolve().parent.parent
WHERE_IS_IT = """
import sys, facilitator_console
from facilitator_console.runtime.resource_files import resource_path
print(facilitator_console.__file__)
for name in sys.argv[1:]:
    print(len(resource_path(name).read_bytes()))
"""


def _run(*command: str | Path, cwd: Path) -> str:
    """What the command prints, in an environment that knows neither the checkout nor this user's data."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP") if name in os.environ}
    outside = {"HOME": str(cwd), "USERPROFILE": str(cwd), "LOCALAPPDATA": str(cwd), "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=cwd, env=kept | outside, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command} said: {done.stdout}{done.stderr}"
    return done.stdout


def _resources() -> dict[str, int]:
    """Size in bytes of every file that comes with the program, by its name below the resources folder."""
    files = [path for path in (ROOT / "resources").rglob("*") if path.is_file()]
    return {path.relative_to(ROOT / "resources").as_posix(): path.stat().st_size for path in files}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout with the pinned builder: nothing is downloaded."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of an empty environment that holds the wheel."""
    home = tmp_path_factory.mktemp("installed")
    _run(sys.executable, "-m", "venv", "--without-pip", home, cwd=home)
    paths = sysconfig.get_paths("venv", vars={"base": str(home), "platbase": str(home), "installed_base": str(home)})
    scripts, libraries = Path(paths["scripts"]), Path(paths["purelib"])
    pip = [sys.executable, "-m", "pip", "--python", str(scripts / "python"), "--disable-pip-version-check"]
    _run(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=home)
    # The pinned libraries are lent from here. A folder named in a .pth has its own .pth files left unread,
    # so that the checkout, which is installed there in editable form, stays out of sight.
    (libraries / "pinned.pth").write_text(sysconfig.get_paths()["purelib"], encoding="utf-8")
    return scripts


def test_wheel_holds_the_package_its_resources_and_the_licences(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = {path.relative_to(ROOT).as_posix() for path in (ROOT / "facilitator_console").rglob("*.py")}
    assert sources <= names
    assert {f"facilitator_console/resources/{name}" for name in _resources()} <= names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert not {name for name in names if name.startswith(("tests/", "bench/", "docs/", "typings/"))}


def test_installed_wheel_finds_every_resource(installed: Path, tmp_path: Path) -> None:
    sizes = _resources()
    module, *lengths = _run(installed / "python", "-c", WHERE_IS_IT, *sizes, cwd=tmp_path).splitlines()
    assert Path(module).is_relative_to(installed.parent)
    assert dict(zip(sizes, map(int, lengths), strict=True)) == sizes


def test_installed_command_names_its_version(installed: Path, tmp_path: Path) -> None:
    assert facilitator_console.__version__ in _run(installed / "facilitator-console", "--version", cwd=tmp_path)


def test_installed_command_plays_the_sample_dialogue(installed: Path, tmp_path: Path) -> None:
    _run(installed / "facilitator-console", "demo", cwd=tmp_path)
    assert [path for path in tmp_path.rglob("*.pdf") if path.stat().st_size], "demo wrote no summary"
    assert [path for path in tmp_path.rglob("*.sqlite") if path.stat().st_size], "demo wrote no store"


def test_a_resource_that_does_not_exist_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"fonts/none\.ttf"):
        resource_path("fonts/none.ttf")
