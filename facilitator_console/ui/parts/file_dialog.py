"""Asks for a file: by the system's own dialog where it has one, else by Qt's in our style. Nothing else asks.

It is a window beside the room, never over it: clocks go on, the room's chords and the cover work while it is open.
Nothing waits for it: what is chosen is handed to a function. It goes with the page that asked.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from itertools import chain, count
from pathlib import Path

from PySide6.QtCore import QDir, QEvent, QFileInfo, QRect, QSize, QStandardPaths, QStorageInfo, Qt, QUrl
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFileSystemModel,
    QFrame,
    QHeaderView,
    QLineEdit,
    QListView,
    QSplitter,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QTreeView,
    QWidget,
)

from facilitator_console.ui.look.icons import SIDE, drawn_icon
from facilitator_console.ui.look.styles import ButtonKind, Part, set_part, set_style
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.words import Catalogue, Message, say, say_p

SIZE = QSize(820, 440)
SIDE_PX = 190
PLACE_URL = Qt.ItemDataRole.UserRole + 1
"""Role under which Qt's list of places gives each one's address."""
LABELS: dict[QFileDialog.DialogLabel, Message] = {
    QFileDialog.DialogLabel.LookIn: say("Folder:"),
    QFileDialog.DialogLabel.FileName: say("File name:"),
    QFileDialog.DialogLabel.Reject: say("Cancel"),
}
BUTTONS: dict[str, tuple[str, Message]] = {
    "backButton": ("back", say_p("to the folder before", "Back")),
    "forwardButton": ("forward", say("Forward")),
    "toParentButton": ("up", say("One folder up")),
    "newFolderButton": ("new_folder", say("New folder")),
}
"""By Qt's name of the button, its icon and the words for what it does."""
NEEDLESS = ("listModeButton", "detailModeButton", "fileTypeCombo", "fileTypeLabel")
"""Qt's names of the parts that leave nothing to choose: one way to see files, one kind of them."""
KIND = 2
MOUNTED_IN = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
"""The folders in which sticks and drives appear; on Windows each has a letter."""


def ask_open(
    parent: QWidget, catalogue: Catalogue, title: Message, folder: Path, kinds: str, then: Callable[[Path], object]
) -> None:
    """Ask for a file that exists; of a name that is typed whoever reads it says so where there is none.

    Args:
        parent: The page that asks; the dialog goes with it.
        catalogue: The screen's words.
        title: Title of the dialog.
        folder: The folder to show first.
        kinds: Qt's filters, such as "PDF (*.pdf)".
        then: Gets what was chosen.
    """
    dialog = FileDialog(parent, catalogue, title, folder, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, catalogue.text(say_p("a file", "Open")))
    dialog.ask(then)


def ask_save(
    parent: QWidget,
    catalogue: Catalogue,
    title: Message,
    path: Path,
    kinds: str,
    then: Callable[[Path], object],
) -> None:
    """Ask for a file to write; see `ask_open`. Whoever writes it refuses one that exists already.

    Args:
        parent: As there.
        catalogue: As there.
        title: As there.
        path: What is proposed, with a number where that is there already; its suffix is put behind a name without one.
        kinds: As there.
        then: As there.
    """
    dialog = FileDialog(parent, catalogue, title, path.parent, kinds)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, catalogue.text(say_p("a file", "Save")))
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setDefaultSuffix(path.suffix.removeprefix("."))
    dialog.selectFile(free_name(path))
    dialog.ask(then)


def ask_folder(
    parent: QWidget, catalogue: Catalogue, title: Message, folder: Path, then: Callable[[Path], object]
) -> None:
    """Ask for a folder to write into; one that is typed need not be there yet. See `ask_open`."""
    dialog = FileDialog(parent, catalogue, title, folder.parent, "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setLabelText(QFileDialog.DialogLabel.FileName, catalogue.text(say("Folder:")))
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, catalogue.text(say_p("a folder", "Choose")))
    dialog.ask(then)
    if field := dialog.findChild(QLineEdit):
        field.setText(folder.name)


