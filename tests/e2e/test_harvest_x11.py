"""A harvest in Ukrainian, by physical keys alone, in a real window: noted, tagged, gathered, withdrawn, approved."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import normalize

from facilitator_console.notes.codebook import digit_tags
from facilitator_console.notes.ids import CheckStatus, Column, Flag
from facilitator_console.notes.read_back import theme_status
from facilitator_console.notes.state import notes_kept
from facilitator_console.notes.themes import notes_by_theme, themes_in
from tests.e2e.desktop import DIGITS, END, ENTER, RIGHT, SHIFT, Desktop, needs_x11
from tests.e2e.driven import BACKLOG, ODD

pytestmark = needs_x11

HOME, DOWN, DELETE = 110, 116, 119
KEYS = {
    **dict(zip("йцукенгшщзхї", range(24, 36), strict=True)),
    **dict(zip("фівапролджє", range(38, 49), strict=True)),
    **dict(zip("ячсмитьбю", range(52, 61), strict=True)),
    " ": 65,
}
N, K, T, C, A = KEYS["т"], KEYS["л"], KEYS["е"], KEYS["с"], KEYS["ф"]
"""What is printed there on a Latin keyboard."""
NUMBER_SIGN = DIGITS["3"]
"""With Shift."""
GUILLEMETS = DIGITS["2"]
"""With Shift a straight quotation mark."""


def write(hands: Desktop, words: str) -> None:
    hands.keys(*(KEYS[letter] for letter in words))


def command(hands: Desktop, words: str) -> None:
    """One of the list of all commands."""
    hands.chord(K)
    write(hands, words)
    hands.keys(ENTER)


def test_a_harvest_in_ukrainian_by_physical_keys(desktop: Callable[..., Desktop]) -> None:
    hands = desktop("ua", "backlog")
    hands.chord(N)
    hands.chord(NUMBER_SIGN, SHIFT)
    write(hands, "потреба їжа й дорога")
    hands.keys(ENTER)
    hands.chord(GUILLEMETS, SHIFT)
    write(hands, "мене не цитуйте")
    hands.chord(GUILLEMETS, SHIFT)
    hands.keys(ENTER)
    command(hands, "підсумки")
    hands.keys(HOME)
    for number in range(BACKLOG):
        hands.keys(DIGITS[str(1 + number % 6)], DOWN)
    hands.keys(HOME)
    hands.chord(DOWN, SHIFT)
    hands.chord(DOWN, SHIFT)
    hands.keys(T)
    write(hands, "їжа й дорога")
    hands.keys(ENTER)
    hands.keys(END)  # The quote.
    hands.chord(DELETE, SHIFT)
    hands.keys(RIGHT, ENTER)
    command(hands, "перевірити теми")
    hands.keys(C, A)
    state, draft = hands.closed()
    notes = notes_kept(state)
    assert (len(notes), draft) == (BACKLOG + 1, "")
    tags = digit_tags(state)
    assert [note.tags for note in notes[:BACKLOG]] == [(tags[number % 6],) for number in range(BACKLOG)]
    assert (notes[-1].text, notes[-1].tags) == ("їжа й дорога", ("need",))
    assert {note.text for note in notes} >= {normalize("NFC", text) for text in ODD}
    assert not any(Flag.QUOTE in note.flags for note in notes)
    (theme,) = themes_in(state, Column.SHARED)
    assert (theme.title, len(notes_by_theme(state)[theme.theme_id])) == ("їжа й дорога", 3)
    assert theme_status(state, theme) is CheckStatus.APPROVED
