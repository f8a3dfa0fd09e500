"""Plays a script through Console.dispatch, as if a facilitator sat there: real meetings and the sample dialogue.

The clock is set to the script's times from `EPOCH_MS`. What is played goes the way of everything else: commands
decide, the history folds, the saver saves; ballots go into the box. Nothing here knows where a script comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from facilitator_console.console import Console, new_session
from facilitator_console.console.voting import PAPER
from facilitator_console.dialogue.capture import DEFAULT_NAMES, capture, sum_up
from facilitator_console.dialogue.ids import Wish
from facilitator_console.dialogue.reporting import add_answers, add_paragraph
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.submissions import count_phones, send_text
from facilitator_console.dialogue.voting import accept_sent, leave_out_sent, print_ballots, send_statement
from facilitator_console.exchange import script as act
from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.notes.commands import add_list_entry, note_text
from facilitator_console.notes.events import NoteAdded
from facilitator_console.notes.ids import TagId
from facilitator_console.notes.themes import add_theme
from facilitator_console.opinions.ballots import Vote
from facilitator_console.opinions.commands import add_statement, merge_statement, offer_rewording
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.voting import votable
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import close_session, edit_session, items_in_order, start_item
from facilitator_console.session.clock import SetClock
from facilitator_console.session.drafts import add_items
from facilitator_console.session.floor import (
    done,
    end_quiet,
    end_turn,
    resume_turn,
    someone_else_speaks,
    speaking,
    start_quiet,
    start_turn,
)
from facilitator_console.session.forgetting import keep_speaking
from facilitator_console.session.ids import (
    MAIN,
    NO_GROUP,
    NO_TURN,
    LanguageId,
    ParticipantId,
    TableId,
    TurnId,
    TurnKind,
)
from facilitator_console.session.people import add_group, add_participant, at_seat
from facilitator_console.session.queue import join_queue, join_without_seat
from facilitator_console.session.tables import tables_on
from facilitator_console.store.contents import PLAYED_FROM_MS
from facilitator_console.store.errors import StorageError
from facilitator_console.store.store import Store
from facilitator_console.views.formats import view_of

EPOCH_MS = PLAYED_FROM_MS
"""The instant at which every replayed meeting begins."""

PHONE = "phone:"
"""The prefix of a made-up phone's number in the token by which it is a voter."""
SIGNS = {"+": Vote.AGREE, "-": Vote.DISAGREE, "0": Vote.SKIP}
"""The vote for each sign of a ballot in a script."""
WAIT_S = 0.1
"""The time between two looks for a failure while the last commands are being saved."""


def play(
    script: act.Script,
    store: Store,
    laptop: Laptop,
    *,
    names: Mapping[TagId, TagId] = DEFAULT_NAMES,
    on_step: Callable[[int], None] = lambda _played: None,
) -> Console:
    """Play a whole script as a new session.

    Args:
        script: What happens.
        store: Where it is saved.
        laptop: On whose time line.
        names: Tags by folded name, for note lines.
        on_step: Called after each step with the number of steps played.

    Returns:
        The session, all of it saved.

    Raises:
        UserError: A command refused; what was played until then is kept.
        StorageError: The store doesn't take any more; likewise.
    """
    clock = SetClock(EPOCH_MS)
    console = begin(script, store, laptop, clock)
    for number, (at_ms, do) in enumerate(timed_steps(console, script, names), 1):
        clock.move_to(at_ms)
        do()
        if why := console.saves.why:
            raise StorageError(why)
        on_step(number)
    _wait_until_saved(console, store)
    return console


def begin(script: act.Script, store: Store, laptop: Laptop, clock: SetClock) -> Console:
    """Create the session of a script with its agenda and seats, before anything happens.

    Args:
        script: What is played.
        store: Where it is saved.
        laptop: On whose time line.
        clock: Moved by whoever plays the steps.
    """
    # Without a boot id: a later run must not go on from the meeting's time by this machine's boot clock.
    console = new_session(
        store,
        laptop._replace(boot_id=""),
        script.title,
        language=script.language,
        attribution=script.attribution,
        clock=clock,
    )
    if script.place:
        console.dispatch(edit_session, place=script.place)
    _seat(console, script)
    return console


