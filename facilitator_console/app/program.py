"""One run of the program: which store is open, what the window holds, what becomes of what goes wrong.

What the start screen does not need is imported where it is wanted: somebody waits for it.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileInfo, QObject, QSettings, QTimer, Signal

from facilitator_console.app.copying import Copying
from facilitator_console.app.preload import Preload
from facilitator_console.app.recovering import Recovering
from facilitator_console.app.remembered import Remembered
from facilitator_console.app.stores import Saves, open_or_come_up
from facilitator_console.exchange.templates import read_templates
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.runtime.crash_report import CrashReports
from facilitator_console.runtime.laptop import Laptop, data_folder
from facilitator_console.store import StorageError
from facilitator_console.store.errors import DamageError
from facilitator_console.store.listing import sessions_of
from facilitator_console.ui.look import qt_words
from facilitator_console.ui.parts.banners import Banner, bug_banner, put_back_banner
from facilitator_console.ui.shell.window import Window
from facilitator_console.ui.start.start_page import StartPage
from facilitator_console.words import Message, UserError, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from facilitator_console.console import Console
    from facilitator_console.exchange.script import Script
    from facilitator_console.log import Event, SessionId
    from facilitator_console.session.clock import Clock
    from facilitator_console.session.ids import GapId
    from facilitator_console.store import SaveState, Store
    from facilitator_console.store.doctor import Recovery
    from facilitator_console.store.listing import ListedSession
    from facilitator_console.ui.control.session_controller import NoteDraft, SessionController
    from facilitator_console.ui.shell.one_window import OneWindow
    from facilitator_console.ui.shell.playback import Playback
    from facilitator_console.ui.shell.session_view import SessionView

SAMPLE_SPEED = 20
STORE_FILES = "*.sqlite"


class Program(QObject):
    """One run of the program: its store, its session, its window.

    Attributes:
        store: The store that is open.
        controller: The session that is open.
        view: What the window holds.
        gave_way: Another window has the store open, and has come to the front.
    """

    _failed = Signal(object)

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
            settings: What is remembered from one start to the next.
            language: Of the screen: one of `LANGUAGES`.
            laptop: Who and where we are.
            clock: Another clock than the machine's, for tests.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._clock = clock
        self.store: Store | None = None
        self.controller: SessionController | None = None
        self.view: StartPage | SessionView | None = None
        self._remembered = Remembered(settings)
        self._laptop = laptop
        self._one: OneWindow | None = None
        self._playback: Playback | None = None
        self._own_store: Path | None = None
        self._answered: set[GapId] = set()
        self.gave_way = False
        self._reports = CrashReports(load_catalogue(language))
        self._saves = Saves(self)
        self._saves.heard.connect(self._on_saves_heard)
        self._failed.connect(self._on_failed)
        self._recovering = Recovering(self, self._show_banner, self._ask_new_file, self._leave_damaged)
        self._recovering.recovered.connect(self._on_recovered)
        self._recovering.failed.connect(self.keep_bug)
        self._copying = Copying(self, self._show_banner, self._ask_new_file, self._known_events)
        self._copying.moved.connect(self._on_store_changed)
        self._copying.failed.connect(self._refuse)
        self._speak(language)
        self.window = Window(settings, self._catalogue.text(say("Facilitator console")), self._may_leave)
        self._preload = Preload(self.window)
        self._preload.seen.connect(self._listen)

    def _speak(self, language: str) -> None:
        self.language, self._catalogue = language, load_catalogue(language)
        qt_words.speak(language)

    # -- stores ------------------------------------------------------------------------------------------

    def open_store(self, path: Path) -> bool:
        """Work on another store, or say why not; whether it is open now. If not, the present one stays open."""
        if self.store is not None and path.resolve() == self.store.path:
            return True
        try:
            opened = open_or_come_up(path, self.keep_bug)
        except (UserError, StorageError) as error:
            self._refuse_store(error)
            return False
        self.gave_way = opened is None
        if opened is None:
            has_it = say("{path} is open in another window, which has come to the front.", path=str(path))
            self._refuse_store(UserError(has_it))
            return False
        if not self._may_leave(partial(self._change_store, path)):
            opened.close()
            return False
        try:
            self.leave_store()
        except StorageError as error:
            # Nothing waited, and the old one is closed all the same: said on the page that comes.
            QTimer.singleShot(0, self, partial(self._refuse, error))
        self.store = opened
        self._on_store_changed()
        return True

    def _on_store_changed(self) -> None:
        if self.store is not None:
            self._remembered.keep_store(self.store.path)
        self._listen()

    def _listen(self) -> None:
        """Hear what others ask about the store that is open now, once there is a window to see."""
        if self.store is not None and self._preload.is_seen:
            from facilitator_console.app.answers import answer
            from facilitator_console.ui.shell.one_window import OneWindow

            self._one = self._one or OneWindow(partial(answer, self), self)
            self._one.listen(self.store.path)

    def leave_store(self) -> None:
        """Close session and store.

        Raises:
            StorageError: Something could not be saved.
        """
        self._leave_session()
        if self._one is not None:
            self._one.close()
        store, self.store = self.store, None
        if store is not None:
            store.close()

    def _refuse_store(self, error: UserError | StorageError) -> None:
        if self.store is None and not isinstance(self.view, StartPage):
            self.show_start()
        self._refuse(error)

    # -- what the window holds ---------------------------------------------------------------------------

    def show_start(self) -> None:
        """Show the sessions of the store; where something is unsaved or they can't be read, a session stays open."""
        path = self.store.path if self.store else None
        if path and self.controller is not None and not self._may_leave(partial(self._change_store, path)):
            return
        try:
            self._show_sessions(path, sessions_of(self.store, self._laptop.boot_id) if self.store else None)
        except StorageError as error:
            if self.controller is None:
                self._show_sessions(path, None)
            self._refuse(error)

    def _show_sessions(self, path: Path | None, sessions: Sequence[ListedSession] | None) -> None:
        self._leave_session()
        page = StartPage(
            self._catalogue,
            self.language,
            store=path,
            sessions=sessions,
            templates=read_templates(),
            recent=[other for other in self._remembered.stores if other != path],
        )
        page.session_chosen.connect(self.open_session)
        page.deletion_confirmed.connect(self._delete_session)
        page.creation_asked.connect(self.create_session)
        page.store_chosen.connect(lambda chosen: self._go_back_to_store(Path(chosen)))
        page.store_asked.connect(self._on_store_asked)
        page.new_store_asked.connect(self._on_new_store_asked)
        page.sample_asked.connect(self._on_sample_asked)
        page.language_chosen.connect(self.choose_language)
        self.view = page
        self.window.show_view(page)

    def open_session(self, session: SessionId) -> None:
        """Go on with a session of the store."""
        from facilitator_console.app.sessions import goes_on
        from facilitator_console.console import open_session
        from facilitator_console.ui.run.gap_banner import open_gaps

        if self.store is not None:
            try:
                console = open_session(self.store, session, self._laptop, self._clock)
                self._show_session(console)
            except StorageError as error:
                self._refuse(error)
                return
            if console.was_put_back:
                self._show_banner("told", put_back_banner(self._catalogue))
            elif self.controller is not None and goes_on(console) and not open_gaps(self.controller):
                self._tell(say("Back in the session; the clocks went on."))

    def _delete_session(self, session: SessionId) -> None:
        from facilitator_console.app.sessions import delete_session

        if self.store is not None:
            self._remembered.keep_role(session, takes_notes=False)
            said = delete_session(self.store, session, self._laptop)
            self.show_start()
            self._tell(said)

    def create_session(self, template: str, title: str, seats: int, language: str = "") -> None:
        """Begin a session from a template (none: an empty agenda), in a language, by default the screen's."""
        from facilitator_console.app.sessions import begin_session

        language = language or self.language
        if self.store is None:
            return
        try:
            console = begin_session(
                self.store, self._laptop, title, template=template, seats=seats, language=language, clock=self._clock
            )
        except (UserError, StorageError) as error:
            self._refuse(error)
            return
        self._show_session(console)

    def _show_session(self, console: Console) -> SessionView:
        if self.store is not None:
            self._saves.hear(self.store)
        self._leave_session()
        self._answered = set()
        return self._show_controller(console)

    def _show_controller(self, console: Console, note_draft: NoteDraft | None = None) -> SessionView:
        from facilitator_console.ui.control.session_controller import SessionController
        from facilitator_console.ui.shell.session_view import SessionView

        catalogues = [load_catalogue(known) for known in LANGUAGES]
        takes_notes = self._remembered.takes_notes(console.session)
        self.controller = SessionController(
            console, self._catalogue, catalogues, self, takes_notes=takes_notes, note_draft=note_draft
        )
        self.controller.role_changed.connect(self._keep_role)
        view = SessionView(self.controller, self.language, self._answered)
        view.left.connect(self._on_session_left)
        view.language_chosen.connect(self.choose_language)
        view.retry_asked.connect(self._saves.retry)
        view.elsewhere_asked.connect(self._on_elsewhere_asked)
        view.backup_asked.connect(self._on_backup_asked)
        self.view = view
        self.window.show_view(view)
        return view

    def _on_session_left(self) -> None:
        """Show the sessions; who looked at the sample comes back to their own store."""
        own, self._own_store = self._own_store, None
        if own is not None:
            self.open_store(own)
        self.show_start()

    def _keep_role(self) -> None:
        if self.controller is not None:
            self._remembered.keep_role(self.controller.session, takes_notes=not self.controller.leads)

    def _leave_session(self) -> None:
        if self._playback is not None:
            self._playback.stop()
            self._playback.deleteLater()
        self._playback = None
        if self.controller is not None:
            self.controller.close()
            self.controller.deleteLater()
        self.controller = None

    def choose_language(self, language: str) -> None:
        """Speak another language: the window is built anew from the console."""
        self._remembered.keep_language(language)
        self._speak(language)
        if self.controller is None or self.view is None or isinstance(self.view, StartPage):
            self.show_start()
            return
        before, old = self.view, self.controller
        old.close()
        view = self._show_controller(old.console, old.note_draft)
        old.deleteLater()
        view.show_page(before.perspective, notes=before.looks_at_notes)
        if self._playback is not None and not self._playback.is_over:
            from facilitator_console.ui.shell.playback import show_playback

            show_playback(self._playback, view)

    # -- watching ----------------------------------------------------------------------------------------

    def watch(self, script: Script, speed: int) -> None:
        """Play a script in the window, as a new session of the store."""
        from facilitator_console.app.playback import begin_watching
        from facilitator_console.ui.shell.playback import show_playback

        if self.store is not None:
            console, playback = begin_watching(script, self.store, self._laptop, speed, self)
            view = self._show_session(console)
            self._playback = playback
            show_playback(playback, view)

    def _on_sample_asked(self) -> None:
        from facilitator_console.exchange.samples import new_sample_folder, sample_script

        try:
            folder = new_sample_folder()
        except UserError as error:
            self._refuse(error)
            return
        own = self.store.path if self.store else None
        if self.open_store(folder / "dialogue.sqlite"):
            self._own_store = own
            self.watch(sample_script(self.language), SAMPLE_SPEED)

    # -- files that somebody chooses ---------------------------------------------------------------------

    def _on_store_asked(self) -> None:
        from facilitator_console.ui.parts.file_dialog import ask_open

        if self.view is not None:
            title = say("Open another store")
            ask_open(self.view, self._catalogue, title, self._folder(), STORE_FILES, self._change_store)

    def _on_new_store_asked(self) -> None:
        self._ask_new_file(say("New store"), self._folder() / "dialogue.sqlite", self._change_store)

    def _go_back_to_store(self, path: Path) -> None:
        """Open a store that was open before; one that is gone is not made anew."""
        if QFileInfo.exists(str(path)):
            self._change_store(path)
        else:
            gone = say("{path} is not there now. If it is on a stick, put that in and choose it again.", path=str(path))
            self._refuse_store(UserError(gone))

    def _change_store(self, path: Path) -> None:
        if self.open_store(path):
            self.show_start()

    def _on_elsewhere_asked(self) -> None:
        if self.store is not None:
            self._copying.ask_elsewhere(self.store, self._catalogue)

    def _on_backup_asked(self) -> None:
        if self.store is not None:
            self._copying.ask_copy(self.store, self._catalogue)

    def _known_events(self) -> Iterable[Event]:
        return self.controller.console.history.events() if self.controller else ()

    def _ask_new_file(self, title: Message, path: Path, then: Callable[[Path], None]) -> None:
        from facilitator_console.ui.parts.file_dialog import ask_save

        if self.view is not None:
            ask_save(self.view, self._catalogue, title, path, STORE_FILES, then)

    def _folder(self) -> Path:
        return self.store.path.parent if self.store else data_folder()

    # -- saving and closing ------------------------------------------------------------------------------

    def _on_saves_heard(self, saves: SaveState) -> None:
        if self.controller is not None:
            self.controller.hear_saves(saves)

    def _may_leave(self, go: Callable[[], object] | None = None) -> bool:
        """Whether session and store may be left: nothing is unsaved; else somebody is asked.

        Args:
            go: Leaves again, once somebody has decided to lose what is unsaved; by default the window closes.
        """
        if self.controller is not None:
            self.controller.flush_draft()
        saves = self._saves.last(self.store)
        if saves is None or saves.is_safe:
            return True
        from facilitator_console.ui.shell.save_banners import closing_banner

        leave, elsewhere = partial(self._give_up, go or self.window.close), self._on_elsewhere_asked
        banner = closing_banner(self._catalogue, saves, retry=self._saves.retry, elsewhere=elsewhere, leave=leave)
        self._show_banner("close", banner)
        return False

    def _give_up(self, go: Callable[[], object]) -> None:
        # What waits is lost: somebody was asked and has decided so.
        with suppress(StorageError):
            self.leave_store()
        go()

    def _leave_damaged(self, path: Path, go: Callable[[], object]) -> bool:
        """Leave a damaged store, where it is open, so that it can be recovered; false where somebody is asked first."""
        if self.store is not None and self.store.path == path:
            if not self._may_leave(go):
                return False
            self._give_up(partial(self._show_sessions, None, None))
        return True

    def _on_recovered(self, recovery: Recovery) -> None:
        if self.open_store(recovery.path):
            self.show_start()
            self._tell(recovery.line)

    # -- bugs --------------------------------------------------------------------------------------------

    def keep_bug(self, bug: BaseException) -> None:
        """Keep a report of a bug without any content; what the world did is said. Called from any thread."""
        if isinstance(bug, UserError | StorageError):
            self._failed.emit(bug)
        else:
            self._reports.keep(bug)
            self._failed.emit(None)

    def _on_failed(self, error: UserError | StorageError | None) -> None:
        if error is not None:
            self._refuse(error)
        elif self.view is not None and self.view.banners.banner("bug") is None:
            self._show_banner("bug", bug_banner(self._catalogue, data_folder()))

    def _refuse(self, error: UserError | StorageError) -> None:
        """Say what went wrong; of a damaged store, what can be read of it is offered."""
        if isinstance(error, DamageError):
            self._recovering.offer(error, self._catalogue)
        else:
            self._show_banner("refusal", Banner(self._catalogue.text(error.message), kind="wrong"))

    def _tell(self, message: Message) -> None:
        self._show_banner("told", Banner(self._catalogue.text(message)))

    def _show_banner(self, name: str, banner: Banner) -> None:
        if self.view is not None:
            self.view.banners.show_banner(name, banner)
