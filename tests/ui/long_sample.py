"""A session in which everything is long: title, questions, labels, tags, queue; as long as people have made them.

40 seats, 30 of whom wait; twelve items, of which the fourth runs, late; groups, sheets and notes with long words.
"""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

from facilitator_console.console import Console, new_session
from facilitator_console.dialogue.capture import capture, mark_moment
from facilitator_console.log import Duration, LaptopId
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import LISTS_OF_THE_GROUP, Column
from facilitator_console.notes.read_back import add_objection
from facilitator_console.notes.themes import add_theme
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import add_item, next_item
from facilitator_console.session.clock import SetClock
from facilitator_console.session.floor import end_turn, speaking, start_turn
from facilitator_console.session.ids import Attribution
from facilitator_console.session.people import add_group, add_participant, at_seat
from facilitator_console.session.queue import join_seats, pause_queue
from facilitator_console.store.store import Store
from tests.helpers.talking import talking
from tests.ui.sample import BEGAN_AT_MS, MINUTE_MS, SampleSessionController

SEATS, WAITING, ITEMS, NOTES, MARKS = 40, 30, 12, 12, 5
QUESTION = 480
"""Letters."""
WORDS = {
    "en": "What would we miss most if the evening bus and the small school were closed for good, and who says so? ",
    "uk": "Чого нам найбільше бракувало б, якби вечірній автобус і малу школу закрили назавжди, і хто про це скаже? ",
    "ru": "Чего нам больше всего не хватало бы, если бы вечерний автобус и школу закрыли насовсем, и кто это скажет? ",
}
LONG_WORD = {"en": "misunderstandings", "uk": "взаємопорозуміннями", "ru": "взаимопониманиями"}


def long_text(language: str, letters: int) -> str:
    """So many letters of running text."""
    return "".join(islice(cycle(WORDS[language]), letters)).strip()


def long_controller(tmp_path: Path, language: str) -> SampleSessionController:
    """The session; the caller closes it."""
    store = Store.open(tmp_path / "dialogue.sqlite")
    clock = SetClock(BEGAN_AT_MS)
    title = long_text(language, 120)
    console = new_session(
        store, Laptop(LaptopId("ours")), title, language=language, attribution=Attribution.NAMED, clock=clock
    )
    _plan(console, language)
    _people(console, language)
    for _ in range(4):
        console.dispatch(next_item)
        clock.advance(12 * MINUTE_MS)
    _talk(console, clock, language)
    _gather(console, language)
    return SampleSessionController(store, clock, console, language)


def _plan(console: Console, language: str) -> None:
    for number in range(ITEMS):
        console.dispatch(
            add_item,
            long_text(language, 70 + number),
            question=long_text(language, QUESTION),
            planned_ms=Duration(12 * MINUTE_MS),
            **talking("balanced_stack"),
            turn_limit_ms=Duration(2 * MINUTE_MS),
        )
    for group_list in LISTS_OF_THE_GROUP:
        for letters in (20, 90, 200, 40, 60):
            console.dispatch(add_list_entry, group_list, long_text(language, letters))


def _people(console: Console, language: str) -> None:
    for letters in (30, 60, 12, 8):
        console.dispatch(add_group, long_text(language, letters))
    groups = list(console.state.groups)
    for seat in range(1, SEATS + 1):
        label = long_text(language, 45) if seat % 2 else LONG_WORD[language]
        console.dispatch(add_participant, seat=seat, label=label, group_id=groups[seat % len(groups)])


def _gather(console: Console, language: str) -> None:
    """Themes in each column, with long sentences; the first one has something that is not theirs."""
    notes = list(console.state.notes)
    for column in Column:
        for letters in (20, 180):
            console.dispatch(add_theme, column, long_text(language, letters), long_text(language, 500), notes[:4])
    theme = next(iter(console.state.themes))
    console.dispatch(add_objection, theme, 0, 10, long_text(language, 200))


def _talk(console: Console, clock: SetClock, language: str) -> None:
    tag = "-".join(long_text(language, 60).replace(",", "").replace("?", "").split())
    for number in range(NOTES):
        console.dispatch(capture, f"#{tag}{number} #{LONG_WORD[language]} {long_text(language, 30 + 40 * number)}")
    for _ in range(MARKS):
        console.dispatch(mark_moment)
    clock.advance(9 * MINUTE_MS)
    console.dispatch(start_turn, at_seat(console.state, 38).participant_id)
    clock.advance(MINUTE_MS)
    turn = speaking(console.state)
    assert turn is not None
    console.dispatch(end_turn, turn.turn_id)  # So that somebody can be called back.
    console.dispatch(start_turn, at_seat(console.state, 40).participant_id)
    clock.advance(25_000)
    console.dispatch(join_seats, list(range(1, WAITING + 1)))
    console.dispatch(pause_queue)