def timed_steps(
    console: Console, script: act.Script, names: Mapping[TagId, TagId] = DEFAULT_NAMES
) -> Iterator[tuple[Instant, Callable[[], object]]]:
    """Yield the steps in order: when each happens on the session's time line, and a function that carries it out."""
    for step in script.steps:
        at_ms = Instant(EPOCH_MS + step.at_ms)
        if isinstance(step, act.NoteLine):
            yield at_ms, partial(console.dispatch, capture, step.line, names=names)
        elif isinstance(step, act.SumUp):
            yield at_ms, partial(_sum_up, console, step, names)
        else:
            yield at_ms, partial(ACTIONS[type(step)], console, step)


def _wait_until_saved(console: Console, store: Store) -> None:
    while (saves := console.saves).waiting:
        if saves.why:
            raise StorageError(saves.why)
        store.saver.wait(saves.committed + saves.waiting, WAIT_S)


def _seat(console: Console, script: act.Script) -> None:
    """Write the agenda and seat everyone, before anything happens."""
    console.dispatch(add_items, script.agenda)
    for name in script.groups:
        console.dispatch(add_group, name)
    groups = (NO_GROUP, *console.state.groups)
    for seat, person in enumerate(script.people, 1):
        console.dispatch(add_participant, seat=seat, label=person.label, group_id=groups[person.group])


# -- what happens ----------------------------------------------------------------------------------------


def add_spoken(state: State, _now_ms: Instant, text: str) -> list[NewEvent]:
    """Add a note word for word: it was spoken, not typed, so that nothing in it is a token of a note line."""
    return [NewEvent(NoteAdded(note_text(text), item_id=state.room.item_id))]


def _start_item(console: Console, step: act.StartItem) -> None:
    console.dispatch(start_item, items_in_order(console.state)[step.item - 1].item_id)


def _start_turn(console: Console, step: act.StartTurn) -> None:
    console.dispatch(start_turn, _at(console, step.seat), step.kind)


def _end_turn(console: Console, _step: act.EndTurn) -> None:
    console.dispatch(end_turn, _present_turn(console))


def _done(console: Console, _step: act.Done) -> None:
    """Do what the first key means in the item that is on: its format may have a move of its own there."""
    if not _move(console, "done"):
        console.dispatch(done)


def _next_part(console: Console, _step: act.NextPart) -> None:
    _move(console, "next_item")


def _move(console: Console, key: str) -> bool:
    """Do what a key means in the format of the item that is on; return whether it means anything of its own there."""
    state = console.state
    item = state.items.get(state.room.item_id)
    moves = view_of(item).stage(state, item, console.now_ms()).moves if item else {}
    if move := moves.get(key):
        console.dispatch(move.command, *move.args)
    return move is not None


def _join_queue(console: Console, step: act.JoinQueue) -> None:
    answers = _present_turn(console) if step.kind is TurnKind.DIRECT_RESPONSE else NO_TURN
    console.dispatch(join_queue, _at(console, step.seat), step.kind, to_turn_id=answers)


def _someone_else(console: Console, _step: act.SomeoneElse) -> None:
    console.dispatch(someone_else_speaks)


def _start_quiet(console: Console, step: act.StartQuiet) -> None:
    console.dispatch(start_quiet, step.length_ms)


def _end_quiet(console: Console, _step: act.EndQuiet) -> None:
    console.dispatch(end_quiet)


def _resume_turn(console: Console, _step: act.ResumeTurn) -> None:
    console.dispatch(resume_turn, _present_turn(console))


def _add_spoken(console: Console, step: act.Said) -> None:
    console.dispatch(add_spoken, step.text)


def _list_entry(console: Console, step: act.GroupListStep) -> None:
    console.dispatch(add_list_entry, step.group_list, step.text)


def _theme(console: Console, step: act.ThemeStep) -> None:
    notes = list(console.state.notes)
    console.dispatch(add_theme, step.column, step.title, step.text, [notes[number - 1] for number in step.notes])


def _paragraph(console: Console, step: act.ParagraphStep) -> None:
    console.dispatch(add_paragraph, step.section, step.text)


def _answers(console: Console, step: act.AnswersStep) -> None:
    console.dispatch(add_answers, step.question, step.counts)


