"""Offers other sessions for what is left open here: themes among what is open, and the parking lot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from facilitator_console.notes.carrying import carried, take_in
from facilitator_console.notes.state import ListEntry, Theme
from facilitator_console.store.contents import ListedSession
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.tips import first_words
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.words import Message, UserError, say, say_n, titled

MOST_SESSIONS, LONGEST_TITLE = 20, 60
NOTHING_LEFT = say("Nothing is left open: neither a theme in “Open” nor anything for later.")

Left = Sequence[Theme | ListEntry]


def ask_where(
    controller: SessionController, parent: QWidget, point: QPoint, left: Left, tell: Callable[[Message], object]
) -> None:
    """Show the other sessions at a point of the screen, or say that nothing is left.

    Args:
        controller: The session.
        parent: Of the menu, in Qt's sense.
        point: Where.
        left: What goes there.
        tell: Is told what came of it.
    """
    if not left:
        controller.refused.emit(NOTHING_LEFT)
        return
    menu = new_menu(parent)
    head = say_n("Carry {n} entry into:", "Carry {n} entries into:", len(left))
    menu.addAction(controller.text(head)).setEnabled(False)
    offer_sessions(controller, menu, left, tell)
    menu.popup(point)


def offer_sessions(controller: SessionController, menu: QMenu, left: Left, tell: Callable[[Message], object]) -> None:
    """Put the other sessions of the store into a menu."""
    others = controller.others.listed()
    for other in others[:MOST_SESSIONS]:
        title = first_words(controller.text(titled(other.title)), LONGEST_TITLE).replace("&", "&&")
        menu.addAction(title, partial(carry, controller, left, other, tell))
    if not others:
        menu.addAction(controller.text(say("There is no other session here."))).setEnabled(False)


def carry(controller: SessionController, left: Left, other: ListedSession, tell: Callable[[Message], object]) -> None:
    """Carry what is left open into another session, with where it comes from."""
    arriving = [carried(controller.session, entry) for entry in left]
    try:
        controller.others.do(other.session_id, take_in, arriving)
    except UserError as error:
        controller.refused.emit(error.message)
    else:
        tell(say("Carried into “{title}”.", title=titled(other.title)))
