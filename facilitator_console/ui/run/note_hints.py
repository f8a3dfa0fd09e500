"""Says what the note line does with what is typed: which tokens stay text, whom a note would name, what it is for."""

from __future__ import annotations

from collections.abc import Callable

from facilitator_console.dialogue.capture import queues_seats
from facilitator_console.notes.capture import Token, TokenKind, late_tokens, parse_line, stuck_token, tokens
from facilitator_console.notes.ids import NO_MARK
from facilitator_console.notes.room_states import STATES, is_state
from facilitator_console.session.calling_order import takes_seats
from facilitator_console.session.consent import consents
from facilitator_console.session.floor import speaking
from facilitator_console.session.ids import MAIN, Attribution, ConsentUse, TableId, TurnId
from facilitator_console.session.people import seated
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.words import Message, say

HINT = say("Enter saves · # or № tag · =12 seat · +12 into the queue · ! for the report")
HINT_UNATTRIBUTED = say("Enter saves · # or № tag · +12 into the queue · ! for the report")
HINT_NO_QUEUE = say("Enter saves · # or № tag · =12 seat · ! for the report")
HINT_FROZEN = say("Notes can be written while everything is frozen · Enter saves")
HINT_TABLES = say("Enter saves · Alt ↑ ↓ another table · # or № tag · ! sums it up, for the report")
HINT_TABLES_QUEUE = say("Enter saves · Alt ↑ ↓ another table · # or № tag · +12 into its queue · ! sums it up")
HINT_UNATTRIBUTED_NO_QUEUE = say("Enter saves · # or № tag · ! for the report")
FOLLOWED = frozenset(
    {"info", "talk_tables", "rooms", "items", "marks", "notes", "participants", "tags", "consents", "translations"}
)
"""The parts of the state that the hints speak of."""


def is_unattributed(controller: SessionController) -> bool:
    """Tell whether notes keep nothing of who spoke."""
    return controller.state.info.attribution is Attribution.NONE


def turns_and_place(controller: SessionController) -> tuple[list[TurnId], int]:
    """Return the turns to which a note can be given, oldest first, and the place of the one that it has."""
    ids = [turn.turn_id for turn in controller.state.turns.values() if turn.participant_id]
    turn_id = controller.drafts.of_note.turn_id
    return ids, ids.index(turn_id) if turn_id in ids else len(ids)


