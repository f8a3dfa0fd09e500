"""Writes files whole or not at all. It knows no format, except that a PDF replaces only a PDF."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from facilitator_console.words import Message, UserError, say

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
_PDF = b"%PDF-"
_DATABASE = b"SQLite format 3\0"
"""The bytes with which every store begins."""


def write_whole(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write a file whole: first beside its place under another name, then move it there.

    Args:
        path: Where.
        data: What stands in it.
        force: A person said that what is there may be replaced, also by a PDF; see `refuse_what_is_there`.

    Raises:
        UserError: There is no such folder, the path is not a file, a PDF would replace something else (a
            store, say), or it can't be written. What was there before is untouched.
    """
    try:
        if path.is_dir():
            raise UserError(say("{path} is a folder. Name a file.", path=str(path)))
        if path.exists() and not path.is_file():
            raise UserError(say("{path} is not an ordinary file. Name another.", path=str(path)))
        if not path.parent.is_dir():
            raise UserError(
                say("There is no folder {folder}. Make it first, or name another.", folder=str(path.parent))
            )
        if not force and data.startswith(_PDF) and _is_no_pdf(path):
            raise UserError(say("{path} already exists; name a new file.", path=str(path)))
        _replace(path, data)
    except OSError as error:
        raise UserError(_why(path, error)) from error


def refuse_what_is_there(path: Path, *, force: bool) -> None:
    """Refuse to write over a file without `--force`, and over a store in any case.

    Raises:
        UserError: It would be lost.
    """
    if os.path.lexists(path) and not force:
        raise UserError(say("{path} already exists. Add --force to write over it, or name a new file.", path=str(path)))
    if path.is_file():
        try:
            with path.open("rb") as file:
                begins = file.read(len(_DATABASE))
        except OSError as error:
            raise UserError(_why(path, error)) from error
        if begins == _DATABASE:
            raise UserError(say("{path} is a store; name another file.", path=str(path)))


def refuse_unwritable(path: Path) -> None:
    """Refuse a path at which no file can be made, before anything is recorded of it.

    Raises:
        UserError: There is no such folder, or it can't be written.
    """
    if path.is_dir():
        raise UserError(say("{path} is a folder. Name a file.", path=str(path)))
    if not path.parent.is_dir():
        raise UserError(say("There is no folder {folder}. Make it first, or name another.", folder=str(path.parent)))
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
        os.close(handle)
        Path(name).unlink()
    except OSError as error:
        raise UserError(_why(path, error)) from error


def write_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files into a folder, each whole or not at all; make the folder, and those below it that names ask for.

    Returns:
        Where the files are, in their order.

    Raises:
        UserError: A folder can't be made, or a file can't be written; see `write_whole`.
    """
    paths = tuple(folder / name for name in files)
    for parent in dict.fromkeys((folder, *(path.parent for path in paths))):
        make_folder(parent)
    for path, content in zip(paths, files.values(), strict=True):
        write_whole(path, content)
    return paths


def replace_files(
    folder: Path,
    files: Mapping[str, bytes],
    is_earlier: Callable[[str], bool],
    tell: Callable[[int, int], None] = lambda _done, _of: None,
) -> None:
    """Write files into a folder, all or none, in the place of an earlier set of such files.

    They are written beside the folder first. Whatever else is in the folder stays there.

    Args:
        folder: It need not be there.
        files: By path within it.
        is_earlier: Tells of a path within it whether it belongs to such a set: what is not in this one goes.
        tell: Is told before each file how many are written, of how many; what it raises ends the work, and nothing is
            left of it.

    Raises:
        UserError: The folder can't be made, or a file can't be written.
    """
    with in_made_folder(folder):
        _replace_files(folder, files, is_earlier, tell)


def _replace_files(
    folder: Path, files: Mapping[str, bytes], is_earlier: Callable[[str], bool], tell: Callable[[int, int], None]
) -> None:
    try:
        unfinished = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".unfinished-"))
    except OSError as error:
        raise UserError(_why(folder, error)) from error
    try:
        for done, (name, content) in enumerate(files.items()):
            tell(done, len(files))
            make_folder((unfinished / name).parent)
            write_whole(unfinished / name, content)
        for name in files:
            make_folder((folder / name).parent)
            (unfinished / name).replace(folder / name)
        for path in [path for path in folder.rglob("*") if path.is_file()]:
            name = path.relative_to(folder).as_posix()
            if name not in files and is_earlier(name):
                path.unlink()
    except OSError as error:
        raise UserError(_why(folder, error)) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def holds_anything(folder: Path) -> bool:
    """Tell whether there is anything in a folder; where it can't be read, writing into it says why."""
    try:
        return folder.is_dir() and any(folder.iterdir())
    except OSError:
        return False


@contextmanager
def in_made_folder(folder: Path) -> Iterator[None]:
    """Make a folder for what is done in the block; where that fails, no empty folder is left of it.

    Raises:
        UserError: There is a file, or it can't be made.
    """
    made = [parent for parent in (folder, *folder.parents) if not os.path.lexists(parent)]
    try:
        make_folder(folder)
        yield
    except BaseException:
        for created in made:
            with suppress(OSError):  # There is something in it, or it was not made.
                created.rmdir()
        raise


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where there is none.

    Raises:
        UserError: There is a file, or it can't be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise UserError(say("{path} is a file. Name a folder.", path=str(folder))) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name.
        reason = getattr(error, "strerror", None) or type(error).__name__
        problem = say("{path} can’t be used: {reason}. Choose another folder.", path=str(folder), reason=reason)
        raise UserError(problem) from error


def _is_no_pdf(path: Path) -> bool:
    """Tell whether there is a file that is not a PDF; an empty one may be the lock of a store."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        return file.read(len(_PDF)) != _PDF


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _why(path: Path, error: OSError) -> Message:
    if error.errno in _NO_SPACE:
        return say("There is no space left to write {path}. Free some, or write it to another drive.", path=str(path))
    if error.errno in _NOT_ALLOWED:
        return say("You may not write {path}. Choose another folder.", path=str(path))
    reason = error.strerror or type(error).__name__
    return say("{path} can’t be written: {reason}. Choose another place.", path=str(path), reason=reason)
