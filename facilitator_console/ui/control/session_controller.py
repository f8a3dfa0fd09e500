"""The controller: the open session as the window's parts see it. The one bridge between Console and Qt.

Every view reads `state`, calls `do` for each thing that a person does, and listens to the signals. No widgets here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Concatenate, ParamSpec

from PySide6.QtCore import QObject, QTimer, Signal

from facilitator_console.console import Console, subject_of_field
from facilitator_console.console.other_sessions import OtherSessions
from facilitator_console.console.voting import Voting
from facilitator_console.dialogue.evolve import is_measured
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.naming import NamedNote, name_command, note_of_command
from facilitator_console.dialogue.reading_back import ThemeChange, changes_of
from facilitator_console.dialogue.state import Changes, State
from facilitator_console.dialogue.typed_words import TypedText, typed_texts, with_copies
from facilitator_console.dialogue.withdrawing import tags_used_only_by
from facilitator_console.log import CommandId, Duration, Instant, NewEvent, SessionId, Subject, WorkPhase, WriterId
from facilitator_console.notes.codebook import typed_names
from facilitator_console.notes.ids import NO_MARK, NO_NOTE, MarkId, NoteId, TagId, ThemeId
from facilitator_console.notes.state import ListEntry
from facilitator_console.opinions.ids import StatementId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import end_of_item
from facilitator_console.session.events import LocalTime
from facilitator_console.session.evolve_clocks import lead_of
from facilitator_console.session.ids import MAIN, NO_TURN, ItemId, TurnId
from facilitator_console.session.leading import GAP_FROM_MS, record_gap
from facilitator_console.session.promise import promised_end_ms, put_right_end_ms
from facilitator_console.session.timers import item_timer, running
from facilitator_console.store.errors import StorageError
from facilitator_console.store.finding import FoundNote
from facilitator_console.store.saver import NOTE_LINE, SaveState
from facilitator_console.ui.control.chosen_table import ChosenTable
from facilitator_console.ui.control.presses import Presses
from facilitator_console.ui.control.room_picture import RoomPicture
from facilitator_console.ui.control.teamwork import Teamwork
from facilitator_console.ui.look.times import NO_TIME_OF_DAY, time_of_day
from facilitator_console.views.vote_display import VoteFigures
from facilitator_console.words import Catalogue, Message, UserError, say

P = ParamSpec("P")

TICK_MS = 100
DRAFT_MS = 200
"""A draft is on the disk within 300 ms; not each letter is a write of its own."""
NOTHING_TO_UNDO = say("There is nothing to undo.")
NOTHING_TO_REDO = say("There is nothing to redo.")
SIGN_MS = 10_000
"""So often a sign of life is given while clocks run."""
TAKES_NOTES = say("This laptop takes notes: the room’s keys are off.")
WATCHED = say("You are only watching. The buttons below say what you can do.")


@dataclass
class NoteDraft:
    """Holds what belongs to the text in the note line, on whichever page it is typed.

    Attributes:
        turn_id: The turn that ran at its first letter, or that it was given to since; None while nothing is typed.
        fills: The mark that the note is for.
        reply_to: The note that it answers.
    """

    turn_id: TurnId | None = None
    fills: MarkId = NO_MARK
    reply_to: NoteId = NO_NOTE


class SessionController(QObject):
    """Holds an open session as the window sees it.

    It outlives the parts of the window: they connect their own methods to its signals, which Qt cuts with their
    object; a lambda or a partial would be called when its page is long gone.

    Attributes:
        note_draft: What belongs to the draft.
        presses: What was pressed when, so that a double press counts once.
        picture: The picture of the room; it is made before anybody else hears of a change or a tick.
        tables: Which of the open tables is meant.
        teamwork: The other laptops; None where the session is only looked at.

    Signals:
        changed(Changes): After each change, whoever made it.
        saves_changed(SaveState): What is saved and what is not, after each commit and each failure.
        ticked(): Ten times a second while a clock runs; only for repainting.
        refused(Message): A command was refused, in words for the quiet banner.
        did(CommandId): A command of this laptop was carried out and can be undone.
        undid(CommandId): A command of this laptop was taken back.
        hinted(Message): A key wants to be pressed once more; for the hint below the note line.
        seat_asked(Move): A move of the format wants one of its people chosen.
        role_changed(): This laptop leads, or takes notes.
        voted(): Somebody voted, or the votes of an earlier run were read; comes from any thread.
        watching_changed(): What is shown is only watched, or in somebody's hands.
    """

    changed = Signal(dict)
    saves_changed = Signal(object)
    ticked = Signal()
    refused = Signal(object)
    did = Signal(object)
    undid = Signal(object)
    hinted = Signal(object)
    seat_asked = Signal(object)
    role_changed = Signal()
    watching_changed = Signal()
    voted = Signal()

    def __init__(
        self,
        console: Console,
        catalogue: Catalogue,
        catalogues: Sequence[Catalogue],
        parent: QObject | None = None,
        *,
        takes_notes: bool = False,
        note_draft: NoteDraft | None = None,
    ) -> None:
        """Open a session for the window.

        Args:
            console: The session.
            catalogue: The language of the screen.
            catalogues: All languages, in whose words tags may be typed.
            parent: Owner in Qt's sense.
            takes_notes: Whether somebody has switched this laptop to taking notes.
            note_draft: What belongs to the text that is being typed, where the window is built anew around it.
        """
        super().__init__(parent)
        self.console = console
        self.catalogue = catalogue
        self.tag_names: dict[TagId, TagId] = typed_names(catalogues)
        self._takes_notes = takes_notes or not console.leads
        self._is_watched = self.plays = False
        self.phase = WorkPhase.RUN
        # By the laptop's own line: the session's jumps where the two are compared, and no press or sleep did.
        self._own_ms = console.clock.now_ms
        self.presses = Presses(self._own_ms)
        self.teamwork: Teamwork | None = None
        self.picture = RoomPicture(console, self)
        self.tables = ChosenTable(self.picture, self)
        self.changed.connect(self.picture.follow)
        self.ticked.connect(self.picture.keep_up)
        self._drafts: dict[str, str] = {}
        self._shown_statements: tuple[Message | None, tuple[tuple[StatementId, str], ...]] = (None, ())
        self._drafted = set(console.drafted_fields())
        self._drafts_waiting: set[str] = set()
        # Of a draft from an earlier run nobody knows any more whose words it holds.
        self.note_draft = note_draft or NoteDraft(NO_TURN if self.draft() else None)
        self._draft_timer = QTimer(self, interval=DRAFT_MS, singleShot=True)
        self._draft_timer.timeout.connect(self.flush_draft)
        self._seen_ms = self._sign_ms = self._own_ms()
        self._ended = self._end_of_item()
        self.timer = QTimer(self, interval=TICK_MS)
        self.timer.timeout.connect(self._record_gap)
        self.timer.timeout.connect(self._end_item)
        self.timer.timeout.connect(self.ticked)
        self.ticked.connect(self._on_ticked)
        console.on_changed(self._on_console_changed)
        console.voting.on_voted(self._on_voted)
        self._run_timer()

    # -- reading ---------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Return the session's state; read it, never change it."""
        return self.console.state

    @property
    def session(self) -> SessionId:
        """Return the session's id."""
        return self.console.session

    @property
    def phase(self) -> WorkPhase:
        """Return the phase of the work that the window shows; undo takes back what was done in it."""
        return self.console.phase

    @phase.setter
    def phase(self, phase: WorkPhase) -> None:
        self.console.phase = phase

    @property
    def leads(self) -> bool:
        """Tell whether this laptop leads clock and queue now."""
        return self.console.leads and not self._takes_notes

    @property
    def holds_lead(self) -> bool:
        """Tell whether this laptop leads clock and queue, even while it is switched to taking notes."""
        return self.console.leads

    @property
    def is_measured(self) -> bool:
        """Tell whether it is known how far this laptop's clock is from the session's time line."""
        return self.console.is_measured

    @property
    def laptop(self) -> Laptop:
        """Return this laptop."""
        return self.console.laptop

    @property
    def history(self) -> History:
        """Return the session's events; read them, never change them."""
        return self.console.history

    @property
    def voting(self) -> Voting:
        """Return the votes of the session's people; ballots are not in the log."""
        return self.console.voting

    @property
    def is_watched(self) -> bool:
        """Tell whether the dialogue is played to somebody who watches: then nothing can be done to it here."""
        return self._is_watched

    def now_ms(self) -> Instant:
        """Return now on the session's time line."""
        return self.console.now_ms()

    def wall_ms(self, at_ms: Instant) -> Instant:
        """Return what a clock on the wall shows at an instant of the session's time line."""
        return self.console.wall_ms(at_ms)

    def utc_offset_min(self) -> int:
        """Return local time minus UTC now, in minutes."""
        return self.console.clock.utc_offset_min()

    def today(self) -> LocalTime:
        """Return the day that this laptop's calendar shows, without a time, and local time minus UTC now."""
        offset_min = self.utc_offset_min()
        now = datetime.fromtimestamp(self.wall_ms(self.now_ms()) / 1000, timezone(timedelta(minutes=offset_min)))
        return LocalTime(f"{now:%Y-%m-%d}", "", offset_min)

    def time_of_day(self, at_ms: Instant, writer: WriterId | None = None) -> str:
        """Return an instant of the session's time line as a clock on the wall shows it, such as 14:05.

        Args:
            at_ms: The instant.
            writer: Whose it is, where it may be another laptop's: a dash where that clock was never measured.
        """
        if writer is not None and not (self.console.is_own(writer) or is_measured(self.state, writer)):
            return NO_TIME_OF_DAY
        return self.wall_time(self.wall_ms(at_ms))

    def wall_time(self, at_ms: Instant) -> str:
        """Return an instant of the wall clock as it is shown, such as 14:05."""
        return time_of_day(at_ms, self.catalogue)

    def promised_end_ms(self) -> Instant:
        """Return the promised end by the wall clock; 0 where nothing is promised.

        Where this laptop's program reckoned it and its wall clock was put right since, it follows: the plan is as long
        as it was. What the clock showed before the machine was started anew nobody knows any more.
        """
        promised, boot_id = self.state.info.promised, self.console.laptop.boot_id
        run = self.state.runs.get(promised.writer) if promised else None
        same_boot = run is not None and boot_id != "" and run.started.boot_id == boot_id
        if promised and (promised.writer == self.console.writer_id or same_boot):
            return put_right_end_ms(self.state, self.wall_ms)
        return promised_end_ms(self.state)

    def text(self, message: Message) -> str:
        """Return a message in the language of the screen."""
        return self.catalogue.text(message)

    @property
    def may_lead(self) -> bool:
        """Tell whether this laptop may lead clock and queue, whatever somebody has switched it to."""
        return self.console.leads

    @property
    def off_here(self) -> Message:
        """Return why the room's keys are off here, and whose they are where another laptop leads."""
        lead = lead_of(self.state, MAIN)
        if not self.console.leads and self.teamwork is not None:
            return self.teamwork.refusal_of_others(lead) or TAKES_NOTES
        return TAKES_NOTES

    @property
    def others(self) -> OtherSessions:
        """Return the other sessions of the store, into which items can be copied."""
        return self.console.others

    @property
    def saves(self) -> SaveState:
        """Return what is saved and what is not yet."""
        return self.console.saves

    @property
    def words_remain(self) -> bool:
        """Tell whether something was erased that may still lie in the store's file."""
        return self.console.words_remain

    @property
    def is_complete(self) -> bool:
        """Tell whether the log has all that it speaks of; else another laptop holds the rest."""
        return not self.console.history.missing

    def forgetting_refusal(self) -> Message | None:
        """Why `forget_speaking` would be refused now; None where it would be done."""
        return WATCHED if self._is_watched else self.console.forgetting_refusal()

    @property
    def writer(self) -> WriterId:
        """Return this run's id, as the log names it."""
        return self.console.writer_id

    def is_own(self, writer: WriterId) -> bool:
        """Tell whether a run was on this laptop."""
        return self.console.is_own(writer)

    def typed_texts(self) -> tuple[TypedText, ...]:
        """Return all that was typed in this session."""
        return typed_texts(self.console.history)

    def theme_changes(self, theme_id: ThemeId) -> tuple[ThemeChange, ...]:
        """Return what became of a theme, oldest first."""
        return changes_of(self.console.history, theme_id)

    def made_from(self, note_id: NoteId) -> tuple[ListEntry, ...]:
        """Return the entries of the group's lists that were made from a note: withdrawing it withdraws them."""
        return tuple(entry for entry in self.state.list_entries.values() if note_id in entry.sources and entry.text)

    def tags_used_only_by(self, note_id: NoteId) -> tuple[TagId, ...]:
        """Return the tags that were typed with a note and that nothing else uses: withdrawing it withdraws them."""
        return tags_used_only_by(self.console.history, note_id)

    def with_copies(self, chosen: Sequence[TypedText]) -> tuple[TypedText, ...]:
        """Return typed texts together with those that were made from them and go with them."""
        return with_copies(self.console.history, chosen)

    def undoable_in_room(self) -> CommandId | None:
        """Return this laptop's last action on clock and queue that can be taken back."""
        return self.console.undo_stack.undoable(room_only=True)

    @property
    def can_redo(self) -> bool:
        """Tell whether anything of this laptop can be brought back, in whichever phase of the work."""
        return self.console.undo_stack.redoable() is not None

    def is_of_room(self, command: CommandId) -> bool:
        """Tell whether a command did something to clock or queue."""
        return self.console.undo_stack.is_of_room(command)

    def note_of(self, command: CommandId) -> NamedNote | None:
        """Return the note that a command is about; None where it is about something else."""
        return note_of_command(self.state, self.console.history.command(command))

    def name(self, command: CommandId) -> Message:
        """Return what a command did, in a few words."""
        return name_command(self.state, self.console.history.command(command))

    def find_notes(self, text: str) -> frozenset[NoteId] | None:
        """Find the notes that contain the words of a text, saved or not; None where it contains no word."""
        return self.console.find_notes(text)

    def find_everywhere(self, text: str) -> tuple[FoundNote, ...]:
        """Find saved notes of all sessions by the words of a text, newest first; none where they can't be read."""
        try:
            return self.console.find_everywhere(text)
        except StorageError:
            return ()  # The banner about the store says why.

    # -- doing -----------------------------------------------------------------------------------------

    def do(
        self, command: Callable[Concatenate[State, Instant, P], Sequence[NewEvent]], *args: P.args, **kwargs: P.kwargs
    ) -> bool:
        """Carry a command out; a refusal goes to the quiet banner.

        Returns:
            Whether it was carried out.
        """
        return self._try(lambda: self.console.dispatch(command, *args, **kwargs), undoable=True)

    def record(
        self, command: Callable[Concatenate[State, Instant, P], Sequence[NewEvent]], *args: P.args, **kwargs: P.kwargs
    ) -> bool:
        """Write down what the program itself does, which nobody can take back; a refusal goes to the quiet banner."""
        return self._try(lambda: self.console.dispatch(command, *args, **kwargs))

    def refusal(
        self, command: Callable[Concatenate[State, Instant, P], Sequence[NewEvent]], *args: P.args, **kwargs: P.kwargs
    ) -> Message | None:
        """Why `do` would refuse a command now, in words; None where it would carry it out."""
        return WATCHED if self._is_watched else self.console.refusal(command, *args, **kwargs)

    def undo(self, *, room_only: bool = False) -> bool:
        """Take back this laptop's last action in this phase of the work, or its last action on clock and queue."""
        return self._undo(self.console.undo_stack.undoable(None if room_only else self.phase, room_only=room_only))

    def undo_command(self, command: CommandId) -> bool:
        """Take back one command."""
        return self._undo(command)

    def redo(self) -> bool:
        """Bring back what was undone last in this phase of the work."""
        command = self.console.undo_stack.redoable(self.phase)
        if command is None:
            self.refused.emit(NOTHING_TO_REDO)
            return False
        return self._try(lambda: self.console.redo(command), undoable=True)

    def withdraw(self, subject: Subject) -> bool:
        """Erase an entity's words for good; the caller has asked first."""
        return self._try(lambda: self.console.withdraw(subject))

    def erase_words(self, chosen: Sequence[TypedText]) -> bool:
        """Erase typed words for good; the caller has asked first."""
        return self._try(lambda: self.console.erase_words(chosen))

    def take_speakers_off(self, note_ids: Sequence[NoteId] | None = None) -> bool:
        """Take what leads to a speaker off these notes, or off all, for good; the caller has asked first."""
        return self._try(lambda: self.console.take_speakers_off(note_ids))

    def forget_speaking(self) -> bool:
        """Forget who spoke when, for good; the caller has asked first."""
        return self._try(self.console.forget_speaking)

    def take_notes(self, *, on: bool) -> None:
        """Take notes on this laptop, or lead (where it may)."""
        self._takes_notes = on
        self.role_changed.emit()

    def watch(self, *, on: bool, plays: bool = True) -> None:
        """Only watch what is played, or look at what was played before; or take it in hand."""
        self._is_watched, self.plays = on, on and plays
        self.watching_changed.emit()

    def draft(self, field: str = NOTE_LINE) -> str:
        """Return what stood in a field, by default the note line, when this session was left, or is typed now."""
        if field not in self._drafts:
            self._drafts[field] = self.console.draft(field)
        return self._drafts[field]

    def keep_draft(self, text: str, field: str = NOTE_LINE) -> None:
        """Keep what stands in a field, by default the note line, whatever happens to this program."""
        self._drafts[field] = text
        if text and self.teamwork is not None:
            self.teamwork.tell_typed()
        (self._drafted.add if text else self._drafted.discard)(field)
        self._drafts_waiting.add(field)
        if not self._draft_timer.isActive():
            self._draft_timer.start()

    def vote_figures(self) -> VoteFigures:
        """Return what a room display may show of a vote."""
        heading, shown = self._shown_statements
        known = ((self.state.statements.get(one), words) for one, words in shown)
        # What was withdrawn is on no display.
        lines = tuple(
            self.text(say("{text} ({words})", text=one.text, words=words)) if words else one.text
            for one, words in known
            if one is not None
        )
        return VoteFigures(self.console.voting.turnout.voters, heading, lines)

    def show_statements(self, heading: Message, statements: tuple[tuple[StatementId, str], ...]) -> None:
        """Let these statements be what a room display shows of a result, each with the words beside it, if any."""
        self._shown_statements = (heading, statements)

    def has_draft(self, field: str) -> bool:
        """Tell whether something stands in a field that was never kept."""
        return field in self._drafted

    def hear_saves(self, state: SaveState) -> None:
        """Pass on what the writer said."""
        self.saves_changed.emit(state)

    def _undo(self, command: CommandId | None) -> bool:
        if command is None:
            self.refused.emit(NOTHING_TO_UNDO)
            return False
        undone = self._try(lambda: self.console.undo(command))
        if undone:
            self.undid.emit(command)
        return undone

    def _try(self, act: Callable[[], Changes], *, undoable: bool = False) -> bool:
        if self._is_watched:
            self.refused.emit(WATCHED)
            return False
        self._record_gap()
        try:
            changes = act()
        except UserError as error:
            self.refused.emit(error.message)
            return False
        if changes and undoable and (command := self.console.undo_stack.undoable()):
            self.did.emit(command)
        return True

    def _on_console_changed(self, changes: Changes) -> None:
        self._run_timer()
        changed = changes.get("notes", frozenset()) | changes.get("themes", frozenset())
        for field in [field for field in self._drafted if subject_of_field(field) in changed]:
            subject = subject_of_field(field)
            note, theme = self.state.notes.get(NoteId(subject)), self.state.themes.get(ThemeId(subject))
            if not (note and note.text) and not (theme and (theme.title or theme.text)):
                self.keep_draft("", field)  # Withdrawn, here or elsewhere: what was typed over it goes too.
        self.changed.emit(changes)

    def _on_voted(self) -> None:
        """Pass it on; it comes from whichever thread took the vote."""
        self.voted.emit()

    def _on_ticked(self) -> None:
        self._seen_ms = self._own_ms()
        if self._seen_ms - self._sign_ms >= SIGN_MS:
            self._give_sign_of_life()

    def _give_sign_of_life(self) -> None:
        """Record that this laptop is alive; of what is only watched nobody asks later how long it was not running."""
        self._sign_ms = self._own_ms()
        if not self._is_watched:
            self.console.give_sign_of_life()

    def _record_gap(self) -> None:
        """Note that the laptop slept while clocks ran that it leads, whatever it shows.

        The timer sees to it that this is looked at all the time.
        """
        unseen_ms, self._seen_ms = self._own_ms() - self._seen_ms, self._own_ms()
        if self.timer.isActive() and self.console.leads and unseen_ms > GAP_FROM_MS:
            self.console.dispatch(record_gap, Instant(self.now_ms() - unseen_ms))

    def _end_of_item(self) -> tuple[ItemId, Duration] | None:
        """Return the item whose time is over, and how long it was; None where none is over."""
        timer = item_timer(self.state, self.now_ms())
        return (self.state.room.item_id, timer.length_ms) if timer and timer.left_ms <= 0 and timer.length_ms else None

    def _end_item(self) -> None:
        """Do what the item wants at its end, once for each of its ends: whoever takes that back has taken it in hand.

        An item that was over when the session was opened is in somebody's hands already.
        """
        over = self._end_of_item()
        if over is None or over == self._ended or self._is_watched or not self.console.leads:
            return
        if self.console.dispatch(end_of_item):
            self._ended = over
            if command := self.console.undo_stack.undoable():
                self.did.emit(command)

    def flush_draft(self) -> None:
        """Give the drafts to the writer now."""
        for field in sorted(self._drafts_waiting):
            self.console.keep_draft(self._drafts[field], field)
        self._drafts_waiting.clear()

    def _run_timer(self) -> None:
        on = running(self.state)
        if any(on) != self.timer.isActive():
            self._seen_ms = self._own_ms()
            self.timer.start() if any(on) else self.timer.stop()
            self._give_sign_of_life()

    def close(self) -> None:
        """Keep the draft, stop listening and ticking; the session stays as it is, and clocks that run go on."""
        self.console.stop_listening(self._on_console_changed)
        self.console.voting.stop_listening(self._on_voted)
        self.timer.stop()
        self._draft_timer.stop()
        self.flush_draft()
        self._give_sign_of_life()
