"""Types paper ballots into a grid: a row for each ballot, a column for each statement, checked at each key.

+ or 1 agrees, − or 2 disagrees, 0 or ? does not know, Delete empties; the cell to the right follows. What else is typed
is refused at once, and said. A row is put into the box when it is left, so nothing waits to be saved; typing a number
again shows that ballot, to be put right.
"""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from facilitator_console.console.voting import PAPER
from facilitator_console.opinions.ballots import Vote
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.state import Statement
from facilitator_console.opinions.voting import statement_numbers, votable
from facilitator_console.store.errors import StorageError
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import color
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.words import UserError, say

SIGNS = {Vote.AGREE: "+", Vote.DISAGREE: "−", Vote.SKIP: "0"}
VOTES = {
    **dict.fromkeys("+1yYтТзЗдД=", Vote.AGREE),
    **dict.fromkeys("-−–2nNнН", Vote.DISAGREE),
    **dict.fromkeys("03?", Vote.SKIP),
}
"""The vote that a key means. Letters are those of yes and no in the three languages."""
NUMBER_PX, CELL_PX = 86, 40
LONGEST_NUMBER = 4


class BallotRow:
    """Holds one ballot as it is typed.

    Attributes:
        number: As printed on the paper; empty before it is typed.
        votes: By statement.
        is_kept: Whether all of it is in the box.
    """

    def __init__(self, number: str = "") -> None:
        """Begin an empty ballot."""
        self.number = number
        self.votes: dict[StatementId, Vote] = {}
        self.is_kept = False


class BallotModel(QAbstractTableModel):
    """Holds the ballots that were typed since the grid was opened, and an empty one at the end.

    Signals:
        refused(Message): What was typed can't be, and why.
    """

    refused = Signal(object)

    def __init__(self, controller: SessionController, parent: QObject | None = None) -> None:
        """Begin with one empty ballot."""
        super().__init__(parent)
        self._controller = controller
        self.statements: tuple[Statement, ...] = ()
        self.numbers: dict[StatementId, int] = {}
        self.ballots = [BallotRow()]
        self.refresh()

    def refresh(self) -> None:
        """Show the statements that are voted on now."""
        state = self._controller.state
        statements = votable(state)
        if statements != self.statements:
            self.beginResetModel()
            self.statements, self.numbers = statements, statement_numbers(state)
            self.endResetModel()

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of ballots."""
        return 0 if parent.isValid() else len(self.ballots)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of statements, and one for the ballot's number."""
        return 0 if parent.isValid() else len(self.statements) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the statements' numbers; on pointing their words."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section <= len(self.statements):
            return None
        if section == 0:
            return self._controller.text(say("Ballot")) if role == Qt.ItemDataRole.DisplayRole else None
        statement = self.statements[section - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(self.numbers[statement.statement_id])
        return statement.text if role == Qt.ItemDataRole.AccessibleTextRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's sign."""
        if not index.isValid():
            return None
        ballot = self.ballots[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            if index.column() == 0:
                return f"{ballot.number} ✓" if ballot.is_kept else ballot.number
            vote = ballot.votes.get(self.statements[index.column() - 1].statement_id)
            return SIGNS.get(vote, "") if vote is not None else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.ForegroundRole:
            return color("muted" if ballot.is_kept else "ink")
        return None

    def put(self, row: int, column: int, vote: Vote | None) -> None:
        """Put a vote into a cell, or empty it."""
        ballot, statement = self.ballots[row], self.statements[column - 1].statement_id
        if vote is None:
            # What is in the box already must be taken back there.
            if statement in ballot.votes:
                ballot.votes[statement] = Vote.TAKEN_BACK
        else:
            ballot.votes[statement] = vote
        ballot.is_kept = False
        self._changed(row)

    def number(self, row: int, number: str) -> None:
        """Number a ballot; one that was typed before comes with its votes, to be put right."""
        ballot = self.ballots[row]
        ballot.number, ballot.is_kept = number, False
        self._changed(row)

    def meet(self, row: int) -> None:
        """Show what is in the box for a ballot whose number has just been typed."""
        ballot = self.ballots[row]
        if not ballot.number or any(vote != Vote.TAKEN_BACK for vote in ballot.votes.values()):
            return
        known = self._controller.voting.votes_of(PAPER + ballot.number)
        if known:
            ballot.votes, ballot.is_kept = dict(known), True
            self.refused.emit(
                say("Ballot {number} was typed before: what you change replaces it.", number=ballot.number)
            )
            self._changed(row)

    def keep(self, row: int) -> bool:
        """Put a ballot into the box. Whether nothing is left to be put there."""
        ballot = self.ballots[row]
        if ballot.is_kept or not (ballot.votes or ballot.number):
            return True
        if not ballot.number:
            self.refused.emit(say("Type the number that is printed on the ballot."))
            return False
        if any(other is not ballot and other.number == ballot.number for other in self.ballots):
            self.refused.emit(say("Ballot {number} stands in another row: change it there.", number=ballot.number))
            return False
        if not ballot.votes:
            return True
        try:
            self._controller.voting.cast(PAPER + ballot.number, ballot.votes)
        except (UserError, StorageError) as error:
            self.refused.emit(error.message)
            return False
        ballot.is_kept = True
        self._changed(row)
        return True

    def add(self) -> int:
        """Begin another ballot with the next number, at the end, and return its row."""
        if not self.ballots[-1].number and not self.ballots[-1].votes:
            return len(self.ballots) - 1
        last = self.ballots[-1].number
        self.beginInsertRows(NO_PARENT, len(self.ballots), len(self.ballots))
        self.ballots.append(BallotRow(str(int(last) + 1) if last.isdecimal() else ""))
        self.endInsertRows()
        self.meet(len(self.ballots) - 1)
        return len(self.ballots) - 1

    def _changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))


