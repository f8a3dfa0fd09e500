"""Defines a dialogue as a script: who takes part, what is planned, and what happens when.

Plain data that the replay plays. A recorded meeting becomes one (exchange.meeting); the sample dialogue is one,
stored as JSON. Seats and places on the agenda count from 1; times count from the beginning of the meeting.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import msgspec

from facilitator_console.dialogue.ids import ChoiceId, SectionId
from facilitator_console.log import NO_TIME, Duration, Instant, Made, NewEvent, Subject
from facilitator_console.notes.ids import Column, GroupList
from facilitator_console.session import events as ev
from facilitator_console.session.drafts import ItemDraft, new_items
from facilitator_console.session.formats import format_of
from facilitator_console.session.ids import NO_ITEM, Attribution, Role, TurnKind
from facilitator_console.session.people import add_participants
from facilitator_console.session.settings import DEFAULTS
from facilitator_console.session.state import AgendaItem, SessionState


class Step(msgspec.Struct, frozen=True, tag_field="do", forbid_unknown_fields=True):
    """Is the base of all steps.

    Attributes:
        at_ms: When.
    """

    at_ms: Duration


class StartItem(Step, frozen=True, tag="start_item"):
    """Tells that an agenda item begins; `item` is its place on the agenda."""

    item: int


class StartTurn(Step, frozen=True, tag="start_turn"):
    """Tells that somebody begins to speak."""

    seat: int
    kind: TurnKind = TurnKind.CONTRIBUTION


class EndTurn(Step, frozen=True, tag="end_turn"):
    """Tells that the speaker stops and nobody is called."""


class Done(Step, frozen=True, tag="done"):
    """Tells that the speaker is done and the next one begins; in pairs, that they switch."""


class JoinQueue(Step, frozen=True, tag="join_queue"):
    """Tells that somebody asks to speak; a direct response answers the speaker."""

    seat: int
    kind: TurnKind = TurnKind.CONTRIBUTION


class SomeoneElse(Step, frozen=True, tag="someone_else"):
    """Tells that someone without a seat speaks."""


class StartQuiet(Step, frozen=True, tag="start_quiet"):
    """Tells that time to think begins."""

    length_ms: Duration = DEFAULTS.quiet_ms


class EndQuiet(Step, frozen=True, tag="end_quiet"):
    """Tells that time to think ends."""


class ResumeTurn(Step, frozen=True, tag="resume_turn"):
    """Tells that the paused turn goes on."""


class NoteLine(Step, frozen=True, tag="note"):
    """Tells that a note line is typed, with its tokens."""

    line: str


class SumUp(Step, frozen=True, tag="sum_up"):
    """Tells that a table's summing-up line is typed, with its tokens; tables that talk count from 1."""

    table: int
    line: str


class Said(Step, frozen=True, tag="said"):
    """Tells that a note is written word for word, without tokens."""

    text: str


class GroupListStep(Step, frozen=True, tag="list_entry"):
    """Tells that an entry is added to one of the group's lists."""

    group_list: GroupList = msgspec.field(name="list")
    text: str


class ThemeStep(Step, frozen=True, tag="theme"):
    """Tells that a theme is put on the board; `notes` are its notes, counted from 1 as they were written."""

    column: Column
    title: str
    text: str = ""
    notes: tuple[int, ...] = ()


class ParagraphStep(Step, frozen=True, tag="paragraph"):
    """Tells that the writer of the report writes a paragraph in a section."""

    section: SectionId
    text: str


class AnswersStep(Step, frozen=True, tag="answers"):
    """Tells that the answers to a question of the evaluation are typed in: how many by answer."""

    question: Subject
    counts: dict[ChoiceId, int]


class PhoneHand(Step, frozen=True, tag="phone_hand"):
    """Tells that a phone asks to speak, and leaves its seat out."""


class PhoneText(Step, frozen=True, tag="phone_text"):
    """Tells that a text comes from a phone: for the team, or as a written word, which waits to be read aloud.

    Attributes:
        table: The number of the table at which the phone is; 0 for none.
    """

    text: str
    read_aloud: bool = False
    table: int = 0


class EraseText(Step, frozen=True, tag="erase_text"):
    """Tells that the last text from a phone is erased everywhere; that its phone is muted stands in no record."""


class StatementStep(Step, frozen=True, tag="statement"):
    """Tells that a statement to vote on comes in: typed by the team, or from a phone, where it waits for the team."""

    text: str
    from_phone: bool = False


