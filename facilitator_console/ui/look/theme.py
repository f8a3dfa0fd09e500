"""Defines colours, type and the one style sheet, light and dark from the same tokens, and follows the system.

Widgets that paint themselves take colours from `tokens()` at each paint, and fonts from `font`. No layout here.
"""

from __future__ import annotations

from functools import cache
from string import Template
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from facilitator_console.runtime.resource_files import resource_path

BASE_PX = 14
SECTION_SPACING_PX = 0.6
"""How far the letters of a section's head are apart, as in the style sheet."""

# Inter in four static weights: of the variable font Qt here registers the regular weight only, and smears the others.
FONTS = ("Inter-Regular", "Inter-Medium", "Inter-SemiBold", "Inter-Bold")


class Tokens(NamedTuple):
    """Holds the colours of one appearance, as #RRGGBB.

    Attributes:
        paper: Ground of the window.
        panel: Ground of fields, buttons, cards.
        ink: Text.
        muted: Text of second rank.
        hairline: Lines that part.
        edge: Edges of controls (3:1 against paper).
        accent: What is on, and what is most often meant.
        on_accent: Text on accent.
        soft: Ground of what is selected.
        hover: Ground under the pointer.
        track: Ground of bars.
        still: Banners of clocks that stand.
        heard: Fill of a seat that was heard.
        warn: Asks for attention.
        warn_edge: Edges of what asks for attention (3:1 against paper).
        over: Wrong.
        ok: Saved.
        groups: By place, for bars.
        badges: By place, (ground, text) of tags: grey, blue, red, green, violet, yellow, teal.
    """

    paper: str
    panel: str
    ink: str
    muted: str
    hairline: str
    edge: str
    accent: str
    on_accent: str
    soft: str
    hover: str
    track: str
    still: str
    heard: str
    warn: str
    warn_edge: str
    over: str
    ok: str
    groups: tuple[str, ...]
    badges: tuple[tuple[str, str], ...]


LIGHT = Tokens(
    paper="#FBFAF7",
    panel="#FFFFFF",
    ink="#1D2430",
    muted="#5F6773",
    hairline="#E4E1DA",
    edge="#8C877B",
    accent="#0B6E69",
    on_accent="#FFFFFF",
    soft="#E2F0EE",
    hover="#F2F0EA",
    track="#E8E6DF",
    still="#93B9B4",
    heard="#DAD8CD",
    warn="#B45309",
    warn_edge="#C4793D",
    over="#B42318",
    ok="#1E7A2E",
    groups=("#4477AA", "#CC6677", "#B58A00", "#228833", "#AA4499"),
    badges=(
        ("#EBE9E4", "#4A515C"),
        ("#E1EAF7", "#2F5A86"),
        ("#FBE3E6", "#A33A4E"),
        ("#DFF2E2", "#1E6B2B"),
        ("#F5E4F3", "#8A3580"),
        ("#F9EFCC", "#765A00"),
        ("#D8F0EF", "#0B5F66"),
    ),
)

DARK = Tokens(
    paper="#161C26",
    panel="#1E2632",
    ink="#E8EBF0",
    muted="#9AA6B8",
    hairline="#303A49",
    edge="#6F7B8E",
    accent="#5CC2BA",
    on_accent="#0E1620",
    soft="#1F3A40",
    hover="#263040",
    track="#303A49",
    still="#4B7A7C",
    heard="#3B4657",
    warn="#F0A35C",
    warn_edge="#A87A52",
    over="#F28B82",
    ok="#6CCB7F",
    groups=("#6FA0D0", "#E08A98", "#D9B13B", "#5CB86B", "#CB78BE"),
    badges=(
        ("#333D4C", "#C6CEDA"),
        ("#22395A", "#A9C8EE"),
        ("#55272F", "#F5B5BF"),
        ("#1E4429", "#A6DDB0"),
        ("#4A2747", "#EAB6E2"),
        ("#4A3D12", "#EBD58A"),
        ("#123F45", "#9ADDE0"),
    ),
)


