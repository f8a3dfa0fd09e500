"""The phones in the window of a session: their pill in the top bar, their panel, and what is asked and said of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLineEdit

from facilitator_console.dialogue.state import Changes
from facilitator_console.dialogue.submissions import hide_texts, waiting_texts
from facilitator_console.runtime.catalogues import dialogue_catalogue
from facilitator_console.session.ids import EntryId
from facilitator_console.session.queue import leave_queue
from facilitator_console.ui.control.action import Action, Meaning, always
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import BannerKind, ButtonKind, Lit
from facilitator_console.ui.parts.banners import Banner, BannerAction, FootBanners
from facilitator_console.ui.parts.pills import IconPill
from facilitator_console.ui.phones.door import off_words
from facilitator_console.ui.phones.join_cards import EACH_SHEET, JoinCards
from facilitator_console.ui.phones.phone_host import PhoneHost
from facilitator_console.ui.phones.phones_panel import PhonesPanel
from facilitator_console.words import Message, kept_label, say, say_n

MOST_CARDS = 400
STILL_IN = say("The meeting is over, and phones are still let in.")
UNTIL_OFF = say(
    "Until they are off, the open file can tell which phone sent a text. Leave them in while somebody may answer the "
    "experts."
)
LET_IN = say("Let phones in")
HIDE = say("Hide all texts from phones")
MUTE_HAND = say("Mute the phone that raised its hand last")
NO_HAND = say("No hand in the queue is from a phone.")


class PhonesCorner(QObject):
    """Keeps pill and panel in step, prints cards, and tells the care person who asks for them."""

    def __init__(
        self, host: PhoneHost, controller: SessionController, pill: IconPill, panel: PhonesPanel, banners: FootBanners
    ) -> None:
        """Follow the phones from the window of a session."""
        super().__init__(pill)
        self._host, self._controller, self._pill = host, controller, pill
        self._panel, self._banners = panel, banners
        self._kiosk = self._offers_off = False
        host.changed.connect(self._on_host_changed)
        host.cards_made.connect(self._on_cards_made)
        host.care_asked.connect(self._on_care_asked)
        panel.card.cards_asked.connect(self._ask_cards)
        controller.changed.connect(self._on_controller_changed)
        self._refresh()
        self._offer_off()
        if host.asked:
            self._on_care_asked()

    def actions(self, open_panel: Callable[[], None]) -> tuple[Action, ...]:
        """Return what the list of commands offers, and the one key."""
        return (
            Action("phones", partial(self._opening, open_panel)),
            Action("hide_texts", always(HIDE, self.hide_texts), "H"),
            Action("mute_hand", self._muting),
        )

    def _opening(self, open_panel: Callable[[], None], _controller: SessionController) -> Meaning:
        """Open the panel, by the words that stand on the pill."""
        return Meaning(say("Phones…") if self._host.is_open else LET_IN, open_panel)

    def _muting(self, controller: SessionController) -> Meaning:
        """Mute whoever raised a hand last: of a hand alone no text stands in the panel."""
        phones = self._host.phones
        hands = [entry.entry_id for entry in controller.state.queue.values() if not entry.submission_id]
        known = [hand for hand in hands if phones and phones.is_from_here(hand) and not phones.is_muted(hand)]
        if not known:
            return Meaning(MUTE_HAND, lambda: None, NO_HAND)
        return Meaning(MUTE_HAND, partial(self._mute_hand, known[-1]))

    def _mute_hand(self, entry_id: EntryId) -> None:
        """Mute a phone and take its hand out of the queue."""
        self._host.mute(entry_id, on=True)
        self._controller.do(leave_queue, entry_id)

    def hide_texts(self) -> None:
        """Take all texts from phones off every screen: this one, and the room's."""
        self._panel.texts.leave()
        if self._panel.isVisible():
            self._panel.close_panel()
        if self._controller.refusal(hide_texts) is None:
            self._controller.do(hide_texts)

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & {"submissions", "info"}:
            self._refresh()
        if "info" in changes:
            self._offer_off()

    def _on_host_changed(self) -> None:
        self._refresh()
        self._offer_off()

    def _refresh(self) -> None:
        text, status = self._controller.text, self._host.status
        waiting = len(waiting_texts(self._controller.state))
        words = LET_IN
        if status is not None:
            words = say("Phones {n}", n=status.here)
            if waiting:
                words = say_n("Phones {here} · {n} new", "Phones {here} · {n} new", waiting, here=status.here)
        elif waiting:
            words = say_n("Phones · {n} new", "Phones · {n} new", waiting)
        short = str(status.here) if status is not None else ""
        lit = Lit.ON if waiting or status is not None or self._host.was_open else Lit.OFF
        self._pill.show_words(text(words), lit, short)

    # -- the end of the meeting --------------------------------------------------------------------------

    def _offer_off(self) -> None:
        """Offer once, when the meeting is over, to turn phones off."""
        is_over = bool(self._controller.state.info.closed_at_ms)
        offers = is_over and (self._host.is_open or self._host.was_open is not None)
        before, self._offers_off = self._offers_off, offers
        if offers and not before:
            text = self._controller.text
            banner = Banner(
                text(STILL_IN),
                text(UNTIL_OFF),
                [BannerAction(text(say("Turn phones off")), self._turn_off, ButtonKind.PRIMARY)],
                kind=BannerKind.ASK,
                dismiss=text(say("Leave them in")),
            )
            self._banners.show_banner("phones_off", banner)
        elif before and not offers:
            self._banners.dismiss("phones_off")

    def _turn_off(self) -> None:
        """Turn phones off, and say how many there were."""
        if not self._host.is_open:
            self._host.forget()
            return
        self._host.shut()
        if self._host.connections is not None:
            words = self._controller.text(off_words(self._host.connections))
            self._banners.show_banner("phones_off", Banner(words, kind=BannerKind.TELL))

    # -- cards -------------------------------------------------------------------------------------------

    def _ask_cards(self, kiosk: bool) -> None:
        self._kiosk = kiosk
        if kiosk:
            self._host.make_cards(1, kiosk=True)
            return
        text = self._controller.text
        field = QLineEdit(str(max(EACH_SHEET, -(-self._seats() // EACH_SHEET) * EACH_SHEET)))
        field.setAccessibleName(text(say("How many cards")))
        field.setMaximumWidth(90)
        banner = Banner(
            text(say("How many join cards?")),
            text(say("Each has a code that works once. Eight stand on a sheet.")),
            [BannerAction(text(say("Make them")), partial(self._make, field), ButtonKind.PRIMARY)],
            kind=BannerKind.ASK,
            dismiss=text(say("Cancel")),
            extra=field,
        )

        def enter() -> None:
            if self._make(field):
                self._banners.dismiss("join_cards")

        # The banner goes with its field, which must not be deleted while it still handles its key.
        field.returnPressed.connect(enter, Qt.ConnectionType.QueuedConnection)
        self._banners.show_banner("join_cards", banner)
        field.setFocus()
        field.selectAll()

    def _seats(self) -> int:
        return sum(1 for person in self._controller.state.participants.values() if not person.removed)

    def _make(self, field: QLineEdit) -> bool:
        """Have so many cards made as stands in a field, and tell whether it is a number of cards."""
        typed = kept_label(field.text())
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 4 else 0  # noqa: PLR2004 - longer is no number of a phone
        if not 0 < number <= MOST_CARDS:
            self._controller.refused.emit(say("Write a number of cards from 1 to {most}.", most=MOST_CARDS))
            return False
        self._host.make_cards(number)
        return True

    def _on_cards_made(self, codes: list[str]) -> None:
        phones, text = self._host.phones, self._controller.text
        if phones is None or phones.door is None:
            return
        if not codes:
            self._controller.refused.emit(say("The cards could not be saved. Try again."))
            return
        language = dialogue_catalogue(self._controller.state.info.language, self._controller.catalogue)
        cards = JoinCards(phones.door.host, codes, language, kiosk=self._kiosk)
        if self._kiosk:
            code = text(
                say("On the phone that all share, open {host} and type {code}.", host=phones.door.host, code=codes[0])
            )
            self._banners.show_banner(
                "join_cards", Banner(code, kind=BannerKind.TELL, lasts=True, dismiss=text(say("I see")))
            )
            return
        self._print(cards)

    def _print(self, cards: JoinCards) -> None:
        """Hand the cards to the printer that somebody chooses."""
        from facilitator_console.ui.parts.printing import ask_printer

        ask_printer(self._pill.window(), self._controller.text, say("Join cards"), cards.paint)

    # -- the care person ---------------------------------------------------------------------------------

    def _on_care_asked(self) -> None:
        """Say that somebody asks for a person, quietly; where the referral line is known, with it."""
        text, asked = self._controller.text, self._host.asked
        if not asked:
            return
        where = asked[0] or text(say("they did not say where"))
        referral = self._controller.state.info.referral
        below: Message | None = say("Where somebody can be sent: {line}", line=referral) if referral else None
        banner = Banner(
            text(say("Somebody asks for a person: {where}", where=where)),
            text(below) if below else "",
            [BannerAction(text(say("I am going")), self._care_taken)],
            kind=BannerKind.ASK,
            lasts=True,
        )
        self._banners.show_banner("care", banner)

    def _care_taken(self) -> None:
        self._host.asked = self._host.asked[1:]
        self._banners.dismiss("care")
        self._on_care_asked()
