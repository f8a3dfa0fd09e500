"""Renames or deletes the chosen session of the list, or uses its plan again, without opening it.

A session whose day of deletion has come is asked about when the list shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from facilitator_console.session.ids import Purpose
from facilitator_console.store.contents import ListedSession
from facilitator_console.ui.look.styles import BannerKind, ButtonKind, set_style
from facilitator_console.ui.look.tips import first_words
from facilitator_console.ui.parts.banners import Banner, BannerAction, Banners
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.ui.parts.rows import RowsView
from facilitator_console.words import Message, kept_label, say, titled

MOST_SESSIONS, LONGEST_TITLE = 20, 60


class SessionTools(QWidget):
    """Shows the field for another title; a link beside the list's head offers what can be done.

    Attributes:
        more: The link; its page places it.

    Signals:
        renamed(str, str): A session is to be called otherwise.
        copy_asked(str): A new session is to begin with the plan of this one.
        deletion_confirmed(str): A session is to be deleted for good; somebody was asked.
        postponed(str): A session is to be deleted later.
        carrying_asked(str, str): What a session left open is to go into another one.
        report_asked(str): The report of a session is to be shown.
        moved(str, str): A session is to belong to a marathon; to none where its id is empty.
        part_wanted(str): A new session is to belong to a marathon.
    """

    renamed = Signal(str, str)
    copy_asked = Signal(str)
    deletion_confirmed = Signal(str)
    postponed = Signal(str)
    moved = Signal(str, str)
    part_wanted = Signal(str)
    carrying_asked = Signal(str, str)
    report_asked = Signal(str)

    def __init__(
        self,
        text: Callable[[Message], str],
        sessions: RowsView,
        listed: Sequence[ListedSession],
        banners: Banners,
        parent: QWidget | None = None,
    ) -> None:
        """Build the tools of a list of sessions.

        Args:
            text: Turns messages into the screen's language.
            sessions: The list.
            listed: What it shows.
            banners: Where something is asked.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._text, self._sessions, self._banners = text, sessions, banners
        self._listed = tuple(listed)
        self._listed_by: dict[str, ListedSession] = {session.session_id: session for session in listed}
        self._titles: dict[str, str] = {session.session_id: session.title for session in listed}
        self._played = {session.session_id for session in listed if session.is_played}
        self.more = QPushButton("⋯")
        self.more.setAccessibleName(text(say("Rename, plan again or delete the session")))
        self.more.setToolTip(self.more.accessibleName())
        set_style(self.more, ButtonKind.LINK)
        self.field = QLineEdit()
        self.field.setAccessibleName(text(say("Another title")))
        self.field.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.field)
        self.more.clicked.connect(self._show_menu)
        self.field.returnPressed.connect(self._rename)
        sessions.deletion_wanted.connect(self.ask_deletion)
        sessions.renaming_wanted.connect(self._show_field)
        sessions.selectionModel().currentChanged.connect(self.field.hide)

    def _show_menu(self) -> None:
        """Offer what can be done; with a dialogue that was only played nothing but its deletion."""
        session, menu = self._sessions.chosen_key(), new_menu(self.more)
        if session and session not in self._played:
            menu.addAction(self._text(say("Rename…")), self._show_field)
            menu.addAction(self._text(say("Use the plan again")), lambda: self.copy_asked.emit(session))
            menu.addAction(self._text(say("Its report")), lambda: self.report_asked.emit(session))
            if self._listed_by[session].purpose == Purpose.MARATHON:
                menu.addAction(self._text(say("Add a session")), lambda: self.part_wanted.emit(session))
            self._offer_marathons(menu, session)
            self._offer_carrying(menu, session)
            menu.addSeparator()
        menu.addAction(self._text(say("Delete…")), lambda: self.ask_deletion(session))
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _offer_marathons(self, menu: QMenu, session: str) -> None:
        """Offer the marathons that a session can belong to; a marathon belongs to none."""
        marathons = [listed for listed in self._listed if listed.purpose == Purpose.MARATHON]
        chosen = self._listed_by[session]
        if not marathons or chosen.purpose == Purpose.MARATHON:
            return
        below = menu.addMenu(self._text(say("Belongs to…")))
        for marathon in marathons:
            below.addAction(self._shown(marathon), partial(self.moved.emit, session, marathon.session_id))
        if chosen.marathon_id:
            below.addAction(self._text(say("To no marathon")), partial(self.moved.emit, session, ""))

    def _offer_carrying(self, menu: QMenu, session: str) -> None:
        """Offer the sessions into which what stays open can go."""
        others = [listed for listed in self._listed if listed.session_id != session and not listed.is_played]
        if not others:
            return
        below = menu.addMenu(self._text(say("Carry what stays open into…")))
        for other in others[:MOST_SESSIONS]:
            below.addAction(self._shown(other), partial(self.carrying_asked.emit, session, other.session_id))

    def _shown(self, session: ListedSession) -> str:
        return first_words(self._text(titled(session.title)), LONGEST_TITLE).replace("&", "&&")

    # -- renaming ----------------------------------------------------------------------------------------

    def _show_field(self) -> None:
        session = self._sessions.chosen_key()
        if session and session not in self._played:
            self.field.setText(self._titles[session])
            self.field.show()
            self.field.selectAll()
            self.field.setFocus()

    def _rename(self) -> None:
        session, title = self._sessions.chosen_key(), kept_label(self.field.text())
        if session and title and title != self._titles[session]:
            self.renamed.emit(session, title)
        else:
            self._hide_field()

    def _hide_field(self) -> None:
        self.field.hide()
        self._sessions.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the title as it is on Esc."""
        if event.key() == Qt.Key.Key_Escape and self.field.isVisible():
            self._hide_field()
        else:
            super().keyPressEvent(event)

    # -- deleting ----------------------------------------------------------------------------------------

    def ask_deletion(self, session: str) -> None:
        """Ask whether to delete a session, and say what that does not reach."""
        if session not in self._titles:
            return
        question = self._text(say("Delete “{title}” for good?", title=titled(self._titles[session])))
        keep = BannerAction(self._text(say("Keep it")), self._sessions.setFocus, kind=ButtonKind.PRIMARY)
        self._ask(session, question, keep)

    def ask_about_day(self, session: ListedSession, locale: QLocale, *, takes_keys: bool) -> None:
        """Ask about a session whose day of deletion has come; `takes_keys` where somebody wanted to be asked."""
        day = locale.toString(QDate.fromString(session.delete_on, Qt.DateFormat.ISODate), "d MMMM yyyy")
        question = self._text(
            say("“{title}” was to be deleted by {day}. Delete it now?", title=titled(session.title), day=day)
        )
        key = session.session_id
        later = BannerAction(
            self._text(say("Keep it for 30 days more")), lambda: self.postponed.emit(key), kind=ButtonKind.PRIMARY
        )
        self._ask(key, question, later, dismiss=self._text(say("Decide later")), takes_keys=takes_keys)

    def _ask(
        self, session: str, question: str, keep: BannerAction, *, dismiss: str = "", takes_keys: bool = True
    ) -> None:
        limits = say(
            "All of it goes from this laptop. Other laptops, copies, backups, prints and the drive itself may "
            "keep it. This can’t be undone."
        )
        delete = BannerAction(
            self._text(say("Delete for good")), lambda: self.deletion_confirmed.emit(session), kind=ButtonKind.DANGER
        )
        banner = Banner(question, self._text(limits), (keep, delete), kind=BannerKind.ASK, dismiss=dismiss)
        self._banners.show_banner("delete", banner)
        if takes_keys:
            banner.findChildren(QPushButton)[0].setFocus()
