"""Whatever a person does at the window: it never fails, and what it showed is what a reopened store shows."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyStrategyDefinition
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import Qt

from facilitator_console.runtime.catalogues import LANGUAGES
from facilitator_console.words import Message, say
from tests.helpers.controller import contents
from tests.ui.person import Kind, Person
from tests.ui.running import CTRL

K, M = Qt.Key, Qt.KeyboardModifier
EXAMPLES = int(os.environ.get("PERSON_EXAMPLES", "0"))
"""So many people by chance, as `make crash` has them, in place of the few that do the same each time."""
FEW = 5
STEPS = 40

LETTERS = [K(code) for code in range(K.Key_A, K.Key_Z + 1)]
DIGITS = [K(code) for code in range(K.Key_0, K.Key_9 + 1)]
OTHERS = [
    *(K.Key_Return, K.Key_Enter, K.Key_Tab, K.Key_Backtab, K.Key_Escape, K.Key_Delete, K.Key_Backspace, K.Key_Space),
    *(K.Key_Up, K.Key_Down, K.Key_Left, K.Key_Right, K.Key_Home, K.Key_End, K.Key_PageUp, K.Key_PageDown),
    *(K.Key_F1, K.Key_F2, K.Key_Menu, K.Key_Plus, K.Key_Minus, K.Key_NumberSign),
]
HELD = [M.NoModifier, M.ShiftModifier, M.AltModifier, CTRL, CTRL | M.ShiftModifier]
LINES = [
    "#need To know when the bus will not come",
    "№потреба вода",
    "! «Чекаємо з ранку»",
    "+3 +5",
    "@4 said it",
    "##",
    "+",
    "0",
    "-1",
    "12",
    "99999999999999999999",
    "й і ї",
    "good 😀 thanks",
    "שלום",
    "!",
]
LETTERS_TYPED = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp"), exclude_characters="/\\~.")
TYPED = st.sampled_from(LINES) | st.text(LETTERS_TYPED, max_size=8)
PASTED = TYPED | st.sampled_from(["two\nlines", "a\ttab", "\u202eright to left", "x" * 5000, "\x00\x07"])
PLACES = (say("The session’s timeline"), say("The team’s laptops…"), say("Tags of the team"))
WAITS = st.sampled_from([80, 450, 800, 5_000, 31_000, 60_000, 600_000])


class PersonMachine(RuleBasedStateMachine):
    """A person at the window."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp())

    @initialize(
        kind=st.sampled_from(Kind),
        template=st.sampled_from(["", "community_dialogue", "fishbowl"]),
        seats=st.sampled_from([0, 4, 12]),
    )
    def begin(self, kind: Kind, template: str, seats: int) -> None:
        """Begin a session, or go on with a marathon, or with what its experts conclude."""
        self.person = Person(self._folder, kind)
        if kind is Kind.MEETING:
            self.person.program.create_session(template, "Autumn circle", seats)
            self.person.settle()

    # -- keys --------------------------------------------------------------------------------------------------

    @rule(digit=st.sampled_from(DIGITS))
    def press_room_key(self, digit: Qt.Key) -> None:
        self.person.press(digit, CTRL)

    @rule(letter=st.sampled_from(LETTERS))
    def press_chord(self, letter: Qt.Key) -> None:
        self.person.press(letter, CTRL)

    @rule(key=st.sampled_from([*OTHERS, *LETTERS, *DIGITS]), held=st.sampled_from(HELD))
    def press_key(self, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
        self.person.press(key, held)

    @rule(key=st.sampled_from(OTHERS), times=st.integers(1, 4))
    def press_plain_key(self, key: Qt.Key, times: int) -> None:
        for _ in range(times):
            self.person.press(key)

    @rule()
    def undo(self) -> None:
        self.person.press(K.Key_Z, CTRL)

    @rule()
    def redo(self) -> None:
        self.person.press(K.Key_Y, CTRL)

    # -- words ---------------------------------------------------------------------------------------------------

    @rule(text=TYPED)
    def type_words(self, text: str) -> None:
        self.person.type(text)

    @rule(text=TYPED)
    def write_note(self, text: str) -> None:
        self.person.press(K.Key_N, CTRL)
        self.person.type(text)
        self.person.press(K.Key_Return)

    @rule(text=PASTED)
    def paste_words(self, text: str) -> None:
        self.person.paste(text)

    # -- mouse -----------------------------------------------------------------------------------------------------

    @rule(number=st.integers(0, 500))
    def click(self, number: int) -> None:
        self.person.click(number, Qt.MouseButton.LeftButton, double=False)

    @rule(number=st.integers(0, 500))
    def double_click(self, number: int) -> None:
        self.person.click(number, Qt.MouseButton.LeftButton, double=True)

    @rule(number=st.integers(0, 500))
    def right_click(self, number: int) -> None:
        self.person.click(number, Qt.MouseButton.RightButton, double=False)

    # -- the window ------------------------------------------------------------------------------------------------

    @rule(text=st.sampled_from(["", "take", "lead", "show", "end", "reopen", "undo", "cover", "find", "forget"]))
    def choose_command(self, text: str) -> None:
        self.person.press(K.Key_K, CTRL)
        self.person.type(text)
        self.person.press(K.Key_Return)

    @precondition(lambda self: self.person.session is not None)
    @rule(name=st.sampled_from(["prepare", "run", "harvest", "report"]))
    def go_to_page(self, name: str) -> None:
        self.person.click_text(name)

    @precondition(lambda self: self.person.session is not None)
    @rule(place=st.sampled_from(PLACES))
    def go_to(self, place: Message) -> None:
        self.person.choose(place)

    @precondition(lambda self: self.person.session is not None)
    @rule()
    def press_team(self) -> None:
        self.person.click_text("team")

    @precondition(lambda self: self.person.session is not None)
    @rule(number=st.integers(0, 1))
    def choose_role(self, number: int) -> None:
        self.person.click_text("role")
        self.person.click(number, Qt.MouseButton.LeftButton, double=False)

    @rule(language=st.sampled_from(LANGUAGES))
    def speak(self, language: str) -> None:
        self.person.click_text("language")
        self.person.click(LANGUAGES.index(language), Qt.MouseButton.LeftButton, double=False)

    @rule(ms=WAITS)
    def wait(self, ms: int) -> None:
        self.person.wait(ms)

    @precondition(lambda self: self.person.session is None)
    @rule()
    def go_on(self) -> None:
        self.person.press(K.Key_Return)

    @precondition(lambda self: self.person.session is not None)
    @rule()
    def reopen(self) -> None:
        seen = self.person.seen()
        controller = self.person.program.controller
        assert controller is not None
        assert self.person.stored() == contents(controller.state)
        self.person.reopen()
        assert not self.person.seen().changed(seen)

    # -- what must hold ----------------------------------------------------------------------------------------------

    @invariant()
    def nothing_failed(self) -> None:
        assert not self.person.bugs.found
        view = self.person.program.view
        assert view is None or view.banners.banner("bug") is None

    def teardown(self) -> None:
        try:
            if not self.person.bugs.found and self.person.session is not None:
                self.reopen()
                self.nothing_failed()
        finally:
            self.person.leave()
            self.person.bugs.close()
            shutil.rmtree(self._folder)


@pytest.fixture
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person saves without naming a folder stays in the test's own."""
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_DOCUMENTS_DIR"):
        monkeypatch.setenv(name, str(tmp_path))


@pytest.mark.usefixtures("qapp", "_at_home")
def test_whatever_a_person_does_nothing_fails_and_what_was_shown_is_stored() -> None:
    of_chance = EXAMPLES > 0
    how = settings(
        derandomize=not of_chance,
        database=None,
        deadline=None,
        max_examples=EXAMPLES or FEW,
        stateful_step_count=STEPS,
        # Shrinking would take minutes, and the steps say enough.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=of_chance,
    )
    # On a busy machine the window's timers decide what can be pressed next, so the same draws may lead elsewhere. That
    # is no fault of the window; what fails in it is raised as itself.
    with suppress(FlakyStrategyDefinition):
        run_state_machine_as_test(PersonMachine, settings=how)