def free_name(path: Path) -> str:
    """Return a name like this for a file that does not exist yet, as far as a failing drive can tell."""
    names = chain([path.name], (f"{path.stem} {number}{path.suffix}" for number in count(2)))
    return next(name for name in names if not os.path.lexists(path.with_name(name)))


def close_dialogs(parent: QWidget) -> None:
    """Close the dialogs of this widget and of what is in it: names of files and printers are not for everyone."""
    for dialog in parent.findChildren(QDialog):
        dialog.reject()


class FileDialog(QFileDialog):
    """Asks one question for a file."""

    _is_styled = False  # Here, since Qt tells of colours while it is being built.

    def __init__(self, parent: QWidget, catalogue: Catalogue, title: Message, folder: Path, kinds: str) -> None:
        """Build it; see `ask_open`."""
        close_dialogs(parent.window())
        super().__init__(parent, catalogue.text(title), str(folder), kinds)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
        for part, text in LABELS.items():
            self.setLabelText(part, catalogue.text(text))
        self._page = parent
        self._catalogue = catalogue

    def ask(self, then: Callable[[Path], object]) -> None:
        """Show it beside what goes on."""
        self.fileSelected.connect(lambda path: then(Path(path)))
        _leave_buttons(self._page)
        self.show()
        # Qt builds its own dialog only where the system has none.
        if self.findChild(QTreeView, "treeView") is not None:
            self._style()

    def accept(self) -> None:
        """Hand over also what is not there, for whoever wants it to make it or to say so.

        Qt would ask in a box of its own, and the room would wait for its answer.
        """
        chosen = next(iter(self.selectedFiles()), "")
        if not chosen or self.fileMode() is QFileDialog.FileMode.AnyFile or QFileInfo.exists(chosen):
            super().accept()
            return
        self.done(QDialog.DialogCode.Accepted)
        self.fileSelected.emit(chosen)

    def changeEvent(self, event: QEvent) -> None:
        """Show the icons in the colours of the present appearance."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._is_styled:
            self._refresh_icons()

    def _style(self) -> None:
        self._is_styled = True
        self._place()
        self.setViewMode(QFileDialog.ViewMode.Detail)
        self.setSidebarUrls([QUrl.fromLocalFile(place) for place in places()])
        for name in NEEDLESS:
            if part := self.findChild(QWidget, name):
                part.hide()
        for combo in self.findChildren(QComboBox):
            combo.setItemDelegate(TextDelegate(combo))
            combo.setIconSize(QSize(0, 0))
        if splitter := self.findChild(QSplitter, "splitter"):
            splitter.setSizes([SIDE_PX, self.width() - SIDE_PX])
        if frame := self.findChild(QFrame, "frame"):
            frame.setFrameShape(QFrame.Shape.NoFrame)
        if layout := self.layout():
            layout.setContentsMargins(16, 14, 16, 14)
        self._style_answers()
        self._style_completion()
        self._style_list()
        self._refresh_icons()

    def _place(self) -> None:
        """Move it low in the window, since the clocks are above, and within the screen."""
        around, room = self._page.window().geometry(), self._page.screen().availableGeometry()
        size = SIZE.boundedTo(room.size())
        left, top = around.center().x() - size.width() // 2, around.bottom() - size.height()
        left = max(room.left(), min(left, room.right() + 1 - size.width()))
        top = max(room.top(), min(top, room.bottom() + 1 - size.height()))
        self.setGeometry(QRect(left, top, size.width(), size.height()))

    def _style_answers(self) -> None:
        box = self.findChild(QDialogButtonBox)
        for answer in box.buttons() if box else ():
            if box and box.buttonRole(answer) == QDialogButtonBox.ButtonRole.AcceptRole:
                set_style(answer, ButtonKind.PRIMARY)

    def _style_completion(self) -> None:
        """Style what is offered while a name is typed: it is a window of its own, beyond the dialog's reach."""
        field = self.findChild(QLineEdit)
        completer = field.completer() if field else None
        if completer and (popup := completer.popup()):
            set_part(popup, Part.COMPLETION)
            popup.setItemDelegate(TextDelegate(popup))

    def _style_list(self) -> None:
        tree = self.findChild(QTreeView, "treeView")
        side = self.findChild(QListView, "sidebar")
        if tree is None or side is None:
            return
        tree.setRootIsDecorated(False)
        tree.setAlternatingRowColors(False)
        tree.hideColumn(KIND)
        # A file is chosen here: by Qt’s menu and F2 it could be deleted and renamed, which asks in boxes of Qt’s own.
        for view in (tree, side):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = tree.header()
        for column in range(header.count()):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for view, name in ((tree, say("Files")), (side, say("Places"))):
            view.setIconSize(QSize(SIDE, SIDE))
            view.setItemDelegate(IconDelegate(view))
            view.setAccessibleName(self._catalogue.text(name))

    def _refresh_icons(self) -> None:
        for name, (icon, words) in BUTTONS.items():
            if button := self.findChild(QToolButton, name):
                button.setIcon(drawn_icon(icon))
                button.setToolTip(self._catalogue.text(words))
                button.setAccessibleName(self._catalogue.text(words))


