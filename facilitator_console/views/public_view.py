"""The public view: the part of the room's picture that may leave the lead's screen, on the room display and on phones.

It is made from the state by a function of its own, field by field, so that nothing internal can be on it by accident:
no ids, labels, notes, reasons of a freeze, or seats that were not heard. Who speaks appears 1.5 seconds late, so that a
wrong press that is taken back at once is never seen.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from facilitator_console.dialogue.answering import conclusion_on_display, conclusions
from facilitator_console.dialogue.reading_back import theme_on_display
from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant
from facilitator_console.notes.ids import GroupList
from facilitator_console.notes.state import ListEntry, Theme, entries_on
from facilitator_console.notes.themes import themes_kept
from facilitator_console.session.agenda import following_item
from facilitator_console.session.calling_order import coming_up, next_to_speak
from facilitator_console.session.display import on_display
from facilitator_console.session.evolve_clocks import open_stretch
from facilitator_console.session.floor import speaking
from facilitator_console.session.ids import MAIN, FreezeReason, ParticipantId, Shows, StretchKind, SubmissionId
from facilitator_console.session.people import experts_listening
from facilitator_console.session.room_state import OnDisplay, Turn
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.session.tables import moves_now, people_at, table_number, tables_on
from facilitator_console.session.timers import Clock, item_clock, quiet_clock, turn_clock
from facilitator_console.views.formats import Middle, Stage, view_of
from facilitator_console.words import Message, say, say_n, titled

SPEAKER_DELAY_MS = 1500


class PublicKind(StrEnum):
    """Names what a room display shows."""

    TALK = "talk"
    """The question, who speaks, who is next, one bar."""
    SETS = "sets"
    """The question, what goes on in this part, who is with whom."""
    TABLES = "tables"
    """The question, the round and its time; while people move, who sits at which table."""
    VOTE = "vote"
    """The question, and what goes on with the statements; how many voted, never how."""
    REST = "rest"
    """Only when it goes on."""
    PAUSE = "pause"
    """Everything is frozen."""
    TEXT = "text"
    """Agreements, a message or a text from a phone that the lead put there."""
    JOIN = "join"
    """The address and the code with which phones join, added by whoever shows the view."""
    THEME = "theme"
    """A theme that is read back: its title, its sentences, and which of how many it is."""
    CONCLUSION = "conclusion"
    """A conclusion of the experts: its words, and which of how many it is."""
    NOTHING = "nothing"
    """No item is on."""


class PublicTable(msgspec.Struct, frozen=True, gc=False):
    """Shows who sits at a table. Its number is shown, and never a label that somebody typed."""

    number: int
    seats: tuple[int, ...]


class PublicView(msgspec.Struct, frozen=True, gc=False):
    """Shows the room to everyone in it.

    Attributes:
        heading: The question; what is paused; the title of a list.
        below: A quiet line under it.
        speaking: The seat that speaks; None for nobody, and for somebody without a seat.
        someone_else: Somebody without a seat speaks.
        next_seat: One next seat; None where nobody is called next, or everyone is asked.
        to_go: In a round, how many are still asked.
        clock: The one bar: of a quiet minute or a turn, else of the item; None where there is none.
        goes_on_at_end: The time of day at which the clock runs out stands largest.
        sets: Who is with whom, as seat numbers.
        tables: Who is to sit at which table, while people move.
        voted: How many have voted, while a vote is open; see vote_display.
        lines: A list, line by line.
        answers: What is told of how people answered each line; empty where that is not what is shown.
        listening: How many experts listen and do not intervene.
        holds_until_ms: The first instant at which time alone may change the view; None where only an event can.
    """

    kind: PublicKind
    heading: Message
    below: Message | None = None
    speaking: int | None = None
    someone_else: bool = False
    next_seat: int | None = None
    to_go: int | None = None
    clock: Clock | None = None
    goes_on_at_end: bool = False
    sets: tuple[tuple[int, ...], ...] = ()
    tables: tuple[PublicTable, ...] = ()
    voted: int | None = None
    lines: tuple[str, ...] = ()
    answers: tuple[tuple[Message, ...], ...] = ()
    listening: int = 0
    holds_until_ms: Instant | None = None


def public_view(state: State, now_ms: Instant, *, on_phones: bool = False) -> PublicView:
    """Return what everyone in the room may see of a session at an instant; phones need not be told how they join."""
    if state.room.frozen:
        return _pause(state)
    view = _seen(state, now_ms, on_phones=on_phones)
    listening = experts_listening(state)
    return msgspec.structs.replace(view, listening=listening) if listening else view


def _seen(state: State, now_ms: Instant, *, on_phones: bool) -> PublicView:
    """Return what is shown while nothing is frozen."""
    if theme := theme_on_display(state):
        return _read_back(state, theme)
    shown = on_display(state, MAIN)
    if shown and not (on_phones and shown.shows is Shows.JOIN) and (view := _shown(state, shown)):
        return view
    item = state.items.get(state.room.item_id)
    if item is None:
        return _between(state)
    stage = view_of(item).stage(state, item, now_ms)
    if stage.middle is Middle.RING:
        return _talk(state, item, stage, now_ms)
    return _OF_MIDDLE[stage.middle](state, item, stage)


def listening_words(many: int) -> Message:
    """Say how many experts listen."""
    return say_n(
        "{n} expert listens to the conversation, and does not intervene.",
        "{n} experts listen to the conversation, and do not intervene.",
        many,
    )


def _pause(state: SessionState) -> PublicView:
    """Say "Pause" and nothing of the reason, but for an alert whose shelter somebody typed."""
    freeze = open_stretch(state, MAIN, StretchKind.FROZEN)
    if freeze is None or freeze.reason is not FreezeReason.ALERT or not freeze.shelter:
        return PublicView(PublicKind.PAUSE, say("Pause"))
    return PublicView(PublicKind.PAUSE, say("Air raid alert"), say("Shelter: {place}", place=freeze.shelter))


def _shown(state: State, shown: OnDisplay) -> PublicView | None:
    """Return what the lead put on the display; None where it is gone, such as a text that was withdrawn."""
    if shown.shows is Shows.AGREEMENTS:
        lines = tuple(entry.text for entry in entries_on(state, GroupList.AGREEMENTS))
        return PublicView(PublicKind.TEXT, say("Our agreements"), lines=lines)
    if shown.shows is Shows.JOIN:
        return PublicView(PublicKind.JOIN, say("Join with your phone"), say("No name is asked."))
    if conclusion := conclusion_on_display(state):
        return _conclusion(state, conclusion)
    if shown.shows is not Shows.MESSAGE:
        return None
    sent = state.submissions.get(SubmissionId(shown.of_id))
    text = shown.text or (sent.text if sent else "")
    return PublicView(PublicKind.TEXT, titled(text)) if text else None


def _read_back(state: State, theme: Theme) -> PublicView:
    """Show the words of one theme, and nothing that people said of them."""
    themes = [theme.theme_id for theme in themes_kept(state)]
    place = say("{number} of {most}", number=themes.index(theme.theme_id) + 1, most=len(themes))
    lines = (theme.title, *filter(None, (theme.text,)))
    return PublicView(PublicKind.THEME, say("Did we hear you right?"), place, lines=lines)


def _conclusion(state: State, conclusion: ListEntry) -> PublicView:
    """Show one conclusion, and no answer to it."""
    known = [conclusion.list_entry_id for conclusion in conclusions(state)]
    place = say("{number} of {most}", number=known.index(conclusion.list_entry_id) + 1, most=len(known))
    return PublicView(PublicKind.CONCLUSION, say("What the experts conclude"), place, lines=(conclusion.text,))


def _between(state: SessionState) -> PublicView:
    """Show what comes, before an item is on; after the end nothing."""
    following = None if state.info.closed_at_ms else following_item(state)
    if following is None or following.internal:
        return PublicView(PublicKind.NOTHING, say("Thank you") if state.info.closed_at_ms else say("Welcome"))
    return PublicView(PublicKind.NOTHING, question_of(following))


def question_of(item: AgendaItem) -> Message:
    """Return the question of an item as everyone may see it; of one that is the team's own, that there is a pause."""
    return say("Pause") if item.internal else titled(item.question or item.title)


