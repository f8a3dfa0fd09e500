"""The start screen: closed sessions are renamed, planned again and asked about; saved templates begin one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton

from facilitator_console.exchange.template_files import save_template, template_of
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.consent import set_consent
from facilitator_console.session.editing import plan_session
from facilitator_console.session.ids import ConsentUse
from facilitator_console.session.people import edit_participant, seated
from facilitator_console.ui.parts.banners import Banner
from facilitator_console.ui.parts.rows import Row
from facilitator_console.ui.prepare.prepare_page import PreparePage
from tests.ui.keyboard import type_text
from tests.ui.running import Running

K = Qt.Key
DAY_MS = 24 * 3_600_000
TITLE = "Осіннє коло 🍂"


def listed(program: Running) -> list[Row]:
    rows = program.start.sessions.rows
    found = [rows.row(rows.index(place, 0)) for place in range(rows.rowCount())]
    return [row for row in found if row is not None]


def made(program: Running, delete_on: str = "") -> None:
    """A session with an agenda, a label and a consent, and back to the list."""
    program.create_session("circle", TITLE, 5)
    assert program.controller is not None
    person = seated(program.controller.state)[2].participant_id
    program.controller.do(edit_participant, person, label="Olena")
    program.controller.do(set_consent, [person], ConsentUse.QUOTES, given=True)
    program.controller.do(plan_session, ev.SessionEdited(delete_on=delete_on, referral="a line"))
    program.saved()
    program.show_start()


def banner(program: Running, name: str = "delete") -> Banner | None:
    found = program.start.banners.banner(name)
    assert found is None or isinstance(found, Banner)
    return found


def press_in(found: Banner, text: str) -> None:
    button = next(button for button in found.findChildren(QPushButton) if button.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_session_is_renamed_by_keys(program: Running) -> None:
    made(program)
    program.start.sessions.setFocus()
    program.press(K.Key_F2)
    assert program.focus() is program.start.tools.field
    type_text(program.focus(), "Зимове коло ❄️")
    program.press(K.Key_Return)
    assert [row.title for row in listed(program)] == ["Зимове коло ❄️"]


def test_escape_leaves_the_title(program: Running) -> None:
    made(program)
    program.start.sessions.setFocus()
    program.press(K.Key_F2)
    program.type("x")
    program.press(K.Key_Escape)
    assert not program.start.tools.field.isVisible()
    assert program.focus() is program.start.sessions
    assert [row.title for row in listed(program)] == [TITLE]


def test_the_plan_is_used_again_without_who_came(program: Running) -> None:
    made(program)
    old = program.store.log if program.store else None
    assert old is not None
    QTest.mouseClick(program.start.tools.more, Qt.MouseButton.LeftButton)
    (menu,) = program.start.tools.more.findChildren(QMenu)
    next(action for action in menu.actions() if action.text() == "Use the plan again").trigger()
    assert program.controller is not None
    state = program.controller.state
    assert state.info.title == f"{TITLE}, again"
    assert (state.info.referral, state.info.delete_on) == ("a line", "")
    assert [item.title for item in items_in_order(state)][:2] == ["Opening", "Values and agreements"]
    assert [(person.seat, person.label) for person in seated(state)] == [(seat, "") for seat in range(1, 6)]
    assert not state.consents
    assert isinstance(program.session.stack.currentWidget(), PreparePage)
    program.saved()
    program.show_start()
    assert len(listed(program)) == 2


def test_when_its_day_has_come_it_is_asked_and_kept_for_a_while(program: Running) -> None:
    made(program, "2025-11-30")
    assert banner(program) is None
    program.clock.advance(22 * DAY_MS)
    program.show_start()
    found = banner(program)
    assert found is not None
    assert TITLE in found.accessibleName()
    assert "30 November 2025" in found.accessibleName()
    press_in(found, "Keep it for 30 days more")
    assert banner(program) is None
    program.clock.advance(29 * DAY_MS)
    program.show_start()
    assert banner(program) is None
    program.clock.advance(DAY_MS)
    program.show_start()
    found = banner(program)
    assert found is not None
    press_in(found, "Delete for good")
    assert listed(program) == []


def test_deciding_later_asks_again_next_time(program: Running) -> None:
    made(program, "2025-11-01")
    found = banner(program)
    assert found is not None
    press_in(found, "Decide later")
    assert banner(program) is None
    program.show_start()
    assert banner(program) is not None
    assert program.focus() is not None


def test_what_is_due_is_asked_about_one_after_the_other_from_a_link(program: Running) -> None:
    for title in ("перша", "друга"):
        program.create_session("circle", title, 5)
        assert program.controller is not None
        program.controller.do(plan_session, ev.SessionEdited(delete_on="2025-11-01"))
        program.saved()
        program.show_start()

    def asked() -> str:
        found = banner(program)
        assert found is not None
        return next(title for title in ("перша", "друга") if title in found.accessibleName())

    def ask() -> None:
        program.start.due.setFocus()
        program.press(K.Key_Return)

    assert program.start.due.text() == "What is due for deletion · 2"
    first = asked()
    program.start.banners.dismiss("delete")
    ask()
    second = asked()
    assert {first, second} == {"перша", "друга"}
    assert program.start.banners.isAncestorOf(program.focus())
    ask()
    assert asked() == first
    found = banner(program)
    assert found is not None
    press_in(found, "Keep it for 30 days more")
    assert program.start.due.text() == "What is due for deletion · 1"
    assert asked() == second
    found = banner(program)
    assert found is not None
    press_in(found, "Delete for good")
    assert not program.start.due.isVisible()


def test_it_is_asked_when_the_session_is_opened(program: Running) -> None:
    made(program, "2025-11-01")
    program.start.sessions.setFocus()
    program.press(K.Key_Return)
    found = program.session.banners.banner("delete by")
    assert isinstance(found, Banner)
    press_in(found, "Keep it for 30 days more")
    assert program.controller is not None
    assert program.controller.state.info.delete_on == "2025-12-08"
    program.controller.do(plan_session, ev.SessionEdited(delete_on="2025-11-08"))
    program.saved()
    program.show_start()
    program.start.sessions.setFocus()
    program.press(K.Key_Return)
    found = program.session.banners.banner("delete by")
    assert isinstance(found, Banner)
    press_in(found, "Delete…")
    asked = banner(program)
    assert asked is not None
    press_in(asked, "Keep it")
    assert [row.title for row in listed(program)] == [TITLE]


def test_saved_templates_are_offered_and_begin_a_session(program: Running) -> None:
    program.create_session("circle", TITLE, 5)
    assert program.controller is not None
    save_template(template_of(program.controller.state))
    program.saved()
    program.show_start()
    rows = program.start.templates.rows
    offered = [rows.row(rows.index(place, 0)) for place in range(rows.rowCount())]
    (place,) = [place for place, row in enumerate(offered) if row and row.title == TITLE]
    own = offered[place]
    assert own is not None
    assert own.detail == "150 minutes · saved here"
    program.start.templates.setFocus()
    program.start.templates.setCurrentIndex(rows.index(place, 0))
    program.start.title.setText("Again")
    program.press(K.Key_Return)
    state = program.controller.state
    assert state.info.title == "Again"
    assert [item.title for item in items_in_order(state)][:2] == ["Opening", "Values and agreements"]


def press_in_title(program: Running, text: str) -> None:
    menu = program.session.top.title.findChild(QMenu)
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_the_open_session_is_planned_again_and_deleted_from_its_title(program: Running) -> None:
    program.create_session("circle", TITLE, 5)
    press_in_title(program, "Use the plan again")
    assert program.controller is not None
    assert program.controller.state.info.title == f"{TITLE}, again"
    press_in_title(program, "Delete the session…")
    asked = banner(program)
    assert asked is not None
    press_in(asked, "Delete for good")
    assert [row.title for row in listed(program)] == [TITLE]
