"""The phone view: what the phones' server may know of a session. A phone is shown the public view and its own part.

Made field by field, like the public view, and handed over whole to another thread. The server looks up in it what is a
phone's own (its entry in the queue, its texts), and shows nobody anything else of it: no phone can learn who is there.
"""

from __future__ import annotations

import msgspec

from facilitator_console.dialogue.answering import conclusion_on_display, conclusions
from facilitator_console.dialogue.ids import Outcome
from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant
from facilitator_console.notes.ids import ListEntryId
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.state import Statement
from facilitator_console.opinions.voting import is_voting, statement_numbers, statements_waiting, texts_of, votable
from facilitator_console.session.calling_order import asks_each, speaking_order, waiting_at
from facilitator_console.session.formats import collects_statements, order_of
from facilitator_console.session.ids import MAIN, EntryId, LanguageId, SubmissionId, TableId
from facilitator_console.session.people import experts_listening
from facilitator_console.session.queue import join_without_seat
from facilitator_console.session.tables import has_table_queue, table_number, tables_on
from facilitator_console.views.public_view import PublicView, public_view
from facilitator_console.words import Message, UserError, titled


class PhoneTable(msgspec.Struct, frozen=True, gc=False):
    """Shows a table that is open.

    Attributes:
        question: Its own, or that of all tables.
        no_hands: Why nobody can come to its queue now; None where they can.
        has_queue: It has a queue of its own.
    """

    table_id: TableId
    number: int
    question: Message
    no_hands: Message | None
    has_queue: bool


class PhoneStatement(msgspec.Struct, frozen=True, gc=False):
    """Shows a statement that is voted on.

    Attributes:
        number: Under which it is voted on; 0 where it is not.
        texts: Its words by language; its own language may be empty.
        language: In which it was written.
    """

    statement_id: StatementId
    number: int
    texts: dict[str, str]
    language: str

    def text(self, language: str) -> str:
        """Return its words in a language, or as they were written."""
        return self.texts.get(language, self.texts[self.language])


class PhoneConclusion(msgspec.Struct, frozen=True, gc=False):
    """Shows a conclusion of the experts, with its place among all."""

    entry_id: ListEntryId
    number: int
    text: str


class PhoneView(msgspec.Struct, frozen=True):
    """Holds what the phones' server may know.

    Attributes:
        public: What everyone in the room may see.
        language: Of the session; empty for none of ours.
        languages: Those that the session offers; empty for all.
        experts: How many listen and may not intervene.
        is_over: The session is closed.
        is_round: Everyone in the circle is asked in turn.
        no_hands: Why nobody can come to the queue of all; None where they can.
        ahead: By entry, how many are called before it.
        speaking: The entries whose turn is on.
        asked: The seats that are still asked in this round.
        outcomes: What became of each text.
        tables: The open tables, by number.
        statements: What is voted on, by number, while a vote is open.
        is_voting: A vote is open.
        collects: Statements are taken from phones.
        concluded: The conclusion of the experts that is shown and can be answered; None where none is.
        offers: By text that became a statement, the rewording that waits for its author's yes.
    """

    public: PublicView
    language: LanguageId
    languages: tuple[LanguageId, ...]
    experts: int
    is_over: bool
    is_round: bool
    no_hands: Message | None
    ahead: dict[EntryId, int]
    speaking: frozenset[EntryId]
    asked: frozenset[int]
    outcomes: dict[SubmissionId, Outcome]
    tables: tuple[PhoneTable, ...]
    statements: tuple[PhoneStatement, ...] = ()
    is_voting: bool = False
    collects: bool = False
    concluded: PhoneConclusion | None = None
    offers: dict[SubmissionId, PhoneStatement] = msgspec.field(default_factory=dict)

    @property
    def of_all(self) -> PhoneView:
        """Return what of it every phone may be shown; the rest concerns some phones each."""
        return msgspec.structs.replace(self, ahead={}, speaking=frozenset(), outcomes={}, offers={})

    def concerned(self, after: PhoneView) -> set[str]:
        """Return the ids of entries and texts about which a later view says something else."""
        both = ((self.ahead, after.ahead), (self.outcomes, after.outcomes))
        changed = {str(sent_id) for old, new in both for sent_id, _ in old.items() ^ new.items()}
        return changed | set(self.speaking ^ after.speaking) | set(self.offers.keys() ^ after.offers.keys())

    def table(self, table_id: TableId) -> PhoneTable | None:
        """Return an open table; None for the plenary, and for a table that is closed."""
        return next((table for table in self.tables if table.table_id == table_id), None)


