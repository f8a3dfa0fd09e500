"""Makes reports that leave the program: the policy for whom they are, what refuses them, what the log keeps of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from facilitator_console.dialogue.attribution import is_quoting_withdrawn, may_be_quoted
from facilitator_console.dialogue.entities import QuoteConfirmation
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.ids import Audience, CellId, ExportId
from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, Subject
from facilitator_console.notes.ids import Flag, NoteId
from facilitator_console.notes.state import Note
from facilitator_console.report.disclosure.earlier import KNOWN, known_events, withheld_families
from facilitator_console.report.disclosure.policy import DateShown, PlaceShown, ReportPolicy, may_quote
from facilitator_console.report.disclosure.texts import Found
from facilitator_console.report.document import Document
from facilitator_console.session.disclosure import USUAL, DisclosurePolicy
from facilitator_console.words import UserError, say, say_n


class Chosen(NamedTuple):
    """Holds what a person chooses of a public report.

    Attributes:
        small_groups: How few people may be shown together.
        place: How exactly the place is told.
        date: How exactly the day is told.
        quotes: Whether confirmed quotes are wanted.
    """

    small_groups: DisclosurePolicy = USUAL
    place: PlaceShown = PlaceShown.OBLAST
    date: DateShown = DateShown.MONTH
    quotes: bool = True


AS_USUAL = Chosen()


class Record(NamedTuple):
    """Holds what the log keeps of a report that left; see `dialogue.events.Exported`."""

    policy: dict[str, object]
    open_cells: tuple[CellId, ...]
    quotes: tuple[NoteId, ...]


def policy_for(
    history: History,
    audience: Audience,
    now_ms: Instant,
    *,
    chosen: Chosen = AS_USUAL,
    is_complete: bool = True,
    as_of_ms: Instant | None = None,
) -> ReportPolicy:
    """Return the policy of a report.

    Args:
        history: The session's log.
        audience: For whom it is.
        now_ms: Now: quotes wait until the time to withdraw them is over.
        chosen: What a person chose; only a public report asks for it.
        is_complete: Whether no event is known to be missing from the log.
        as_of_ms: The time up to which a running item counts.
    """
    if audience is not Audience.PUBLIC:
        return ReportPolicy(small_groups=chosen.small_groups, as_of_ms=as_of_ms, is_complete=is_complete)
    return ReportPolicy(
        audience,
        chosen.small_groups,
        chosen.quotes and may_quote(history.state.info.closed_at_ms, now_ms),
        chosen.place,
        chosen.date,
        withheld_families(history),
        as_of_ms,
        is_complete,
    )


def refuse_undecided(policy: ReportPolicy, mentions: Sequence[Found]) -> None:
    """Refuse a public report while words that may show somebody wait for a person's decision.

    Args:
        policy: Of the report.
        mentions: The words that nobody has decided about; see `publishable.open_mentions`.

    Raises:
        UserError: There are some; it says how many.
    """
    if policy.is_public and (waiting := len(mentions)):
        raise UserError(
            say_n(
                "{n} possible name, place or number is not decided yet. Open the session’s page Report and decide it.",
                "{n} possible names, places or numbers are not decided yet. Open the session’s page Report and decide "
                "each.",
                waiting,
            )
        )
    if policy.is_public and not policy.is_complete:
        raise UserError(
            say(
                "Part of the record is missing, so a public report could tell what was withdrawn. "
                "Bring the laptops together first."
            )
        )


def record_of(document: Document, policy: ReportPolicy, history: History) -> Record:
    """Return what the log keeps of a report: whose words stand in it; of a public one its policy and its open cells."""
    cells = tuple(cell for section in document.sections for cell in section.open_cells)
    resting = {NoteId(about) for about in rests_on(document)}
    words = tuple(note_id for note_id in history.state.notes if note_id in resting)
    if not policy.is_public:
        return Record({}, (), words)
    return Record({**policy.as_words(), KNOWN: known_events(history)}, cells, words)


def rests_on(document: Document) -> Iterator[Subject]:
    """Yield the ids that the blocks of a report rest on."""
    for section in document.sections:
        for block in section.blocks:
            yield from block.rests_on


def quotes_to_confirm(state: State) -> list[Note]:
    """Return the quotes for the report about which nobody decided whether they may stand in a public one."""
    return [note for note in _quotes(state) if decided_quote(state, note) is None]


def quotes_decided(state: State) -> list[Note]:
    """Return the quotes for the report about which somebody decided; each can be decided anew."""
    return [note for note in _quotes(state) if decided_quote(state, note) is not None]


def decided_quote(state: State, note: Note) -> QuoteConfirmation | None:
    """Return what was decided about the present version of a note."""
    decided = state.quote_confirmations.get(note.note_id)
    return decided if decided is not None and decided.version == note.version else None


def _quotes(state: State) -> list[Note]:
    return [
        note
        for note in state.notes.values()
        if {Flag.QUOTE, Flag.FOR_REPORT} <= note.flags
        and note.text
        and not (note.removed or note.other_texts or Flag.SENSITIVE in note.flags)
        and may_be_quoted(state, note)
    ]


def exports_concerned(state: State, audience: Audience) -> list[ExportId]:
    """Return the exports for somebody with words that were withdrawn since, and that no later export stands for."""
    replaced = {old for export in state.exports.values() for old in export.replaces}
    return [
        export.export_id
        for export in state.exports.values()
        if export.audience is audience
        and export.export_id not in replaced
        and any(_is_gone(state, note_id) for note_id in export.quotes)
    ]


def _is_gone(state: State, note_id: NoteId) -> bool:
    note = state.notes.get(note_id)
    if note is None or note.removed or not note.text:
        return True
    return Flag.SENSITIVE in note.flags or is_quoting_withdrawn(state, note)
