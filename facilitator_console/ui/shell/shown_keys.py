"""Lists what F1 shows, the bound keys in the words of their actions, and the few keys that the foot names."""

from __future__ import annotations

from collections.abc import Iterable

from facilitator_console.log import WorkPhase
from facilitator_console.ui.control.action import Action, Group
from facilitator_console.ui.control.keys import chord_text
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.views.formats import Middle, Page
from facilitator_console.words import Message, say, say_p

IN_LIST: tuple[tuple[Message | str, Message], ...] = (
    ("1 – 9", say_p("a key", "Tag the selected note")),
    ("M", say("For the report")),
    ("0", say("Tags without a digit")),
    ("#", say("Another tag, by name")),
    ("R", say("Write a reply")),
    ("G", say("Put it on a list of the group")),
    (say("Space"), say("Read it whole")),
    (say("Enter"), say("Edit the selected note")),
    (say("Delete"), say("Remove it; can be undone")),
    ("Esc", say("Back to the note line")),
)
IN_NOTE_LINE: tuple[tuple[Message | str, Message], ...] = (
    ("#…  №…", say("A tag, at the beginning of the line")),
    ("=12", say("Said by seat 12, as far as notes name anybody")),
    ("+12", say("Seat 12 into the queue")),
    ("!", say("For the report, at the beginning; at the end of a sentence it stays text")),
    ("«…»", say("The speaker’s own words, where they are the whole note")),
    ("Tab", say("Accept what is offered")),
    ("Alt ←", say("The note belongs to the turn before")),
    (say("Enter"), say("Save the note")),
)
IN_GROUP_LIST: tuple[tuple[Message | str, Message], ...] = (
    (say("Enter"), say("Rewrite the selected entry")),
    (say("Space"), say("Done, or not done after all")),
    ("Alt ↑ ↓", say("Move it up or down")),
    (say("Delete"), say("Remove it; can be undone")),
)
AT_TABLES: tuple[tuple[Message | str, Message], ...] = (
    ("Alt ↑ ↓", say("The table before, the next table")),
    ("← →", say("From seat to seat")),
    ("1 – 8", say("This seat to that table; can be undone")),
)
ON_TIMELINE: tuple[tuple[Message | str, Message], ...] = (
    ("← →", say("The turn before, the next turn")),
    (say("Enter"), say("The notes of that time")),
    ("+ −", say("Show less time, more time")),
)
WATCHING: tuple[tuple[Message | str, Message], ...] = (
    (say("Space"), say("Pause, go on")),
    ("+ −", say("Faster, slower")),
)

ON_BOARD: tuple[tuple[Message | str, Message], ...] = (
    ("← → ↑ ↓", say("From list to list, from row to row")),
    ("T", say("Put the note into a theme, or into a new one")),
    ("1 – 9", say_p("a key", "Tag the selected note")),
    ("M", say("For the report")),
    (say("Enter"), say("Rewrite the note; of a theme the title, and below it a few sentences")),
    (say("Space"), say("All notes of a theme, or only the first ones")),
    ("Alt ← → ↑ ↓", say("Move a theme to another column, or up and down")),
    (say("Delete"), say("Take a note out of its theme, a theme off the board; can be undone")),
    (say("Shift Delete"), say("Withdraw for good")),
)

READING_BACK: tuple[tuple[Message | str, Message], ...] = (
    ("← →", say("The theme before, the next theme")),
    ("↑ ↓", say("From sentence to sentence")),
    (say("Enter"), say("Rewrite the sentence")),
    ("C", say("Checked with the group, or a draft again")),
    ("A", say("Approved")),
    ("N", say("“This is not mine”, beside the sentence")),
    ("S", say("Settled: by other words, or by what the group said")),
    ("D", say("On the room display, or off it")),
    ("Esc", say("Back to the board")),
)
IN_REPORT: tuple[tuple[Message | str, Message], ...] = (
    ("Alt ↑ ↓", say("Move a section up or down")),
    (say("Space"), say("A section into the report, or out of it")),
    (say("Enter"), say("Write in a section, or in the paragraph that is chosen")),
)
ON_PAGE: dict[str, tuple[Message, ...]] = {
    WorkPhase.HARVEST: (say("1–9 tag"), say("T into a theme"), say("M for the report")),
    WorkPhase.REPORT: (say("↑ ↓ from paragraph to paragraph"), say("Enter writes in it")),
    Page.READ_BACK: (say("← → turns to another theme"), say("Enter rewrites"), say("N “this is not mine”")),
}
"""The hints of the foot about the keys of a page, before those that work anywhere."""
DECIDING = say("In the list of statements: 1–5 decide, T translates")
ON_PAGE[Page.VOTES] = (DECIDING, say("In a result: T theme, A agenda, Q for the next session"))

