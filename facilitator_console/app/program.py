"""Holds one run of the program: its start screen, its sessions, and the ways between them.

What the start screen does not need is imported where it is wanted: somebody waits for it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QFileInfo, QObject, QSettings

from facilitator_console.app.faults import Faults
from facilitator_console.app.open_store import OpenStore
from facilitator_console.app.played_sessions import PlayedSessions
from facilitator_console.app.preload import Preload
from facilitator_console.app.recovering import Recovering
from facilitator_console.app.remembered import Remembered
from facilitator_console.app.room_devices import RoomDevices
from facilitator_console.app.screen import Screen
from facilitator_console.app.session_list import SessionList, own_templates
from facilitator_console.app.team_ways import TeamWays
from facilitator_console.exchange.templates import read_templates
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.runtime.laptop import Laptop, data_folder
from facilitator_console.store.contents import sessions_of
from facilitator_console.store.errors import StorageError
from facilitator_console.store.store import Store
from facilitator_console.ui.control.teamwork import Teamwork
from facilitator_console.ui.parts.banners import put_back_banner
from facilitator_console.ui.start.start_page import StartPage
from facilitator_console.words import UserError, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from facilitator_console.console import Console
    from facilitator_console.exchange.script import Script
    from facilitator_console.log import SessionId
    from facilitator_console.session.clock import Clock
    from facilitator_console.session.ids import GapId, ItemId, Purpose
    from facilitator_console.store.contents import ListedSession
    from facilitator_console.store.doctor import Recovery
    from facilitator_console.store.saver import SaveState
    from facilitator_console.ui.control.drafts import NoteDraft
    from facilitator_console.ui.control.session_controller import SessionController
    from facilitator_console.ui.phones.phone_host import PhoneHost
    from facilitator_console.ui.room_display.room_display import RoomDisplay
    from facilitator_console.ui.shell.one_window import OneWindow
    from facilitator_console.ui.shell.playback import Playback
    from facilitator_console.ui.shell.questions import Question
    from facilitator_console.ui.shell.session_view import SessionView
    from facilitator_console.ui.start.watch_page import WatchPage


class Program(QObject):
    """Shows the start screen or a session, and leads from one to the other.

    Attributes:
        window: The window's frame.
        controller: The session that is open; None on the start screen.
        clock: Another clock than the machine's, for tests.
    """

    def __init__(
        self,
        settings: QSettings,
        language: str,
        laptop: Laptop,
        clock: Clock | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Build the window, empty and not shown yet.

        Args:
            settings: Kept from one start to the next.
            language: Of the screen: one of `LANGUAGES`.
            laptop: Who and where we are.
            clock: Another clock than the machine's, for tests.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self.clock = clock
        self.controller: SessionController | None = None
        self.remembered = Remembered(settings)
        self.one_window: OneWindow | None = None
        self._answered: set[GapId] = set()
        self.screen = Screen(settings, language, self._may_close, self)
        self.window = self.screen.window
        self.faults = Faults(self.screen)
        self.stores = OpenStore(self.screen, self.faults)
        self.stores.changed.connect(self._on_store_changed)
        self.stores.leaving.connect(self._on_store_leaving)
        self.stores.refused.connect(self._on_store_refused)
        self.stores.saves_heard.connect(self._on_saves_heard)
        self._ways = TeamWays(self)
        self._played = PlayedSessions(self)
        self._devices = RoomDevices(self, settings)
        self.teamwork = Teamwork(settings, laptop, self.stores.soon.emit, self._ways.is_deleted, self)
        self._session_list = SessionList(self, clock)
        self._recovering = Recovering(self.screen, self._leave_damaged)
        self._recovering.recovered.connect(self._on_recovered)
        self._recovering.failed.connect(self.faults.keep)
        self.faults.damage_found.connect(self._recovering.offer)
        self._preload = Preload(self.window)
        self._preload.seen.connect(self._listen)

    @property
    def view(self) -> StartPage | SessionView | WatchPage | None:
        """Return what the window holds; None before anything was shown."""
        return self.screen.view

    @property
    def session_view(self) -> SessionView:
        """Return what the window holds of the session that is open."""
        return cast("SessionView", self.view)

    @property
    def language(self) -> str:
        """Return the language of the screen."""
        return self.screen.language

    # -- stores ------------------------------------------------------------------------------------------

    @property
    def store(self) -> Store | None:
        """Return the store that is open; None where none is."""
        return self.stores.store

    @property
    def gave_way(self) -> bool:
        """Tell whether another window has the wanted store open, and has come to the front."""
        return self.stores.gave_way

    def open_store(self, path: Path) -> bool:
        """Open another store and tell whether it is open now; if not, the present one stays open."""
        return self.stores.open(path, partial(self.change_store, path))

    def leave_store(self) -> None:
        """Close session, room display and store.

        Raises:
            StorageError: Something could not be saved.
        """
        self._devices.close()
        self.stores.leave()

    def _on_store_changed(self) -> None:
        if self.store is not None:
            self.remembered.keep_store(self.store.path)
        self._listen()

    def _on_store_leaving(self) -> None:
        self._leave_session()
        if self.one_window is not None:
            self.one_window.close()

    def _on_store_refused(self, error: UserError | StorageError) -> None:
        if self.store is None and not isinstance(self.view, StartPage):
            self.show_start()
        self.faults.refuse(error)

    def _listen(self) -> None:
        """Answer what others ask about the open store, once there is a window to see."""
        if self.store is not None and self._preload.is_seen:
            from facilitator_console.ui.shell.one_window import OneWindow

            self.one_window = self.one_window or OneWindow(self._answer, self)
            self.one_window.listen(self.store.path)

    def _answer(self, question: Question) -> object:
        """Answer another program; what that needs takes long to load, so it is loaded when somebody asks."""
        from facilitator_console.app.answers import answer

        return answer(self, question)

    # -- views -----------------------------------------------------------------------------------------

    def show_start(self) -> None:
        """Show the sessions of the store; where something is unsaved or they can't be read, a session stays open."""
        path = self.store.path if self.store else None
        if path and self.controller is not None and not self.stores.may_leave(partial(self.change_store, path)):
            return
        try:
            self._show_sessions(path, sessions_of(self.store, self.laptop.boot_id) if self.store else None)
        except StorageError as error:
            if self.controller is None:
                self._show_sessions(path, None)
            self.faults.refuse(error)

    def _show_sessions(self, path: Path | None, sessions: Sequence[ListedSession] | None) -> None:
        self._leave_session()
        self._played.see(sessions or ())
        page = StartPage(
            self.screen.catalogue,
            self.language,
            store=path,
            sessions=sessions,
            templates=(*read_templates(), *own_templates()),
            recent=[other for other in self.remembered.stores if other != path],
            author=self.teamwork.author,
        )
        page.session_chosen.connect(self.open_session)
        page.creation_asked.connect(self._on_creation_asked)
        page.store_chosen.connect(self._on_store_chosen)
        page.store_asked.connect(self._on_store_asked)
        page.new_store_asked.connect(self._on_new_store_asked)
        self._ways.offer(page)
        page.sample_asked.connect(self._played.play_sample)
        page.language_chosen.connect(self.choose_language)
        self.screen.show(page)
        self._session_list.follow(page, sessions or ())

    def open_session(self, session: SessionId) -> None:
        """Open a session of the store to go on with it."""
        from facilitator_console.app.sessions import was_left_running
        from facilitator_console.console import open_session
        from facilitator_console.ui.run.gap_banner import open_gaps

        if self._played.was_played(session):
            self._played.look_at(session)
        elif self.store is not None:
            try:
                console = open_session(self.store, session, self.own_laptop, self.clock, self.stores.soon.emit)
                self.show_session(console)
            except (UserError, StorageError) as error:
                self.faults.refuse(error)
                return
            if console.was_put_back:
                self.screen.show_banner("message", put_back_banner(self.screen.catalogue))
            elif self.controller is not None and was_left_running(console) and not open_gaps(self.controller):
                self.screen.show_message(say("Back in the session; the clocks went on."))
            self._session_list.ask_when_opened(session)

    def create_session(self, template: str, title: str, seats: int, language: str = "", marathon: str = "") -> None:
        """Begin a session from a template (none: an empty agenda), in a language, by default the screen's.

        With a marathon's id it belongs to that one.
        """
        from facilitator_console.app.sessions import Beginning, begin_session

        if self.store is None:
            return
        try:
            console = begin_session(
                self.store,
                self.own_laptop,
                Beginning(title, template, seats, language or self.language, marathon),
                self.clock,
                self.stores.soon.emit,
            )
        except (UserError, StorageError) as error:
            self.faults.refuse(error)
            return
        self.show_session(console)

    def _on_creation_asked(self, template: str, title: str, seats: int, language: str, marathon: str) -> None:
        """Begin a session; one with an empty agenda is planned first."""
        from facilitator_console.log import WorkPhase

        self.create_session(template, title, seats, language, marathon)
        if not template and self.controller is not None:
            self.session_view.show_page(WorkPhase.PREPARE)

    def show_session(self, console: Console) -> SessionView:
        """Show a session that a console has open, instead of what is shown now."""
        self.stores.hear_saves()
        self._leave_session()
        self._answered = set()
        return self._show_controller(console)

    def _show_controller(self, console: Console, note_draft: NoteDraft | None = None) -> SessionView:
        from facilitator_console.ui.control.session_controller import SessionController
        from facilitator_console.ui.shell.session_view import SessionView

        catalogues = [load_catalogue(known) for known in LANGUAGES]
        takes_notes = self.remembered.takes_notes(console.session)
        self.controller = SessionController(
            console, self.screen.catalogue, catalogues, self, takes_notes=takes_notes, note_draft=note_draft
        )
        self.stores.controller = self.controller
        if not self._played.was_played(console.session):
            self.controller.teamwork = self.teamwork
            self.teamwork.follow(console)
        self.controller.role_changed.connect(self._keep_role)
        view = SessionView(self.controller, self.language, self.room_display, self.phones, self._answered)
        view.left.connect(self._on_session_left)
        view.session_asked.connect(self._on_session_asked)
        view.part_asked.connect(self._on_part_asked)
        view.language_chosen.connect(self.choose_language)
        view.retry_asked.connect(self.stores.retry)
        view.elsewhere_asked.connect(self.stores.ask_elsewhere)
        view.backup_asked.connect(self.stores.ask_copy)
        self._session_list.follow_open(view)
        self._ways.serve(view)
        self.screen.show(view)
        return view

    @property
    def playback(self) -> Playback | None:
        """Return what plays the session that is shown; None where nothing is played."""
        return self._played.playback

    def watch(self, script: Script, speed: int) -> None:
        """Play a script in the window, as a new session of the store."""
        self._played.watch(script, speed)

    @property
    def room_display(self) -> RoomDisplay:
        """Return the room display, which shows the open session."""
        return self._devices.display

    @property
    def phones(self) -> PhoneHost:
        """Return the phones' host, which goes with the open session."""
        return self._devices.phones

    def _on_session_left(self) -> None:
        """Show the list of sessions; who looked at the sample comes back to their own store."""
        self._played.open_own_store()
        self.show_start()

    def _on_session_asked(self, session: SessionId, page: str) -> None:
        """Open another session instead of this one, unless something of this one is unsaved."""
        if self.stores.may_leave(partial(self._on_session_asked, session, page)):
            self.open_session(session)
            if page and self.controller is not None and self.controller.session == session:
                self.session_view.show_page(page)

    def _on_part_asked(self, title: str, stage: ItemId, purpose: Purpose) -> None:
        """Begin a session of the marathon that is open, and show it where it is prepared."""
        from facilitator_console.app.sessions import Part, begin_part
        from facilitator_console.session.ids import Purpose

        if self.store is None or self.controller is None:
            return
        try:
            part = Part(title, stage, Purpose(purpose))
            console = begin_part(
                self.store, self.own_laptop, self.controller.console, part, self.clock, self.stores.soon.emit
            )
        except (UserError, StorageError) as error:
            self.faults.refuse(error)
            return
        self.show_session(console).show_page("run" if purpose == Purpose.EXPERTS else "prepare")

    def _keep_role(self) -> None:
        if self.controller is not None:
            self.remembered.keep_role(self.controller.session, takes_notes=not self.controller.leads)

    @property
    def laptop(self) -> Laptop:
        """Return this laptop, whoever works here."""
        return self.own_laptop._replace(author="")

    @property
    def own_laptop(self) -> Laptop:
        """Return this laptop, with the initials of who works here."""
        return self.teamwork.laptop

    def _leave_session(self) -> None:
        self._ways.stop()
        self._played.stop()
        self._devices.leave()
        if self.controller is not None:
            self.controller.close()
            self.teamwork.leave(self.controller.console)
            self.controller.console.leave()
            self.controller.deleteLater()
        self.controller = self.stores.controller = None
        self._devices.follow_nothing()

    def choose_language(self, language: str) -> None:
        """Change the language of the screen: the window is built anew on the same console."""
        self.remembered.keep_language(language)
        self.screen.set_language(language)
        before, old = cast("SessionView", self.view), self.controller
        if old is None:
            if not self._ways.watch_anew():
                self.show_start()
            return
        old.close()
        view = self._show_controller(old.console, old.drafts.of_note)
        old.deleteLater()
        view.show_page(before.page_name, notes=before.looks_at_notes)
        self._played.show_anew(view, was_watched=before.controller.is_watched)

    # -- files that somebody chooses ---------------------------------------------------------------------

    def _on_store_asked(self) -> None:
        self.screen.ask_file(say("Open another store"), self._folder(), self._on_store_chosen)

    def _on_new_store_asked(self) -> None:
        self.screen.ask_new_file(say("New store"), self._folder() / "dialogue.sqlite", self.change_store)

    def _on_store_chosen(self, path: str | Path) -> None:
        """Open a store that should be there; one that is gone is not created again."""
        if QFileInfo.exists(str(path)):
            self.change_store(Path(path))
        else:
            gone = say("{path} is not there now. If it is on a stick, put that in and choose it again.", path=str(path))
            self._on_store_refused(UserError(gone))

    def change_store(self, path: Path) -> None:
        """Open another store, and show its sessions."""
        if self.open_store(path):
            self.show_start()

    def _folder(self) -> Path:
        return self.store.path.parent if self.store else data_folder()

    # -- saving, recovering, closing ---------------------------------------------------------------------

    def _on_saves_heard(self, saves: SaveState) -> None:
        if self.controller is not None:
            self.controller.saves_changed.emit(saves)

    def _may_close(self) -> bool:
        return self.stores.may_leave(self.window.close)

    def _leave_damaged(self, path: Path, go: Callable[[], object]) -> bool:
        return self.stores.leave_damaged(path, go, partial(self._show_sessions, None, None))

    def _on_recovered(self, recovery: Recovery) -> None:
        if self.open_store(recovery.path):
            self.show_start()
            self.screen.show_message(recovery.line)
