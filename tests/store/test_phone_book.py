"""What the phones' server keeps: read back, changed together or not at all, and gone from every byte once forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator_console.log import SessionId
from facilitator_console.store.beside_log import Row, What
from facilitator_console.store.errors import StorageError
from facilitator_console.store.store import Store

SESSION, OTHER = SessionId("s"), SessionId("other")
PHONE = "f00dfeed" * 4


def everything_in(folder: Path) -> bytes:
    return b"\0".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_rows_are_read_back_after_the_store_was_opened_anew_and_dropped_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "dialogue.sqlite"
    with Store.open(path) as store:
        store.phone_book.change(SESSION, [Row(What.CARD, "a", ""), Row(What.PHONE, PHONE, "{}")])
        store.phone_book.change(OTHER, [Row(What.CARD, "b", "")])
    with Store.open(path) as store:
        assert store.phone_book.rows(SESSION) == [Row(What.CARD, "a", ""), Row(What.PHONE, PHONE, "{}")]
        store.phone_book.change(SESSION, [Row(What.CARD, "a"), Row(What.PHONE, PHONE, '{"muted":true}')])
        assert store.phone_book.rows(SESSION) == [Row(What.PHONE, PHONE, '{"muted":true}')]
        assert store.phone_book.rows(OTHER) == [Row(What.CARD, "b", "")]


def test_what_is_forgotten_is_in_no_byte_of_the_store_while_it_is_still_open(tmp_path: Path) -> None:
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        rows = [Row(What.SENT, f"w.{number}", f"{PHONE}{number:04}") for number in range(200)]
        store.phone_book.change(SESSION, rows)
        assert PHONE.encode() in everything_in(tmp_path)
        store.phone_book.forget(SESSION)
        assert store.phone_book.rows(SESSION) == []
        assert store.saver.wait_swept(0, 10)
        assert PHONE.encode() not in everything_in(tmp_path)


def test_a_deleted_session_leaves_nothing_of_its_phones_and_takes_no_more(tmp_path: Path) -> None:
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        store.phone_book.change(SESSION, [Row(What.PHONE, PHONE, "{}")])
        assert store.delete_session(SESSION)
        assert PHONE.encode() not in everything_in(tmp_path)
        with pytest.raises(StorageError, match="deleted"):
            store.phone_book.change(SESSION, [Row(What.PHONE, PHONE, "{}")])
