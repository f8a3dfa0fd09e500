"""Shows an open session: top bar, page, banners, foot; keys, panels and the cover over it.

It is built anew for another language. What it can't do itself (other stores, other sessions) it asks for by signals.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QPlainTextEdit, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.log import CommandId, Instant, WorkPhase
from facilitator_console.session.ids import GapId, Purpose
from facilitator_console.ui.control.action import Action
from facilitator_console.ui.control.keys import Keys
from facilitator_console.ui.control.session_controller import WATCHED, SessionController
from facilitator_console.ui.look.styles import BannerKind, Part, set_part
from facilitator_console.ui.parts.banners import Banner, FootBanners
from facilitator_console.ui.parts.file_dialog import close_dialogs
from facilitator_console.ui.parts.foot import Foot
from facilitator_console.ui.parts.palette import Palette
from facilitator_console.ui.parts.side_panel import KeepsStill, SidePanel
from facilitator_console.ui.parts.top_bar import TopBar
from facilitator_console.ui.phones.phones_corner import PhonesCorner
from facilitator_console.ui.phones.phones_panel import PhonesPanel
from facilitator_console.ui.run.gap_banner import GapBanners
from facilitator_console.ui.run.room_actions import CALL_BACK, IN_ROOM, STAGE, UNDER_COVER, elsewhere, used_in_room
from facilitator_console.ui.shell.asked_line import TableNames
from facilitator_console.ui.shell.cover import Cover
from facilitator_console.ui.shell.display_corner import DisplayCorner
from facilitator_console.ui.shell.erase_panel import ErasePanel
from facilitator_console.ui.shell.keys_help import KeysHelp
from facilitator_console.ui.shell.leaving import Leaving
from facilitator_console.ui.shell.page_actions import PageActions
from facilitator_console.ui.shell.page_stack import PageStack
from facilitator_console.ui.shell.panels import Panels
from facilitator_console.ui.shell.save_banners import SaveBanners
from facilitator_console.ui.shell.session_commands import SessionCommands
from facilitator_console.ui.shell.settings_panel import SettingsPanel
from facilitator_console.ui.shell.shown_keys import foot_hints, shown_keys
from facilitator_console.ui.shell.summing_up import SummingPanel, SummingUp
from facilitator_console.ui.shell.team_corner import TeamCorner
from facilitator_console.ui.shell.team_panel import TeamPanel
from facilitator_console.ui.shell.window_actions import UNDOING, lead_here, opening_actions, take_lead
from facilitator_console.views.formats import Move, Page
from facilitator_console.words import Message, say

if TYPE_CHECKING:
    from facilitator_console.ui.harvest.harvest_page import HarvestPage
    from facilitator_console.ui.phones.phone_host import PhoneHost
    from facilitator_console.ui.room_display.room_display import RoomDisplay
    from facilitator_console.ui.run.lead_page import LeadPage
    from facilitator_console.ui.run.notes_page import NotesPage


OF_PURPOSE: dict[Purpose, dict[str, str]] = {
    Purpose.MARATHON: {"prepare": "stages", "run": "thread", WorkPhase.HARVEST: "across", "report": "marathon_report"},
    Purpose.EXPERTS: {"run": "conclusions"},
}
"""By purpose of a session, the pages that stand in the place of the usual ones."""


class SessionView(QWidget):
    """Shows an open session in the window.

    Signals:
        left(): Back to the list of sessions.
        language_chosen(str): Another language of the screen.
        retry_asked(): Try to save again.
        elsewhere_asked(): Save in another file.
        backup_asked(): Copy the store.
        copy_asked(): A new session is to begin with the plan of this one.
        deletion_asked(): Ask whether to delete the session.
        session_asked(str, str): Another session is to be opened, on this page; on its usual one where that is empty.
        part_asked(str, str, str): A new session of this marathon is to begin: title, stage, what it is for.
        give_asked(str), take_asked(str): A file for a stick is to be written, or read; its passphrase.
        giving_asked(): Experts' conclusions are to go to the team that showed what they are about.
    """

    left = Signal()
    language_chosen = Signal(str)
    retry_asked = Signal()
    elsewhere_asked = Signal()
    backup_asked = Signal()
    copy_asked = Signal()
    deletion_asked = Signal()
    give_asked = Signal(str)
    take_asked = Signal(str)
    session_asked = Signal(str, str)
    part_asked = Signal(str, str, str)
    giving_asked = Signal()

    def __init__(
        self,
        controller: SessionController,
        language: str,
        room_display: RoomDisplay,
        phones: PhoneHost,
        answered: set[GapId] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Build it on an open session.

        Args:
            controller: The session.
            language: Of the screen: its id.
            room_display: The program's one, which outlives this view.
            phones: Likewise.
            answered: Gaps about which nothing is asked any more; those that are answered are added.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        set_part(self, Part.PAGE)
        self.controller = controller
        self.page_name = "run"
        self._is_over = bool(controller.state.info.closed_at_ms)
        self._is_hidden = False
        self._lay_out(language)
        self._page_actions = PageActions(self)
        self._table_names = TableNames(controller, self.banners, self)
        self._summing = SummingUp(controller, self.banners, self)
        self.display = DisplayCorner(room_display, controller, self.top.display, self.banners)
        self._build_over(phones)
        self.phones = PhonesCorner(phones, controller, self.top.phones, self.phones_panel, self.banners)
        self.phones_panel.card.shown.connect(self.display.offer_to_show)
        self.display.seen_changed.connect(self.phones_panel.card.set_seen)
        self._of_phones = self.phones.actions(self._open_phones)
        self._build_team()
        self._commands = SessionCommands(self, self._opening[0])
        self.top.title.offer(self._commands.of_session)
        self._connect()
        self.show_page("run")
        self._gaps = GapBanners(controller, self.banners, set() if answered is None else answered, self)

    # -- building ----------------------------------------------------------------------------------------

    def _lay_out(self, language: str) -> None:
        self.top = TopBar(self.controller)
        self.body = QWidget()
        self.stack = PageStack(self.controller)
        self.foot = Foot(language, self.controller.catalogue, self.controller)
        self._inner = QVBoxLayout(self.body)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._inner.addWidget(self.stack)
        self.banners = FootBanners(self.body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.body, 1)
        column.addWidget(self.foot)

    def _build_over(self, phones: PhoneHost) -> None:
        text = self.controller.text
        self.palette_panel = Palette(
            text(say("Type what you want to do")), text(say("There is no such command.")), self.body
        )
        self.keys_help = KeysHelp(text(say("Keys")), self.body)
        self.erase_panel = ErasePanel(self.controller, self.body)
        self.settings_panel = SettingsPanel(self.controller, self.body)
        self.phones_panel = PhonesPanel(phones, self.controller, self.body)
        self.summing_panel = SummingPanel(self.controller, self.body)
        # Behind the banner that asks: it gives the focus away when it ends.
        self._summing.asked.connect(partial(self.open_panel, self.summing_panel), Qt.ConnectionType.QueuedConnection)
        self._panels = Panels(self.body, self.stack, self.banners)
        for panel in (self.palette_panel, self.keys_help, self.erase_panel, self.settings_panel, self.phones_panel):
            self._panels.add(panel)
        self._panels.add(self.summing_panel)
        self.cover = Cover(self.controller, self)
        self._opening = opening_actions(self.show_commands, self.show_keys, self.cover.toggle)
        self.keys = Keys(self.controller, (), self)
        for key, action in ((Qt.Key.Key_PageDown, STAGE[0]), (Qt.Key.Key_PageUp, CALL_BACK)):
            self.keys.bind_key(key, action, self._hears_clicker)
        self.keys.bind_key(Qt.Key.Key_F1, self._opening[1], lambda: not self.cover.isVisible())

    def _build_team(self) -> None:
        """Show the team, where this session may have one."""
        teamwork = self.controller.teamwork
        if teamwork is None:
            return
        self.team_panel = TeamPanel(self.controller, teamwork, self.body)
        self._panels.add(self.team_panel, at_right=True)
        self.team = TeamCorner(
            teamwork, self.controller, self.top.team, self.banners, self._see_both, self.show_timeline, self.left.emit
        )
        self.top.team.setVisible(True)
        self.top.team_pressed.connect(self._on_team_pressed)
        self.team_panel.both_asked.connect(self._see_both)
        self.team_panel.lead_asked.connect(partial(take_lead, self.controller))
        self.team_panel.out_asked.connect(self.team.ask_to_take_out)
        self.team_panel.give_asked.connect(self._on_give_asked)
        self.team_panel.take_asked.connect(self.take_asked)

    def _on_give_asked(self, passphrase: str) -> None:
        self.controller.let_leave(partial(self.give_asked.emit, passphrase))

    def _on_team_pressed(self) -> None:
        self._panels.close_others(self.team_panel)
        self.team_panel.toggle()

    def _see_both(self) -> None:
        """Show the last note that was edited in two places."""
        two = [note for note in self.controller.state.notes.values() if note.other_texts and not note.removed]
        if two:
            self._show_moment(two[-1].at_ms)

    def _connect(self) -> None:
        self.stack.built.connect(self._follow)
        self.top.page_chosen.connect(self.show_page)
        self.top.role_chosen.connect(self._on_role_chosen)
        self.leaving = Leaving(self.controller, self.banners, self)
        self.saving = SaveBanners(self.controller, self.banners, self.retry_asked.emit, self.elsewhere_asked.emit)
        self.top.save_pressed.connect(self.saving.tell)
        self.top.cover_pressed.connect(self.cover.toggle)
        self.top.phones.clicked.connect(self._open_phones)
        self.foot.language_chosen.connect(self.language_chosen)
        self.controller.refused.connect(self.show_refusal)
        self.controller.did.connect(self._on_controller_did)
        self.controller.undid.connect(self._on_controller_did)
        self.controller.changed.connect(self._on_controller_changed)
        self.controller.seat_asked.connect(self._on_controller_seat_asked)
        self.controller.role_changed.connect(lambda: self.show_page("run"))
        self.controller.lead_changed.connect(self._on_controller_lead_changed)
        self.controller.watching_changed.connect(self._show_hints)
        self.cover.toggled.connect(self._bind)
        self.banners.height_changed.connect(self._make_room)
        self.banners.focus_left.connect(self.setFocus)
        self.cover.toggled.connect(lambda: close_dialogs(self))

    # -- pages -------------------------------------------------------------------------------------------

    def show_page(self, name: str, *, notes: bool = False, timeline: bool = False) -> None:
        """Show Prepare, Run, Harvest or Report; Run is the ring for who leads, the notes for who takes them.

        Args:
            name: One of `PAGE_TITLES`.
            notes: Who leads wants to look at the notes: they still lead, and the room's keys go on.
            timeline: Likewise the course of the session, for whoever leads or takes notes.
        """
        if name != self.page_name:
            self._panels.close_others(None)  # Nothing lies over what somebody has just asked for.
        self.page_name = name
        self.controller.phase = WorkPhase(name)
        # Their lists belong to the page that is left.
        self.palette_panel.close_panel()
        self.keys_help.close_panel()
        in_run = "timeline" if timeline else "lead" if self.controller.leads and not notes else "notes"
        own = {} if timeline else OF_PURPOSE.get(self.controller.state.info.purpose, {})
        page = self.page(own.get(name, in_run if name == "run" else name))
        self.stack.setCurrentWidget(page)
        self.stack.drop_unseen()
        self.top.show_page(name)
        self._show_hints()
        self._bind()
        self._make_room()
        page.setFocus()

    @property
    def looks_at_notes(self) -> bool:
        """Tell whether the notes are shown to somebody who leads."""
        return self.stack.looks_at_notes

    @property
    def is_on_timeline(self) -> bool:
        """Tell whether the course of the session is shown."""
        return self.stack.shows("timeline")

    def show_timeline(self) -> None:
        """Show the course of the session."""
        self.show_page("run", timeline=True)

    def _show_moment(self, at_ms: Instant) -> None:
        """Show the notes of a moment."""
        self.show_page("run", notes=True)
        cast("NotesPage", self.page("notes")).show_moment(at_ms)

    def _on_role_chosen(self, leads: bool) -> None:
        if self.controller.is_watched:
            self.show_refusal(WATCHED)
        elif leads:
            lead_here(self.controller)
        else:
            self.controller.take_notes(on=True)

    def _on_controller_seat_asked(self, move: Move) -> None:
        """Ask at the ring whom a format's move is about; nothing is asked under the cover."""
        if not self.cover.isVisible():
            self.show_page("run")
            cast("LeadPage", self.page("lead")).queue.one_seat.ask(move)

    def _on_controller_lead_changed(self) -> None:
        """Show in Run what goes with what this laptop leads now; nobody is taken away from another page."""
        if self.page_name == "run" and not self.is_on_timeline:
            self.show_page("run")

    def page(self, name: str) -> QWidget:
        """Return a page by its name in `PAGES`, built when it is first wanted."""
        return self.stack.page(name)

    def _follow(self, page: QWidget) -> None:
        """Connect the signals by which a page asks for another one."""
        for signal, act in (
            ("prepare_requested", lambda: self.show_page("prepare")),
            ("report_requested", lambda: self.show_page("report")),
            ("notes_requested", lambda: self.show_page("run", notes=True)),
            ("ring_requested", lambda: self.show_page("run")),
            ("timeline_requested", self.show_timeline),
            ("moment_requested", self._show_moment),
            ("work_requested", self._show_work),
            ("session_requested", lambda session: self.session_asked.emit(session, "report")),
            ("session_wanted", self.part_asked.emit),
            ("session_opened", lambda session: self.session_asked.emit(session, "")),
            ("giving_requested", self.giving_asked.emit),
            ("keys_changed", self._on_page_keys_changed),
            ("codebook_requested", partial(self._page_actions.do_among_notes, "codebook")),
            ("marks_requested", partial(self._page_actions.do_among_notes, "fill_mark")),
        ):
            if asked := getattr(page, signal, None):
                asked.connect(act)

    def _show_work(self, page: Page) -> None:
        """Show what an item's format is done on."""
        self.show_page(WorkPhase.HARVEST)
        if page is Page.READ_BACK:
            cast("HarvestPage", self.page(WorkPhase.HARVEST)).read_back()
        elif page is Page.VOTES:
            cast("HarvestPage", self.page(WorkPhase.HARVEST)).show_votes()

    def _on_page_keys_changed(self) -> None:
        self._show_hints()
        self._bind()

    def offered_actions(self) -> tuple[Action, ...]:
        """Return all that can be done on this page now, with or without a chord."""
        room = used_in_room(self.controller) if self.page_name == "run" else ()
        summing = self._summing.actions() if self.page_name == "run" else ()
        return (*room, *summing, *self._page_actions.now(), *UNDOING, *self._opening, *self._of_phones)

    def set_hidden(self, *, on: bool) -> None:
        """Bind only the keys of the room while something lies over the whole window, or all again."""
        self._is_hidden = on
        self._bind()

    def _bind(self) -> None:
        """Bind the keys; under the cover only those of the room go on, and the one that takes it away."""
        covered = self.cover.isVisible()
        hide = self._of_phones[1]
        bound = (*UNDER_COVER, self._opening[2], hide) if covered else (*IN_ROOM, *self.offered_actions())
        if self._is_hidden:
            bound = UNDER_COVER
        if self.page_name != "run":
            bound = tuple(elsewhere(action) if action in IN_ROOM else action for action in bound)
        self.keys.bind(bound)

    def _show_hints(self) -> None:
        hints = foot_hints(self.controller, self.stack.name_for_keys, looks_at_notes=self.looks_at_notes)
        self.foot.show_hints(list(map(self.controller.text, hints)))

    def _hears_clicker(self) -> bool:
        focus = QApplication.focusWidget()
        in_list = isinstance(focus, QAbstractScrollArea) and not isinstance(focus, QPlainTextEdit)
        elsewhere = self.looks_at_notes or self.is_on_timeline
        at_the_ring = self.page_name == "run" and self.controller.leads and not elsewhere
        return at_the_ring and not in_list and not self._panels.is_any_open

    def _make_room(self) -> None:
        """Keep the page clear of the banners: the leading page does it by itself; others end above them.

        Beside the meeting, one that goes by itself lies over the foot: no button moves away from under the pointer.
        """
        page: object = self.stack.currentWidget()
        covered_px = self.banners.height_px if self.page_name == "run" else self.banners.lasting_px
        if isinstance(page, KeepsStill):
            page.set_foot(covered_px)
            covered_px = 0
        self._inner.setContentsMargins(0, 0, 0, covered_px)
        self._panels.place()

    # -- panels ------------------------------------------------------------------------------------------

    def show_keys(self) -> None:
        """Show which key does what, or hide that again."""
        self._panels.close_others(self.keys_help)
        page_name, looks_at_notes = self.stack.name_for_keys, self.looks_at_notes
        shown = shown_keys(self.controller, self.offered_actions(), page_name, looks_at_notes=looks_at_notes)
        self.keys_help.show_keys(shown)
        self.keys_help.toggle()

    def show_commands(self) -> None:
        """Show all commands, or hide them again."""
        if self.palette_panel.isVisible():
            self.palette_panel.close_panel()
            return
        self._panels.close_others(self.palette_panel)
        self.palette_panel.offer(self._commands.all())

    def _open_phones(self) -> None:
        """Open the phones' panel, or close it."""
        if self.controller.is_watched:
            self.show_refusal(WATCHED)
        elif self.phones_panel.isVisible():
            self.phones_panel.close_panel()
        else:
            self.open_panel(self.phones_panel)

    def open_panel(self, panel: SidePanel) -> None:
        """Open a panel, and close the one that is open."""
        self._panels.open_panel(panel)

    def focusInEvent(self, _event: QFocusEvent) -> None:
        """Give the focus to the page; with a focus proxy Tab would never reach the banner above."""
        if page := self.stack.currentWidget():
            page.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Esc to what the page is for."""
        if event.key() == Qt.Key.Key_Escape:
            if (self.looks_at_notes or self.is_on_timeline) and self.banners.banner("refusal") is None:
                self.show_page("run")
            self.banners.dismiss("refusal")
            self.setFocus()
            return
        super().keyPressEvent(event)

    # -- banners --------------------------------------------------------------------------------------------

    def show_refusal(self, message: Message) -> None:
        """Show why something can't be done and what to do, until something is done."""
        self.banners.show_banner("refusal", Banner(self.controller.text(message), kind=BannerKind.ASK))

    def _on_controller_did(self, _command: CommandId) -> None:
        self.banners.dismiss("refusal")

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & {"info", "rooms"}:
            self._show_hints()
        if "info" in changes:
            self._show_end()

    def _show_end(self) -> None:
        """Ask whoever has ended the session what is to be forgotten, on whatever page they ended it."""
        was_over, self._is_over = self._is_over, bool(self.controller.state.info.closed_at_ms)
        if self._is_over and not was_over and self.controller.leads:
            self.show_page("run")
        elif was_over and not self._is_over and self.page_name == "run":
            self.setFocus()  # What had the focus is gone, and Space must not call anybody.
