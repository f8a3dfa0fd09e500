"""Shows what waits for a person before a report leaves this laptop: quotes, possible names, small numbers.

It never says that a text is clean, and always how many such words are typically missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from facilitator_console.dialogue.attribution import is_quote_of_nobody
from facilitator_console.dialogue.entities import Mention as Decided
from facilitator_console.dialogue.entities import QuoteConfirmation
from facilitator_console.dialogue.ids import MentionDecision
from facilitator_console.dialogue.reporting import confirm_quote, decide_mention
from facilitator_console.notes.ids import NoteId
from facilitator_console.notes.state import Note
from facilitator_console.report.disclosure.mentions import MISSED_OF_TEN, Kind
from facilitator_console.report.disclosure.texts import Found
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Lit, Part, Rank, set_part, set_style
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.labels import Link, label
from facilitator_console.words import Message, say, say_n

AROUND = 34
"""Signs of a text that are shown before and behind the words in question."""
MOST_CARDS = 12
"""More are said as a number: they come up as those above are decided."""
KINDS: dict[Kind, tuple[Message, Message]] = {
    Kind.NAME: (say("A name?"), say("Not a name")),
    Kind.PLACE: (say("A place?"), say("Not a place")),
    Kind.DATE: (say("A date?"), say("Keep it")),
    Kind.JOB: (say("A job that one person has?"), say("Keep it")),
    Kind.KIN: (say("Somebody’s kin?"), say("Keep it")),
    Kind.PHONE: (say("A telephone number?"), say("Keep it")),
    Kind.DOCUMENT: (say("A number of a document?"), say("Keep it")),
    Kind.CONTACT: (say("An address on the net?"), say("Keep it")),
    Kind.COUNT: (say("A small number of people?"), say("Keep it")),
    Kind.MILITARY: (say("Something military?"), say("Keep it")),
    Kind.STRIKE: (say("What was hit?"), say("Keep it")),
    Kind.ONLY_ONE: (say("The only one of their kind?"), say("Keep it")),
}


OF_NOBODY = say("It names nobody, so no consent covers it. Ask whoever said it before you confirm it.")

Decide = Callable[[Found, MentionDecision, str], bool]


class Card(NamedTuple):
    """Represents a card that tells something and offers links."""

    title: Message
    text: str
    links: tuple[tuple[Message, Callable[[], object]], ...]
    is_open: bool


class Stop(NamedTuple):
    """Represents a part of the panel that takes the keys.

    Attributes:
        about: What it is about.
        widget: A card, or the link below the cards.
        waits: Whether somebody must decide about it.
    """

    about: Found | Card | None
    widget: QWidget
    waits: bool


class DecidingLink(Link):
    """Shows a link that decides, on Enter too; a double click on it counts once, and so does a key that is held down.

    After the first half the next card stands where this one stood: the second half would decide about words that nobody
    has read.
    """

    def __init__(self, text: str) -> None:
        """Show a text."""
        super().__init__(text)
        self.setAutoDefault(True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take the second half and do nothing."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter, once."""
        if not event.isAutoRepeat():
            super().keyPressEvent(event)