def phone_view(state: State, now_ms: Instant) -> PhoneView:
    """Return what the phones' server may know of a session at an instant."""
    item = state.items.get(state.room.item_id)
    is_round = asks_each(state)
    asked = order_of(item).asked(state, item) if item is not None and is_round else ()
    people = [
        state.participants[waiting.participant_id] for waiting in asked if waiting.participant_id in state.participants
    ]
    open_turns = [state.turns[turn_id] for room in state.rooms.values() for turn_id in room.floor]
    seats_of_floor = [state.participants.get(turn.participant_id) for turn in open_turns if is_round]
    return PhoneView(
        public=public_view(state, now_ms, on_phones=True),
        language=LanguageId(state.info.language),
        languages=state.info.languages,
        experts=experts_listening(state),
        is_over=bool(state.info.closed_at_ms),
        is_round=is_round,
        no_hands=_no_hands(state, now_ms, MAIN),
        ahead={
            entry_id: place
            for table_id in (MAIN, *(table.table_id for table in tables_on(state)))
            for entry_id, place in _places(state, table_id)
        },
        speaking=frozenset(turn.entry_id for turn in open_turns if turn.entry_id),
        asked=frozenset(person.seat for person in (*people, *seats_of_floor) if person is not None),
        outcomes={sent.submission_id: sent.outcome for sent in state.submissions.values() if sent.text},
        tables=_tables(state, now_ms),
        statements=tuple(_statement(state, statement) for statement in votable(state)) if is_voting(state) else (),
        is_voting=is_voting(state),
        collects=not state.info.closed_at_ms and (is_voting(state) or collects_statements(state)),
        concluded=_concluded(state),
        offers={
            SubmissionId(statement.made_from): _statement(state, statement)
            for statement in statements_waiting(state)
            if statement.offered and SubmissionId(statement.made_from) in state.submissions
        },
    )


def _concluded(state: State) -> PhoneConclusion | None:
    shown = conclusion_on_display(state)
    if shown is None:
        return None
    return PhoneConclusion(shown.list_entry_id, conclusions(state).index(shown) + 1, shown.text)


def _statement(state: State, statement: Statement) -> PhoneStatement:
    number = statement_numbers(state).get(statement.statement_id, 0)
    return PhoneStatement(statement.statement_id, number, texts_of(statement), statement.language)


def _places(state: State, table_id: TableId) -> list[tuple[EntryId, int]]:
    if not waiting_at(state, table_id):
        return []
    order = speaking_order(state, table_id)
    return [(waiting.entry_id, place) for place, waiting in enumerate(order) if waiting.entry_id]


def _tables(state: State, now_ms: Instant) -> tuple[PhoneTable, ...]:
    item = state.items.get(state.room.item_id)
    if item is None or not state.talk_tables:
        return ()
    question = titled(item.question or item.title)
    return tuple(
        PhoneTable(
            table.table_id,
            table_number(state, table.table_id),
            question,
            _no_hands(state, now_ms, table.table_id),
            has_table_queue(state, table.table_id),
        )
        for table in tables_on(state)
    )


def _no_hands(state: State, now_ms: Instant, table_id: TableId) -> Message | None:
    """Say why nobody can come to a queue now: the command is asked, as the window's buttons do."""
    try:
        join_without_seat(state, now_ms, table_id=table_id)
    except UserError as error:
        return error.message
    return None
