"""Does what the start screen offers for sessions that are not open: deletes and renames them, uses their plan again.

Loaded with the start screen; what it needs for a session is imported when somebody wants it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from facilitator_console.exchange.templates import OwnTemplate
from facilitator_console.runtime.laptop import data_folder
from facilitator_console.store.errors import StorageError
from facilitator_console.ui.look.styles import BannerKind, ButtonKind
from facilitator_console.ui.parts.banners import Banner, BannerAction
from facilitator_console.ui.start.listed_sessions import Listing
from facilitator_console.ui.start.start_page import StartPage
from facilitator_console.words import UserError, say, titled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from facilitator_console.app.program import Program
    from facilitator_console.dialogue.state import State
    from facilitator_console.log import NewEvent, SessionId
    from facilitator_console.session.clock import Clock
    from facilitator_console.store.contents import ListedSession
    from facilitator_console.ui.shell.session_view import SessionView

KEPT_DAYS = 30
"""The time after which the question whether to delete a session is asked again."""


class SessionList(QObject):
    """Does what is asked for on the start screen, and shows it anew."""

    def __init__(self, program: Program, clock: Clock | None) -> None:
        """Work for a program; `clock` is another one than the machine's, for tests."""
        super().__init__(program)
        self._program, self._clock = program, clock
        # As long as the program runs; a new start hides no session.
        self._shown = Listing()

    def follow(self, page: StartPage, sessions: Iterable[ListedSession]) -> None:
        """Do what is asked for on this page, and ask about the first session whose day of deletion has come."""
        tools = page.tools
        tools.deletion_confirmed.connect(self._delete)
        tools.renamed.connect(self._rename)
        tools.copy_asked.connect(self._copy)
        tools.postponed.connect(self._postpone)
        tools.moved.connect(self._move)
        tools.carrying_asked.connect(self._carry)
        tools.report_asked.connect(self._show_report)
        page.listed.find_notes = self._find_notes
        page.listed.show_again(self._shown)
        page.listed.shown_changed.connect(self._keep_shown)
        page.offer_due([*filter(self.is_due, sessions)])

    def follow_open(self, view: SessionView) -> None:
        """Do what is asked for in the session that is open."""
        view.copy_asked.connect(self._copy_open)
        view.deletion_asked.connect(self._delete_open)

    def is_due(self, session: ListedSession) -> bool:
        """Tell whether the day has come by which a session was to be deleted."""
        return bool(session.delete_on) and session.delete_on <= self._today().isoformat()

    def ask_when_opened(self, session: SessionId) -> None:
        """Ask in the session that was opened whether to delete it, where its day has come."""
        controller, screen = self._program.controller, self._program.screen
        if controller is None:
            return
        info = controller.state.info
        if not info.delete_on or info.delete_on > self._today().isoformat():
            return
        text = screen.text
        actions = (
            BannerAction(text(say("Keep it for 30 days more")), self._postpone_open, kind=ButtonKind.PRIMARY),
            BannerAction(text(say("Delete…")), partial(self._leave_and_ask, session), kind=ButtonKind.DANGER),
        )
        headline = text(say("The day has come by which “{title}” was to be deleted.", title=titled(info.title)))
        detail = text(say("Nothing is deleted by itself."))
        banner = Banner(headline, detail, actions, kind=BannerKind.ASK, dismiss=text(say("Decide later")))
        screen.show_banner("delete by", banner)

    # -- doing -------------------------------------------------------------------------------------------

    def _delete(self, session: SessionId) -> None:
        from facilitator_console.app.sessions import delete_session

        program = self._program
        if program.store is not None:
            try:
                outcome = delete_session(program.store, session)
            except UserError as error:
                program.faults.refuse(error)
                return
            program.remembered.keep_role(session, takes_notes=False)
            program.teamwork.tell_deleted(session)
            program.show_start()
            program.screen.show_message(outcome)

    def _rename(self, session: SessionId, title: str) -> None:
        from facilitator_console.session.agenda import edit_session

        self._change(session, partial(edit_session, title=title))

    def _move(self, session: SessionId, marathon: SessionId) -> None:
        """Let a session belong to a marathon, or to none."""
        from facilitator_console.dialogue.marathons import join_marathon

        self._change(session, partial(join_marathon, marathon=marathon))

    def _carry(self, session: SessionId, other: SessionId) -> None:
        """Carry what a session, or a marathon with its sessions, left open into another one."""
        from facilitator_console.app.sessions import carry_open

        program = self._program
        if program.store is None:
            return
        try:
            outcome = carry_open(program.store, program.own_laptop, session, other)
        except (UserError, StorageError) as error:
            program.faults.refuse(error)
            return
        program.show_start()
        program.screen.show_message(outcome)

    def _show_report(self, session: SessionId) -> None:
        program = self._program
        program.open_session(session)
        if program.controller is not None and program.controller.session == session:
            program.session_view.show_page("report")

    def _keep_shown(self, shown: Listing) -> None:
        """Let the next list show the same sessions."""
        self._shown = shown

    def _find_notes(self, typed: str) -> frozenset[SessionId]:
        """Return the sessions with notes that contain what was typed; none where the store can't be read."""
        from facilitator_console.store.finding import find_sessions

        store = self._program.store
        try:
            return find_sessions(store, typed) if store else frozenset()
        except StorageError:
            return frozenset()  # The list says already that it can't be read.

    def _postpone(self, session: SessionId) -> None:
        from facilitator_console.session.editing import plan_session
        from facilitator_console.session.events import SessionEdited

        self._change(session, partial(plan_session, edit=SessionEdited(delete_on=self._later())))

    def _postpone_open(self) -> None:
        from facilitator_console.session.editing import plan_session
        from facilitator_console.session.events import SessionEdited

        if self._program.controller is not None:
            self._program.controller.do(plan_session, SessionEdited(delete_on=self._later()))

    def _leave_and_ask(self, session: SessionId) -> None:
        self._program.show_start()
        page = self._program.view
        if isinstance(page, StartPage):
            page.tools.ask_deletion(session)

    def _change(self, session: SessionId, command: partial[list[NewEvent]]) -> None:
        from facilitator_console.app.sessions import change_session

        program = self._program
        if program.store is None:
            return
        try:
            change_session(program.store, program.own_laptop, session, command)
        except (UserError, StorageError) as error:
            program.faults.refuse(error)
            return
        program.show_start()

    def _copy_open(self) -> None:
        if self._program.controller is not None:
            self._begin_again(self._program.controller.state)

    def _delete_open(self) -> None:
        if self._program.controller is not None:
            self._leave_and_ask(self._program.controller.session)

    def _copy(self, session: SessionId) -> None:
        from facilitator_console.dialogue.history import History

        if self._program.store is not None:
            self._begin_again(History(self._program.store.log.read(session)).state)

    def _begin_again(self, state: State) -> None:
        """Begin a session with the same plan, and show it where it is prepared."""
        from facilitator_console.app.sessions import copy_session

        program = self._program
        if program.store is None:
            return
        try:
            catalogue, soon = program.screen.catalogue, program.stores.soon.emit
            console = copy_session(program.store, program.own_laptop, state, catalogue, soon)
        except (UserError, StorageError) as error:
            program.faults.refuse(error)
            return
        program.show_session(console).show_page("prepare")

    def _today(self) -> date:
        from facilitator_console.session.clock import read_clocks

        wall_ms = self._clock.wall_ms(self._clock.now_ms()) if self._clock else read_clocks().wall_ms
        return datetime.fromtimestamp(wall_ms / 1000).astimezone().date()

    def _later(self) -> str:
        return (self._today() + timedelta(days=KEPT_DAYS)).isoformat()


def own_templates() -> Sequence[OwnTemplate]:
    """Return the templates that were saved on this laptop; what reads them is loaded only where there are some."""
    if not any(Path(data_folder() / "templates").glob("*.json")):
        return ()
    from facilitator_console.exchange.template_files import own_templates as read

    return read()