THREAD = "thread"
"""The page of a marathon."""
ON_PAGE[THREAD] = (say("← → ↑ ↓ along the thread"), say("Space marks"), say("Enter rewrites"))
ON_THREAD: tuple[tuple[Message | str, Message], ...] = (
    ("← → ↑ ↓", say("Along the thread")),
    (say("Space"), say("Mark what a new question rests on")),
    (say("Enter"), say("Write a question anew, or a new one")),
    ("Alt ↑ ↓", say("Move a question up or down")),
    (say("Delete"), say("Take a question off; can be undone")),
)
STAGES, ACROSS = "stages", "across"
"""The pages of a marathon before and after its sessions."""
ON_PAGE[STAGES] = (say("Enter opens a session"), say("Alt ↑ ↓ to another stage"))
ON_STAGES: tuple[tuple[Message | str, Message], ...] = (
    (say("Enter"), say("Open the session")),
    ("Alt ↑ ↓", say("Move a session to another stage, a stage among the others")),
    (say("Delete"), say("Take a session out of the marathon, a stage off it")),
    ("F2", say("Write the title of a stage anew")),
)
ON_PAGE[ACROSS] = (say("Enter opens a session"), say("Tab to the next column"))
ON_ACROSS: tuple[tuple[Message | str, Message], ...] = (
    ("Tab", say("To the next column")),
    (say("Enter"), say("Open the session in which it was said")),
)
OF_MARATHON = (THREAD, STAGES, ACROSS)
TIMELINE = "timeline"
"""The page with the course of the session."""
OF_PAGE: dict[str, tuple[Message, tuple[tuple[Message | str, Message], ...]]] = {
    TIMELINE: (say("On the timeline"), ON_TIMELINE),
    WorkPhase.HARVEST: (say("On the board"), ON_BOARD),
    Page.READ_BACK: (say("In the read-back"), READING_BACK),
    WorkPhase.REPORT: (say("On the page Report"), IN_REPORT),
    THREAD: (say("On the thread"), ON_THREAD),
    STAGES: (say("On the stages"), ON_STAGES),
    ACROSS: (say("On the boards of all rooms"), ON_ACROSS),
}
"""By the name of a page, the title and the keys of the section that only this page has."""

Section = tuple[str, list[tuple[str, str]]]


def shown_keys(
    controller: SessionController,
    actions: Iterable[Action],
    page_name: str = WorkPhase.RUN,
    *,
    looks_at_notes: bool = False,
) -> list[Section]:
    """Return sections of keys and what they do, for who leads, takes notes, or leads and looks at the notes.

    An action with two keys stands there once.

    Args:
        controller: The session.
        actions: What can be done on this page now.
        page_name: The page that is shown, by its name for keys.
        looks_at_notes: Who leads has the notes before them.
    """
    bound = [action for action in actions if _keys(action) and (controller.leads or not action.on_lead)]
    room = [action for action in bound if action.group is Group.ROOM]
    others = [action for action in bound if action.group is not Group.ROOM]
    sections = [(say("In the room"), room), (say("Anywhere"), others)]
    shown = [(title, _lines(controller, chosen)) for title, chosen in sections if chosen]
    names = {action.name for action in bound}
    if page_name == WorkPhase.RUN and (looks_at_notes or not controller.leads):
        shown.append((say("In the list of notes"), _plain(controller, IN_LIST)))
    if "note_line" in names and page_name != TIMELINE:
        shown.append((say("In the note line"), _plain(controller, IN_NOTE_LINE)))
    if "lists" in names and page_name != TIMELINE:
        if controller.picture.view.stage.middle is Middle.TABLES:
            shown.append((say("On the tables"), _plain(controller, AT_TABLES)))
        shown.append((say("In the group’s lists"), _plain(controller, IN_GROUP_LIST)))
    if page_name in OF_PAGE:
        title, keys = OF_PAGE[page_name]
        shown.insert(0, (title, _plain(controller, keys)))
    if controller.plays:
        shown.insert(0, (say("While you watch"), _plain(controller, WATCHING)))
    return [(controller.text(title), lines) for title, lines in shown]


def foot_hints(controller: SessionController, page_name: str, *, looks_at_notes: bool = False) -> tuple[Message, ...]:
    """Return what the foot says of keys on a page, for who leads, takes notes, or leads and looks at the notes."""
    general = (
        say("{key} all commands", key=chord_text("K")),
        say("F1 keys"),
    )
    if controller.plays:
        return (say("Space pauses"), say("+ and − change the speed"), *general)
    if page_name != "run" or controller.state.info.closed_at_ms:
        return (*ON_PAGE.get(page_name, ()), *general)
    if looks_at_notes:
        return (
            say("Esc back to the ring"),
            say("{key} + digit acts in the room", key=chord_text("").strip()),
            say("1–9 tag"),
            *general,
        )
    if controller.leads and controller.state.room.frozen:
        return (say("Enter goes on"), say("{key} marks this moment", key=chord_text("8")), *general)
    if controller.leads:
        own = (DECIDING,) if controller.picture.view.stage.middle is Middle.STATEMENTS else ()
        return (*own, say("{key} + the digit on the button, also while you type", key=chord_text("").strip()), *general)
    return (
        say("Tab from the line to the list"),
        say("1–9 tag"),
        say("M for the report"),
        say("{key} undo", key=chord_text("Z")),
        *general,
    )


def _keys(action: Action) -> str:
    keys = [chord_text(action.chord)] if action.chord else []
    return " · ".join([*keys, action.key] if action.key else keys)


def _plain(controller: SessionController, lines: Iterable[tuple[Message | str, Message]]) -> list[tuple[str, str]]:
    return [(controller.text(key) if isinstance(key, Message) else key, controller.text(what)) for key, what in lines]


def _lines(controller: SessionController, actions: Iterable[Action]) -> list[tuple[str, str]]:
    return [(_keys(action), controller.text(action.label(controller))) for action in actions]
