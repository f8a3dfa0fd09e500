"""Who and where we are: this installation's random id, this start of the machine, the places of files.

Nothing about the hardware or its owner is read or kept.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import platformdirs

from facilitator_console.words import UserError, say

if TYPE_CHECKING:
    from facilitator_console.log import LaptopId

APP = "facilitator-console"
ID_BYTES = 8


class Laptop(NamedTuple):
    """This installation, and who works on it.

    Attributes:
        laptop_id: Random, made once.
        boot_id: Changes when the machine starts anew; empty where it names none.
        author: Initials; may be empty.
    """

    laptop_id: LaptopId
    boot_id: str = ""
    author: str = ""


def data_folder() -> Path:
    """The platform's folder for this program's data."""
    return platformdirs.user_data_path(APP, appauthor=False)


def make_data_folder() -> Path:
    """The same, made where it is missing, for its owner alone.

    Raises:
        OSError: It can't be made.
    """
    folder = data_folder()
    make_folder(folder)
    return folder


def make_folder(folder: Path) -> None:
    """Make a folder where it is missing, for its owner alone, so that a power cut does not take it away again.

    Raises:
        OSError: It can't be made.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for made in missing:
        flush(made.parent)


def flush(path: Path) -> None:
    """Bring a file's content, or the names in a folder, onto the disk: until then a power cut takes them away.

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
    """See that a path is UTF-8: SQLite knows no other names.

    Raises:
        UserError: It is not.
    """
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise UserError(
            say("The name {path} is not UTF-8. Rename the file or its folder, or name another.", path=str(path))
        ) from error


def default_store() -> Path:
    """The store that is used where no other is named."""
    return data_folder() / "dialogue.sqlite"


def this_laptop(author: str = "") -> Laptop:
    """Read this installation's id; make one the first time.

    Raises:
        UserError: The data folder can't be read or written.
    """
    path = data_folder() / "laptop-id"
    try:
        make_data_folder()
        known = path.read_text(encoding="ascii", errors="ignore").strip() if path.exists() else ""
        if not known:
            known = os.urandom(ID_BYTES).hex()
            path.touch(mode=0o600)
            path.write_text(known + "\n", encoding="ascii")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(
            say("The folder {path} can't be used: {reason}.", path=str(path.parent), reason=reason)
        ) from error
    return Laptop(cast("LaptopId", known), _boot_id(), author)


def _boot_id() -> str:
    path = Path("/proc/sys/kernel/random/boot_id")  # Linux
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    if sys.platform == "darwin":
        import subprocess

        command = ["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    return ""  # Windows names none: the wall clock anchors each run there.
