"""Shows what is planned of the session as a whole, in a row: beginning, promised end, length, slack, language, names.

The beginning and the promised end are typed as people write them; what follows from the plan only shows.
"""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from facilitator_console.exchange.templates import words_of_templates
from facilitator_console.runtime.catalogues import LANGUAGE_NAMES, LANGUAGES, load_catalogue
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import MINUTE_MS, edit_session
from facilitator_console.session.editing import change_language, plan_session
from facilitator_console.session.ids import Attribution
from facilitator_console.session.promise import set_promised_end
from facilitator_console.session.schedule import clock_text, read_when
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import FieldKind, Rank, set_style
from facilitator_console.ui.look.times import local_offset_min
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.ui.prepare.plan_picture import PlanPicture
from facilitator_console.words import Message, UserError, say, say_p

ATTRIBUTIONS: dict[Attribution, Message] = {
    Attribution.NONE: say("no one"),
    Attribution.GROUP: say("the group"),
    Attribution.PSEUDONYM: say("the seat and its label"),
    Attribution.NAMED: say("the person, with consent"),
}
DOTTED = frozenset({"uk", "ru"})
"""Languages that write a day as 28.11.2026."""
FIELD_BESIDE_PX, CHOICE_BESIDE_PX = 18, 36


class ValueField(QLineEdit):
    """Edits a value that stands among words; as wide as its text."""

    def __init__(self, name: str, empty: str, parent: QWidget | None = None) -> None:
        """Show nothing yet; `empty` stands where nothing is set."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(empty)
        set_style(self, FieldKind.VALUE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self.updateGeometry)
        self._shown = ""

    def show_text(self, text: str) -> None:
        """Show a value, unless somebody is typing another one."""
        self._shown = text
        if not (self.hasFocus() and self.isModified()):
            self.setText(text)
            self.setModified(False)

    def sizeHint(self) -> QSize:
        """Return the size of the text, or of what stands in its place."""
        self.ensurePolished()
        text = self.text() or self.placeholderText()
        width = self.fontMetrics().horizontalAdvance(text) + FIELD_BESIDE_PX
        return QSize(width, self.fontMetrics().height() + 8)

    def minimumSizeHint(self) -> QSize:
        """Return the same size: a value is never cut."""
        return self.sizeHint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all, to be typed over."""
        super().focusInEvent(event)
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the value as it was on Esc."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.setText(self._shown)
            self.setModified(False)
            return
        super().keyPressEvent(event)