class ChecksPanel(QWidget):
    """Shows the cards of what must be decided before the report goes out.

    After a decision the keys go to the next card; what was typed in another one stays there.

    Signals:
        emptied(): The last card that waited had the keys, and is gone.
    """

    emptied = Signal()

    def __init__(
        self, controller: SessionController, decide: Decide | None = None, parent: QWidget | None = None
    ) -> None:
        """Begin without cards.

        Args:
            controller: The session that is open.
            decide: Keeps what was decided about words, where these may stand in another session.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._controller = controller
        self._decide = decide or partial(_decide, controller)
        self.cards: list[Card] = []
        self.mentions: tuple[Found, ...] = ()
        self._decided: tuple[Found | Card, ...] = ()
        self._is_searched = True
        self._typed: dict[Found, str] = {}
        self._looked_at = 0
        self.head = label("", Rank.SECTION, wraps=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.head)
        self._shown: list[QWidget] = []
        self._stops: list[Stop] = []
        self._left: Stop | None = None

    def show_checks(
        self,
        cards: list[Card],
        mentions: tuple[Found, ...],
        decided: tuple[Found | Card, ...] = (),
        *,
        searched: bool = True,
    ) -> None:
        """Show other cards: those that wait, words that may show somebody, and what was decided about.

        Args:
            cards: What waits or is told.
            mentions: Words that may show somebody.
            decided: What was decided about; each can be decided anew.
            searched: The report was searched for such words.
        """
        if (cards, mentions, decided, searched) != (self.cards, self.mentions, self._decided, self._is_searched):
            self.cards, self.mentions, self._decided, self._is_searched = cards, mentions, decided, searched
            self._refresh()

    def _refresh(self) -> None:
        cards, mentions = self.cards, self.mentions
        self._hold_keys()
        before, left = self._stops, self._left
        for widget in self._shown:
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown, self._stops, self._left = [], [], None
        waiting = len(mentions) + sum(card.is_open for card in cards)
        head = say_n("Before it leaves this laptop · {n}", "Before it leaves this laptop · {n}", waiting)
        self.head.setText(self._controller.text(head))
        for card in cards:
            if card.is_open:
                self._add_card(card)
        room = max(1, MOST_CARDS - sum(card.is_open for card in cards))
        for found in mentions[:room]:
            self._add_mention(found)
        if (more := len(mentions) - room) > 0:
            text = self._controller.text(say_n("and {n} more of these", "and {n} more of these", more))
            self._add(label(text, Rank.MUTED))
        for card in cards:
            if not card.is_open:
                self._add_card(card)
        self._add_decided()
        if self._is_searched:
            self._add_missed()
        if left is not None and self.hasFocus():
            self._give_keys(left, [stop for stop in before if stop.waits == left.waits].index(left))

    def _add_missed(self) -> None:
        missed = say(
            "The program points at words by lists and rules. Of ten it typically misses about {n}: read it once more "
            "as a neighbour would.",
            n=MISSED_OF_TEN,
        )
        self._add(label(self._controller.text(missed), Rank.SMALL, wraps=True))

    def _add_decided(self) -> None:
        """Add what was decided, some more of it each time that somebody asks for it: each can be decided anew."""
        for decided in self._decided[: self._looked_at]:
            if isinstance(decided, Card):
                self._add_card(decided)
            else:
                self._add_mention(decided)
        if (rest := len(self._decided) - self._looked_at) > 0:
            link = Link(self._controller.text(say_n("Decide {n} again", "Decide {n} again", rest)))
            link.setAutoDefault(True)
            link.clicked.connect(self._on_again)
            self._add(link)
            self._stops.append(Stop(None, link, waits=False))

    def _on_again(self) -> None:
        self._looked_at += MOST_CARDS
        self._refresh()

    def _add(self, widget: QWidget) -> None:
        self._column.addWidget(widget)
        self._shown.append(widget)

    def _add_mention(self, found: Found) -> None:
        card = MentionCard(self._controller, found, self._on_decided)
        card.words.setText(self._typed.get(found, ""))
        card.words.textChanged.connect(partial(self._typed.__setitem__, found))
        self._add(card)
        self._stops.append(Stop(found, card, waits=found.decision is None))

    def _add_card(self, card: Card) -> None:
        self._add(shown := self._card(card))
        if card.links:
            self._stops.append(Stop(card, shown, waits=card.is_open))

    # -- the keys ----------------------------------------------------------------------------------------

    def _on_decided(self, found: Found, decision: MentionDecision, words: str) -> bool:
        done = self._decide(found, decision, words)
        if done:
            self._typed.pop(found, None)
            self._hold_keys()
        return done

    def _hold_keys(self) -> None:
        """Take the keys from a card that is about to go, and remember it; until then Tab goes on from the panel."""
        focus = QApplication.focusWidget()
        for stop in self._stops:
            if focus is not None and (stop.widget is focus or stop.widget.isAncestorOf(focus)):
                self._left = stop
                self.setFocus()

    def _give_keys(self, left: Stop, place: int) -> None:
        """Give the keys to the card that had them, to the one in its place, or to whatever follows the cards."""
        alike = [stop for stop in self._stops if stop.waits == left.waits]
        if not alike:
            self.emptied.emit()
            return
        same = (stop for stop in alike if stop.about is not None and stop.about == left.about)
        card = next(same, alike[min(place, len(alike) - 1)]).widget
        card.show()  # Qt shows what was put into a layout only later, and what is hidden takes no keys.
        parts = (card, *card.findChildren(QWidget))
        next(part for part in parts if part.focusPolicy() & Qt.FocusPolicy.TabFocus).setFocus()

    def _card(self, card: Card) -> QWidget:
        frame, column = _frame(is_open=card.is_open)
        column.addWidget(label(self._controller.text(card.title), Rank.STRONG, wraps=True))
        if card.text:
            column.addWidget(label(card.text, Rank.MUTED, wraps=True))
        if card.links:
            holder = QWidget()
            links = FlowLayout(holder, gap_px=14)
            for words, act in card.links:
                link = DecidingLink(self._controller.text(words))
                link.clicked.connect(lambda _on=False, act=act: act())
                links.addWidget(link)
            column.addWidget(holder)
        return frame


class MentionCard(QFrame):
    """Shows words that may show somebody, and takes the decision on them.

    Attributes:
        found: The words.
    """

    def __init__(self, controller: SessionController, found: Found, decide: Decide) -> None:
        """Ask about these words."""
        super().__init__()
        _set_look(self, is_open=found.decision is None)
        self._keep_decision, self.found = decide, found
        text = controller.text
        title, keep = KINDS[found.mention.kind]
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 9)
        column.setSpacing(5)
        column.addWidget(label(text(title), Rank.STRONG, wraps=True))
        column.addWidget(label(text(around(found)), Rank.MUTED, wraps=True))
        if found.decision is not None:
            now = say("Now: {decision}", decision=_decided_words(found.decision, keep))
            column.addWidget(label(text(now), Rank.SMALL, wraps=True))
        self.words = QLineEdit()
        self.words.setPlaceholderText(text(say("Write instead …")))
        self.words.setAccessibleName(text(say("What is to stand in the place of “{words}”", words=found.words)))
        self.words.returnPressed.connect(self._on_return)
        column.addWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(14)
        self.keep, self.leave_out = DecidingLink(text(keep)), DecidingLink(text(say("Leave out")))
        self.keep.clicked.connect(self._on_keep)
        self.leave_out.clicked.connect(self._on_leave_out)
        row.addWidget(self.keep)
        row.addWidget(self.leave_out)
        row.addStretch(1)
        column.addLayout(row)

    def _on_return(self) -> None:
        if self.words.text().strip():
            self._decide(MentionDecision.REPLACE, self.words.text())

    def _on_keep(self) -> None:
        self._decide(MentionDecision.KEEP)

    def _on_leave_out(self) -> None:
        self._decide(MentionDecision.LEAVE_OUT)

    def _decide(self, decision: MentionDecision, words: str = "") -> None:
        if self._keep_decision(self.found, decision, words):
            self.setEnabled(False)  # Until the report is made anew without it.


def _decide(controller: SessionController, found: Found, decision: MentionDecision, words: str) -> bool:
    """Keep in the session that is open what was decided; tell whether that worked."""
    place = (found.text.subject, found.text.version, found.mention.start, found.mention.end)
    return controller.do(decide_mention, *place, decision, words)


class _ConfirmQuote(msgspec.Struct, frozen=True):
    """Confirms a quote, or leaves it out. Two that do the same are equal: their cards are not built anew."""

    controller: SessionController
    note_id: NoteId
    confirmed: bool

    def __call__(self) -> None:
        self.controller.do(confirm_quote, self.note_id, confirmed=self.confirmed)


def quote_card(
    controller: SessionController,
    note: Note,
    translations: Iterable[str] = (),
    decided: QuoteConfirmation | None = None,
) -> Card:
    """Return the card of a quote, decided about or not, with the translations that leave with it."""
    links: tuple[tuple[Message, Callable[[], object]], ...] = (
        (say("Confirm"), _ConfirmQuote(controller, note.note_id, confirmed=True)),
        (say("Leave out"), _ConfirmQuote(controller, note.note_id, confirmed=False)),
    )
    quoted = "\n".join(controller.text(say("“{quote}”", quote=text)) for text in (note.text, *translations))
    if decided is None:
        if is_quote_of_nobody(note):
            quoted = f"{quoted}\n{controller.text(OF_NOBODY)}"
        return Card(say("A quote is not confirmed"), quoted, links, is_open=True)
    if decided.confirmed:
        return Card(say("A quote is confirmed"), quoted, links[1:], is_open=False)
    return Card(say("A quote is left out"), quoted, links[:1], is_open=False)


def _decided_words(decided: Decided, keep: Message) -> Message:
    if decided.decision is MentionDecision.REPLACE:
        return say("“{words}” instead", words=decided.text)
    return keep if decided.decision is MentionDecision.KEEP else say("left out")


def around(found: Found) -> Message:
    """Return the words with some of the text around them, between marks."""
    text, mention = found.text.text, found.mention
    before, behind = text[: mention.start], text[mention.end :]
    cut = f"…{before[-AROUND:]}" if len(before) > AROUND else before
    rest = f"{behind[:AROUND]}…" if len(behind) > AROUND else behind
    return say("“{quote}”", quote=" ".join(f"{cut}[{found.words}]{rest}".split()))


def _frame(*, is_open: bool) -> tuple[QFrame, QVBoxLayout]:
    frame = QFrame()
    _set_look(frame, is_open=is_open)
    column = QVBoxLayout(frame)
    column.setContentsMargins(12, 9, 12, 9)
    column.setSpacing(4)
    return frame, column


def _set_look(frame: QFrame, *, is_open: bool) -> None:
    set_part(frame, Part.CARD)
    set_style(frame, Lit.WARN if is_open else Lit.OFF)
