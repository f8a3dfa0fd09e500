"""Two windows of one team, each with a store and keys of its own; they meet on loopback alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.console.receiving import MANY, Merge
from facilitator_console.dialogue.capture import capture
from facilitator_console.log import Duration, Event
from facilitator_console.notes.commands import edit_note
from facilitator_console.session import agenda
from facilitator_console.session.drafts import ItemDraft, add_items
from facilitator_console.session.evolve_clocks import lead_of
from facilitator_console.session.floor import freeze, release
from facilitator_console.session.ids import MAIN
from facilitator_console.session.queue import join_queue
from facilitator_console.session.tables import edit_table, people_at, tables_on
from facilitator_console.session.timers import item_timer
from facilitator_console.ui.control.action import press
from facilitator_console.ui.look.styles import Part
from facilitator_console.ui.parts.addresses import LOOPBACK
from facilitator_console.ui.parts.labels import Link
from facilitator_console.ui.run.room_actions import STAGE, used_in_room
from facilitator_console.ui.run.table_actions import Led, led_by, message_actions
from facilitator_console.ui.shell.team_rows import LINE_PX, Act, Row, TeamRows
from facilitator_console.ui.shell.window_actions import take_lead
from facilitator_console.words import say
from tests.helpers.drives import set_page_limit
from tests.ui.keyboard import type_text
from tests.ui.teaming import PATIENCE_MS, K, Two, window


@pytest.fixture
def two(tmp_path: Path, qtbot: QtBot) -> Iterator[Two]:
    """Two windows that were paired by hand."""
    with ExitStack() as opened:
        lead, notes = (opened.enter_context(window(tmp_path, name)) for name in ("maria", "olena"))

        def until(holds: Callable[[], object]) -> None:
            qtbot.waitUntil(lambda: bool(holds()), timeout=PATIENCE_MS)

        both = Two(lead, notes, until)
        lead.create_session("community_dialogue", "Autumn circle", 12)
        assert lead.controller is not None
        lead.controller.do(agenda.next_item)
        panel = lead.panel()
        type_text(panel.author, "M.")
        notes.join(lead, until, "О. 💧")
        until(lambda: notes.controller is not None)
        until(lambda: lead.teamwork.picture.level == notes.teamwork.picture.level == 2)
        yield both


def test_the_clocks_are_measured_and_both_pills_say_where_all_is(two: Two) -> None:
    two.until(lambda: {one.session.top.save.text() for one in two[:2]} == {"Saved · on 2 laptops"})
    for one in (two.lead, two.notes):
        assert one.controller is not None
        assert one.session.top.team.accessibleName() == "Team 2"
        assert one.controller.is_measured
    assert "О. 💧" in two.lead.panel().rows.findChildren(QLabel)[0].text()


def test_a_note_is_on_the_other_screen_and_two_edits_of_it_are_both_kept_and_shown(two: Two) -> None:
    lead, notes = two.lead.controller, two.notes.controller
    assert lead is not None
    assert notes is not None
    lead.do(capture, "the well")
    two.until(lambda: notes.state.notes)
    (note_id,) = notes.state.notes
    two.part()
    lead.do(edit_note, note_id, "the well by the school")
    notes.do(edit_note, note_id, "the well 💧 криниця")
    notes.do(capture, "the bus")
    two.meet()
    texts = [{note.text, *note.other_texts} for one in (lead, notes) for note in one.state.notes.values()]
    assert texts.count({"the well by the school", "the well 💧 криниця"}) == 2
    two.until(lambda: "1 note was edited in two places." in two.lead.words())
    assert "О. 💧 and you: 1 note came." in two.lead.words()
    two.lead.press("See both")
    QCoreApplication.processEvents()
    assert two.lead.session.looks_at_notes
    two.lead.session.banners.dismiss("merged")
    two.part()
    two.lead.window.resize(1024, 700)
    two.until(lambda: two.lead.session.top.team.text() == "1/2")
    notes.do(capture, "the road")
    two.meet()
    two.until(lambda: two.lead.session.top.team.text() == "2")
    two.until(lambda: two.lead.session.banners.banner("merged"))
    banner = two.lead.session.banners.banner("merged")
    assert banner is not None
    words = " ".join(one.text() for one in banner.findChildren(QLabel))
    assert "1 note came." in words
    assert "edited in two places" not in words, "it was told before"


def test_keys_of_the_lead_are_off_and_say_whose_they_are_and_the_lead_is_handed_over(two: Two) -> None:
    lead, notes = two.lead.controller, two.notes.controller
    assert lead is not None
    assert notes is not None
    action = next(one for one in used_in_room(notes) if one.on_lead)
    assert str(action.refusal(notes)) == "M. leads clock and queue: the room’s keys are off here."
    two.lead.panel()
    two.lead.press("Hand over the lead")
    two.until(lambda: "M. hands the lead over to you." in two.notes.words())
    before = item_timer(lead.state, lead.now_ms())
    two.notes.press("Take the lead")
    two.until(lambda: lead_of(lead.state, MAIN) == "olena")
    after = item_timer(lead.state, lead.now_ms())
    assert before is not None
    assert after is not None
    assert abs(after.used_ms - before.used_ms) < 5_000
    assert (notes.leads, lead.console.leads) == (True, False)
    assert "О. 💧 leads" in str(action.refusal(lead))


def test_the_panel_lies_over_the_side_of_the_page_that_comes_when_another_takes_the_lead(two: Two) -> None:
    two.lead.choose_language("uk")  # Its longer words are laid out after the page has come.
    two.lead.window.resize(1280, 800)
    panel, stack, notes = two.lead.panel(), two.lead.session.stack, two.notes.controller
    assert notes is not None
    led = stack.currentWidget()
    take_lead(notes)
    two.until(lambda: stack.currentWidget() is not led)

    for _ in range(4):  # The page is laid out.
        QCoreApplication.processEvents()
    found = two.lead.session.stack.findChildren(QWidget, Part.ASIDE.value)
    (side,) = (side for side in found if side.isVisible())
    assert panel.isVisible()
    assert panel.mapToGlobal(QPoint()).x() == side.mapToGlobal(QPoint()).x()


def test_who_writes_now_is_said_and_goes_by_itself(two: Two) -> None:
    assert two.notes.controller is not None
    two.lead.panel()
    two.notes.controller.drafts.keep("ко")
    two.until(lambda: "writing now" in two.lead.words())
    two.until(lambda: "writing now" not in two.lead.words())


def test_who_leads_dies_and_the_other_takes_over_with_the_clocks_as_they_were(two: Two) -> None:
    notes, lead = two.notes.controller, two.lead.controller
    assert notes is not None
    assert lead is not None
    used = item_timer(lead.state, lead.now_ms())
    two.lead.teamwork.follow(None)
    two.until(lambda: "M., who leads, can’t be reached." in two.notes.words())
    two.notes.press("Take the lead")
    two.until(lambda: notes.leads)
    timer = item_timer(notes.state, notes.now_ms())
    assert used is not None
    assert timer is not None
    assert 0 <= timer.used_ms - used.used_ms < PATIENCE_MS


def test_a_line_among_the_team_is_on_both_screens_and_on_no_disk(two: Two, tmp_path: Path) -> None:
    panel = two.lead.panel()
    type_text(panel.line, "хтось плаче біля дверей 🌧")
    QTest.keyClick(panel.line, K.Key_Return)
    two.until(lambda: "M.: хтось плаче біля дверей 🌧" in two.notes.words())
    two.notes.panel()
    two.notes.press("Take a break")
    two.until(lambda: "О. 💧: Take a break" in two.lead.words())
    for one in (two.lead, two.notes):
        assert one.store is not None
        saves = one.store.saver.save_state
        assert one.store.saver.wait(saves.committed + saves.waiting, 10)
    found = [path for path in tmp_path.rglob("*") if path.is_file() and "хтось плаче".encode() in path.read_bytes()]
    assert not found


def test_a_line_of_a_laptop_without_initials_says_so_as_the_list_of_laptops_does(two: Two, tmp_path: Path) -> None:
    with window(tmp_path, "third") as third:
        third.join(two.lead, two.until, "")
        two.until(lambda: two.lead.teamwork.picture.level == 3)
        third.teamwork.say("/sum_up")
        two.until(lambda: two.lead.panel().lines.text() == "A laptop without initials: Sum up")
        assert two.lead.words().count("A laptop without initials: Sum up") == 2, "in the panel, and below the page"
        assert third.panel().lines.text() == "Sum up"


def test_a_laptop_is_taken_out_and_what_that_can_not_undo_is_said(two: Two) -> None:
    two.lead.panel()
    two.lead.press("Take out")
    assert "What that laptop has it keeps" in two.lead.words()
    banner = two.lead.session.banners.banner("take_out")
    assert banner is not None
    QTest.mouseClick(banner.findChildren(QPushButton)[1], Qt.MouseButton.LeftButton)
    two.until(lambda: not two.lead.teamwork.picture.members)
    two.until(lambda: two.lead.session.top.save.text() == "Saved")
    two.until(lambda: two.notes.teamwork.picture.members[0].why)
    two.notes.panel()
    assert "This laptop was taken out of the team there." in two.notes.words()


def test_a_session_that_is_deleted_on_one_laptop_stays_on_the_other_which_is_told(two: Two) -> None:
    notes = two.notes.controller
    assert notes is not None
    session = notes.session
    two.notes.show_start()
    two.notes.start.tools.ask_deletion(session)
    banner = two.notes.start.banners.banner("delete")
    assert banner is not None
    QTest.mouseClick(banner.findChildren(QPushButton)[-1], Qt.MouseButton.LeftButton)
    two.until(lambda: "О. 💧 deleted this session. Here it stays." in two.lead.words())
    assert two.lead.controller is not None
    assert two.lead.controller.session == session
    assert two.notes.store is not None
    assert session not in two.notes.store.log.sessions()


@pytest.mark.parametrize(
    ("address", "digits", "said"),
    [
        ("10.42.0.1:99999", "123456", "Type the address as the other laptop shows it"),
        (f"{LOOPBACK}:9", "12", "Type the six digits"),
        (f"{LOOPBACK}:9", "12 34 5６", "No laptop at 127.0.0.1 shows digits."),
        ("\u202eкриниця💧", "123456", "No laptop at"),
    ],
)
def test_what_can_not_be_joined_is_said_on_the_form(
    tmp_path: Path, qtbot: QtBot, address: str, digits: str, said: str
) -> None:
    with window(tmp_path, "olena") as alone:
        alone.press("Join a team…")
        form = alone.start.join_panel
        form.address.setText(address)
        form.digits.setText(digits)
        QTest.keyClick(form.digits, K.Key_Return)
        qtbot.waitUntil(form.join.isEnabled, timeout=PATIENCE_MS)
        assert said in form.outcome.text()
        QTest.keyClick(form, K.Key_Escape)
        assert not form.isVisible()


def test_a_table_is_led_from_the_other_laptop_and_handed_back(two: Two) -> None:
    lead, notes = two.lead.controller, two.notes.controller
    assert lead is not None
    assert notes is not None
    lead.do(add_items, [ItemDraft("At the tables", planned_ms=Duration(1_200_000), format="breakout")])
    lead.do(agenda.start_item, agenda.items_in_order(lead.state)[-1].item_id)
    two.until(lambda: len(tables_on(notes.state)) == 4)
    second = tables_on(lead.state)[1].table_id
    role = two.notes.panel().role
    role.setCurrentIndex(role.findData(second))
    role.activated.emit(role.currentIndex())
    two.until(lambda: notes.leads and lead_of(lead.state, second) == "olena")
    assert (notes.holds_lead, notes.tables.table_id) == (False, second)
    assert two.notes.session.top.role.text() == "You lead table 2 ▾"
    assert notes.do(edit_table, second, queue=True, turn_clock=True)
    people = [person.participant_id for person in people_at(notes.state, second)]
    for person in people[:2]:
        assert notes.do(join_queue, person, table_id=second)
    press(STAGE[0], notes)
    assert notes.state.rooms[second].floor
    two.until(lambda: lead.state.rooms[second].floor)
    lead.tables.choose(second)
    assert str(STAGE[0].refusal(lead)) == "О. 💧 leads table 2: its keys are off here."
    for of_session in (STAGE[5], *message_actions(notes)):
        assert str(of_session.refusal(notes)) == "M. leads clock and queue: the room’s keys are off here."
    assert led_by(lead, second) == Led(say("{who} leads", who="О. 💧"))
    lead.do(freeze)
    two.until(lambda: notes.state.rooms[second].frozen)
    lead.do(release)
    two.until(lambda: not notes.state.rooms[second].frozen)
    press(next(one for one in used_in_room(notes) if one.name == "table_lead"), notes)
    two.until(lambda: "О. 💧 hands table 2 back to you." in two.lead.words())
    two.lead.press("Lead table 2 on this laptop")
    two.until(lambda: not notes.leads)
    assert two.notes.session.top.role.text() == "You take notes ▾"
    press(STAGE[0], lead)
    two.until(lambda: notes.state.turns[next(reversed(notes.state.turns))].participant_id == people[1])


def test_a_laptop_whose_id_was_copied_with_a_folder_takes_one_of_its_own(
    two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "copied").mkdir()
    with window(tmp_path / "copied", "olena") as copy:
        copy.join(two.lead, two.until, "T.")
        two.until(lambda: copy.controller is not None)
        two.until(lambda: two.lead.teamwork.picture.level == copy.teamwork.picture.level == 3)
        assert (tmp_path / "data" / "facilitator-console" / "laptop-id").read_text().strip() == copy.laptop.laptop_id
        assert copy.controller is not None
        assert copy.controller.laptop.laptop_id == copy.laptop.laptop_id != "olena"
        assert {member.author for member in two.lead.teamwork.picture.members} == {"О. 💧", "T."}


def test_a_drive_that_is_full_while_much_comes_is_said_and_the_other_laptop_waits(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, notes, store = two.lead.controller, two.notes.controller, two.lead.store
    assert lead is not None
    assert notes is not None
    assert store is not None
    two.part()
    for number in range(MANY + 20):
        notes.do(capture, f"the well {number}")
    fold = Merge.fold

    def fill(merge: Merge, events: Sequence[Event]) -> None:
        set_page_limit(store, 0)
        fold(merge, events)

    monkeypatch.setattr(Merge, "fold", fill)
    two.notes.teamwork.follow(notes.console)
    two.until(lambda: "the drive is full" in two.lead.words())
    assert len(lead.state.notes) == MANY + 20
    assert two.lead.session.top.save.text() == "Not saved"
    assert two.notes.session.top.save.text().startswith("Saved · here only since ")
    set_page_limit(store, 10**6)
    two.lead.press("Try again")
    two.until(lambda: {one.session.top.save.text() for one in two[:2]} == {"Saved · on 2 laptops"})
    assert "the drive is full" not in two.lead.words()


def test_what_can_be_done_with_a_laptop_stands_as_close_as_its_lines_where_it_wraps(qtbot: QtBot) -> None:
    rows = TeamRows()
    qtbot.addWidget(rows)
    acts = tuple(Act(text, lambda: None) for text in ("Hand over the lead", "Take out"))
    rows.show_rows([Row("O.", "takes notes", "has the same", "ok", is_here=True, acts=acts)])
    rows.setFixedWidth(150)
    rows.show()
    first, second = rows.findChildren(Link)
    below = second.mapTo(rows, second.rect().topLeft()).y() - first.mapTo(rows, first.rect().bottomLeft()).y() - 1
    assert below == LINE_PX
