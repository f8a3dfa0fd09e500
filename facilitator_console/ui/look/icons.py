"""Draws small icons for buttons and lists: folder, drive, arrows, screen, phone. Lines in the theme colours."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QIcon, QPainter, QPainterPath, QPen, QPixmap

from facilitator_console.ui.look.theme import color

SIDE = 18
"""Side of the grid on which the icons are drawn, in px."""
SCALES = (1, 2, 3)

Line = tuple[tuple[float, float], ...]

LINES: dict[str, tuple[Line, ...]] = {
    "folder": (((2.5, 4.5), (7, 4.5), (8.5, 6.5), (15.5, 6.5), (15.5, 14.5), (2.5, 14.5), (2.5, 4.5)),),
    "new_folder": (
        ((15.5, 9), (15.5, 6.5), (8.5, 6.5), (7, 4.5), (2.5, 4.5), (2.5, 14.5), (9, 14.5)),
        ((13.5, 11), (13.5, 17)),
        ((10.5, 14), (16.5, 14)),
    ),
    "file": (
        ((4.5, 2.5), (10.5, 2.5), (13.5, 5.5), (13.5, 15.5), (4.5, 15.5), (4.5, 2.5)),
        ((10.5, 2.5), (10.5, 5.5), (13.5, 5.5)),
    ),
    "drive": (((2.5, 5.5), (15.5, 5.5), (15.5, 12.5), (2.5, 12.5), (2.5, 5.5)), ((12, 9), (13, 9))),
    "back": (((11, 4), (6, 9), (11, 14)),),
    "forward": (((7, 4), (12, 9), (7, 14)),),
    "display": (((2.5, 3.5), (15.5, 3.5), (15.5, 12), (2.5, 12), (2.5, 3.5)), ((6, 15), (12, 15))),
    "phone": (((5.5, 2.5), (12.5, 2.5), (12.5, 15.5), (5.5, 15.5), (5.5, 2.5)), ((8, 13), (10, 13))),
    "laptops": (
        ((1.5, 3.5), (10.5, 3.5), (10.5, 9.5), (1.5, 9.5), (1.5, 3.5)),
        ((7.5, 12), (7.5, 14.5), (16.5, 14.5), (16.5, 7.5), (12.5, 7.5)),
    ),
    "up": (((9, 15), (9, 4)), ((4.5, 8.5), (9, 4), (13.5, 8.5))),
}


def drawn_icon(name: str) -> QIcon:
    """Return an icon of `LINES` in the present colours, muted where its button is disabled."""
    icon = QIcon()
    for scale in SCALES:
        icon.addPixmap(_picture(name, scale, "accent" if name == "folder" else "muted"))
        icon.addPixmap(_picture(name, scale, "hairline"), QIcon.Mode.Disabled)
    return icon


def _picture(name: str, scale: int, ink: str) -> QPixmap:
    picture = QPixmap(SIDE * scale, SIDE * scale)
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color(ink), 1.3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    if name == "folder":
        painter.setBrush(color("soft"))
    for line in LINES[name]:
        path = QPainterPath(QPointF(*line[0]))
        for point in line[1:]:
            path.lineTo(QPointF(*point))
        painter.drawPath(path)
    painter.end()
    return picture
