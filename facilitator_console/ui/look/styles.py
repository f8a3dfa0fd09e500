"""Names the styles that resources/theme.qss looks at, and gives them to widgets. A test holds both in step.

A style is a Qt property of the widget or its object's name; the style sheet selects by either.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


class Rank(StrEnum):
    """Names how important a label is, and with it size, weight and colour of its text."""

    NONE = ""
    TITLE = "title"
    TITLE_MUTED = "title_muted"
    OVER_TITLE = "over_title"
    SINCE = "since"
    QUESTION = "question"
    HEAD = "head"
    SECTION = "section"
    STRONG = "strong"
    MUTED = "muted"
    SMALL = "small"
    WARN = "warn"
    HINT = "hint"
    HINT_WARN = "hint_warn"
    CAP = "cap"


class ButtonKind(StrEnum):
    """Names what a button is for, and with it its ground, edge and text.

    Attributes:
        PRIMARY: It does what is most often meant.
        WARN: It asks for attention; what it does can be undone.
        DANGER: What it does can't be undone.
        CALL: A call within another panel, without an edge.
        LINK: It looks like a link.
        PILL: A small round button of the top bar.
        TAB: It shows a page.
        SMALL: A lower button on a banner.
        TITLE: The session's title, which opens a menu.
        QUIET: It stands in the foot.
        CHOICE: One of several, of which one may be chosen.
    """

    PLAIN = ""
    PRIMARY = "primary"
    WARN = "warn"
    DANGER = "danger"
    CALL = "call"
    LINK = "link"
    PILL = "pill"
    TAB = "tab"
    SMALL = "small"
    TITLE = "title"
    QUIET = "quiet"
    CHOICE = "choice"


class FieldKind(StrEnum):
    """Names a field or table that does not look like the others.

    Attributes:
        TITLE: The field of the session's title.
        PLAIN: A field without ground and edge, within a frame of its own.
        ROW: A text that is rewritten in a row of a list.
        PAINTED: A table whose delegate paints the whole row.
        HEADING: A title that can be typed over where it stands.
        VALUE: A value among words: it looks like a word until the pointer or the focus is on it.
        DROP: A place where something can be dropped, or typed.
    """

    TITLE = "title"
    PLAIN = "plain"
    ROW = "row"
    PAINTED = "painted"
    HEADING = "heading"
    VALUE = "value"
    DROP = "drop"


class BannerKind(StrEnum):
    """Names what a banner is about: it tells, asks, or says what went wrong."""

    TELL = "tell"
    ASK = "ask"
    WRONG = "wrong"


class Lit(StrEnum):
    """Names how a pill, a link or a frame stands out: not at all, as what is on, or as a warning."""

    OFF = ""
    ON = "true"
    WARN = "warn"


class StyleFlag(StrEnum):
    """Names a property that is either on ("true") or off.

    Attributes:
        SHORT: A title where there is little height, a tab where there is little width.
        SMALL: A link in small type.
        DOT: A pill with a dot before its text.
        OFF: The frame of a field in which nothing can be typed now.
    """

    SHORT = "short"
    SMALL = "small"
    DOT = "dot"
    OFF = "off"


class Part(StrEnum):
    """Names a part of the window, as its object's name."""

    PAGE = "page"
    BAR = "bar"
    FOOT = "foot"
    SIDE = "side"
    ASIDE = "aside"
    RULE = "rule"
    CARD = "card"
    TABS = "tabs"
    UNDO = "undo"
    NOTICE = "notice"
    PANEL = "panel"
    NOTE_LINE = "note_line"
    FROZEN = "frozen"
    COMPLETION = "completion"


Style = Rank | ButtonKind | FieldKind | BannerKind | Lit

PROPERTIES: dict[type[Style], str] = {
    Rank: "rank",
    ButtonKind: "kind",
    FieldKind: "kind",
    BannerKind: "kind",
    Lit: "on",
}
"""The Qt property that holds a style."""


def set_style(widget: QWidget, style: Style) -> None:
    """Give a widget a style; Qt applies the style sheet again where that changes anything."""
    _set_property(widget, PROPERTIES[type(style)], style.value)


def set_flag(widget: QWidget, flag: StyleFlag, *, on: bool) -> None:
    """Turn a flag of a widget's style on or off; Qt applies the style sheet again where that changes anything."""
    _set_property(widget, flag.value, "true" if on else "false")


def has_style(widget: QWidget, style: Style) -> bool:
    """Tell whether a widget has this style now."""
    return bool(widget.property(PROPERTIES[type(style)]) == style.value)


def set_part(widget: QWidget, part: Part) -> None:
    """Let a widget be this part of the window."""
    widget.setObjectName(part.value)


def _set_property(widget: QWidget, name: str, value: str) -> None:
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    # Qt applies the sheet before a widget is first shown; only later must it be asked to do so again.
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