class TextDelegate(QStyledItemDelegate):
    """Paints rows without Qt's pictures; of a picture without a size Qt would paint the selected row's all the same."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Leave out a row's picture."""
        super().initStyleOption(option, index)
        option.icon = QIcon()
        option.features &= ~QStyleOptionViewItem.ViewItemFeature.HasDecoration


class IconDelegate(QStyledItemDelegate):
    """Paints our icons in place of Qt's pictures.

    An icon provider would be asked in a thread of Qt's own, which the window may be waiting for.
    """

    def __init__(self, parent: QWidget) -> None:
        """Build it for a list of files or of places."""
        super().__init__(parent)
        self._drives = frozenset(drives())

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Give a row the icon of what is in it."""
        super().initStyleOption(option, index)
        if not option.icon.isNull():
            option.icon = drawn_icon(self._icon_name(index))

    def _icon_name(self, index: Index) -> str:
        model, url = index.model(), index.data(PLACE_URL)
        if not isinstance(model, QFileSystemModel):
            path = url.toLocalFile() if isinstance(url, QUrl) else ""
            return "drive" if path in self._drives else "folder"
        if model.filePath(index) in self._drives:
            return "drive"
        return "folder" if model.isDir(index) else "file"


def documents() -> Path:
    """Return where people keep what they write: their documents, or their home."""
    known = QStandardPaths.StandardLocation
    folders = [QStandardPaths.writableLocation(place) for place in (known.DocumentsLocation, known.HomeLocation)]
    return Path(next((place for place in folders if place and QDir(place).exists()), folders[-1]))


def places() -> list[str]:
    """Return where files are mostly kept: home, documents, sticks and drives."""
    known = QStandardPaths.StandardLocation
    folders = [QStandardPaths.writableLocation(place) for place in (known.HomeLocation, known.DocumentsLocation)]
    return list(dict.fromkeys(place for place in (*folders, *drives()) if place and QDir(place).exists()))


def drives() -> list[str]:
    """Return the roots of the sticks and drives that are there."""
    roots = [volume.rootPath() for volume in QStorageInfo.mountedVolumes() if volume.isValid() and volume.isReady()]
    return [root for root in roots if sys.platform == "win32" or f"{root}/".startswith(MOUNTED_IN)]


def _leave_buttons(page: QWidget) -> None:
    """Let buttons know that the pointer has left them for the dialog; Qt does not, and they would look hovered."""
    for button in page.findChildren(QAbstractButton):
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, on=False)
        button.update()
