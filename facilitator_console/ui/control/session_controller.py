"""The controller: the open session as the window's parts see it. The one bridge between Console and Qt.

Every view reads `state`, calls `do` for each thing that a person does, and listens to the signals. No widgets here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from PySide6.QtCore import QObject, Signal

from facilitator_console.console import Console
from facilitator_console.console.other_sessions import Copied, OtherSessions
from facilitator_console.console.voting import Voting
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.naming import name_command
from facilitator_console.dialogue.state import Changes, State
from facilitator_console.dialogue.typed_words import TypedText
from facilitator_console.dialogue.withdrawing import gone_with, known_elsewhere
from facilitator_console.log import CommandId, Instant, NewEvent, Ref, SessionId, Subject, WorkPhase, WriterId
from facilitator_console.notes.codebook import typed_names
from facilitator_console.notes.ids import NoteId, TagId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.evolve_clocks import lead_of
from facilitator_console.session.ids import MAIN, TableId
from facilitator_console.session.tables import table_name, tables_on
from facilitator_console.store.errors import StorageError
from facilitator_console.store.finding import FoundNote
from facilitator_console.store.saver import SaveState
from facilitator_console.ui.control.chosen_table import ChosenTable
from facilitator_console.ui.control.drafts import Drafts, NoteDraft
from facilitator_console.ui.control.presses import Presses
from facilitator_console.ui.control.room_picture import RoomPicture
from facilitator_console.ui.control.teamwork import Teamwork
from facilitator_console.ui.control.ticker import Ticker
from facilitator_console.ui.control.times import WallTimes
from facilitator_console.words import Catalogue, Message, UserError, say

if TYPE_CHECKING:
    from facilitator_console.console.marathon_site import Consoles

P = ParamSpec("P")

NOTHING_TO_UNDO = say("There is nothing to undo.")
NOTHING_TO_REDO = say("There is nothing to redo.")
TAKES_NOTES = say("This laptop takes notes: the room’s keys are off.")
WATCHED = say("You are only watching. The buttons below say what you can do.")


class SessionController(QObject):
    """Holds an open session as the window sees it.

    It outlives the parts of the window: they connect their own methods to its signals, which Qt cuts with their
    object; a lambda or a partial would be called when its page is long gone.

    Attributes:
        drafts: What is typed and not kept yet.
        times: What clocks on the wall show at the instants of the session.
        presses: What was pressed when, so that a double press counts once.
        picture: The picture of the room; it is made before anybody else hears of a change or a tick.
        tables: Which of the open tables is meant.
        timer: Runs while a clock does.
        teamwork: The other laptops; None where the session is only looked at.
        is_watched: The dialogue is played to somebody who watches: then nothing can be done to it here.
        plays: It is being played just now.

    Signals:
        changed(Changes): After each change, whoever made it.
        saves_changed(SaveState): What is saved and what is not, after each commit and each failure.
        ticked(): Ten times a second while a clock runs; only for repainting.
        refused(Message): A command was refused, in words for the quiet banner.
        did(CommandId): A command of this laptop was carried out and can be undone.
        undid(CommandId): A command of this laptop was taken back.
        hinted(Message): A key wants to be pressed once more; for the hint below the note line.
        seat_asked(Move): A move of the format wants one of its people chosen.
        leaving_asked(Callable): Something is to leave before forgetting is decided; what goes on once it is.
        role_changed(): Somebody lets this laptop lead, or take notes.
        lead_changed(): This laptop leads the session or a table, or not any more.
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
    leaving_asked = Signal(object)
    role_changed = Signal()
    lead_changed = Signal()
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
        self.console, self.catalogue = console, catalogue
        self.tag_names: dict[TagId, TagId] = typed_names(catalogues)
        self._tables_led = self.led_tables
        self._takes_notes = takes_notes or not (console.leads or self._tables_led)
        self._led = (console.leads, self._tables_led)
        self.is_watched = self.plays = False
        console.phase = WorkPhase.RUN
        # By the laptop's own line: the session's jumps where the two are compared, and no press did.
        self.presses = Presses(console.clock.now_ms)
        self.teamwork: Teamwork | None = None
        self.picture = RoomPicture(console, self)
        self.tables = ChosenTable(self.picture, self)
        self.changed.connect(self.picture.follow)
        self.ticked.connect(self.picture.keep_up)
        self.drafts = Drafts(console, note_draft, self)
        self.drafts.typed.connect(self._on_typed)
        self.times = WallTimes(console, catalogue)
        self.timer = Ticker(console, self)
        self.timer.timeout.connect(self.ticked)
        self.timer.item_ended.connect(self._on_item_ended)
        self.ticked.connect(self.timer.see)
        console.on_changed(self._on_console_changed)
        console.voting.on_voted(self._on_voted)
        self.timer.follow()

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
        """Tell whether this laptop leads clock and queue now, of the session or of a table."""
        return bool(self.console.leads or self.led_tables) and not self._takes_notes

    @property
    def holds_lead(self) -> bool:
        """Tell whether this laptop leads clock and queue, even while it is switched to taking notes."""
        return self.console.leads

    @property
    def led_tables(self) -> tuple[TableId, ...]:
        """Return the open tables that this laptop leads while another one leads the session."""
        if self.console.leads:
            return ()
        own, rooms = self.laptop.laptop_id, self.state.rooms
        return tuple(table.table_id for table in tables_on(self.state) if rooms[table.table_id].lead == own)

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

    def now_ms(self) -> Instant:
        """Return now on the session's time line."""
        return self.console.now_ms()

    def text(self, message: Message) -> str:
        """Return a message in the language of the screen."""
        return self.catalogue.text(message)

    @property
    def off_here(self) -> Message:
        """Return why the room's keys are off here, and whose they are where another laptop leads."""
        table_id = self.tables.table_id if self.console.leads else MAIN
        lead = lead_of(self.state, table_id)
        if lead in {"", self.laptop.laptop_id} or self.teamwork is None:
            return TAKES_NOTES
        table = None if table_id == MAIN else table_name(self.state, table_id)
        return self.teamwork.refusal_of_others(lead, table) or TAKES_NOTES

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

    @property
    def is_forgetting_undecided(self) -> bool:
        """Tell whether the session is over and nobody has chosen yet whether who spoke when is forgotten."""
        return self.console.is_forgetting_undecided

    def forgetting_refusal(self) -> Message | None:
        """Return why `forget_speaking` would be refused now; None where it would be done."""
        return WATCHED if self.is_watched else self.console.forgetting_refusal()

    @property
    def writer(self) -> WriterId:
        """Return this run's id, as the log names it."""
        return self.console.writer_id

    def is_own(self, writer: WriterId) -> bool:
        """Tell whether a run was on this laptop."""
        return self.console.is_own(writer)

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

    def name(self, command: CommandId) -> Message:
        """Return what a command did, in a few words."""
        return name_command(self.state, self.console.history.command(command))

    def find_notes(self, text: str) -> frozenset[NoteId] | None:
        """Find the notes that contain the words of a text, saved or not; None where it contains no word."""
        return self.console.find_notes(text)

    def find_everywhere(self, text: str) -> tuple[FoundNote, ...] | None:
        """Find saved notes of all sessions by the words of a text, newest first; None while they can't be read."""
        try:
            return self.console.find_everywhere(text)
        except StorageError:
            return None  # If it is more than a sweep, the banner about the store says why.

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
        """Return why `do` would refuse a command now, in words; None where it would carry it out."""
        return WATCHED if self.is_watched else self.console.refusal(command, *args, **kwargs)

    def undo(self, *, room_only: bool = False) -> bool:
        """Take back this laptop's last action in this phase of the work, or its last action on clock and queue."""
        undoable = self.console.undo_stack.undoable
        return self.undo_command(undoable(None if room_only else self.phase, room_only=room_only))

    def undo_command(self, command: CommandId | None) -> bool:
        """Take back one command; None says that there is nothing to take back."""
        if command is None:
            self.refused.emit(NOTHING_TO_UNDO)
            return False
        undone = self._try(lambda: self.console.undo(command))
        if undone:
            self.undid.emit(command)
        return undone

    def redo(self) -> bool:
        """Bring back what was undone last in this phase of the work."""
        if (command := self.console.undo_stack.redoable(self.phase)) is None:
            self.refused.emit(NOTHING_TO_REDO)
            return False
        return self._try(lambda: self.console.redo(command), undoable=True)

    def read_marathon(self, marathon: SessionId) -> dict[SessionId, State] | None:
        """Return the states of a marathon and its sessions, but not of this one; None where a refusal said why not."""
        try:
            return self.others.in_marathon(marathon)
        except StorageError as error:
            self.refused.emit(error.message)
            return None

    def sessions_of_marathon(self, known: Consoles) -> Consoles:
        """Read this marathon's sessions, to make its reports; see `consoles_in`."""
        from facilitator_console.console.marathon_site import consoles_in

        return consoles_in(self.console, known)

    def copies_elsewhere(self, gone: Collection[Subject]) -> tuple[Copied, ...]:
        """Return what was carried from these entities into other sessions."""
        try:
            return self.others.copies_of(known_elsewhere(self.history, self.session, gone))
        except StorageError:
            return ()  # The banner about the store says why.

    def withdraw(self, subject: Subject, *, copies: bool = False) -> bool:
        """Erase an entity's words for good, and what was carried from them; the caller has asked first."""
        known = known_elsewhere(self.history, self.session, gone_with(self.history, subject) if copies else ())
        return self._erase_with_copies(known, lambda: self.console.withdraw(subject))

    def _erase_with_copies(self, known: Collection[Ref], erase: Callable[[], Changes]) -> bool:
        """Erase copies first: once the words are erased here nothing would lead to them any more."""

        def erase_all() -> Changes:
            try:
                self.others.withdraw_copies(known)
            except StorageError as error:
                self.refused.emit(error.message)
            return erase()

        return self._try(erase_all)

    def erase_words(self, chosen: Sequence[TypedText], copies: Collection[Subject] = ()) -> bool:
        """Erase typed words for good, and what was carried from these entities; the caller has asked first."""
        known = known_elsewhere(self.history, self.session, copies)
        return self._erase_with_copies(known, lambda: self.console.erase_words(chosen))

    def take_speakers_off(self, note_ids: Sequence[NoteId] | None = None) -> bool:
        """Take what leads to a speaker off these notes, or off all, for good; the caller has asked first."""
        return self._try(lambda: self.console.take_speakers_off(note_ids))

    def forget_speaking(self) -> bool:
        """Forget who spoke when, for good; the caller has asked first."""
        return self._try(self.console.forget_speaking)

    def let_leave(self, then: Callable[[], object]) -> None:
        """Do what takes words off this laptop, once it is chosen whether who spoke when is forgotten or kept."""
        if self.is_forgetting_undecided and not self.is_watched:
            self.leaving_asked.emit(then)
        else:
            then()

    def take_notes(self, *, on: bool) -> None:
        """Take notes on this laptop, or lead (where it may)."""
        self._takes_notes = on
        self.role_changed.emit()

    def watch(self, *, on: bool, plays: bool = True) -> None:
        """Only watch what is played, or look at what was played before; or take it in hand."""
        self.is_watched = self.timer.is_watched = on
        self.plays = on and plays
        self.watching_changed.emit()

    def _try(self, act: Callable[[], Changes], *, undoable: bool = False) -> bool:
        if self.is_watched:
            self.refused.emit(WATCHED)
            return False
        self.timer.record_gap()
        try:
            changes = act()
        except UserError as error:
            self.refused.emit(error.message)
            return False
        if changes and undoable and (command := self.console.undo_stack.undoable()):
            self.did.emit(command)
        return True

    def _on_console_changed(self, changes: Changes) -> None:
        self.timer.follow()
        self.drafts.drop_withdrawn(changes)
        self.changed.emit(changes)
        if changes.keys() & {"rooms", "talk_tables"}:
            self._follow_lead()

    def _follow_lead(self) -> None:
        """Lead where this laptop has taken a table, and say where it leads something else than before."""
        before, self._tables_led = self._tables_led, self.led_tables
        if taken := [table_id for table_id in self._tables_led if table_id not in before]:
            self._takes_notes = False
            self.tables.choose(taken[-1])
        before_led, self._led = self._led, (self.console.leads, self._tables_led)
        if self._led != before_led:
            self.lead_changed.emit()

    def _on_typed(self) -> None:
        if self.teamwork is not None:
            self.teamwork.tell_typed()

    def _on_voted(self) -> None:
        self.voted.emit()  # In whichever thread took the vote.

    def _on_item_ended(self) -> None:
        if command := self.console.undo_stack.undoable():
            self.did.emit(command)

    def close(self) -> None:
        """Keep the draft, stop listening and ticking; the session stays as it is, and clocks that run go on."""
        self.console.stop_listening(self._on_console_changed)
        self.console.voting.stop_listening(self._on_voted)
        self.timer.stop()
        self.drafts.flush()
        self.timer.give_sign_of_life()
