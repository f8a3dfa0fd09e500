"""Identifies this installation by a random id, and this start of the machine; knows the places of files.

Nothing about the hardware or its owner is read or saved.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import platformdirs

from facilitator_console.words import UserError, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from facilitator_console.log import LaptopId

APP = "facilitator-console"
SAMPLE_FOLDER = "demo-"
"""The beginning of the name of a folder in which the sample dialogue is played."""
ID_BYTES = 8
_ID = re.compile(rf"[0-9a-f]{{{2 * ID_BYTES}}}")


class Laptop(NamedTuple):
    """Represents this installation, and who works on it.

    Attributes:
        laptop_id: Random, made once.
        boot_id: Changes when the machine is restarted; empty if the system does not tell.
        author: Initials; may be empty.
    """

    laptop_id: LaptopId
    boot_id: str = ""
    author: str = ""


def data_folder() -> Path:
    """Return the platform's folder for this program's data."""
    return platformdirs.user_data_path(APP, appauthor=False)


def is_sample_store(path: Path) -> bool:
    """Tell whether the sample dialogue was played into the store of this file."""
    folder = path.parent
    return folder.name.startswith(SAMPLE_FOLDER) and folder.parent == data_folder()


def make_data_folder() -> Path:
    """Return the data folder, made for its owner alone if it is missing.

    Raises:
        OSError: It can't be made.
    """
    folder = data_folder()
    make_folder(folder)
    return folder


def make_folder(folder: Path) -> None:
    """Make a folder for its owner alone if it is missing, so that it survives a power cut.

    Raises:
        OSError: It can't be made.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for made in missing:
        flush(made.parent)


def flush(path: Path) -> None:
    """Write a file's content, or the names in a folder, to the disk, so that they survive a power cut.

    Raises:
        OSError: The disk fails.
    """
    is_folder = path.is_dir()
    if is_folder and os.name != "posix":
        return  # Windows has no way to flush a folder, and needs none.
    handle = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def refuse_name(path: Path) -> None:
    """Make sure that a path is UTF-8, because SQLite knows no other names, and possible on this system.

    Raises:
        UserError: It is not.
    """
    try:
        str(path).encode()
        os.lstat(path)
    except UnicodeEncodeError as error:
        raise UserError(
            say("The name {path} is not UTF-8. Rename the file or its folder, or name another.", path=str(path))
        ) from error
    except ValueError as error:
        raise UserError(say("{path} can’t be the name of a file. Name another.", path=str(path))) from error
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise UserError(say("The name {path} is too long. Name another.", path=str(path))) from error


def default_store() -> Path:
    """Return the path of the store that is used if no other is named."""
    return data_folder() / "dialogue.sqlite"


def this_laptop(author: str = "") -> Laptop:
    """Read this installation's id; make one the first time, or if what is saved is not an id.

    Raises:
        UserError: The data folder can't be read or written.
    """
    return _laptop(author, lambda path: _saved_id(path) or _new_id(path))


def renewed_laptop(author: str = "") -> Laptop:
    """Take another id for this installation, for good: the one that it has was copied from another laptop's folder.

    Raises:
        UserError: The data folder can't be written.
    """
    return _laptop(author, _new_id)


def _laptop(author: str, id_at: Callable[[Path], str]) -> Laptop:
    path = data_folder() / "laptop-id"
    try:
        make_data_folder()
        known = id_at(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(
            say("The folder {path} can’t be used: {reason}.", path=str(path.parent), reason=reason)
        ) from error
    return Laptop(cast("LaptopId", known), _pseudonym(_boot_id(), known), author)


def _pseudonym(boot_id: str, laptop_id: str) -> str:
    """Return an id of this start of the machine that only this installation uses; the real one would identify it."""
    # hashlib would load OpenSSL with it, for which somebody who starts the program would wait.
    from _blake2 import blake2b

    return blake2b(boot_id.encode(), key=laptop_id.encode()[:64], digest_size=ID_BYTES).hexdigest() if boot_id else ""


def _saved_id(path: Path) -> str:
    """Return the saved id; empty if there is none, or the file contains something else."""
    known = path.read_text(encoding="ascii", errors="replace").strip() if path.exists() else ""
    return known if _ID.fullmatch(known) else ""


def _new_id(path: Path) -> str:
    """Make an id, and save it before it is used, because a session remembers it for ever."""
    made = os.urandom(ID_BYTES).hex()
    unfinished = path.with_name(f"{path.name}.{made}.unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(made + "\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        flush(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    return _saved_id(path) or made  # Another start may have made one at the same moment: the last one counts for both.


def _boot_id() -> str:
    path = Path("/proc/sys/kernel/random/boot_id")  # Linux
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    if sys.platform == "darwin":
        import subprocess

        command = ["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 - commands of ours
    return ""  # Windows does not tell: the wall clock anchors each run there.
