"""Statements in the read tables: what people may query of them, also after changes and a withdrawal."""

from __future__ import annotations

from pathlib import Path

from facilitator_console.console import new_session
from facilitator_console.log import LaptopId, Subject
from facilitator_console.opinions.commands import (
    add_statement,
    merge_statement,
    reject_statement,
    reword_statement,
    translate_statement,
)
from facilitator_console.opinions.ids import StatementId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.store.doctor import check, rebuild
from facilitator_console.store.store import Store
from tests.helpers.saving import answers, wait_until_saved
from tests.store.tables import rows_of


def test_statements_follow_the_console_and_a_rebuild_gives_the_same(tmp_path: Path) -> None:
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        console = new_session(store, Laptop(LaptopId("x")), "Школа")
        for text in ("planted one", "two", "three"):
            console.dispatch(add_statement, text, language="en")
        one, two, three = map(StatementId, console.state.statements)
        console.dispatch(translate_statement, one, "uk", "planted один", "OK")
        console.dispatch(translate_statement, two, "uk", "два", "OK")
        console.dispatch(translate_statement, two, "uk", "двоє", "interpreter")
        console.dispatch(merge_statement, three, two, "the same")
        console.undo()
        console.redo()
        console.dispatch(reword_statement, two, "two and a half")
        console.dispatch(reject_statement, one, "planted reason")
        wait_until_saved(store)
        moderated = answers(store, "SELECT status, text, reason, kept_text FROM statements_moderated")
        assert moderated == [
            ("merged", "three", "the same", "two"),
            ("reworded", "two", None, None),
            ("rejected", "planted one", "planted reason", None),
        ]
        translated = answers(store, "SELECT text, translated_by FROM statement_translations ORDER BY 1")
        assert translated == [("planted один", "OK"), ("двоє", "interpreter")]
        console.withdraw(Subject(one))
        wait_until_saved(store)
        with store.reading() as connection:
            kept = rows_of(connection)
        assert {len(kept[name]) for name in ("statements", "statement_translations", "statement_moderation")} == {
            3,
            1,
            2,
        }
        rebuild(store)
        with store.reading() as connection:
            assert rows_of(connection) == kept
    for path in tmp_path.iterdir():
        assert b"planted" not in path.read_bytes()
    assert check(tmp_path / "dialogue.sqlite").is_sound
