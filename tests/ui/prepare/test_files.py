"""Prepare: agendas in and out, templates, copies in another session, the list before you begin."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from facilitator_console.exchange.agendas.reading import read_agenda
from facilitator_console.exchange.template_files import saved_templates
from facilitator_console.exchange.templates import planned_items, read_templates
from facilitator_console.log import WorkPhase
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.drafts import add_items, drafts_of
from facilitator_console.session.editing import edit_items, group_items
from facilitator_console.session.readiness import Check
from facilitator_console.ui.prepare.import_panel import LINE, NOTE, TITLE
from facilitator_console.ui.prepare.prepare_page import PreparePage
from facilitator_console.words import Message, say
from tests.ui.preparing import Keys, cell, go_to, press, shown, titles, typed
from tests.ui.running import Running
from tests.ui.sample import SampleSessionController, empty_controller, prepared_controller

DATA = Path(__file__).parents[3].parent / "shared" / "data" / "ontime"
CSV = "min;Пункт;Нотатка\n10;Вітання;\nскоро;Коло;\n20;Пари;тихо\n"


def preview(page: PreparePage) -> list[tuple[str, str, str]]:
    rows = range(page.preview.rows.model().rowCount())
    return [tuple(cell(page.preview.rows, row, column) for column in (LINE, TITLE, NOTE)) for row in rows]  # type: ignore[misc]


def test_a_file_is_shown_before_it_is_taken_and_is_one_undo(
    page: PreparePage, controller: SampleSessionController, tmp_path: Path
) -> None:
    path = tmp_path / "план.csv"
    path.write_text(CSV, encoding="cp1251")
    page.show_import(path)
    assert page.preview.isVisible()
    assert page.preview.summary.text() == "2 items to take · 1 row can’t be taken"
    rows = preview(page)
    assert [row[:2] for row in rows] == [("2", "Вітання"), ("3", "скоро · Коло"), ("4", "Пари")]
    assert rows[1][2].startswith("not taken: ")
    page.preview.take.click()
    assert page.agenda.isVisible()
    assert titles(controller)[9:] == ["Вітання", "Пари"]
    assert items_in_order(controller.state)[-1].team_note == "тихо"
    controller.undo()
    assert len(titles(controller)) == 9


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_column_tells_can_be_said_by_hand(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("A,B,C\nWelcome,10,quietly\nPairs,20,in twos\n", encoding="utf-8")
    with closing(prepared_controller(tmp_path, language)) as controller:
        for page in shown(qtbot, controller):
            page.show_import(path)
            choices = page.preview.choices
            for place, field in ((0, "title"), (1, "planned_ms"), (2, "goal")):
                choices[place].setCurrentIndex(choices[place].findData(field))
                choices[place].activated.emit(choices[place].currentIndex())
            page.preview.take.click()
            items = items_in_order(controller.state)[-2:]
            assert [(item.title, item.planned_ms, item.goal) for item in items] == [
                ("Welcome", 600_000, "quietly"),
                ("Pairs", 1_200_000, "in twos"),
            ]


def test_nothing_is_taken_with_esc_and_a_bad_file_is_refused(
    page: PreparePage, controller: SampleSessionController, refusals: list[Message], tmp_path: Path
) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(CSV, encoding="utf-8")
    page.show_import(path)
    press(page, Keys.Key_Escape)
    assert page.agenda.isVisible()
    assert len(titles(controller)) == 9
    bad = tmp_path / "plan.xlsx"
    bad.write_bytes(b"PK\x03\x04 not whole")
    page.show_import(bad)
    assert len(refusals) == 1
    assert page.agenda.isVisible()


@pytest.mark.skipif(not DATA.exists(), reason="the larger data lies beside the checkout")
@pytest.mark.parametrize("name", ["stageRundown.json", "Ontime rundown template v4.xlsx"])
def test_ontimes_files_are_imported_previewed_and_undone(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    with closing(empty_controller(tmp_path)) as controller:
        controller.phase = WorkPhase.PREPARE
        for page in shown(qtbot, controller):
            page.show_import(DATA / name)
            number = page.preview.rows.model().rowCount()
            assert number > 3
            page.preview.take.click()
            assert 0 < len(titles(controller)) <= number
            assert controller.state.info.begins.time
            controller.undo()
            assert titles(controller) == []
            assert not controller.state.info.begins.time


@pytest.mark.parametrize("ending", ["csv", "xlsx", "md"])
def test_what_is_exported_is_the_same_agenda_when_it_is_imported(
    page: PreparePage, controller: SampleSessionController, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"agenda.{ending}"
    page.files.export(ending, path)
    assert page.agenda.outcome.text().startswith("Saved: ")
    assert read_agenda(path).drafts == drafts_of(controller.state)
    go_to(page.agenda.table, 0, 1)
    typed("12")
    press(page, Keys.Key_Return)
    assert not page.agenda.outcome.isVisible()


def test_a_file_that_is_there_is_not_written_over(page: PreparePage, refusals: list[Message], tmp_path: Path) -> None:
    path = tmp_path / "agenda.csv"
    path.write_text("mine", encoding="utf-8")
    page.files.export("csv", path)
    assert len(refusals) == 1
    assert path.read_text(encoding="utf-8") == "mine"


def test_an_export_says_when_it_holds_what_is_only_for_the_team(
    page: PreparePage, controller: SampleSessionController, tmp_path: Path
) -> None:
    first = items_in_order(controller.state)[0].item_id
    controller.do(edit_items, [first], ev.ItemEdited(team_note="slowly"))
    page.files.export("md", tmp_path / "agenda.md")
    assert "only for the team" in page.agenda.outcome.text()


def test_a_template_is_a_file_to_share_that_is_read_back(
    page: PreparePage, controller: SampleSessionController, tmp_path: Path
) -> None:
    first = items_in_order(controller.state)[0].item_id
    controller.do(edit_items, [first], ev.ItemEdited(led_by="О.", team_note="тихо", goal="почути 🙂"))
    page.files.export("json", tmp_path / "agenda.json")
    assert "only for the team" not in page.agenda.outcome.text()
    written = (tmp_path / "agenda.json").read_text(encoding="utf-8")
    assert "тихо" not in written
    drafts = read_agenda(tmp_path / "agenda.json").drafts
    assert [draft.title for draft in drafts] == titles(controller)
    assert drafts[0].goal == "почути 🙂"


def test_an_agenda_is_saved_as_a_template_without_what_belongs_to_one_session(
    page: PreparePage, controller: SampleSessionController
) -> None:
    first = items_in_order(controller.state)[0].item_id
    controller.do(edit_items, [first], ev.ItemEdited(led_by="О.", team_note="тихо", fixed_at="14:00"))
    page.template.click()
    (saved,) = saved_templates().values()
    assert [item.title for item in saved.items] == titles(controller)
    assert (saved.items[0].led_by, saved.items[0].team_note, saved.items[0].fixed_at) == ("", "", "")
    assert page.agenda.outcome.isVisible()


def beside_another(program: Running) -> PreparePage:
    """The agenda of a circle, in a store that holds another, empty session."""
    program.create_session("", "Spring circle", 3)
    program.saved()
    program.session.left.emit()
    program.create_session("circle", "Autumn circle", 3)
    program.saved()
    program.session.show_page("prepare")
    page = program.session.page("prepare")
    assert isinstance(page, PreparePage)
    return page


def test_items_are_copied_and_moved_to_another_session(program: Running) -> None:
    page, controller = beside_another(program), program.controller
    assert controller is not None
    (other,) = controller.others.listed()
    assert other.title == "Spring circle"
    go_to(page.agenda.table, 2, 2)
    page.agenda.copy_elsewhere(other)
    program.saved()
    assert page.agenda.outcome.text() == "Copied to “Spring circle”."
    here = items_in_order(controller.state)
    go_to(page.agenda.table, 3, 2)
    page.agenda.move_elsewhere(other)
    program.saved()
    assert page.agenda.outcome.text() == "Moved to “Spring circle”. Ctrl+Z brings it back here."
    assert items_in_order(controller.state) == here[:3] + here[4:]
    program.press(Keys.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [item.title for item in items_in_order(controller.state)] == [item.title for item in here]
    assert not page.agenda.outcome.isVisible()
    program.session.left.emit()
    program.open_session(other.session_id)
    assert program.controller is not None
    copied, moved = items_in_order(program.controller.state)
    assert moved.title == here[3].title
    assert (copied.title, copied.planned_ms, copied.settings) == (here[2].title, here[2].planned_ms, here[2].settings)


def test_a_heading_moves_to_another_session_with_its_parts(program: Running) -> None:
    page, controller = beside_another(program), program.controller
    assert controller is not None
    here = items_in_order(controller.state)
    controller.do(group_items, [item.item_id for item in here[1:3]], "Before the break")
    go_to(page.agenda.table, 1, 2)
    (other,) = controller.others.listed()
    page.agenda.move_elsewhere(other)
    program.saved()
    assert [item.title for item in items_in_order(controller.state)] == [item.title for item in (here[0], *here[3:])]
    program.session.left.emit()
    program.open_session(other.session_id)
    assert program.controller is not None
    heading, *parts = items_in_order(program.controller.state)
    assert [heading.title, *(part.title for part in parts)] == ["Before the break", here[1].title, here[2].title]
    assert {part.part_of for part in parts} == {heading.item_id}


@pytest.mark.parametrize("width", [1440, 1024])
def test_nothing_moves_when_something_is_said(qtbot: QtBot, tmp_path: Path, width: int) -> None:
    with closing(prepared_controller(tmp_path)) as controller:
        for page in shown(qtbot, controller):
            page.resize(width, 760)
            panel = page.agenda
            parts = [panel.table, *panel.findChildren(QPushButton)]

            def places() -> list[QRect]:
                QCoreApplication.processEvents()
                return [part.geometry() for part in parts if part.isVisible()]  # noqa: B023 - used at once

            before = places()
            panel.show_outcome(say("Saved: {file} in {folder}", file="agenda.csv", folder="/a/long/folder" * 9))
            assert panel.outcome.isVisible()
            assert places() == before
            panel.table.selectAll()  # "Split" becomes "Merge".
            assert places() == before
            panel.show_outcome(None)
            assert places() == before


# -- before you begin ------------------------------------------------------------------------------------


def test_the_list_before_you_begin_is_told_by_the_session_and_ticked_by_people(
    page: PreparePage, controller: SampleSessionController, refusals: list[Message]
) -> None:
    before = page.before
    assert before.head.text() == "Before you begin · 1 of 6"
    before.checks[Check.AGREEMENTS].click()
    assert before.head.text() == "Before you begin · 2 of 6"
    before.checks[Check.PROMISED].click()
    assert page.info.promised.hasFocus()
    assert not before.checks[Check.PROMISED].isChecked()
    typed("17:00")
    press(page, Keys.Key_Return)
    before.usual.click()
    assert controller.state.info.delete_on == "2025-12-08"
    assert before.head.text() == "Before you begin · 4 of 6"
    before.delete_on.setFocus()
    before.delete_on.selectAll()
    typed("20.12.")
    press(page, Keys.Key_Return)
    assert controller.state.info.delete_on == "2025-12-20"
    before.delete_on.selectAll()
    typed("soon")
    press(page, Keys.Key_Return)
    assert len(refusals) == 1
    assert before.delete_on.text() == "2025-12-20"


def test_languages_are_offered_and_a_referral_line_is_kept(
    page: PreparePage, controller: SampleSessionController
) -> None:
    languages = page.before.languages
    for box in languages.values():
        box.click()
    assert controller.state.info.languages == tuple(languages)
    next(iter(languages.values())).click()
    assert controller.state.info.languages == tuple(languages)[1:]
    page.before.referral.setFocus()
    typed("Лінія довіри 🙂")
    press(page, Keys.Key_Return)
    assert controller.state.info.referral == "Лінія довіри 🙂"


def test_titles_of_a_template_follow_the_language_and_those_that_people_wrote_stay(
    page: PreparePage, controller: SampleSessionController
) -> None:
    (circle,) = read_templates(["circle"])
    for draft in planned_items(circle, load_catalogue("en")):
        controller.do(add_items, [draft])
    before = titles(controller)
    page.info.language.setCurrentIndex(page.info.language.findData("uk"))
    page.info.language.activated.emit(page.info.language.currentIndex())
    uk = [item.title for item in planned_items(circle, load_catalogue("uk"))]
    assert titles(controller)[-len(uk) :] == uk
    assert "What matters about the road and the school" in titles(controller)
    assert controller.state.info.language == "uk"
    assert controller.undo()
    assert titles(controller) == before
