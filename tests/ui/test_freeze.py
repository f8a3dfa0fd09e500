"""A freeze in a real window: its reason, the ways to go on by key and by mouse, and what of it others may see."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from facilitator_console.log import Duration
from facilitator_console.notes.state import notes_kept
from facilitator_console.report.sections import make_report
from facilitator_console.session.agenda import (
    add_item,
    as_it_goes_ms,
    edit_item,
    edit_item_time,
    items_in_order,
    take_time,
)
from facilitator_console.session.evolve_clocks import open_stretch
from facilitator_console.session.floor import freeze, give_reason
from facilitator_console.session.ids import MAIN, FreezeReason, ItemStatus, Shrinks, StretchKind
from facilitator_console.session.promise import promise_end
from facilitator_console.session.room_state import Stretch
from facilitator_console.ui.control.presses import DOUBLE_PRESS_MS
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.run.freeze_panel import FreezePanel
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.now_line import NowLine
from facilitator_console.views.room_view import room_view
from tests.helpers.readings import speaking_turn
from tests.helpers.talking import talking
from tests.store.tables import rows_of
from tests.ui.running import CTRL, Running

K = Qt.Key
MINUTE_MS = 60_000
WORDS = "світло зникло 🕯 é שקט"


@pytest.fixture
def opened(program: Running) -> Running:
    """A dialogue of three hours: its fourth item runs, seat 3 speaks, 5 waits; an end is promised."""
    program.create_session("community_dialogue", "Autumn circle", 12)
    QCoreApplication.processEvents()
    program.press(K.Key_6, CTRL)
    for _ in range(3):
        program.press(K.Key_9, CTRL)
        later(program, 1)
    controller = controller_of(program)
    controller.do(edit_item, controller.state.room.item_id, turn_limit_ms=Duration(2 * MINUTE_MS), **talking("stack"))
    program.type("+3 +5")
    program.press(K.Key_Return)
    program.press(K.Key_1, CTRL)
    end_ms = controller.times.wall_ms(as_it_goes_ms(controller.state, controller.now_ms()))
    controller.do(promise_end, end_ms, controller.times.wall_ms(controller.now_ms()), controller.times.utc_offset_min())
    later(program, 60)
    return program


def controller_of(program: Running) -> SessionController:
    assert program.controller is not None
    return program.controller


def page_of(program: Running) -> LeadPage:
    page = program.session.page("lead")
    assert isinstance(page, LeadPage)
    return page


def panel_of(program: Running) -> FreezePanel:
    return page_of(program).freezing


def later(program: Running, seconds: float) -> None:
    """Time passes, and the page looks at the clock."""
    program.clock.advance(round(seconds * 1000))
    page_of(program).refresh_second()
    QCoreApplication.processEvents()


def freezing(program: Running, minutes: float = 38) -> None:
    program.press(K.Key_0, CTRL)
    later(program, minutes * 60)


def stretch(program: Running) -> Stretch:
    on = open_stretch(controller_of(program).state, MAIN, StretchKind.FROZEN)
    assert on is not None
    return on


def said(program: Running) -> str:
    banner = program.session.banners.banner("refusal")
    return "\n".join(label.text() for label in banner.findChildren(QLabel)) if banner else ""


def is_frozen(program: Running) -> bool:
    return controller_of(program).state.room.frozen


def late_min(program: Running) -> int:
    return panel_of(program).going_on.proposal.late_ms // MINUTE_MS


# -- by key ------------------------------------------------------------------------------------------------


def test_38_minutes_the_adjusted_plan_by_enter_and_one_undo(opened: Running) -> None:
    page, panel = page_of(opened), panel_of(opened)
    promised = page.agenda.promised.text()
    speaker = speaking_turn(controller_of(opened).state)
    freezing(opened)
    assert panel.isVisible()
    assert not [part for part in (page.ring, page.clocks, page.buttons) if part.isVisible()]
    assert panel.since.text().startswith("since ")
    assert panel.keeps.text().startswith("Seat 3 keeps 1:00 · the item keeps ")
    assert panel.keeps.text().endswith(" · 1 in the queue")
    assert panel.going_on.title.text() == f"Adjusted plan to the promised end, {promised}"
    taken = late_min(opened)
    assert taken >= 38
    plan = {item.item_id: item.extra_ms for item in items_in_order(controller_of(opened).state)}
    opened.press(K.Key_Return)
    assert not is_frozen(opened)
    assert not panel.isVisible()
    assert page.ring.isVisible()
    assert page.agenda.as_it_goes.text() == promised
    assert speaking_turn(controller_of(opened).state).turn_id == speaker.turn_id
    now = {item.item_id: item.extra_ms for item in items_in_order(controller_of(opened).state)}
    assert sum(plan.values()) - sum(now.values()) == taken * MINUTE_MS
    opened.press(K.Key_U, CTRL)
    assert is_frozen(opened)
    assert {item.item_id: item.extra_ms for item in items_in_order(controller_of(opened).state)} == plan
    assert panel.isVisible()


def test_while_frozen_the_queue_waits_too_and_offers_nothing(opened: Running) -> None:
    queue = page_of(opened).queue
    opened.press(K.Key_0, CTRL)
    assert (queue.manner.isVisible(), queue.manner.text()) == (True, "The queue waits too.")
    assert not [button for button in (*queue.buttons, *queue.kinds) if button.isVisible()]
    later(opened, 60)
    opened.press(K.Key_Return)
    assert not queue.manner.isVisible()
    assert [button for button in (*queue.buttons, *queue.kinds) if not button.isVisible()] == []


def test_enter_with_words_saves_the_note_and_the_next_one_goes_on(opened: Running) -> None:
    freezing(opened)
    opened.type("they go to the cellar")
    opened.press(K.Key_Return)
    assert is_frozen(opened)
    assert [note.text for note in notes_kept(controller_of(opened).state)] == ["they go to the cellar"]
    opened.press(K.Key_Return)
    assert is_frozen(opened), "the second half of a double Enter"
    later(opened, 1)
    opened.press(K.Key_Return)
    assert not is_frozen(opened)


def test_0_does_not_go_on_and_says_what_does(opened: Running) -> None:
    freezing(opened)
    opened.press(K.Key_0, CTRL)
    assert is_frozen(opened)
    assert said(opened) == "Everything is frozen. Press Enter in Run to go on."
    assert not [button for button in page_of(opened).buttons.buttons if button.name == "freeze" and button.isEnabled()]


def test_an_enter_so_soon_after_the_freeze_was_meant_for_something_else(opened: Running) -> None:
    opened.press(K.Key_0, CTRL)
    opened.press(K.Key_Return)
    assert is_frozen(opened)
    opened.clock.advance(DOUBLE_PRESS_MS)
    opened.press(K.Key_Return)
    assert not is_frozen(opened)
    opened.press(K.Key_Return)
    assert not is_frozen(opened)


def test_while_frozen_4_7_and_8_act(opened: Running) -> None:
    freezing(opened)
    state = controller_of(opened).state
    item, turn = state.items[state.room.item_id], speaking_turn(state)
    for key in (K.Key_4, K.Key_7, K.Key_8):
        opened.press(key, CTRL)
    state = controller_of(opened).state
    assert state.items[item.item_id].extra_ms == item.extra_ms + MINUTE_MS
    assert speaking_turn(state).limit_ms == turn.limit_ms + 30_000
    assert len(state.marks) == 1
    assert panel_of(opened).keeps.text().startswith("Seat 3 keeps 1:30")


def test_a_plan_that_still_fits_goes_on_as_it_is(opened: Running) -> None:
    controller_of(opened).do(take_time, items_in_order(controller_of(opened).state)[-1].item_id, Duration(MINUTE_MS))
    freezing(opened, 1 / 60)
    card = panel_of(opened).going_on
    assert card.title.text().startswith("The plan still fits")
    assert not [part for part in (card.area, *card.buttons[1:3]) if part.isVisible()]
    later(opened, 1)
    opened.press(K.Key_Return)
    assert not is_frozen(opened)


# -- by mouse ----------------------------------------------------------------------------------------------


def click(widget: object) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def test_the_reason_and_the_shelter_by_mouse_and_typing(opened: Running) -> None:
    freezing(opened)
    panel = panel_of(opened)
    assert not panel.field.isVisible()
    click(panel.reasons[FreezeReason.ALERT])
    assert stretch(opened).reason is FreezeReason.ALERT
    assert isinstance(opened.focus(), QLineEdit)
    panel.field.insert(WORDS)
    panel.field.setModified(True)
    opened.press(K.Key_Return)
    assert (stretch(opened).shelter, is_frozen(opened)) == (WORDS, True)
    assert page_of(opened).line.edit.hasFocus()
    click(panel.reasons[FreezeReason.OTHER])
    assert panel.field.text() == ""
    panel.field.insert("a")
    panel.field.setModified(True)
    page_of(opened).line.focus_line()
    assert (stretch(opened).reason, stretch(opened).other, stretch(opened).shelter) == (FreezeReason.OTHER, "a", "")
    opened.press(K.Key_U, CTRL)
    assert (stretch(opened).other, panel.field.text()) == ("", "")
    click(panel.reasons[FreezeReason.OTHER])
    assert stretch(opened).reason is FreezeReason.UNSAID
    assert not any(button.isChecked() for button in panel.reasons.values())


@pytest.mark.parametrize(("place", "late"), [(0, False), (1, False), (2, True)])
def test_each_way_by_a_click(opened: Running, place: int, late: bool) -> None:
    freezing(opened)
    promised = page_of(opened).agenda.promised.text()
    button = panel_of(opened).going_on.buttons[place]
    called = button.text()
    click(button)
    assert not is_frozen(opened)
    agenda = page_of(opened).agenda
    assert (agenda.promised.text() != promised) is called.startswith("Move the end")
    assert (agenda.as_it_goes.text() != agenda.promised.text()) is late


def test_closing_well_by_a_click(opened: Running) -> None:
    freezing(opened)
    click(panel_of(opened).going_on.buttons[3])
    state = controller_of(opened).state
    later_items = [item for item in items_in_order(state) if item.item_id != state.room.item_id]
    assert not [item for item in later_items if item.status is ItemStatus.PLANNED]
    assert state.items[state.room.item_id].format == "check_out"


def test_a_check_in_first_and_back_to_where_it_was(opened: Running) -> None:
    before = controller_of(opened).state.room.item_id
    freezing(opened)
    panel, wanted = panel_of(opened), late_min(opened)
    click(panel.going_on.check_in)
    assert late_min(opened) == wanted + 5
    assert panel.going_on.rows.shown[0].title == "Check-in after the pause"
    page_of(opened).line.focus_line()
    opened.press(K.Key_Return)
    state = controller_of(opened).state
    assert state.items[state.room.item_id].title == "Check-in after the pause"
    later(opened, 300)
    opened.press(K.Key_9, CTRL)
    state = controller_of(opened).state
    assert (state.room.item_id, speaking_turn(state).participant_id) == (
        before,
        next(person.participant_id for person in state.participants.values() if person.seat == 3),
    )


def test_the_ways_are_in_the_list_of_commands_only_while_frozen(opened: Running) -> None:
    def offered() -> list[str]:
        opened.press(K.Key_K, CTRL)
        model = opened.session.palette_panel.model
        found = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
        opened.press(K.Key_K, CTRL)
        return found

    assert "Closing round only" not in offered()
    freezing(opened)
    assert {"Closing round only", "Leave the plan", "Go on with this plan"} <= set(offered())


def test_where_it_can_not_all_be_taken_back_it_says_so(opened: Running) -> None:
    freezing(opened, 400)
    card = panel_of(opened).going_on
    assert "min can be taken back" in card.to_take.text()
    assert card.rows.shown[-1].why.endswith("min later")
    assert card.rows.shown[-1].now == page_of(opened).agenda.as_it_goes.text()


def test_a_next_freeze_begins_without_the_last_one_s_reason(opened: Running) -> None:
    freezing(opened)
    click(panel_of(opened).reasons[FreezeReason.POWER])
    click(panel_of(opened).going_on.check_in)
    later(opened, 1)
    click(panel_of(opened).going_on.buttons[2])
    freezing(opened, 1)
    assert stretch(opened).reason is FreezeReason.UNSAID
    assert not panel_of(opened).going_on.check_in.isChecked()
    assert not panel_of(opened).reasons[FreezeReason.POWER].isChecked()


# -- what others see ---------------------------------------------------------------------------------------


def test_the_reason_and_the_times_of_a_freeze_stay_in_the_internal_record(opened: Running) -> None:
    """Not on the one-line view, not in the picture of the room, under the cover, in the summary, in a read table."""
    controller = controller_of(opened)
    secret, shelter = "a quarrel about the road", "cellar of school 5"
    controller.do(freeze)
    controller.do(give_reason, FreezeReason.OTHER, other=secret)
    line = NowLine(controller)
    shown = [line.clocks.text(), line.question.text(), repr(room_view(controller.state, controller.now_ms()))]
    line.deleteLater()
    controller.do(give_reason, FreezeReason.ALERT, shelter=shelter)
    opened.saved()
    assert opened.store is not None
    with opened.store.reading() as connection:
        shown.append(repr(rows_of(connection)))
    shown.append(repr(make_report(controller.state)))
    assert not [words for words in (secret, shelter, "alert", "Air raid") if any(words in text for text in shown)]
    assert "frozen" not in shown[3]
    assert "stretch" not in shown[3]
    opened.session.cover.toggle()
    assert not opened.session.cover.findChildren(QLabel)


def test_a_late_end_is_made_up_for_by_one_key_and_one_undo(opened: Running) -> None:
    agenda = page_of(opened).agenda
    opened.press(K.Key_T, CTRL)
    assert said(opened) == "The end is not over time: there is nothing to make up for."
    items = list(controller_of(opened).state.items.values())
    controller_of(opened).do(add_item, "One more", planned_ms=Duration(300_000))
    page_of(opened).refresh_second()
    promised, goes = agenda.promised.text(), agenda.as_it_goes.text()
    assert promised != goes
    assert agenda.proposal == "Take 5 min from “Dialogue” · Ctrl T".replace(
        " · Ctrl T", "\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}Ctrl\N{NO-BREAK SPACE}T"
    )
    assert agenda.move_link.text() == f"Move the end to {goes}"
    opened.type("half a word")
    later(opened, 1)
    opened.press(K.Key_T, CTRL)
    opened.press(K.Key_T, CTRL)  # A double press counts once.
    assert (agenda.promised.text(), agenda.as_it_goes.text(), agenda.proposal) == (promised, promised, "")
    taken = [one for one in controller_of(opened).state.items.values() if one.extra_ms == -5 * MINUTE_MS]
    assert [one.title for one in taken] == ["Dialogue"]
    opened.press(K.Key_U, CTRL)
    assert list(controller_of(opened).state.items.values())[:-1] == items
    assert (agenda.promised.text(), agenda.as_it_goes.text()) == (promised, goes)
    assert page_of(opened).line.edit.text() == "half a word"


def test_where_no_item_can_give_time_the_key_moves_the_end(opened: Running) -> None:
    agenda, controller = page_of(opened).agenda, controller_of(opened)
    for item in items_in_order(controller.state):
        controller.do(edit_item_time, item.item_id, shrinks=Shrinks.FIXED)
    controller.do(add_item, "One more", planned_ms=Duration(300_000))
    controller.do(edit_item_time, items_in_order(controller.state)[-1].item_id, shrinks=Shrinks.FIXED)
    page_of(opened).refresh_second()
    promised, goes = agenda.promised.text(), agenda.as_it_goes.text()
    assert (agenda.proposal, agenda.move_link.text().replace("\N{NO-BREAK SPACE}", " ")) == (
        "",
        f"Move the end to {goes} · Ctrl T",
    )
    opened.press(K.Key_T, CTRL)
    assert (agenda.promised.text(), agenda.move_link.isVisible()) == (goes, False)
    opened.press(K.Key_U, CTRL)
    assert (agenda.promised.text(), agenda.move_link.isVisible()) == (promised, True)


def test_a_late_end_can_be_moved_by_a_link_and_one_undo(opened: Running) -> None:
    agenda = page_of(opened).agenda
    controller_of(opened).do(add_item, "One more", planned_ms=Duration(300_000))
    page_of(opened).refresh_second()
    promised, goes = agenda.promised.text(), agenda.as_it_goes.text()
    assert promised != goes
    assert agenda.move_link.text() == f"Move the end to {goes}"
    assert [action.name for action in agenda.offered_actions()] == ["make_up", "move_end"]
    click(agenda.move_link)
    assert (agenda.promised.text(), agenda.move_link.isVisible()) == (goes, False)
    opened.press(K.Key_U, CTRL)
    assert (agenda.promised.text(), agenda.move_link.isVisible()) == (promised, True)