class ValueChoice(Choice):
    """Chooses a value that stands among words; as wide as the one that is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without choices."""
        super().__init__(parent)
        set_style(self, FieldKind.VALUE)
        self.currentIndexChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the size of the chosen value and the arrow."""
        self.ensurePolished()
        width = self.fontMetrics().horizontalAdvance(self.currentText()) + CHOICE_BESIDE_PX
        return QSize(width, self.fontMetrics().height() + 8)

    def minimumSizeHint(self) -> QSize:
        """Return the same size: a value is never cut."""
        return self.sizeHint()


class InfoRow(QWidget):
    """Shows the row; on several lines where there is little width."""

    def __init__(self, controller: SessionController, plan: PlanPicture, parent: QWidget | None = None) -> None:
        """Build it and follow the plan."""
        super().__init__(parent)
        self._controller, self._plan = controller, plan
        text = controller.text
        self.begins = ValueField(text(say("Begins")), text(say_p("the beginning of a session", "set a time")))
        self.promised = ValueField(text(say("Promised end")), text(say_p("the promised end", "set a time")))
        self.begins.setToolTip(text(say("14:00, or 28.11.2026 14:00; with UTC+3 where it is another zone")))
        self.promised.setToolTip(text(say("It is set once and stays, whatever changes in the plan")))
        self.planned, self.slack = label(rank=Rank.STRONG), label(rank=Rank.STRONG)
        self.language, self.attribution = ValueChoice(), ValueChoice()
        self._slack_name = label()
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        text = self._controller.text
        for known, language in LANGUAGE_NAMES.items():
            self.language.addItem(language, known)
        for attribution, words in ATTRIBUTIONS.items():
            self.attribution.addItem(text(words), attribution)
        self.language.setAccessibleName(text(say("Language of the session")))
        self.attribution.setAccessibleName(text(say("A note names")))
        flow = FlowLayout(self, gap_px=4)
        for name, widget in (
            (say("Begins"), self.begins),
            (say("Promised end"), self.promised),
            (say_p("the length of a plan", "Planned"), self.planned),
            (say_p("time before the promised end", "Slack"), self.slack),
            (say("Language"), self.language),
            (say("A note names"), self.attribution),
        ):
            flow.addWidget(self._pair(text(name), widget))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _pair(self, name: str, widget: QWidget) -> QWidget:
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 18, 0)
        row.setSpacing(4)
        words = label(name, Rank.MUTED)
        for shown in (words, widget):
            shown.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row.addWidget(shown)
        if widget is self.slack:
            self._slack_pair, self._slack_name = pair, words
        return pair

    def _connect(self) -> None:
        self.begins.editingFinished.connect(self._on_begins_edited)
        self.promised.editingFinished.connect(self._on_promised_edited)
        self.language.activated.connect(self._on_language_chosen)
        self.attribution.activated.connect(self._on_attribution_chosen)
        self._plan.changed.connect(self._refresh)

    # -- doing -----------------------------------------------------------------------------------------

    def _on_begins_edited(self) -> None:
        begins = self._controller.state.info.begins
        self._write(self.begins, begins, lambda when: self._controller.do(plan_session, ev.SessionEdited(begins=when)))
        self._refresh()

    def _on_promised_edited(self) -> None:
        promised = self._controller.state.info.promised
        shown = ev.LocalTime(promised.date, promised.time, promised.utc_offset_min) if promised else ev.LocalTime()
        self._write(self.promised, shown, lambda when: self._controller.do(set_promised_end, when))
        self._refresh()

    def _write(self, field: ValueField, shown: ev.LocalTime, write: object) -> None:
        """Carry out what was typed; what can't be read is refused and the value stays."""
        if not field.isModified():
            return
        field.setModified(False)
        try:
            when = self._read(field.text())
        except UserError as error:
            self._controller.refused.emit(error.message)
            return
        if when != shown and callable(write):
            write(when)

    def _read(self, text: str) -> ev.LocalTime:
        """Read a day and a time; without a day it is that of the beginning, or today, and the zone is this laptop's."""
        today = self._controller.times.today()
        day = self._controller.state.info.begins.date or today.date
        usual = ev.LocalTime(day, "", today.utc_offset_min)
        when = read_when(text, usual)
        if when.time and when.utc_offset_min == usual.utc_offset_min:
            return replace(when, utc_offset_min=local_offset_min(when.date, when.time, usual.utc_offset_min))
        return when

    def _on_language_chosen(self, place: int) -> None:
        chosen = self.language.itemData(place)
        if chosen != self._controller.state.info.language:
            known = [load_catalogue(language) for language in LANGUAGES]
            words = words_of_templates(known, load_catalogue(chosen))
            self._controller.do(change_language, chosen, words)
        self._refresh()

    def _on_attribution_chosen(self, place: int) -> None:
        chosen = Attribution(self.attribution.itemData(place))
        if chosen != self._controller.state.info.attribution:
            self._controller.do(edit_session, attribution=chosen)
        self._refresh()

    # -- following -------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        state, text = self._controller.state, self._controller.text
        info, plan = state.info, self._plan.schedule
        self.begins.show_text(self._when_text(info.begins))
        promised = info.promised
        end = ev.LocalTime(promised.date, promised.time, promised.utc_offset_min) if promised else ev.LocalTime()
        same_day = end.date == info.begins.date and end.utc_offset_min == info.begins.utc_offset_min
        self.promised.show_text(end.time if same_day else self._when_text(end))
        set_text(self.planned, text(length_words(plan.planned_ms)))
        slack = self._plan.slack_ms
        self._slack_pair.setVisible(slack is not None)
        if slack is not None:
            over = slack < 0
            name = say_p("past the promised end", "Over by") if over else say_p("time before the promised end", "Slack")
            set_text(self._slack_name, text(name))
            set_text(self.slack, text(length_words(abs(slack))))
            set_style(self.slack, Rank.WARN if over else Rank.STRONG)
        self.language.setCurrentIndex(self.language.findData(info.language))
        self.attribution.setCurrentIndex(self.attribution.findData(info.attribution))

    def _when_text(self, when: ev.LocalTime) -> str:
        """Write a day and a time as `read_when` reads them; the zone only where it is not this laptop's."""
        if not when.time:
            return ""
        shown = day_text(when.date, self._controller.catalogue.language)
        if not shown:
            return when.time
        offset = when.utc_offset_min
        if offset == local_offset_min(when.date, when.time, offset):
            return f"{shown} {when.time}"
        zone = f"UTC{'−' if offset < 0 else '+'}{clock_text(abs(offset) * MINUTE_MS).lstrip('0').removesuffix(':00')}"
        return f"{shown} {when.time} {zone}"


def day_text(day: str, language: str) -> str:
    """Write a day as it is read again: 28.11.2026 or 2026-11-28; empty where it is none."""
    try:
        shown = date.fromisoformat(day)
    except ValueError:
        return ""
    return f"{shown:%d.%m.%Y}" if language in DOTTED else shown.isoformat()


def length_words(length_ms: int) -> Message:
    """Return a length in words, in whole minutes: 2 h 40 min, 35 min."""
    hours, minutes = divmod(length_ms // MINUTE_MS, 60)
    if not hours:
        return say("{minutes} min", minutes=minutes)
    return say("{hours} h {minutes} min", hours=hours, minutes=minutes) if minutes else say("{hours} h", hours=hours)
