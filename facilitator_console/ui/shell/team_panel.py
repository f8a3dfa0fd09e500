"""Shows the team beside the clocks: who is here, a way in for another laptop, a line among the team, the stick.

What is said among the team is held in memory alone, and never on a shared screen.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes, State
from facilitator_console.notes.ids import NoteId
from facilitator_console.session.evolve_clocks import lead_of
from facilitator_console.session.ids import MAIN, LaptopRole, TableId
from facilitator_console.session.leading import edit_laptop
from facilitator_console.session.tables import table_name, tables_on
from facilitator_console.sync.pictures import Line, Member, Picture, Shown
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.control.teamwork import Teamwork
from facilitator_console.ui.look.styles import ButtonKind, Part, Rank, set_part, set_style
from facilitator_console.ui.look.theme import font
from facilitator_console.ui.parts.addresses import addresses_for_laptops
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.side_panel import SidePanel
from facilitator_console.ui.parts.thin_scroll import ThinScrollArea
from facilitator_console.ui.run.table_actions import lead_table
from facilitator_console.ui.shell.team_rows import Act, Row, TeamRows
from facilitator_console.words import Message, kept_label, say, say_n, say_p

ROLES: dict[LaptopRole, Message] = {
    LaptopRole.NOTE_TAKER: say("takes notes"),
    LaptopRole.TIMEKEEPER: say("keeps time"),
    LaptopRole.MODERATOR: say("moderates"),
    LaptopRole.TECHNICAL_HOST: say("technical host"),
    LaptopRole.CARE_PERSON: say("care person"),
}
WATCHES = say("expert: sees the question, the clock and the agenda, and nothing else")
READY: dict[str, Message] = {
    "/sum_up": say("Sum up"),
    "/break": say("Take a break"),
    "/lead": say("You take the lead"),
}
"""Lines that need no typing, as they are sent."""
UNNAMED = say("A laptop without initials")
LINES_SHOWN = 6
LONGEST_INITIALS = 12
LONGEST_LINE = 500
HOW_TO_JOIN = say("On the other laptop choose “Join a team”, then type the address and the six digits")
ONE_FILE = say(
    "One locked file; without a passphrase only the team’s laptops open it. What both have changed is merged; nothing "
    "is asked, nothing is lost."
)
NOT_ERASED = say("A laptop that is never met again keeps what it has, also what was erased here since.")


class TeamPanel(SidePanel):
    """Shows the laptops of the team and what can be done with them.

    Signals:
        both_asked(): The notes with two texts are to be seen.
        give_asked(str), take_asked(str): A file for a stick is to be written, or read; its passphrase.
        lead_asked(): This laptop is to lead.
        out_asked(Member): A laptop is to be taken out of the team.
    """

    both_asked = Signal()
    give_asked = Signal(str)
    take_asked = Signal(str)
    lead_asked = Signal()
    out_asked = Signal(object)

    def __init__(self, controller: SessionController, teamwork: Teamwork, parent: QWidget) -> None:
        """Build the panel, closed."""
        super().__init__(parent)
        self._controller, self._teamwork, self._text = controller, teamwork, controller.text
        self.setAccessibleName(self._text(say_p("of laptops", "Team")))
        self.own, self.rows = TeamRows(), TeamRows()
        self.take_lead = self._button(say("Take the lead"), self.lead_asked.emit)
        self._build_role()
        self._build_adding()
        self._build_lines()
        self._build_stick()
        self._build_synced()
        self._lay_out()
        teamwork.changed.connect(self._on_teamwork_changed)
        controller.changed.connect(self._on_controller_changed)
        controller.role_changed.connect(self._on_teamwork_changed)

    # -- building ----------------------------------------------------------------------------------------

    def _button(self, text: Message, press: object, *, kind: ButtonKind = ButtonKind.PLAIN) -> QPushButton:
        button = QPushButton(self._text(text))
        set_style(button, kind)
        button.setAutoDefault(True)  # Enter presses it.
        button.clicked.connect(press)
        return button

    def _choice(self) -> Choice:
        """Return a choice that may be narrower than its longest entry."""
        choice = Choice()
        choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choice.setMinimumContentsLength(8)
        return choice

    def _build_role(self) -> None:
        self.role = self._choice()
        self.role.setAccessibleName(self._text(say("What is done at this laptop")))
        self._tables: tuple[TableId, ...] | None = None
        self.role.activated.connect(self._on_role_activated)

    def _show_role(self) -> None:
        """Show what is done at this laptop; of the tables those that are open can be led."""
        controller = self._controller
        tables = tuple(table.table_id for table in tables_on(controller.state))
        if tables != self._tables:
            self._tables = tables
            self.role.clear()
            self.role.addItem(self._text(say("no further task")), "")
            for role, words in ROLES.items():
                self.role.addItem(self._text(words), role.value)
            for table_id in tables:
                name = table_name(controller.state, table_id)
                self.role.addItem(self._text(say("leads {table}", table=name)), table_id)
        own = controller.state.laptops.get(controller.laptop.laptop_id)
        done = own.roles[0].value if own and own.roles else ""
        self.role.setCurrentIndex(max(0, self.role.findData((*controller.led_tables, done)[0])))

    def _build_adding(self) -> None:
        self.author = QLineEdit(self._teamwork.author)
        self.author.setMaxLength(LONGEST_INITIALS)
        self.author.setAccessibleName(self._text(say("Your initials")))
        self.author.setPlaceholderText(self._text(say("Your initials")))
        self.address = self._choice()
        self.address.setAccessibleName(self._text(say("The address at which others find this laptop")))
        for own in addresses_for_laptops():
            words = f"{own.address} · {own.network}" if own.network else own.address
            shown = words if own.network else self._text(say("{address} · this machine alone", address=own.address))
            self.address.addItem(shown, own.address)
        self.show_digits = self._button(say("Show six digits"), self._on_show_pressed)
        self.show_to_expert = self._button(say("Digits for an expert"), self._on_show_to_expert_pressed)
        self.hide_digits = self._button(say("Hide the digits"), self._teamwork.hide_digits)
        self.digits = label(rank=Rank.TITLE)
        self.digits.setFont(font(26, 700))
        self.digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.good_for = label(rank=Rank.SMALL, wraps=True)
        self.how = label(self._text(HOW_TO_JOIN), Rank.SMALL, wraps=True)
        self.card = QFrame()
        set_part(self.card, Part.CARD)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(6)
        for part in (self.how, self.digits, self.good_for, self.hide_digits):
            column.addWidget(part)

    def _build_lines(self) -> None:
        self.lines = label(rank=Rank.NONE, wraps=True)
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST_LINE)
        self.line.setPlaceholderText(self._text(say("To the team only")))
        self.line.setAccessibleName(self._text(say("A line to the team only")))
        self.line.returnPressed.connect(self._on_line_entered)
        self.ready = QWidget()
        flow = FlowLayout(self.ready)
        for sent, words in READY.items():
            flow.addWidget(self._button(words, partial(self._teamwork.say, sent), kind=ButtonKind.SMALL))

    def _build_stick(self) -> None:
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName(self._text(say("Passphrase of the file")))
        self.passphrase.setPlaceholderText(self._text(say("Passphrase, or none")))

    def _ask_for_stick(self, asked: SignalInstance) -> None:
        asked.emit(self.passphrase.text())
        self.passphrase.clear()

    def _build_synced(self) -> None:
        self.synced_head = label(rank=Rank.SECTION)
        self.synced = label(rank=Rank.SMALL, wraps=True)
        self.both = Link(self._text(say("See both")), small=True)
        self.both.setAutoDefault(True)
        self.both.clicked.connect(self.both_asked)

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(10)
        column.addWidget(self.own)
        column.addWidget(self.role)
        column.addWidget(self.take_lead, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.rows)
        self._head(column, say("Add a laptop"))
        for field in (self.author, self.address, self.show_digits, self.show_to_expert, self.card):
            column.addWidget(field)
        self._lines_head = self._head(column, say("Among the team"))
        for shown in (self.lines, self.line, self.ready):
            column.addWidget(shown)
        self._head(column, say("Without a network"))
        stick = QWidget()
        flow = FlowLayout(stick)
        flow.addWidget(self._button(say("Give on a stick…"), partial(self._ask_for_stick, self.give_asked)))
        flow.addWidget(self._button(say("Take from a stick…"), partial(self._ask_for_stick, self.take_asked)))
        column.addWidget(self.passphrase)
        column.addWidget(stick)
        column.addWidget(label(self._text(ONE_FILE), Rank.HINT, wraps=True))
        column.addSpacing(6)
        for shown in (self.synced_head, self.synced, self.both):
            column.addWidget(shown)
        self.kept_there = label(self._text(NOT_ERASED), Rank.HINT, wraps=True)
        column.addWidget(self.kept_there)
        column.addStretch(1)
        top = QHBoxLayout()
        top.addWidget(label(self._text(say_p("of laptops", "Team")), Rank.SECTION), 1)
        self.close_button = self._button(say_p("a panel", "Close"), self.close_panel, kind=ButtonKind.LINK)
        top.addWidget(self.close_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 12, 12, 10)
        whole.setSpacing(10)
        whole.addLayout(top)
        whole.addWidget(ThinScrollArea(page), 1)

    def _head(self, column: QVBoxLayout, text: Message) -> QWidget:
        column.addSpacing(6)
        head = label(self._text(text), Rank.SECTION)
        column.addWidget(head)
        return head

    def take_focus(self) -> None:
        """Begin where somebody most likely wants to type."""
        self._refresh()
        if self._teamwork.picture.members:
            self.line.setFocus()
        elif self.author.text():
            self.show_digits.setFocus()
        else:
            self.author.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter within the panel; Esc closes it."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)

    # -- following -----------------------------------------------------------------------------------------

    def _on_teamwork_changed(self) -> None:
        if self.isVisible():
            self._refresh()

    def _on_controller_changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.keys() & {"rooms", "laptops", "notes"}:
            self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Paint the dots in the theme's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.own.update()
            self.rows.update()

    def _refresh(self) -> None:
        picture = self._teamwork.picture
        self.own.show_rows([self._own_row()])
        self.rows.show_rows([*map(self._row, picture.members), *map(self._expert_row, picture.experts)])
        self.rows.setVisible(bool(picture.members or picture.experts))
        self._show_role()
        self.take_lead.setVisible(not self._controller.holds_lead or not self._controller.leads)
        self._show_adding(picture.shown)
        self._show_lines(picture)
        self._show_synced()

    def _show_adding(self, shown: Shown | None) -> None:
        self.card.setVisible(shown is not None)
        for field in (self.author, self.address, self.show_digits, self.show_to_expert):
            field.setVisible(shown is None or not shown.digits)
        if shown is not None:
            has_digits = bool(shown.digits)
            for part in (self.how, self.digits, self.hide_digits):
                part.setVisible(has_digits)
            set_text(self.digits, f"{shown.digits[:3]} · {shown.digits[3:]}")
            good_for = say("{address} · good for 5 minutes, once", address=shown.address)
            set_text(self.good_for, self._text(good_for if has_digits else shown.why or good_for))

    def _show_lines(self, picture: Picture) -> None:
        has_team = bool(picture.members)
        for shown_with_team in (self.line, self.ready, self.kept_there):
            shown_with_team.setVisible(has_team)
        lines = [line_words(self._teamwork, self._text, line) for line in picture.lines[-LINES_SHOWN:]]
        set_text(self.lines, "\n".join(lines))
        self.lines.setVisible(bool(lines))
        self._lines_head.setVisible(has_team or bool(lines))

    def _show_synced(self) -> None:
        merged = self._teamwork.picture.merged
        two = len(with_two_texts(self._controller.state))
        for part in (self.synced_head, self.synced):
            part.setVisible(merged is not None)
        self.both.setVisible(two > 0)
        if merged is not None:
            at = self._controller.times.wall_time(merged.at_ms)
            set_text(self.synced_head, self._text(say("Synced at {time}", time=at)))
            set_text(self.synced, "\n".join(map(self._text, merge_words(self._teamwork, two))))

    # -- rows ----------------------------------------------------------------------------------------------

    def _own_row(self) -> Row:
        author = self._teamwork.author
        name = say("This laptop · {who}", who=author) if author else say("This laptop")
        saved = say_n("{n} event saved", "{n} events saved", len(self._controller.history))
        led = map(partial(table_name, self._controller.state), self._controller.led_tables)
        leads = [say("leads clock and queue")] if self._controller.holds_lead else []
        leads += [say("leads {table}", table=table) for table in led]
        return Row(self._text(name), " · ".join(map(self._text, leads)), self._text(saved), "ok", is_here=True)

    def _row(self, member: Member) -> Row:
        state = self._controller.state
        name = member.author or self._text(UNNAMED)
        roles = []
        leads = lead_of(state, MAIN) == member.laptop
        if leads:
            roles.append(say("leads clock and queue"))
        led = (table for table in state.talk_tables.values() if state.rooms[table.table_id].lead == member.laptop)
        roles += [say("leads {table}", table=table_name(state, table.table_id)) for table in led if not table.closed]
        known = state.laptops.get(member.laptop)
        roles += [ROLES[role] for role in (known.roles if known else ()) if role in ROLES]
        acts = []
        if member.is_here and self._controller.holds_lead:
            acts.append(Act(self._text(say("Hand over the lead")), partial(self._teamwork.offer_lead, member.laptop)))
        acts.append(Act(self._text(say("Take out")), partial(self.out_asked.emit, member)))
        ink = "over" if member.why else "ok" if member.is_here else "warn"
        role = " · ".join(map(self._text, roles))
        return Row(name, role, self._detail(member), ink, member.is_here, tuple(acts))

    def _expert_row(self, expert: Member) -> Row:
        """Return the row of a laptop that only watches."""
        name = expert.author or self._text(UNNAMED)
        detail = say("watching now") if expert.is_here else say("not here now")
        out = Act(self._text(say("Take out")), partial(self.out_asked.emit, expert))
        ink = "ok" if expert.is_here else "warn"
        return Row(name, self._text(WATCHES), self._text(detail), ink, expert.is_here, (out,))

    def _detail(self, member: Member) -> str:
        since = self._controller.times.wall_time(member.since_ms)
        away = say("away since {time} · goes on alone, syncs by itself", time=since)
        holds = (
            (member.differs, say("some of its events are not the same as here")),
            (member.writes, say("writing now")),
            (member.is_level, say("has the same")),
            (member.is_here, say("getting the rest")),
            (member.why is not None, member.why or away),
            (member.since_ms > 0, away),
        )
        never = say("not here yet · goes on alone, syncs by itself")
        return self._text(next((words for holds_now, words in holds if holds_now), never))

    # -- doing ---------------------------------------------------------------------------------------------

    def _on_role_activated(self, _place: int) -> None:
        role = self.role.currentData()
        if role in (self._tables or ()):
            lead_table(self._controller, role)
            return
        roles = (LaptopRole(role),) if role else ()
        self._controller.do(edit_laptop, self._controller.laptop.laptop_id, roles=roles)

    def _on_show_pressed(self) -> None:
        self._show_digits(watches=False)

    def _on_show_to_expert_pressed(self) -> None:
        self._show_digits(watches=True)

    def _show_digits(self, *, watches: bool) -> None:
        self._teamwork.show_digits(self.address.currentData(), kept_label(self.author.text()), watches=watches)

    def _on_line_entered(self) -> None:
        if text := kept_label(self.line.text()):
            self._teamwork.say(text)
            self.line.clear()


def with_two_texts(state: State) -> frozenset[NoteId]:
    """Return the notes that were edited in two places, and of which both texts are kept."""
    return frozenset(note.note_id for note in state.notes.values() if note.other_texts and not note.removed)


def line_words(teamwork: Teamwork, text: Callable[[Message], str], line: Line) -> str:
    """Return a line among the team as it is shown, after whoever wrote it on another laptop."""
    words = text(READY[line.text]) if line.text in READY else line.text
    return f"{teamwork.initials(line.laptop) or text(UNNAMED)}: {words}" if line.laptop else words


def merge_words(teamwork: Teamwork, two_texts: int) -> list[Message]:
    """Return what came when two laptops met last, a sentence each."""
    merged = teamwork.picture.merged
    if merged is None:
        return []
    who = teamwork.initials(merged.laptop)
    if not merged.notes:
        came = say("{who} and you have the same again.", who=who) if who else say("Both laptops have the same again.")
    elif who:
        came = say_n("{who} and you: {n} note came.", "{who} and you: {n} notes came.", merged.notes, who=who)
    else:
        came = say_n("From the other laptop: {n} note came.", "From the other laptop: {n} notes came.", merged.notes)
    two = say_n("{n} note was edited in two places.", "{n} notes were edited in two places.", two_texts)
    return [came, two] if two_texts else [came]