class NoteHints:
    """Finds the hints for a line; it decides nothing and keeps nothing but where the line is."""

    def __init__(self, controller: SessionController, line: Callable[[], str]) -> None:
        """Read this controller's state, and the line whenever a hint is wanted."""
        self._controller, self._line = controller, line

    @property
    def _table_id(self) -> TableId:
        """Return the table that is meant."""
        return self._controller.tables.table_id

    def of_tokens(self) -> Message:
        """Return the hint about what can be typed now."""
        if self._controller.state.room.frozen:
            return HINT_FROZEN
        if self._table_id != MAIN:
            return self._of_tokens_at_tables()
        if takes_seats(self._controller.state, self._table_id):
            return HINT_UNATTRIBUTED if is_unattributed(self._controller) else HINT
        return HINT_UNATTRIBUTED_NO_QUEUE if is_unattributed(self._controller) else HINT_NO_QUEUE

    def _of_tokens_at_tables(self) -> Message:
        """Return the same while there are tables: also how another one is chosen."""
        if takes_seats(self._controller.state, self._table_id):
            return HINT_TABLES_QUEUE
        return HINT_TABLES

    def of_this_note(self) -> list[Message]:
        """Return the hints about the note that is being typed."""
        hints: list[Message] = []
        if unqueued := self._unqueued_seat():
            hints.append(say("{token} stays in the text: nobody can queue now", token=unqueued))
        elif stuck := self._stuck_token():
            hints.append(say("{token} stays in the text: put a space behind it", token=stuck))
        elif late := self._late_token():
            hints.append(say("{token} stays in the text: put it first", token=late))
        mark = self._controller.state.marks.get(self._controller.drafts.of_note.fills)
        if mark is None or mark.removed:
            self._controller.drafts.of_note.fills = NO_MARK
        else:
            time = self._controller.times.time_of_day(mark.at_ms, mark.writer)
            if is_state(mark):
                state = STATES[mark.state]
                hints.append(say("About how the room is: {state} · Esc lets it go", state=state))
            else:
                hints.append(say("Fills the mark of {time} · Esc lets it go", time=time))
        if answered := self._controller.state.notes.get(self._controller.drafts.of_note.reply_to):
            time = self._controller.times.time_of_day(answered.at_ms, answered.writer)
            hints.append(say("Answers the note of {time} · Esc lets it go", time=time))
        return hints

    def _stuck_token(self) -> str:
        """Return the tag, seat or sign that lacks only a space behind it."""
        line = self._line()
        token = stuck_token(line, queues=queues_seats(self._controller.state, line, self._table_id))
        return line[token.start : token.end] if token and self._is_known(token) else ""

    def _late_token(self) -> str:
        """Return the last tag or seat that looks like one but stands too late in the line."""
        line = self._line()
        late = late_tokens(line, queues=queues_seats(self._controller.state, line, self._table_id))
        return next((line[token.start : token.end] for token in reversed(late) if self._is_known(token)), "")

    def _unqueued_seat(self) -> str:
        """Return the first seat that would join the queue, if anybody could join it now."""
        line = self._line()
        if queues_seats(self._controller.state, line, self._table_id):
            return ""
        seats = (token for token in tokens(line) if token.kind is TokenKind.QUEUE)
        return next((line[token.start : token.end] for token in seats if self._is_known(token)), "")

    def _is_known(self, token: Token) -> bool:
        if token.kind in {TokenKind.TAG, TokenKind.REPORT}:
            return True  # Also a tag that no codebook has: whoever types one wants one.
        return int(token.word) in {person.seat for person in seated(self._controller.state)}

    def names(self) -> Message:
        """Return the words about whom a note would name."""
        state = self._controller.state
        attribution, line = state.info.attribution, self._line()
        typed = parse_line(line, queues=queues_seats(state, line, self._table_id)).seat
        mark = state.marks.get(self._controller.drafts.of_note.fills)
        is_of_nobody = mark is not None and not mark.turn_id
        if attribution is Attribution.NONE or (is_of_nobody and not typed):
            return say("no one is named")
        seat = typed or self._seat_of_turn()
        if not seat:
            named = say("no one is speaking")
        elif attribution is Attribution.NAMED and not self._consents(seat):
            named = say("seat {seat} is not named: they have not consented", seat=seat)
        elif attribution is Attribution.GROUP:
            named = say("only the group of seat {seat} is kept", seat=seat)
        else:
            named = say("said by seat {seat}", seat=seat)
        # Said only where the key does something.
        _, place = turns_and_place(self._controller)
        if typed or mark or not self._line() or not place:
            return named
        return say("{named} · Alt+← the turn before", named=named)

    def _consents(self, seat: int) -> bool:
        """Tell whether who has a seat consents to notes that name them."""
        state = self._controller.state
        people = (person for person in seated(state) if person.seat == seat)
        return any(consents(state, person.participant_id, ConsentUse.NAMED_NOTES) for person in people)

    def _seat_of_turn(self) -> int:
        """Return the seat whose turn the note has, or would have; 0 for none. A mark has its own."""
        state, draft = self._controller.state, self._controller.drafts.of_note
        mark, turn_id = state.marks.get(draft.fills), draft.turn_id
        if mark is not None:
            turn = state.turns.get(mark.turn_id)
        else:
            turn = speaking(state, self._table_id) if turn_id is None or not self._line() else state.turns.get(turn_id)
        person = state.participants.get(turn.participant_id) if turn else None
        return person.seat if person else 0
