"""The read-back beyond the words themselves: a theme on the room display, and what became of a theme, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec import UNSET

from facilitator_console.dialogue.codec import LoggedEvent
from facilitator_console.dialogue.evolve import event_ms
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, NewEvent, Subject, WriterId
from facilitator_console.notes import events as ev
from facilitator_console.notes.ids import CheckStatus, ObjectionId, ThemeId
from facilitator_console.notes.state import Theme
from facilitator_console.notes.themes import known_theme, themes_kept
from facilitator_console.session.display import on_display
from facilitator_console.session.ids import MAIN, Shows
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.room_events import DisplaySet
from facilitator_console.words import Message, say

CHECKED = {
    CheckStatus.DRAFT: say("A draft again"),
    CheckStatus.CHECKED: say("Checked with the group"),
    CheckStatus.APPROVED: say("Approved"),
}


class ThemeChange(NamedTuple):
    """Represents a step in what became of a theme.

    Attributes:
        at_ms: On the session's time line.
        writer: Who noted it, on whose clock that stands.
        what: In a few words.
        text: The words that were set, or said; empty where there are none.
    """

    at_ms: Instant
    writer: WriterId
    what: Message
    text: str = ""


def show_theme(state: State, _now_ms: Instant, theme_id: ThemeId) -> list[NewEvent]:
    """Show a theme on the room display, large, to be read back."""
    require_allowed(state, DisplaySet)
    known_theme(state, theme_id)
    shown = theme_on_display(state)
    return [] if shown and shown.theme_id == theme_id else [NewEvent(DisplaySet(Shows.THEME, of_id=Subject(theme_id)))]


def theme_on_display(state: State) -> Theme | None:
    """Return the theme that the room display shows; None where it shows something else, or the theme is gone."""
    shown = on_display(state, MAIN)
    if shown is None or shown.shows is not Shows.THEME:
        return None
    return next((theme for theme in themes_kept(state) if Subject(theme.theme_id) == shown.of_id), None)


def changes_of(history: History, theme_id: ThemeId) -> tuple[ThemeChange, ...]:
    """Return what became of a theme, oldest first: each wording, each step of the read-back, each objection."""
    return tuple(change for entry in history for change in _changes(history, entry, theme_id))


def _changes(history: History, entry: LoggedEvent, theme_id: ThemeId) -> Iterator[ThemeChange]:
    body, event = entry.body, entry.event
    about = body.about_id if isinstance(body, ev.ObjectionAdded) else event.subject
    if isinstance(body, ev.ObjectionSettled) and (settled := history.state.objections.get(ObjectionId(event.subject))):
        about = settled.about_id
    if about != Subject(theme_id) or history.is_skipped(entry):
        return
    for what, text in _steps(body):
        yield ThemeChange(event_ms(history.state, event), event.writer, what, text)


def _steps(body: object) -> Iterator[tuple[Message, str]]:
    if isinstance(body, ev.ThemeAdded):
        yield say("Gathered"), body.title
    elif isinstance(body, ev.ThemeEdited):
        if body.title is not UNSET:
            yield say("Title written anew"), body.title
        if body.text is not UNSET:
            yield say("Text written anew"), body.text
        if body.removed is True:
            yield say("Taken off the board"), ""
    elif isinstance(body, ev.TextChecked):
        yield CHECKED[body.status], ""
    elif isinstance(body, ev.ObjectionAdded):
        yield say("“This is not mine”"), body.text
    elif isinstance(body, ev.ObjectionSettled):
        yield (say("Settled: the group said"), body.answer) if body.answer else (say("Settled by other words"), "")