DARK_PAPER = QColor(DARK.paper).rgb()


def tokens() -> Tokens:
    """Return the colours that the application uses now."""
    dark = QGuiApplication.palette().color(QPalette.ColorRole.Window).rgb() == DARK_PAPER
    return DARK if dark else LIGHT


def color(name: str) -> QColor:
    """Return a token's colour, such as `color("accent")`."""
    return QColor(_parsed(getattr(tokens(), name)))


def group_color(place: int) -> QColor:
    """Return the colour of a set of similar answers by its place; beside it stands another sign than colour."""
    groups = tokens().groups
    return QColor(_parsed(groups[place % len(groups)]))


@cache
def _parsed(text: str) -> QColor:
    """Return a colour by its text; whoever changes it makes a copy first."""
    return QColor(text)


def font(px: int = BASE_PX, weight: int = 400) -> QFont:
    """Return Inter at a size in px, with digits of one width."""
    return QFont(_made_font(px, weight, tabular=True))


def text_font(px: int = BASE_PX, weight: int = 400) -> QFont:
    """Return Inter for running text: with digits of one width a hyphen is as wide as a digit, "Check - in"."""
    return QFont(_made_font(px, weight, tabular=False))


def section_font() -> QFont:
    """Return the font of the head of a section, in capitals, as the style sheet has it for labels of this rank."""
    made = text_font(12, 650)
    made.setCapitalization(QFont.Capitalization.AllUppercase)
    made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, SECTION_SPACING_PX)
    return made


@cache
def _made_font(px: int, weight: int, *, tabular: bool) -> QFont:
    """Return a font; whoever changes it makes a copy first. Hundreds are asked for at each paint of the lead's page."""
    made = QFont("Inter")
    made.setPixelSize(px)
    made.setWeight(QFont.Weight(weight))
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


class Theme(QObject):
    """Keeps the application in the system's appearance; there is one per application."""

    def __init__(self, application: QApplication) -> None:
        """Load the fonts, style the application, and follow the system from now on."""
        super().__init__(application)
        self._application = application
        for name in FONTS:
            QFontDatabase.addApplicationFont(str(resource_path(f"fonts/{name}.ttf")))
        application.setStyle("Fusion")
        application.setFont(text_font())
        hints = QGuiApplication.styleHints()
        self.set_scheme(hints.colorScheme())
        hints.colorSchemeChanged.connect(self.set_scheme)

    def set_scheme(self, scheme: Qt.ColorScheme) -> None:
        """Style the application light or dark."""
        now = DARK if scheme == Qt.ColorScheme.Dark else LIGHT
        self._application.setPalette(_palette(now))
        self._application.setStyleSheet(style_sheet(now))
        for window in self._application.topLevelWidgets():
            self._application.postEvent(window, QEvent(QEvent.Type.PaletteChange))


def style_sheet(appearance: Tokens) -> str:
    """Return the style sheet of an appearance."""
    sheet = Template(resource_path("theme.qss").read_text(encoding="utf-8"))
    shade = "dark" if appearance is DARK else "light"
    icons = {name: resource_path(f"icons/{name}-{shade}.svg").as_posix() for name in ("tick", "chevron")}
    return sheet.substitute(appearance._asdict() | icons)


def _palette(appearance: Tokens) -> QPalette:
    """Return the palette for what no style sheet reaches: native parts of dialogs, placeholder text, links."""
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, "paper"),
        (roles.WindowText, "ink"),
        (roles.Base, "panel"),
        (roles.AlternateBase, "paper"),
        (roles.Text, "ink"),
        (roles.Button, "panel"),
        (roles.ButtonText, "ink"),
        (roles.Highlight, "accent"),
        (roles.HighlightedText, "on_accent"),
        (roles.PlaceholderText, "muted"),
        (roles.Link, "accent"),
        (roles.Accent, "accent"),
        (roles.ToolTipBase, "ink"),
        (roles.ToolTipText, "paper"),
    ):
        palette.setColor(role, QColor(getattr(appearance, name)))
    return palette
