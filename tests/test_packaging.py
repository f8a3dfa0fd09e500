"""The wheel, in an empty environment outside the checkout, finds all that it needs."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

import facilitator_console
from facilitator_console.runtime.catalogues import DOMAIN, LANGUAGES
from facilitator_console.runtime.resource_files import resource_path

ROOT = Path(__file__).resolve().parent.parent
WHERE_IS_IT = """
import sys, facilitator_console
from facilitator_console.runtime.resource_files import resource_path
print(facilitator_console.__file__)
for name in sys.argv[1:]:
    print(len(resource_path(name).read_bytes()))
"""


CATALOGUES = {f"locale/{language}/LC_MESSAGES/{DOMAIN}.mo" for language in LANGUAGES if language != "en"}
UKRAINIAN = {"LANG": "uk_UA.UTF-8"}
IN_UKRAINIAN = "Пульт діалогу. Без команди відкриває своє вікно."


def _started(*command: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command when it is done, in an environment that knows neither the checkout nor this user's data."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP") if name in os.environ}
    outside = {"HOME": str(cwd), "USERPROFILE": str(cwd), "LOCALAPPDATA": str(cwd), "PYTHONUTF8": "1"}
    environment = kept | outside | variables
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def _run(*command: str | Path, cwd: Path, **variables: str) -> str:
    """What the command prints; it must not fail."""
    done = _started(*command, cwd=cwd, **variables)
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
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked: like a fresh clone it holds no compiled catalogue."""
    folder = tmp_path_factory.mktemp("sdist")
    _run(sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", folder, cwd=ROOT)
    (built,) = folder.glob("*.tar.gz")
    with tarfile.open(built) as archive:
        archive.extractall(folder, filter="data")
    (sources,) = (path for path in folder.iterdir() if path.is_dir())
    assert not list(sources.rglob("*.mo"))
    return sources


@pytest.fixture
def sources(unpacked: Path, tmp_path: Path) -> Path:
    """Sources in which nothing was compiled yet."""
    return Path(shutil.copytree(unpacked, tmp_path / "sources"))


def _install(home: Path, *what: str | Path) -> Path:
    """Install the program into an empty environment; its scripts folder."""
    _run(sys.executable, "-m", "venv", "--without-pip", home, cwd=ROOT)
    paths = sysconfig.get_paths("venv", vars={"base": str(home), "platbase": str(home), "installed_base": str(home)})
    scripts, libraries = Path(paths["scripts"]), Path(paths["purelib"])
    pip = [sys.executable, "-m", "pip", "--python", str(scripts / "python"), "--disable-pip-version-check"]
    # The pinned libraries are lent from here. A folder named in a .pth has its own .pth files left unread,
    # so that the checkout, which is installed there in editable form, stays out of sight.
    (libraries / "pinned.pth").write_text(sysconfig.get_paths()["purelib"], encoding="utf-8")
    alone = ("--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--ignore-installed")
    _run(*pip, "install", *alone, *what, cwd=home)
    return scripts


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of an empty environment that holds the wheel."""
    return _install(tmp_path_factory.mktemp("installed"), wheel)


def test_wheel_holds_the_package_its_resources_and_the_licences(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = {path.relative_to(ROOT).as_posix() for path in (ROOT / "facilitator_console").rglob("*.py")}
    assert sources <= names
    assert {f"facilitator_console/resources/{name}" for name in _resources()} <= names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert not {name for name in names if name.startswith(("tests/", "bench/", "docs/", "typings/"))}


def test_sdist_holds_what_it_takes_to_build_test_and_change_the_program(tmp_path: Path) -> None:
    _run(sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", tmp_path, cwd=ROOT)
    (built,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(built) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = [
        "README.md",
        "LICENSE",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "Makefile",
        "constraints.txt",
        "pyproject.toml",
    ]
    assert {*wanted, "scripts/setup.sh", "scripts/catalogues.sh", "tests/conftest.py", "bench/RESULTS.md"} <= names


def test_installed_wheel_finds_every_resource(installed: Path, tmp_path: Path) -> None:
    sizes = _resources()
    module, *lengths = _run(installed / "python", "-c", WHERE_IS_IT, *sizes, cwd=tmp_path).splitlines()
    assert Path(module).is_relative_to(installed.parent)
    assert dict(zip(sizes, map(int, lengths), strict=True)) == sizes


def test_installed_command_names_its_version(installed: Path, tmp_path: Path) -> None:
    assert facilitator_console.__version__ in _run(installed / "facilitator-console", "--version", cwd=tmp_path)


def test_installed_command_speaks_ukrainian(installed: Path, tmp_path: Path) -> None:
    assert IN_UKRAINIAN in _run(installed / "facilitator-console", "--help", cwd=tmp_path, **UKRAINIAN)


def test_a_wheel_from_the_source_distribution_is_the_wheel_from_the_checkout(
    wheel: Path, sources: Path, tmp_path: Path
) -> None:
    _run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path, cwd=sources)
    (built,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(built) as ours, zipfile.ZipFile(wheel) as theirs:
        assert {f"facilitator_console/resources/{name}" for name in CATALOGUES} <= set(ours.namelist())
        assert {name: ours.read(name) for name in ours.namelist()} == {
            name: theirs.read(name) for name in theirs.namelist()
        }


@pytest.mark.parametrize("how", [(), ("--editable",)], ids=["as a copy", "editable"])
def test_installed_from_sources_it_speaks_ukrainian(how: tuple[str, ...], sources: Path, tmp_path: Path) -> None:
    scripts = _install(tmp_path / "home", *how, sources)
    assert IN_UKRAINIAN in _run(scripts / "facilitator-console", "--help", cwd=tmp_path, **UKRAINIAN)


@pytest.mark.parametrize("arguments", [("--help",), ("sessions",), ("window",)])
def test_without_its_translations_it_says_so_in_one_line(
    arguments: tuple[str, ...], sources: Path, tmp_path: Path
) -> None:
    done = _started(
        sys.executable, "-m", "facilitator_console", *arguments, cwd=tmp_path, PYTHONPATH=str(sources), **UKRAINIAN
    )
    (line,) = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert line.startswith("facilitator-console: The program’s translations are missing: there is no ")
    assert "make setup" in line


def test_installed_command_plays_the_sample_dialogue(installed: Path, tmp_path: Path) -> None:
    _run(installed / "facilitator-console", "demo", cwd=tmp_path)
    assert [path for path in tmp_path.rglob("*.pdf") if path.stat().st_size], "demo wrote no summary"
    assert [path for path in tmp_path.rglob("*.sqlite") if path.stat().st_size], "demo wrote no store"


def test_a_resource_that_does_not_exist_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"fonts/none\.ttf"):
        resource_path("fonts/none.ttf")
