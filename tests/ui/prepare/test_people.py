"""Prepare: seats as a grid that is edited at once, groups, and what else is asked of people."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from facilitator_console.session.consent import consents
from facilitator_console.session.events import ParticipantEdited
from facilitator_console.session.ids import ConsentUse, Role
from facilitator_console.session.people import groups_shown, remove_participants, seated
from facilitator_console.session.plan import people_in_rounds
from facilitator_console.session.seating import ask_of_people, edit_people
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.prepare.prepare_page import PreparePage
from facilitator_console.words import Message
from tests.ui.preparing import SHIFT, Keys, cell, go_to, press, typed, write
from tests.ui.sample import SampleSessionController

NAME, PEOPLE = range(2)


def type_seats(page: PreparePage, text: str) -> None:
    page.people.number.setFocus()
    page.people.number.clear()
    typed(text)
    press(page, Keys.Key_Return)


def seats(controller: SampleSessionController) -> list[int]:
    return [person.seat for person in seated(controller.state)]


def choose(choice: Choice, value: str) -> None:
    """Choose what has this value, as the arrow keys do."""
    place = choice.findData(value)
    choice.setCurrentIndex(place)
    choice.activated.emit(place)


def test_seats_are_added_by_number_as_one_action(
    page: PreparePage, controller: SampleSessionController, refusals: list[Message]
) -> None:
    type_seats(page, "6")
    assert len(seats(controller)) == 30
    assert page.people.number.text() == ""
    controller.undo()
    assert len(seats(controller)) == 24
    type_seats(page, "many")
    assert len(seats(controller)) == 24
    assert len(refusals) == 1


def test_a_range_adds_the_seats_that_are_missing_and_selects_all_of_it(
    page: PreparePage, controller: SampleSessionController
) -> None:
    type_seats(page, "22-26, 30")
    assert seats(controller)[-3:] == [25, 26, 30]
    assert [person.seat for person in page.people.seats.selected] == [22, 23, 24, 25, 26, 30]
    type_seats(page, "1-12")
    assert len(seats(controller)) == 27
    assert [person.seat for person in page.people.seats.selected] == list(range(1, 13))


def test_without_a_number_one_seat_is_added_to_those_that_are_there(
    page: PreparePage, controller: SampleSessionController
) -> None:
    assert page.people.number.placeholderText() == "1"
    page.people.add_seats.click()
    assert len(seats(controller)) == 25
    controller.do(remove_participants, [one.participant_id for one in seated(controller.state)])
    assert page.people.number.placeholderText() == "12"
    page.people.add_seats.click()
    assert len(seats(controller)) == 12


def test_several_seats_are_selected_with_keys_and_edited_as_one_action(
    page: PreparePage, controller: SampleSessionController
) -> None:
    grid, editor = page.people.seats, page.people.editor
    grid.setFocus()
    press(page, Keys.Key_Right)
    press(page, Keys.Key_Right, Keys.Key_Right, held=SHIFT)
    assert [person.seat for person in grid.selected] == [2, 3, 4]
    third = groups_shown(controller.state)[2].group_id
    choose(editor.group, third)
    choose(editor.role, Role.OBSERVER)
    editor.here.click()
    changed = seated(controller.state)[1:4]
    assert {(one.group_id, one.role, one.here) for one in changed} == {(third, Role.OBSERVER, False)}
    assert page.people.besides.text() == "3 observers · 3 not here"
    for _ in range(3):
        controller.undo()
    assert {one.role for one in seated(controller.state)} == {Role.PARTICIPANT}


def test_seats_are_selected_with_the_pointer(page: PreparePage, controller: SampleSessionController) -> None:
    grid = page.people.seats

    def at(place: int) -> QPoint:
        return grid.seat_rect(place).center()

    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=at(4))
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, SHIFT, at(6))
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, at(9))
    assert [person.seat for person in grid.selected] == [5, 6, 7, 10]
    grid.setFocus()
    press(page, Keys.Key_Delete)
    assert {5, 6, 7, 10}.isdisjoint(seats(controller))
    assert not page.people.editor.isVisible()
    controller.undo()
    assert len(seats(controller)) == 24


def test_two_people_swap_their_chairs(page: PreparePage, controller: SampleSessionController) -> None:
    type_seats(page, "3, 8")
    before = {person.seat: person.participant_id for person in seated(controller.state)}
    page.people.editor.swap.click()
    after = {person.seat: person.participant_id for person in seated(controller.state)}
    assert (after[3], after[8]) == (before[8], before[3])
    controller.undo()
    assert {person.seat: person.participant_id for person in seated(controller.state)} == before


def test_one_seats_number_and_label_are_written(
    page: PreparePage, controller: SampleSessionController, refusals: list[Message]
) -> None:
    type_seats(page, "1-1")
    editor = page.people.editor
    editor.label_field.setFocus()
    typed("О. 🙂 שלום")
    press(page, Keys.Key_Return)
    assert seated(controller.state)[0].label == "О. 🙂 שלום"
    editor.number.setFocus()
    editor.number.selectAll()
    typed("40")
    press(page, Keys.Key_Return)
    assert seats(controller)[-1] == 40
    for text in ("3", "front"):
        editor.number.selectAll()
        typed(text)
        press(page, Keys.Key_Return)
    assert len(refusals) == 2
    assert editor.number.text() == "40"


def test_a_seat_tells_about_itself_on_hovering_and_to_screen_readers(
    page: PreparePage, controller: SampleSessionController
) -> None:
    type_seats(page, "24-24")
    choose(page.people.editor.role, Role.EXPERT)
    assert page.people.seat_words(seated(controller.state)[-1]) == "Seat 24 · Group C · expert"


def test_further_attributes_are_off_until_asked_and_emptied_when_asked_no_more(
    page: PreparePage, controller: SampleSessionController
) -> None:
    editor = page.people.editor
    type_seats(page, "1-3")
    assert [field for field in (editor.age, editor.gender, editor.oblast) if field.isVisible()] == []
    controller.do(ask_of_people, ["age_band", "oblast"])
    assert editor.age.isVisible()
    assert editor.oblast.isVisible()
    assert not editor.gender.isVisible()
    choose(editor.age, "25_34")
    editor.oblast.setFocus()
    typed("Одеська")
    press(page, Keys.Key_Return)
    assert {(one.age_band, one.oblast) for one in seated(controller.state)[:3]} == {("25_34", "Одеська")}
    controller.do(ask_of_people, ["oblast"])
    assert {(one.age_band, one.oblast) for one in seated(controller.state)[:3]} == {("", "Одеська")}


def test_only_heads_are_counted_where_nobody_has_a_seat(page: PreparePage, controller: SampleSessionController) -> None:
    page.people.more.click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(entry for entry in menu.actions() if entry.text().startswith("Only count heads")).trigger()
    menu.close()
    assert seats(controller) == []
    assert not page.people.seats.isVisible()
    assert page.people.besides.text() == "No seats: only heads are counted, by group."
    assert people_in_rounds(controller.state) == 24
    assert [cell(page.people.groups, row, PEOPLE) for row in range(3)] == ["10", "10", "4"]
    controller.undo()
    assert len(seats(controller)) == 24


# -- groups ----------------------------------------------------------------------------------------------


def test_a_groups_name_and_head_count_are_written(page: PreparePage, controller: SampleSessionController) -> None:
    groups = page.people.groups
    assert [cell(groups, 2, column) for column in (NAME, PEOPLE)] == ["Group C", "4"]
    assert page.people.too_few.text() == "Group C: too few to show apart"
    write(page, groups, 0, NAME, "Верхня вулиця")
    write(page, groups, 0, PEOPLE, "14")
    group = groups_shown(controller.state)[0]
    assert (group.name, group.head_count) == ("Верхня вулиця", 14)
    write(page, groups, 0, PEOPLE, "")
    assert cell(groups, 0, PEOPLE) == "10"


def test_a_group_is_added_and_taken_away(page: PreparePage, controller: SampleSessionController) -> None:
    page.people.add_group.click()
    typed("Гості")
    press(page, Keys.Key_Return)
    assert groups_shown(controller.state)[-1].name == "Гості"
    go_to(page.people.groups, 0, NAME)
    press(page, Keys.Key_Delete)
    assert len(groups_shown(controller.state)) == 3
    press(page, Keys.Key_Insert, Keys.Key_Escape)
    assert len(groups_shown(controller.state)) == 4


def test_consent_is_ticked_for_the_selected_seats_and_withdrawn(
    page: PreparePage, controller: SampleSessionController
) -> None:
    type_seats(page, "3-4")
    quotes = page.people.editor.consents[ConsentUse.QUOTES]
    assert not quotes.isChecked()
    assert not page.people.editor.consents[ConsentUse.NAMED_SPEAKER].isVisible()
    QTest.mouseClick(quotes.box, Qt.MouseButton.LeftButton)
    people = [person.participant_id for person in seated(controller.state)][:5]
    assert [consents(controller.state, person, ConsentUse.QUOTES) for person in people] == [
        False, False, True, True, False,
    ]  # fmt: skip
    assert quotes.isChecked()
    type_seats(page, "4-5")
    assert not quotes.isChecked()
    type_seats(page, "4-4")
    quotes.box.setFocus()
    press(page, Keys.Key_Space)
    assert not consents(controller.state, people[3], ConsentUse.QUOTES)
    controller.do(edit_people, [people[3]], ParticipantEdited(role=Role.SPEAKER))
    assert page.people.editor.consents[ConsentUse.NAMED_SPEAKER].isVisible()
