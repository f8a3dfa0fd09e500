"""What can be done with the chosen session of the list without opening it: rename it, use its plan again, delete it.

A session whose day of deletion has come is asked about when the list shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from facilitator_console.session.ids import Purpose
from facilitator_console.store.contents import ListedSession
from facilitator_console.ui.look.styles import BannerKind, ButtonKind, set_style
from facilitator_console.ui.parts.banners import Banner, BannerAction, Banners
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.ui.start.rows import RowsView
from facilitator_console.words import Message, kept_label, say, titled


class SessionTools(QWidget):
    """Shows the links above the list, and below them the field for another title.

    Signals:
        renamed(str, str): A session is to be called otherwise.
        copy_asked(str): A new session is to begin with the plan of this one.
        deletion_confirmed(str): A session is to be deleted for good; somebody was asked.
        postponed(str): A session is to be deleted later.
        moved(str, str): A session is to belong to a marathon; to none where its id is empty.
    """

    renamed = Signal(str, str)
    copy_asked = Signal(str)
    deletion_confirmed = Signal(str)
    postponed = Signal(str)
    moved = Signal(str, str)

    def __init__(
        self,
        text: Callable[[Message], str],
        sessions: RowsView,
        listed: Sequence[ListedSession],
        banners: Banners,
        parent: QWidget | None = None,
    ) -> None:
        """Build it for a list.

        Args:
            text: Turns messages into the screen's language.
            sessions: The list.
            listed: What it shows.
            banners: Where something is asked.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._text, self._sessions, self._banners = text, sessions, banners
        self._titles: dict[str, str] = {session.session_id: session.title for session in listed}
        self._played = {session.session_id for session in listed if session.is_played}
        self.rename = QPushButton(text(say("Rename…")))
        self.copy = QPushButton(text(say("Use the plan again")))
        self.delete = QPushButton(text(say("Delete…")))
        self.belongs = QPushButton(text(say("Belongs to…")))
        self.belongs.clicked.connect(self._offer_marathons)
        self._marathons = [session for session in listed if session.purpose == Purpose.MARATHON]
        self._parts: dict[str, str] = {session.session_id: session.marathon_id for session in listed}
        self.copy.setToolTip(text(say("A new session with this agenda and these seats, and nothing that was said")))
        self.field = QLineEdit()
        self.field.setAccessibleName(text(say("Another title")))
        self.field.hide()
        self._lay_out()
        self.rename.clicked.connect(self._show_field)
        self.copy.clicked.connect(lambda: self.copy_asked.emit(self._sessions.chosen_key()))
        self.delete.clicked.connect(lambda: self.ask_deletion(self._sessions.chosen_key()))
        self.field.returnPressed.connect(self._rename)
        sessions.deletion_wanted.connect(self.ask_deletion)
        sessions.renaming_wanted.connect(self._show_field)
        sessions.selectionModel().currentChanged.connect(self._refresh)
        self._refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(18)
        for link in (self.rename, self.copy, self.belongs, self.delete):
            set_style(link, ButtonKind.LINK)
            row.addWidget(link)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.field)

    def _refresh(self) -> None:
        """Let nothing be done with a dialogue that was only played, but its deletion."""
        is_played = self._sessions.chosen_key() in self._played
        for link in (self.rename, self.copy):
            link.setEnabled(not is_played)
        others = [each for each in self._marathons if each.session_id == self._sessions.chosen_key()]
        self.belongs.setVisible(bool(self._marathons) and not others and not is_played)
        self.field.hide()

    def _offer_marathons(self) -> None:
        """Offer the marathons to which the session may belong, the present one ticked."""
        session, menu = self._sessions.chosen_key(), new_menu(self)
        for key, title in (
            *((each.session_id, titled(each.title)) for each in self._marathons),
            ("", say("No marathon")),
        ):
            entry = menu.addAction(self._text(title).replace("&", "&&"), partial(self.moved.emit, session, key))
            entry.setCheckable(True)
            entry.setChecked(self._parts.get(session, "") == key)
        menu.popup(self.belongs.mapToGlobal(self.belongs.rect().bottomLeft()))

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

    def ask_about_day(self, session: ListedSession, locale: QLocale) -> None:
        """Ask about a session whose day of deletion has come."""
        day = locale.toString(QDate.fromString(session.delete_on, Qt.DateFormat.ISODate), "d MMMM yyyy")
        question = self._text(
            say("“{title}” was to be deleted by {day}. Delete it now?", title=titled(session.title), day=day)
        )
        key = session.session_id
        later = BannerAction(
            self._text(say("Keep it for 30 days more")), lambda: self.postponed.emit(key), kind=ButtonKind.PRIMARY
        )
        self._ask(key, question, later, dismiss=self._text(say("Decide later")), takes_keys=False)

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