def _rest(state: SessionState, item: AgendaItem, stage: Stage) -> PublicView:
    below = say("We go on at") if stage.goes_on_at_end else None
    clock = item_clock(state)
    goes_on = stage.goes_on_at_end and clock is not None and clock.runs
    return PublicView(PublicKind.REST, question_of(item), below, clock=clock, goes_on_at_end=goes_on)


def _sets(state: SessionState, item: AgendaItem, stage: Stage) -> PublicView:
    clock = stage.part_clock or item_clock(state)
    return PublicView(PublicKind.SETS, question_of(item), stage.part, clock=clock, sets=stage.sets)


def _tables(state: SessionState, item: AgendaItem, stage: Stage) -> PublicView:
    quiet, on = quiet_clock(state), tables_on(state)
    sitting = [(table, people_at(state, table.table_id)) for table in on] if moves_now(state) else []
    return PublicView(
        PublicKind.TABLES,
        question_of(item),
        say("Time to think") if quiet else stage.part if on else None,
        clock=quiet or stage.part_clock or item_clock(state),
        tables=tuple(
            PublicTable(table_number(state, table.table_id), tuple(person.seat for person in people))
            for table, people in sitting
        ),
    )


def _statements(state: SessionState, item: AgendaItem, stage: Stage) -> PublicView:
    """Show what goes on and its time; how many voted comes from the ballots (see vote_display)."""
    clock = stage.part_clock or item_clock(state)
    return PublicView(PublicKind.VOTE, question_of(item), stage.part, clock=clock)


