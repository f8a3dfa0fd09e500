"""The thread of a marathon: from what was collected to questions, agenda, themes, conclusions, and on to the next.

A fold over several sessions, each folded by itself; each step names the steps that it comes from. What was withdrawn
or removed is not in it, and a step whose origin is not here stands by itself. What an earlier marathon left open stands
at its beginning, where that one is here too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from facilitator_console.dialogue.marathons import questions_in_order
from facilitator_console.dialogue.state import State
from facilitator_console.log import Ref, SessionId, Subject
from facilitator_console.notes.ids import Column, GroupList, NoteId, ThemeId
from facilitator_console.notes.state import Theme, entries_on
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.state import statements_open
from facilitator_console.opinions.voting import vote_of_statements
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.ids import Purpose

States = Mapping[SessionId, State]


class Step(StrEnum):
    """Names the steps of a thread, in their order."""

    CARRIED = "carried"
    """Represents what another marathon left open and this one took up."""
    STATEMENT = "statement"
    QUESTION = "question"
    ITEM = "item"
    VOTE = "vote"
    """A statement on which people voted in a session that took a question up. It stands before the themes: one can be
    made of it."""
    THEME = "theme"
    OPEN = "open"
    """A theme or an entry for later that was left open."""
    CONCLUSION = "conclusion"


class Knot(NamedTuple):
    """Represents one thing in a thread.

    Attributes:
        ref: The session and the entity in it.
        step: Which step it is.
        text: Its words.
        comes_from: What it leads back to; only what is in the thread too.
    """

    ref: Ref
    step: Step
    text: str
    comes_from: tuple[Ref, ...]


class Thread(NamedTuple):
    """Represents all steps of a marathon.

    Attributes:
        knots: By step, and within a step by session, in the order of their lists.
    """

    knots: tuple[Knot, ...]

    def at(self, step: Step) -> tuple[Knot, ...]:
        """Return the things of one step."""
        return tuple(knot for knot in self.knots if knot.step is step)

    def back_from(self, ref: Ref) -> tuple[Knot, ...]:
        """Return everything that something leads back to, however far, the nearest first."""
        by_ref = {knot.ref: knot for knot in self.knots}
        found: dict[Ref, Knot] = {}
        waiting = [ref]
        for step in waiting:
            for source in by_ref[step].comes_from if step in by_ref else ():
                if source not in found:
                    found[source] = by_ref[source]
                    waiting.append(source)
        found.pop(ref, None)
        return tuple(found.values())


def sessions_in(marathon: SessionId, states: States) -> tuple[SessionId, ...]:
    """Return the sessions that belong to a marathon: by stage, then as they began, then by id."""
    stages = {item.item_id: place for place, item in enumerate(items_in_order(states[marathon]))}
    parts = [session for session, state in states.items() if state.info.marathon_id == marathon]

    def place(session: SessionId) -> tuple[int, str, int, SessionId]:
        info = states[session].info
        return stages.get(info.stage_id, len(stages)), info.begins.date, info.created_at_ms, session

    return tuple(sorted(parts, key=place))


def thread(marathon: SessionId, states: States) -> Thread:
    """Return the thread of a marathon.

    Args:
        marathon: It is one of the sessions.
        states: Of it and of the sessions that belong to it; of others what these come from, and nothing else.
    """
    order = (marathon, *sessions_in(marathon, states))
    knots = [knot for session in order for knot in _knots_of(session, states[session])]
    knots += _carried(knots, {session: state for session, state in states.items() if session not in order})
    known = {knot.ref for knot in knots}
    asked = tuple(knot.ref for knot in knots if knot.step is Step.QUESTION)
    knots = [_of_whole(knot, asked, states) for knot in knots]
    steps = list(Step)
    kept = (
        knot._replace(comes_from=tuple(ref for ref in dict.fromkeys(knot.comes_from) if ref in known)) for knot in knots
    )
    return Thread(tuple(sorted(kept, key=lambda knot: steps.index(knot.step))))


def _of_whole(knot: Knot, asked: tuple[Ref, ...], states: States) -> Knot:
    """Let what experts conclude in a session of their own lead back to the questions: they watched the whole."""
    apart = knot.step is Step.CONCLUSION and states[knot.ref.session].info.purpose is Purpose.EXPERTS
    return knot._replace(comes_from=(*knot.comes_from, *asked)) if apart else knot


def left_open(thread: Thread) -> tuple[Knot, ...]:
    """Return what is left open at the end of a thread: nothing in it came of these."""
    used = {ref for knot in thread.knots for ref in knot.comes_from}
    return tuple(knot for knot in thread.at(Step.OPEN) if knot.ref not in used)


def origins_elsewhere(marathon: SessionId, states: States) -> frozenset[SessionId]:
    """Return the sessions that are not here and from which something in these was carried over."""
    order = (marathon, *sessions_in(marathon, states))
    knots = (knot for session in order for knot in _knots_of(session, states[session]))
    return frozenset(ref.session for knot in knots for ref in knot.comes_from if ref.session) - states.keys()


def _carried(knots: Sequence[Knot], elsewhere: States) -> Iterator[Knot]:
    """Yield what some things come from that lies in sessions of another marathon; there a thread begins."""
    wanted = dict.fromkeys(ref for knot in knots for ref in knot.comes_from if ref.session in elsewhere)
    for session in dict.fromkeys(ref.session for ref in wanted):
        for knot in _knots_of(session, elsewhere[session]):
            if knot.ref in wanted:
                yield Knot(knot.ref, Step.CARRIED, knot.text, ())


def _knots_of(session: SessionId, state: State) -> Iterator[Knot]:
    def ref(subject: str) -> Ref:
        return Ref(session, Subject(subject))

    is_meeting = state.info.purpose is not Purpose.MARATHON
    watched = [item.item_id for item in items_in_order(state) if item.origin.subject] if is_meeting else []
    # A session that takes nothing up collects: what is voted on there is what questions are drawn from.
    voted_on = _items_of_votes(state) if watched else {}
    for statement in statements_open(state):
        items = voted_on.get(statement.statement_id)
        step = Step.STATEMENT if items is None else Step.VOTE
        # Where nothing says in which item it came up it came of all that the session took up, like a conclusion.
        led_from = [] if items is None else [item for item in watched if item in items] or watched
        yield Knot(ref(statement.statement_id), step, statement.text, (statement.origin, *map(ref, led_from)))
    for question in questions_in_order(state):
        yield Knot(ref(question.question_id), Step.QUESTION, question.text, question.sources)
    for item in items_in_order(state) if is_meeting else ():
        # Only what takes something up: an opening or a break is not a step.
        if item.origin.subject:
            yield Knot(ref(item.item_id), Step.ITEM, item.question or item.title, (item.origin,))
    for theme in _themes(state):
        step = Step.OPEN if theme.column is Column.OPEN else Step.THEME
        sources = map(ref, (*theme.sources, *_items_of(state, theme)))
        yield Knot(ref(theme.theme_id), step, theme.title, (theme.origin, *sources))
    for entry in entries_on(state, GroupList.PARKING_LOT):
        if not entry.is_done:
            sources = map(ref, (*entry.sources, *_items_of_notes(state, entry.sources)))
            yield Knot(ref(entry.list_entry_id), Step.OPEN, entry.text, (entry.origin, *sources))
    for entry in entries_on(state, GroupList.CONCLUSIONS):
        yield Knot(ref(entry.list_entry_id), Step.CONCLUSION, entry.text, (entry.origin, *map(ref, watched)))


def _themes(state: State) -> list[Theme]:
    themes = (theme for theme in state.themes.values() if theme.title and not theme.removed)
    return sorted(themes, key=lambda theme: (list(Column).index(theme.column), theme.key, theme.theme_id))


def _items_of_votes(state: State) -> dict[StatementId, tuple[str, ...]]:
    """Return by statement that was voted on the items it leads back to: of its vote, and of what it was made of."""
    found: dict[StatementId, tuple[str, ...]] = {}
    for statement_id, vote_id in vote_of_statements(state).items():
        if vote_id is not None:
            items: list[str] = [state.votes[vote_id].item_id]
            for source in state.statements[statement_id].sources:
                theme = state.themes.get(ThemeId(source))
                items += _items_of(state, theme) if theme else _items_of_notes(state, (NoteId(source),))
            found[statement_id] = tuple(items)
    return found


def _items_of(state: State, theme: Theme) -> tuple[str, ...]:
    notes = [belongs.note_id for belongs in state.themed.values() if belongs.theme_id == theme.theme_id]
    return _items_of_notes(state, (*theme.sources, *notes))


def _items_of_notes(state: State, note_ids: tuple[NoteId, ...]) -> tuple[str, ...]:
    """Return the items in which notes were taken, each once."""
    notes = (state.notes.get(note_id) for note_id in note_ids)
    items = (note.item_id for note in notes if note and note.text and not note.removed and note.item_id)
    return tuple(dict.fromkeys(items))