class AcceptStatement(Step, frozen=True, tag="accept_statement"):
    """Tells that a statement is accepted, an offered wording by its author; statements count as they came, from 1."""

    statement: int


class OfferRewording(Step, frozen=True, tag="offer_rewording"):
    """Tells that the author of a statement is offered another wording, which counts as a statement that came then."""

    statement: int
    text: str


class SameStatement(Step, frozen=True, tag="same_statement"):
    """Tells that a statement says the same as another one, which is kept."""

    statement: int
    kept: int


class LeaveOut(Step, frozen=True, tag="leave_out"):
    """Tells that a statement is left out, and why."""

    statement: int
    reason: str


class PrintBallots(Step, frozen=True, tag="print_ballots"):
    """Tells that so many ballots are printed on paper."""

    count: int


class NextPart(Step, frozen=True, tag="next_part"):
    """Tells that the item goes on to its next part; in a statement vote this opens and closes the vote, too."""


class BallotStep(Step, frozen=True, tag="ballot"):
    """Tells that somebody votes, on a phone or on paper. No event comes of it: ballots lie apart from the log.

    Attributes:
        votes: One sign for each statement that is voted on, by their numbers: `+` agree, `-` disagree, `0` don't know,
            `.` not voted on.
        phone: The number of the phone; 0 where it is a paper.
        paper: The number of the ballot on paper; 0 where it is a phone.
    """

    votes: str
    phone: int = 0
    paper: int = 0


class PhonesOff(Step, frozen=True, tag="phones_off"):
    """Tells that phones are turned off, and how many had joined."""

    connections: int


class Undo(Step, frozen=True, tag="undo"):
    """Tells that the last action is undone."""


class Close(Step, frozen=True, tag="close"):
    """Tells that the meeting ends."""


AnyStep: TypeAlias = (
    StartItem
    | StartTurn
    | EndTurn
    | Done
    | JoinQueue
    | SomeoneElse
    | StartQuiet
    | EndQuiet
    | ResumeTurn
    | NoteLine
    | SumUp
    | Said
    | GroupListStep
    | ThemeStep
    | ParagraphStep
    | AnswersStep
    | PhoneHand
    | PhoneText
    | EraseText
    | StatementStep
    | AcceptStatement
    | OfferRewording
    | SameStatement
    | LeaveOut
    | PrintBallots
    | NextPart
    | BallotStep
    | PhonesOff
    | Undo
    | Close
)


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Represents a participant; `group` is the place of their group, 0 for none."""

    label: str = ""
    group: int = 0


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Represents a whole dialogue.

    Attributes:
        title: The session's.
        people: By seat.
        agenda: In order.
        steps: In the order in which they happen.
        groups: Their names; an empty one gets a letter.
        language: The language of the dialogue; empty where that is not known.
        attribution: What a note may say of its speaker.
        place: Where it takes place; empty where that is not known.
    """

    title: str
    people: tuple[Person, ...]
    agenda: tuple[ItemDraft, ...]
    steps: tuple[AnyStep, ...]
    groups: tuple[str, ...] = ()
    language: str = ""
    attribution: Attribution = Attribution.NONE
    place: str = ""


def read_script(path: Path) -> Script:
    """Read a script that comes with the program; a wrong one is our bug, not bad input."""
    return msgspec.json.decode(path.read_bytes(), type=Script)


def set_up(items: Sequence[ItemDraft], seats: int) -> list[NewEvent]:
    """Return the events with which a session begins: agenda items in their order, and participants on so many seats.

    Where people move from table to table, the first seats host. All stand behind the one event that makes the session.

    Raises:
        UserError: There are too many seats, or an item can't be kept.
    """
    new = new_items(items, place=1)
    if not seats:
        return new
    people = add_participants(SessionState(), Instant(0), seats)
    hosts = max(map(_hosts, items), default=0)
    hosting = ev.ParticipantEdited(role=Role.TABLE_HOST)
    first = 1 + len(new)
    roles = [NewEvent(hosting, Subject(Made(first + at))) for at in range(min(hosts, seats))]
    return [*new, *people, *roles]


def _hosts(draft: ItemDraft) -> int:
    """Return how many hosts an item wants."""
    planned = AgendaItem(NO_ITEM, draft.title, "", "", draft.format, NO_TIME, NO_TIME, settings=draft.settings)
    tables = format_of(planned).tables(planned)
    return tables.tables if tables is not None and tables.has_hosts else 0