_OF_MIDDLE = {
    Middle.SETS: _sets,
    Middle.TABLES: _tables,
    Middle.REST: _rest,
    Middle.STATEMENTS: _statements,
}


def _talk(state: SessionState, item: AgendaItem, stage: Stage, now_ms: Instant) -> PublicView:
    turn, following_id, until_ms = _seen_floor(state, now_ms)
    quiet = quiet_clock(state)
    person = state.participants.get(turn.participant_id) if turn else None
    return PublicView(
        PublicKind.TALK,
        question_of(item),
        say("Time to think") if quiet else stage.part,
        speaking=person.seat if person else None,
        someone_else=turn is not None and person is None,
        next_seat=_seat(state, following_id) if stage.to_go is None else None,
        to_go=stage.to_go,
        clock=quiet or _turn_bar(state, turn) or item_clock(state),
        holds_until_ms=until_ms,
    )


def _turn_bar(state: SessionState, turn: Turn | None) -> Clock | None:
    """Return the bar of the turn that is seen; None where nobody has one, or it has no limit.

    A turn that another one interrupted, or that ended, a moment ago is seen to go on: else the bar would tell of a
    press at once.
    """
    if turn is None or not turn.limit_ms:
        return None
    clock, on = turn_clock(state, turn.turn_id), speaking(state)
    if clock is None or turn.paused or (on is not None and on.turn_id == turn.turn_id):
        return clock
    since_ms = turn.ended_at_ms or (on.started_at_ms if on else clock.as_of_ms)
    return clock._replace(as_of_ms=since_ms, runs=True)


def _seen_floor(state: SessionState, now_ms: Instant) -> tuple[Turn | None, ParticipantId | None, Instant | None]:
    """Return whose turn the room sees, who is seen as the next one, and until when that holds.

    A turn is seen 1.5 seconds after it began; until then the one before it, and its own speaker as the next one.
    """
    turn = speaking(state)
    if turn is not None and now_ms - turn.started_at_ms < SPEAKER_DELAY_MS:
        until_ms = Instant(turn.started_at_ms + SPEAKER_DELAY_MS)
        before = _before(state, turn)
        return before, turn.participant_id, until_ms
    if turn is None and (last := _just_ended(state, now_ms)):
        return last, None, Instant(last.ended_at_ms + SPEAKER_DELAY_MS)
    following = next_to_speak(state, coming_up(state))
    return turn, following.participant_id if following and following.is_called else None, None


def _before(state: SessionState, turn: Turn) -> Turn | None:
    """Return the turn that was on when another one began: the one it interrupted, or the one that ended then."""
    if len(state.room.floor) > 1:
        return state.turns[state.room.floor[-2]]
    return _just_ended(state, turn.started_at_ms)


def _just_ended(state: SessionState, at_ms: Instant) -> Turn | None:
    """Return the turn that ended last, at most 1.5 seconds before an instant."""
    ended = (turn for turn in state.turns.values() if turn.table_id == MAIN and turn.ended_at_ms)
    last = max(ended, key=lambda turn: turn.ended_at_ms, default=None)
    return last if last and 0 <= at_ms - last.ended_at_ms < SPEAKER_DELAY_MS else None


def _seat(state: SessionState, participant_id: ParticipantId | None) -> int | None:
    person = state.participants.get(participant_id) if participant_id else None
    return person.seat if person else None
