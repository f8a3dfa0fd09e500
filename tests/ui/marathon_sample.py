"""A marathon to look at: statements, questions drawn from them, a day that took two up, the experts' conclusions."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from facilitator_console.console import Console, new_session, open_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.marathons import (
    draw_question,
    join_marathon,
    make_marathon,
    questions_in_order,
    take_up,
)
from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, NewEvent, Ref, SessionId, Subject
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.events import NoteThemed, ThemeAdded
from facilitator_console.notes.ids import Column, GroupList, NoteId, ThemeId
from facilitator_console.opinions.commands import add_statement
from facilitator_console.session.agenda import items_in_order, start_item
from facilitator_console.session.clock import SetClock
from facilitator_console.session.ids import Purpose
from facilitator_console.store.store import Store
from tests.helpers.saving import wait_until_saved
from tests.ui.sample import BEGAN_AT_MS, US, SampleSessionController

STATEMENTS = (
    "The first bus is too early for small children",
    "The road is closed for days every winter",
    "Nobody tells us when there is no bus",
    "A small school is still a school",
    "The council should pay for the second run",
    "Автобус має чекати дітей, навіть якщо йде дощ і дорога погана",
)
QUESTIONS = (("When should the bus run, and who says so?", (0, 2)), ("What is a school to a village?", (3,)))
THEMES = ((0, "Nobody’s child should leave home before six", Column.SHARED), (1, "Below twenty pupils?", Column.OPEN))


class Marathon(NamedTuple):
    """The sessions of the sample.

    Attributes:
        controller: On the marathon itself.
        day: A day of dialogue.
        experts: Their session.
    """

    controller: SampleSessionController
    day: SessionId
    experts: SessionId


def sample_marathon(folder: Path, language: str = "en") -> Marathon:
    """The sample in a store of its own; the caller closes the controller."""
    store = Store.open(folder / "dialogue.sqlite")
    clock = SetClock(Instant(BEGAN_AT_MS))
    whole = new_session(store, US, "The road and the school", language=language, clock=clock)
    whole.dispatch(make_marathon)
    for text in STATEMENTS:
        whole.dispatch(add_statement, text)
    refs = [Ref(whole.session, Subject(statement)) for statement in whole.state.statements]
    for text, sources in QUESTIONS:
        whole.dispatch(draw_question, text, [refs[source] for source in sources])
    day = _day(store, whole, clock)
    experts = new_session(store, US, "What the experts saw", clock=clock)
    experts.dispatch(join_marathon, whole.session, purpose=Purpose.EXPERTS)
    experts.dispatch(add_list_entry, GroupList.CONCLUSIONS, "One run at seven is possible from January")
    wait_until_saved(store, 60)
    console = open_session(store, whole.session, US, clock)
    return Marathon(SampleSessionController(store, clock, console, language), day.session, experts.session)


def _day(store: Store, whole: Console, clock: SetClock) -> Console:
    day = new_session(store, US, "Autumn circle, day 1", clock=clock)
    day.dispatch(join_marathon, whole.session)
    questions = questions_in_order(whole.state)
    day.dispatch(take_up, [(asked.text, Ref(whole.session, Subject(asked.question_id))) for asked in questions])
    for place, title, column in THEMES:
        day.dispatch(start_item, items_in_order(day.state)[place].item_id)
        day.dispatch(capture, f"note for {title}")
        note = next(reversed(day.state.notes))
        day.dispatch(_theme, title, column)
        day.dispatch(_put, ThemeId(next(reversed(day.state.themes))), note)
    return day


def _theme(_state: State, _now_ms: Instant, title: str, column: Column) -> list[NewEvent]:
    return [NewEvent(ThemeAdded(title, column, "V"))]


def _put(_state: State, _now_ms: Instant, theme_id: ThemeId, note_id: NoteId) -> list[NewEvent]:
    return [NewEvent(NoteThemed(theme_id, "V"), Subject(note_id))]