def _phone_hand(console: Console, _step: act.PhoneHand) -> None:
    console.dispatch(join_without_seat)


def _sum_up(console: Console, step: act.SumUp, names: Mapping[TagId, TagId]) -> None:
    console.dispatch(sum_up, _table_at(console, step.table), step.line, names=names)


def _table_at(console: Console, number: int) -> TableId:
    return tables_on(console.state)[number - 1].table_id


def _phone_text(console: Console, step: act.PhoneText) -> None:
    wish = Wish.READ_ALOUD if step.read_aloud else Wish.TEAM
    table_id = _table_at(console, step.table) if step.table else MAIN
    console.dispatch(send_text, step.text, wish, table_id=table_id)


def _erase_text(console: Console, _step: act.EraseText) -> None:
    console.withdraw(Subject(list(console.state.submissions)[-1]))


def _statement(console: Console, step: act.StatementStep) -> None:
    language = LanguageId(console.state.info.language)
    if step.from_phone:
        console.dispatch(send_statement, step.text, language)
    else:
        console.dispatch(add_statement, step.text, language=language)


def _accept_statement(console: Console, step: act.AcceptStatement) -> None:
    console.dispatch(accept_sent, _statement_at(console, step.statement))


def _offer_rewording(console: Console, step: act.OfferRewording) -> None:
    console.dispatch(offer_rewording, _statement_at(console, step.statement), step.text)


def _same_statement(console: Console, step: act.SameStatement) -> None:
    console.dispatch(merge_statement, _statement_at(console, step.statement), _statement_at(console, step.kept))


def _leave_out(console: Console, step: act.LeaveOut) -> None:
    console.dispatch(leave_out_sent, _statement_at(console, step.statement), step.reason)


def _print_ballots(console: Console, step: act.PrintBallots) -> None:
    console.dispatch(print_ballots, step.count)


def _ballot(console: Console, step: act.BallotStep) -> None:
    signs = zip(votable(console.state), step.votes, strict=True)
    votes = {statement.statement_id: SIGNS[sign] for statement, sign in signs if sign in SIGNS}
    console.voting.cast(f"{PAPER}{step.paper}" if step.paper else f"{PHONE}{step.phone}", votes)


def _phones_off(console: Console, step: act.PhonesOff) -> None:
    console.dispatch(count_phones, step.connections)


def _undo(console: Console, _step: act.Undo) -> None:
    console.undo()


def _close(console: Console, _step: act.Close) -> None:
    console.dispatch(close_session)
    # What was recorded tells who spoke when; it is played to be looked at, and asks nobody.
    console.dispatch(keep_speaking)


ACTIONS: dict[type[act.Step], Callable[[Console, Any], None]] = {
    act.StartItem: _start_item,
    act.StartTurn: _start_turn,
    act.EndTurn: _end_turn,
    act.Done: _done,
    act.JoinQueue: _join_queue,
    act.SomeoneElse: _someone_else,
    act.StartQuiet: _start_quiet,
    act.EndQuiet: _end_quiet,
    act.ResumeTurn: _resume_turn,
    act.Said: _add_spoken,
    act.GroupListStep: _list_entry,
    act.ThemeStep: _theme,
    act.ParagraphStep: _paragraph,
    act.AnswersStep: _answers,
    act.PhoneHand: _phone_hand,
    act.PhoneText: _phone_text,
    act.EraseText: _erase_text,
    act.StatementStep: _statement,
    act.AcceptStatement: _accept_statement,
    act.OfferRewording: _offer_rewording,
    act.SameStatement: _same_statement,
    act.LeaveOut: _leave_out,
    act.PrintBallots: _print_ballots,
    act.NextPart: _next_part,
    act.BallotStep: _ballot,
    act.PhonesOff: _phones_off,
    act.Undo: _undo,
    act.Close: _close,
}


def _at(console: Console, seat: int) -> ParticipantId:
    return at_seat(console.state, seat).participant_id


def _present_turn(console: Console) -> TurnId:
    turn = speaking(console.state)
    return turn.turn_id if turn else NO_TURN


def _statement_at(console: Console, place: int) -> StatementId:
    return list(console.state.statements)[place - 1]