class BallotGrid(QTableView):
    """Shows the ballots and takes the keys.

    Signals:
        left(): Esc.
        on_statement(str): The words of the statement that the cursor is on.
    """

    left = Signal()
    on_statement = Signal(str)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin with one empty ballot."""
        super().__init__(parent)
        self.ballots = BallotModel(controller, self)
        self.setModel(self.ballots)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(controller.text(say("Ballots on paper")))
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setDefaultSectionSize(CELL_PX)
        head.setHighlightSections(True)
        self.ballots.modelReset.connect(self._lay_out)
        self._lay_out()

    def _lay_out(self) -> None:
        self.setColumnWidth(0, NUMBER_PX)
        self.go_to(len(self.ballots.ballots) - 1, 0)

    def go_to(self, row: int, column: int) -> None:
        """Go to a cell."""
        self.setCurrentIndex(self.ballots.index(row, column))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Keep the row that is left; say which statement the cursor is on."""
        super().currentChanged(current, previous)
        if previous.isValid() and previous.row() < len(self.ballots.ballots):
            if previous.column() == 0 and current.row() == previous.row():
                self.ballots.meet(current.row())
            if current.row() != previous.row():
                self.ballots.keep(previous.row())
        column = current.column()
        on = 0 < column <= len(self.ballots.statements)
        self.on_statement.emit(self.ballots.statements[column - 1].text if on else "")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep the row; what was typed may not wait for a key."""
        super().focusOutEvent(event)
        if self.currentIndex().isValid():
            self.ballots.keep(self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a vote, a number, or a step."""
        at, key = self.currentIndex(), event.key()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and at.isValid():
            if self.ballots.keep(at.row()):
                self.go_to(self.ballots.add(), 0)
        elif at.isValid() and key in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}:
            self._rub_out(at.row(), at.column(), back=key == Qt.Key.Key_Backspace)
        elif at.isValid() and key == Qt.Key.Key_Space:
            self._step(at.row(), at.column())
        elif at.isValid() and event.text().strip() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._type(at.row(), at.column(), event.text())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Do nothing: letters don't find anything here."""

    def _rub_out(self, row: int, column: int, *, back: bool) -> None:
        if column == 0:
            self.ballots.number(row, self.ballots.ballots[row].number[:-1])
            return
        self.ballots.put(row, column, None)
        if back and column > 1:
            self.go_to(row, column - 1)

    def _step(self, row: int, column: int) -> None:
        if column < len(self.ballots.statements):
            self.go_to(row, column + 1)

    def _type(self, row: int, column: int, typed: str) -> None:
        if column == 0:
            number = self.ballots.ballots[row].number
            if typed.isdecimal() and len(number) < LONGEST_NUMBER:
                self.ballots.number(row, (number + typed).lstrip("0"))
            elif typed in VOTES and not typed.isdecimal() and number:
                # Whoever goes on with the votes need not step over to them first.
                self.go_to(row, 1)
                self._type(row, 1, typed)
            else:
                self.ballots.refused.emit(say("A ballot’s number has digits only, at most four."))
            return
        if (vote := VOTES.get(typed)) is None:
            words = say("“{typed}” is not a vote: + agrees, − disagrees, 0 does not know.", typed=typed)
            self.ballots.refused.emit(words)
            return
        self.ballots.put(row, column, vote)
        self._step(row, column)
