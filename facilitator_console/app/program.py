"""One run of the program: which store is open, what the window holds, what becomes of what goes wrong.

What the start screen does not need is imported where it is wanted: somebody waits for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QObject, QSettings, QTimer, QTranslator, Signal
from PySide6.QtWidgets import QApplication, QFileDialog

from facilitator_console.catalogues import LANGUAGES, load_catalogue
from facilitator_console.console import Console, new_session, open_session
from facilitator_console.crash_report import CrashReports
from facilitator_console.exchange.templates import planned_items, read_templates
from facilitator_console.laptop import Laptop, data_folder
from facilitator_console.log import SessionId
from facilitator_console.notes.codebook import typed_names
from facilitator_console.session.agenda import add_item
from facilitator_console.session.clock import Clock, SetClock
from facilitator_console.session.ids import GapId
from facilitator_console.session.people import add_participant
from facilitator_console.session.timers import running
from facilitator_console.store import SaveState, StorageError, Store, backup
from facilitator_console.store.listing import sessions_of
from facilitator_console.ui.desk import Desk
from facilitator_console.ui.perspectives.start import StartPage
from facilitator_console.ui.save_bar import closing_bar
from facilitator_console.ui.widgets.bars import Bar, Bars
from facilitator_console.ui.window import Window
from facilitator_console.words import Message, UserError, say

if TYPE_CHECKING:
    from facilitator_console.exchange.script import PlannedItem, Script
    from facilitator_console.ui.one_window import OneWindow
    from facilitator_console.ui.player import Player, PlayerBar
    from facilitator_console.ui.session_view import SessionView

LANGUAGE, STORES = "window/language", "window/stores"
TAKES_NOTES = "takes_notes"
"""Sessions in which somebody has switched this laptop to taking notes: ids, which say nothing."""
STORES_KEPT = 8
SAMPLE_SPEED = 20
LAST_COMMIT_S = 3.0
"""So long the closing waits for a writer that is at work and not failing."""
STORE_FILES = "*.sqlite"


class Program(QObject):
    """One run of the program: its store, its session, its window.

    Attributes:
        store: The store that is open.
        desk: The session that is open.
        view: What the window holds.
        gave_way: Another window has the store open, and has come to the front.
    """

    _saves_heard = Signal(object)
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
        self.desk: Desk | None = None
        self.view: StartPage | SessionView | None = None
        self._settings = settings
        self._laptop = laptop
        self._one: OneWindow | None = None
        self._player: Player | None = None
        self._answered: set[GapId] = set()
        self.gave_way = False
        self._gives_up = False
        self._reports = CrashReports(load_catalogue(language))
        self._saves_heard.connect(self._on_saves_heard)
        self._failed.connect(self._on_failed)
        self._speak(language)
        self.window = Window(settings, self._catalogue.text(say("Facilitator console")), self._may_close)

    def _speak(self, language: str) -> None:
        self.language, self._catalogue = language, load_catalogue(language)
        application = QApplication.instance()
        if application is None:
            return
        # Qt's own dialogs speak it too, where Qt knows it; what was installed last is asked first.
        translator = QTranslator(application)
        if translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            application.installTranslator(translator)

    # -- stores ------------------------------------------------------------------------------------------

    def open_store(self, path: Path) -> bool:
        """Work on another store; where that can't be, the present one stays open.

        Returns:
            Whether it is open now.
        """
        try:
            opened = Store.open(path, on_bug=self.keep_bug)
        except UserError as error:
            self._refuse_store(path, error.message)
            return False
        self.leave_store()
        self.store = opened
        opened.writer.on_change(self._saves_heard.emit)
        self._remember(opened.path)
        QTimer.singleShot(0, self, self._listen)
        return True

    def _listen(self) -> None:
        """Hear of other starts for this store."""
        from facilitator_console.ui.one_window import OneWindow  # noqa: PLC0415

        if self.store is not None and self._one is None:
            self._one = OneWindow(self.store.path, self)
            self._one.asked.connect(self.window.come_up)

    def leave_store(self) -> None:
        """Close session and store.

        Raises:
            StorageError: Something could not be saved.
        """
        self._leave_session()
        one, self._one = self._one, None
        if one is not None:
            one.close()
        store, self.store = self.store, None
        if store is not None:
            store.close()

    def _refuse_store(self, path: Path, message: Message) -> None:
        from facilitator_console.ui.one_window import raise_running  # noqa: PLC0415

        self.gave_way = raise_running(path)
        if self.gave_way:
            message = say("{path} is open in another window, which has come to the front.", path=str(path))
        if self.view is None:
            self.show_start()
        self._show_bar("refusal", Bar(self._catalogue.text(message), kind="wrong"))

    def _recent(self) -> list[Path]:
        kept = self._settings.value(STORES)
        # A list of one comes back as a text.
        paths = [kept] if isinstance(kept, str) else kept if isinstance(kept, list) else []
        return [Path(path) for path in paths]

    def _remember(self, path: Path) -> None:
        others = [str(other) for other in self._recent() if other != path]
        self._settings.setValue(STORES, [str(path), *others][:STORES_KEPT])

    # -- what the window holds ---------------------------------------------------------------------------

    def show_start(self) -> None:
        """Show the sessions of the store."""
        self._leave_session()
        path = self.store.path if self.store else None
        page = StartPage(
            self._catalogue,
            self.language,
            store=path,
            sessions=sessions_of(self.store) if self.store else (),
            templates=read_templates(),
            recent=[other for other in self._recent() if other != path and other.exists()],
        )
        page.session_chosen.connect(lambda session: self.open_session(SessionId(session)))
        page.creation_asked.connect(self.create_session)
        page.store_chosen.connect(lambda chosen: self._change_store(Path(chosen)))
        page.store_asked.connect(self._on_store_asked)
        page.new_store_asked.connect(self._on_new_store_asked)
        page.sample_asked.connect(self._on_sample_asked)
        page.language_chosen.connect(self.choose_language)
        self.view = page
        self.window.show_view(page)

    def open_session(self, session: SessionId) -> None:
        """Go on with a session of the store."""
        if self.store is not None:
            console = open_session(self.store, session, self._laptop, self._clock)
            self._show_session(console)
            self._say_that_clocks_went_on(console)

    def _say_that_clocks_went_on(self, console: Console) -> None:
        """Say it of a session that this laptop left running, where the pause is too short for anybody to be asked."""
        from facilitator_console.ui.gap_bar import open_gaps  # noqa: PLC0415

        own = [run for run in console.state.runs.values() if run.started.laptop == self._laptop.laptop_id]
        if len(own) > 1 and any(running(console.state)) and self.desk is not None and not open_gaps(self.desk):
            self._tell(say("Back in the session; the clocks went on."))

    def create_session(self, template: str, title: str, seats: int) -> None:
        """Begin a session from a template (none: an empty agenda), with people on so many seats."""
        if self.store is None:
            return
        try:
            console = new_session(self.store, self._laptop, title, language=self.language, clock=self._clock)
        except UserError as error:
            self._show_bar("refusal", Bar(self._catalogue.text(error.message), kind="wrong"))
            return
        items = planned_items(read_templates([template])[0], self._catalogue) if template else ()
        for item in items:
            _plan(console, item)
        for _ in range(seats):
            console.dispatch(add_participant)
        self._show_session(console)

    def _show_session(self, console: Console) -> None:
        self._leave_session()
        self._answered = set()
        self._show_desk(console)

    def _show_desk(self, console: Console) -> SessionView:
        from facilitator_console.ui.session_view import SessionView  # noqa: PLC0415

        catalogues = [load_catalogue(known) for known in LANGUAGES]
        takes_notes = self._settings.contains(f"{TAKES_NOTES}/{console.session}")
        self.desk = Desk(console, self._catalogue, catalogues, self, takes_notes=takes_notes)
        self.desk.role_changed.connect(self._keep_role)
        view = SessionView(self.desk, self.language, self._answered)
        view.left.connect(self.show_start)
        view.language_chosen.connect(self.choose_language)
        view.retry_asked.connect(self._retry)
        view.elsewhere_asked.connect(self._on_elsewhere_asked)
        view.backup_asked.connect(self._on_backup_asked)
        self.view = view
        self.window.show_view(view)
        return view

    def _keep_role(self) -> None:
        """Remember at once whether this laptop takes notes though it may lead."""
        if self.desk is None:
            return
        name = f"{TAKES_NOTES}/{self.desk.session}"
        if self.desk.leads:
            self._settings.remove(name)
        else:
            self._settings.setValue(name, 1)
        self._settings.sync()

    def _leave_session(self) -> None:
        if self._player is not None:
            self._player.stop()
            self._player.deleteLater()
        self._player = None
        if self.desk is not None:
            self.desk.close()
            self.desk.deleteLater()
        self.desk = None

    def choose_language(self, language: str) -> None:
        """Speak another language: the window is built anew from the console."""
        self._settings.setValue(LANGUAGE, language)
        self._speak(language)
        if self.desk is None or self.view is None or isinstance(self.view, StartPage):
            self.show_start()
            return
        before, old = self.view.perspective, self.desk
        old.close()
        view = self._show_desk(old.console)
        old.deleteLater()
        view.show_perspective(before)
        if self._player is not None and self._player.plays:
            self._show_player(self._player)

    # -- watching ----------------------------------------------------------------------------------------

    def watch(self, script: Script, speed: int) -> None:
        """Play a script in the window, as a new session of the store."""
        from facilitator_console.replay import EPOCH_MS, begin, timed_steps  # noqa: PLC0415
        from facilitator_console.ui.player import Player  # noqa: PLC0415

        if self.store is None:
            return
        self._leave_session()
        clock = SetClock(EPOCH_MS)
        console = begin(script, self.store, self._laptop, clock)
        names = typed_names(load_catalogue(language) for language in LANGUAGES)
        self._show_session(console)
        self._player = Player(timed_steps(console, script, names), clock, speed, self)
        self._show_player(self._player)

    def _show_player(self, player: Player) -> None:
        from facilitator_console.ui.player import PlayerBar  # noqa: PLC0415

        self._show_bar("player", PlayerBar(player, self._catalogue))

    def _on_sample_asked(self) -> None:
        from facilitator_console.exchange.samples import new_sample_folder, sample_script  # noqa: PLC0415

        try:
            folder = new_sample_folder()
        except UserError as error:
            self._show_bar("refusal", Bar(self._catalogue.text(error.message), kind="wrong"))
            return
        if self.open_store(folder / "dialogue.sqlite"):
            self.watch(sample_script(self.language), SAMPLE_SPEED)

    # -- files that somebody chooses ---------------------------------------------------------------------

    def _on_store_asked(self) -> None:
        title = self._catalogue.text(say("Open another store"))
        path, _ = QFileDialog.getOpenFileName(self.window, title, str(self._folder()), STORE_FILES)
        if path:
            self._change_store(Path(path))

    def _on_new_store_asked(self) -> None:
        if path := self._new_file(say("New store"), "dialogue.sqlite"):
            self._change_store(path)

    def _change_store(self, path: Path) -> None:
        if self.open_store(path):
            self.show_start()

    def _on_elsewhere_asked(self) -> None:
        path = self._new_file(say("Save elsewhere"), "dialogue.sqlite")
        if path is None or self.store is None:
            return
        try:
            self.store.save_elsewhere(path, self.desk.console.history.events() if self.desk else ())
        except (UserError, StorageError) as error:
            self._show_bar("refusal", Bar(self._catalogue.text(error.message), kind="wrong"))
            return
        self._remember(self.store.path)
        self._tell(say("From now on all is saved in {path}.", path=str(self.store.path)))

    def _on_backup_asked(self) -> None:
        path = self._new_file(say("Copy all to a stick"), "copy.sqlite")
        if path is None or self.store is None:
            return
        try:
            copied = backup(self.store.path, path)
        except (UserError, StorageError) as error:
            self._show_bar("refusal", Bar(self._catalogue.text(error.message), kind="wrong"))
            return
        self._tell(say("Copied to {path}.", path=str(copied)))

    def _new_file(self, title: Message, name: str) -> Path | None:
        suggested = str(self._folder() / name)
        path, _ = QFileDialog.getSaveFileName(self.window, self._catalogue.text(title), suggested, STORE_FILES)
        return Path(path) if path else None

    def _folder(self) -> Path:
        return self.store.path.parent if self.store else data_folder()

    # -- saving and closing ------------------------------------------------------------------------------

    def _on_saves_heard(self, saves: SaveState) -> None:
        if self.desk is not None:
            self.desk.hear_saves(saves)

    def _retry(self) -> None:
        if self.store is not None:
            self.store.writer.retry()

    def _may_close(self) -> bool:
        """Whether the window may close: nothing is unsaved, or somebody has decided to lose it."""
        if self.store is None or self._gives_up:
            return True
        if self.desk is not None:
            self.desk.flush_draft()
        writer = self.store.writer
        saves = writer.save_state
        if saves.waiting and not saves.why:
            writer.wait(saves.committed + saves.waiting, LAST_COMMIT_S)
            saves = writer.save_state
        if saves.waiting:
            self._show_bar("close", self._closing_bar(saves))
        return not saves.waiting

    def _closing_bar(self, saves: SaveState) -> Bar:
        return closing_bar(
            self._catalogue, saves, retry=self._retry, elsewhere=self._on_elsewhere_asked, leave=self._give_up
        )

    def _give_up(self) -> None:
        self._gives_up = True
        self.window.close()

    def end(self) -> None:
        """The window is closed: let go of everything."""
        try:
            self.leave_store()
        except StorageError:
            # Somebody was asked and has decided to close without what waits.
            if not self._gives_up:
                raise

    # -- bugs --------------------------------------------------------------------------------------------

    def keep_bug(self, bug: BaseException) -> None:
        """Keep a report of a bug without any content; what the world did is said. Called from any thread."""
        if isinstance(bug, UserError | StorageError):
            self._failed.emit(bug.message)
        else:
            self._reports.keep(bug)
            self._failed.emit(None)

    def _on_failed(self, message: Message | None) -> None:
        if message is not None:
            self._show_bar("refusal", Bar(self._catalogue.text(message), kind="wrong"))
            return
        if self.view is None or self.view.bars.bar("bug") is not None:
            return
        headline = say("Something in the program failed.")
        detail = say(
            "What is saved is safe, and the session goes on. A report without any content lies in {folder}.",
            folder=str(data_folder()),
        )
        self._show_bar("bug", Bar(self._catalogue.text(headline), self._catalogue.text(detail), kind="wrong"))

    def _tell(self, message: Message) -> None:
        self._show_bar("told", Bar(self._catalogue.text(message)))

    def _show_bar(self, name: str, bar: Bar | PlayerBar) -> None:
        if self.view is not None:
            bars: Bars = self.view.bars
            bars.show_bar(name, bar)


def _plan(console: Console, item: PlannedItem) -> None:
    console.dispatch(
        add_item,
        item.title,
        question=item.question,
        format=item.format,
        planned_ms=item.planned_ms,
        mode=item.mode,
        turn_limit_ms=item.turn_limit_ms,
    )
