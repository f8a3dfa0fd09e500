"""A marathon: questions drawn from what was collected, taken up by sessions, and the thread that leads back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.ids import QuestionId
from facilitator_console.dialogue.marathons import (
    LONGEST_QUESTION,
    Rule,
    carry_over,
    draw_question,
    edit_question,
    join_marathon,
    make_marathon,
    move_question,
    questions_in_order,
    remove_question,
    take_up,
)
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.threads import Knot, Step, left_open, origins_elsewhere, sessions_in, thread
from facilitator_console.dialogue.voting import begin_vote, end_vote, make_theme
from facilitator_console.log import NewEvent, Ref, SessionId, Subject
from facilitator_console.notes.carrying import Carried, take_conclusions
from facilitator_console.notes.commands import add_list_entry, list_note
from facilitator_console.notes.events import NoteThemed, ThemeAdded
from facilitator_console.notes.ids import Column, GroupList, NoteId, ThemeId
from facilitator_console.notes.state import entries_on
from facilitator_console.opinions.commands import add_statement
from facilitator_console.opinions.ids import StatementId
from facilitator_console.session.agenda import add_item, create_session, items_in_order, start_item
from facilitator_console.session.ids import ItemId, Purpose
from facilitator_console.words import UserError
from tests.helpers.controller import SessionController, contents

MARATHON, DAY_1, DAY_2, NEXT = SessionId("m"), SessionId("one"), SessionId("two"), SessionId("next")


def opened(title: str) -> SessionController:
    desk = SessionController()
    desk.do(create_session, title)
    return desk


def marathon() -> SessionController:
    desk = opened("Дорога і школа")
    desk.do(make_marathon)
    return desk


def texts(desk: SessionController) -> list[str]:
    return [question.text for question in questions_in_order(desk.state)]


def test_questions_are_drawn_in_order_moved_reworded_and_taken_off() -> None:
    desk = marathon()
    first, second, third = (QuestionId(desk.make(draw_question, text)) for text in ("a?", "b?", "c?"))
    assert texts(desk) == ["a?", "b?", "c?"]
    desk.do(move_question, third, 0)
    desk.do(move_question, first, 99)
    assert texts(desk) == ["c?", "b?", "a?"]
    desk.do(edit_question, second, "  Хто їде о шостій? 🚌 ")
    desk.do(remove_question, first)
    assert texts(desk) == ["c?", "Хто їде о шостій? 🚌"]
    assert desk.do(edit_question, second, "Хто їде о шостій? 🚌") == []


def test_how_a_question_was_drawn_is_kept() -> None:
    desk = marathon()
    source = Ref(MARATHON, Subject("a.9"))
    desk.do(draw_question, "b?", [source], rule=Rule.BY_LOT, seed=7)
    (question,) = questions_in_order(desk.state)
    assert (question.sources, question.rule, question.seed) == ((source,), "by_lot", 7)


@pytest.mark.parametrize("text", ["", "  \n", "x" * (LONGEST_QUESTION + 1)])
def test_a_question_has_words_but_not_too_many(text: str) -> None:
    with pytest.raises(UserError):
        marathon().do(draw_question, text)


def test_only_a_marathon_has_questions_and_none_is_part_of_another() -> None:
    with pytest.raises(UserError):
        opened("Коло").do(draw_question, "a?")
    with pytest.raises(UserError):
        marathon().do(join_marathon, SessionId("other"))


def test_a_session_takes_a_question_up_once() -> None:
    desk = opened("День 1")
    wanted = [("Хто їде?", Ref(MARATHON, Subject("a.3"))), ("Хто платить?", Ref(MARATHON, Subject("a.4")))]
    desk.do(take_up, wanted[:1])
    desk.do(take_up, wanted)
    assert [(item.question, item.origin) for item in items_in_order(desk.state)] == wanted
    assert desk.do(take_up, wanted) == []


@given(st.permutations(range(4)), st.permutations(range(4)))
def test_two_laptops_that_order_questions_agree(here: list[int], there: list[int]) -> None:
    desk = marathon()
    ids = [QuestionId(desk.make(draw_question, f"{number}?")) for number in range(4)]
    other = SessionController(writer="b")
    other.history.add(desk.written)
    for mine, theirs in zip(here, there, strict=True):
        desk.do(move_question, ids[mine], theirs)
        other.do(move_question, ids[theirs], mine)
    ours, others = [*desk.written], [*other.written]
    desk.history.add(others)
    other.history.add(ours)
    assert contents(desk.state) == contents(other.state)
    assert len(texts(desk)) == 4


# -- the thread ------------------------------------------------------------------------------------------------


def whole() -> dict[SessionId, State]:
    """A marathon in small: a statement, a question of it, a day that takes it up and leaves something open."""
    collection = marathon()
    said = collection.make(add_statement, "Автобус о шостій зарано")
    question = collection.make(draw_question, "Коли має їхати автобус?", [Ref(MARATHON, Subject(said))])
    day = opened("День 1")
    day.do(join_marathon, MARATHON)
    day.do(add_item, "Відкриття")
    item = ItemId(day.make(take_up, [("Коли має їхати автобус?", Ref(MARATHON, Subject(question)))]))
    day.do(start_item, item)
    note = NoteId(day.make(capture, "не раніше сьомої"))
    (theme,) = day.write(NewEvent(ThemeAdded("Не раніше сьомої", Column.SHARED, "V")))
    day.write(NewEvent(NoteThemed(ThemeId(theme.subject), "V"), Subject(note)))
    day.do(list_note, note, GroupList.PARKING_LOT)
    for text in ("Сьома — це зручно 🚌", "Шоста — це зарано"):
        day.do(add_statement, text, sources=[Subject(note)])
    day.do(begin_vote)
    day.do(end_vote)
    experts = opened("Експерти")
    experts.do(join_marathon, MARATHON, purpose=Purpose.EXPERTS)
    experts.do(add_list_entry, GroupList.CONCLUSIONS, "Рейс о сьомій можливий")
    return {MARATHON: collection.state, DAY_1: day.state, DAY_2: experts.state}


def test_every_step_leads_back_to_what_was_collected() -> None:
    states = whole()
    found = thread(MARATHON, states)
    assert list(dict.fromkeys(knot.step for knot in found.knots)) == [step for step in Step if step is not Step.CARRIED]
    for voted_on in found.at(Step.VOTE):
        assert [knot.step for knot in found.back_from(voted_on.ref)] == [Step.ITEM, Step.QUESTION, Step.STATEMENT]
    (left_open,) = found.at(Step.OPEN)
    assert [knot.step for knot in found.back_from(left_open.ref)] == [Step.ITEM, Step.QUESTION, Step.STATEMENT]
    (theme,) = found.at(Step.THEME)
    assert found.back_from(theme.ref)[-1].text == "Автобус о шостій зарано"


def test_what_a_session_voted_on_leads_back_to_its_question_and_on_to_a_theme() -> None:
    day = opened("День 1")
    day.do(join_marathon, MARATHON)
    item = ItemId(day.make(take_up, [("Коли?", Ref(MARATHON, Subject("q")))]))
    day.do(start_item, item)
    statement, _other = (StatementId(day.make(add_statement, text)) for text in ("О сьомій 🚌", "О шостій"))
    states = {MARATHON: marathon().state, DAY_1: day.state}
    assert [knot.step for knot in thread(MARATHON, states).knots] == [Step.STATEMENT, Step.STATEMENT, Step.ITEM]
    day.do(begin_vote)
    day.do(end_vote)
    day.do(make_theme, statement, Column.SHARED)
    states = {MARATHON: marathon().state, DAY_1: day.state}
    found = thread(MARATHON, states)
    (theme,) = found.at(Step.THEME)
    assert [(knot.step, knot.text) for knot in found.back_from(theme.ref)] == [
        (Step.VOTE, "О сьомій 🚌"),
        (Step.ITEM, "Коли?"),
    ]


def test_what_a_session_collects_is_no_vote_even_after_one() -> None:
    collecting = opened("Збір")
    collecting.do(join_marathon, MARATHON)
    for text in ("Дорога закрита", "Автобуса немає"):
        collecting.do(add_statement, text)
    collecting.do(begin_vote)
    collecting.do(end_vote)
    found = thread(MARATHON, {MARATHON: marathon().state, DAY_1: collecting.state})
    assert [knot.step for knot in found.knots] == [Step.STATEMENT, Step.STATEMENT]


def test_what_experts_conclude_leads_back_to_what_was_asked_where_they_watched() -> None:
    states = whole()
    found = thread(MARATHON, states)
    (concluded,) = found.at(Step.CONCLUSION)
    assert [knot.step for knot in found.back_from(concluded.ref)] == [Step.QUESTION, Step.STATEMENT]
    day = opened("День 2")
    day.do(join_marathon, MARATHON)
    (question,) = found.at(Step.QUESTION)
    day.do(take_up, [(question.text, question.ref)])
    day.do(take_conclusions, [Carried(concluded.ref, "", concluded.text)])
    found = thread(MARATHON, states | {SessionId("three"): day.state})
    taken_in = next(knot for knot in found.at(Step.CONCLUSION) if knot.ref.session == "three")
    steps = {knot.step for knot in found.back_from(taken_in.ref)}
    assert steps == {Step.CONCLUSION, Step.ITEM, Step.QUESTION, Step.STATEMENT}


def test_what_is_not_there_is_not_named() -> None:
    states = whole()
    del states[DAY_1]
    found = thread(MARATHON, states)
    assert {knot.step for knot in found.knots} == {Step.STATEMENT, Step.QUESTION, Step.CONCLUSION}
    known = {knot.ref for knot in found.knots}
    assert all(ref in known for knot in found.knots for ref in knot.comes_from)


def test_the_next_marathon_opens_with_what_was_left_open_and_leads_back_to_it() -> None:
    states = whole()
    left = left_open(thread(MARATHON, states))
    assert [knot.text for knot in left] == ["не раніше сьомої"]
    long = Ref(DAY_2, Subject("long"))
    following = marathon()
    given = [(knot.text, knot.ref) for knot in left]
    following.do(carry_over, [*given, ("довге " * 40, long)], "uk")
    (statement,) = following.state.statements.values()
    assert (statement.text, statement.language, statement.origin) == ("не раніше сьомої", "uk", left[0].ref)
    (entry,) = entries_on(following.state, GroupList.PARKING_LOT)
    assert entry.origin == long
    with pytest.raises(UserError, match="already"):
        following.do(carry_over, given)
    with pytest.raises(UserError, match="Open the marathon"):
        opened("День").do(carry_over, given)
    alone = {NEXT: following.state}
    assert origins_elsewhere(NEXT, alone) == {DAY_1, DAY_2}
    assert not thread(NEXT, alone).at(Step.CARRIED)
    both = thread(NEXT, states | alone)
    (collected,) = both.at(Step.STATEMENT)
    assert both.back_from(collected.ref) == (left[0]._replace(step=Step.CARRIED, comes_from=()),)
    assert {knot.ref.session for knot in both.knots} == {NEXT, DAY_1}, "nothing else of the other marathon"


def test_what_was_taken_up_again_is_not_left_open() -> None:
    states = whole()
    (left,) = left_open(thread(MARATHON, states))
    day = opened("День 2")
    day.do(join_marathon, MARATHON)
    day.do(take_up, [(left.text, left.ref)])
    assert not left_open(thread(MARATHON, states | {SessionId("three"): day.state}))


def test_a_thread_that_runs_in_a_circle_ends() -> None:
    here, there = Ref(DAY_1, Subject("a")), Ref(DAY_2, Subject("b"))
    from facilitator_console.dialogue.threads import Thread

    circle = Thread((Knot(here, Step.OPEN, "a", (there,)), Knot(there, Step.STATEMENT, "b", (here,))))
    assert [knot.ref for knot in circle.back_from(here)] == [there]


def test_sessions_stand_by_stage_and_then_as_they_were_made() -> None:
    desk = marathon()
    stages = [ItemId(desk.make(add_item, title)) for title in ("Збір", "Діалоги")]
    states = {MARATHON: desk.state}
    for session, stage in (("late", stages[1]), ("early", stages[0]), ("loose", ItemId(""))):
        part = opened(session)
        part.do(join_marathon, MARATHON, stage)
        states[SessionId(session)] = part.state
    states[SessionId("stranger")] = opened("stranger").state
    assert sessions_in(MARATHON, states) == ("early", "late", "loose")
