"""Themes: what notes gather into, in the group's own words. Commands, and the queries that a board needs.

A theme's title is a sentence from the room. A theme names its notes and copies none; where its words repeat those of a
note, it names that note in `sources`, so that withdrawing the note withdraws the words. Reading back: notes.read_back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import UNSET, UnsetType

from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.log.envelope import Made
from facilitator_console.notes import events as ev
from facilitator_console.notes.commands import known_note, note_text
from facilitator_console.notes.ids import NO_THEME, Column, NoteId, ThemeId, Version
from facilitator_console.notes.state import Note, NotesState, Theme, notes_kept
from facilitator_console.session.order import key_between, keys_between
from facilitator_console.words import UserError, fold_text, kept_label, kept_text, say

FEWEST_WORDS = 3
"""Fewer words in a row are nobody's own; but a whole note is, however short."""
LONGEST_TITLE = 400
"""The most characters of a title; it is read from the last row."""
_AROUND = '“”„"«»‹› .…'
"""Signs around a sentence that make no other sentence of it."""


# -- queries -------------------------------------------------------------------------------------------


def themes_kept(state: NotesState) -> tuple[Theme, ...]:
    """Return the themes that are not removed and whose words were not erased, column by column, in their order."""
    columns = list(Column)
    themes = [theme for theme in state.themes.values() if not theme.removed and (theme.title or theme.text)]
    return tuple(sorted(themes, key=lambda theme: (columns.index(theme.column), theme.key, theme.theme_id)))


def themes_in(state: NotesState, column: Column) -> tuple[Theme, ...]:
    """Return the themes of a column, in their order."""
    return tuple(theme for theme in themes_kept(state) if theme.column is column)


def notes_by_theme(state: NotesState) -> dict[ThemeId, tuple[Note, ...]]:
    """Return the notes of every theme that is kept, in their order; a note may be in several."""
    found: dict[ThemeId, list[tuple[str, str, Note]]] = {theme.theme_id: [] for theme in themes_kept(state)}
    for themed in state.themed.values():
        note = state.notes.get(themed.note_id)
        if themed.theme_id in found and note and note.text and not note.removed:
            found[themed.theme_id].append((themed.key, note.note_id, note))
    return {theme_id: tuple(note for _, _, note in sorted(notes)) for theme_id, notes in found.items()}


def notes_in_no_theme(state: NotesState) -> tuple[Note, ...]:
    """Return the notes that are in no theme, oldest first."""
    theme_ids = {theme.theme_id for theme in themes_kept(state)}
    gathered = {themed.note_id for themed in state.themed.values() if themed.theme_id in theme_ids}
    return tuple(note for note in notes_kept(state) if note.note_id not in gathered)


def is_in_theme(state: NotesState, note_id: NoteId, theme_id: ThemeId) -> bool:
    """Tell whether a note belongs to a theme."""
    return f"{note_id}/{theme_id}" in state.themed


def themes_from(state: NotesState, note_id: NoteId) -> tuple[Theme, ...]:
    """Return the themes whose words repeat those of a note: withdrawing it withdraws them."""
    return tuple(theme for theme in state.themes.values() if note_id in theme.sources and (theme.title or theme.text))


def known_theme(state: NotesState, theme_id: ThemeId) -> Theme:
    """Return a theme that is not removed.

    Raises:
        UserError: There is none with this id.
    """
    theme = state.themes.get(theme_id)
    if theme is None or theme.removed:
        raise UserError(say("That theme is not in this session any more."))
    return theme


# -- themes --------------------------------------------------------------------------------------------


def add_theme(
    state: NotesState,
    now_ms: Instant,
    column: Column,
    title: str,
    text: str = "",
    note_ids: Sequence[NoteId] = (),
    *,
    leaves: ThemeId = NO_THEME,
) -> list[NewEvent]:
    """Make a theme at the end of a column, and put notes into it.

    Args:
        state: What is written down.
        now_ms: The present instant.
        column: Where it stands.
        title: A sentence from the room.
        text: A few sentences.
        note_ids: Its notes, in their order.
        leaves: The theme that they are taken out of.
    """
    title, text = _title(title), kept_text(text)
    last = max((theme.key for theme in state.themes.values() if theme.column is column), default="")
    notes = [known_note(state, note_id) for note_id in note_ids]
    made = NewEvent(ev.ThemeAdded(title, column, key_between(last, ""), text, _repeated((title, text), notes)))
    put = [
        NewEvent(ev.NoteThemed(ThemeId(Made(0)), key), Subject(note.note_id))
        for note, key in zip(notes, keys_between("", "", len(notes)), strict=True)
    ]
    return [made, *put, *(take_out_of_theme(state, now_ms, note_ids, leaves) if leaves else ())]


def edit_theme(
    state: NotesState,
    _now_ms: Instant,
    theme_id: ThemeId,
    *,
    title: str | None = None,
    text: str | None = None,
    bases: tuple[Version, Version] | None = None,
) -> list[NewEvent]:
    """Write a theme's title or text anew, or both.

    Args:
        state: What is written down.
        _now_ms: The present instant.
        theme_id: The theme.
        title: The new title; None where it stays.
        text: The new text; None where it stays.
        bases: The versions of title and text that the editor saw; the present ones by default.
    """
    theme = known_theme(state, theme_id)
    of_title, of_text = bases or (theme.title_version, theme.text_version)
    notes = notes_by_theme(state).get(theme_id, ())
    known = dict.fromkeys(theme.sources)
    events = []
    if title is not None and ((title := _title(title)) != theme.title or theme.other_titles):
        known |= dict.fromkeys(_repeated((title,), notes))
        events.append(ev.ThemeEdited(of_title, title=title, sources=_sources(theme, known)))
    if text is not None and ((text := kept_text(text)) != theme.text or theme.other_texts):
        known |= dict.fromkeys(_repeated((text,), notes))
        events.append(ev.ThemeEdited(of_text, text=text, sources=_sources(theme, known)))
    return [NewEvent(event, Subject(theme_id)) for event in events]


def move_theme(
    state: NotesState, _now_ms: Instant, theme_id: ThemeId, column: Column, place: int | None = None
) -> list[NewEvent]:
    """Move a theme to a place among the others of a column; to its end by default, and where the place is too far."""
    theme = known_theme(state, theme_id)
    others = [other for other in themes_in(state, column) if other.theme_id != theme_id]
    at = len(others) if place is None else max(0, min(place, len(others)))
    wanted = [*others[:at], theme, *others[at:]]
    if wanted == [*themes_in(state, column)]:
        return []
    keys = _keys_for([other.key for other in others], at)
    moved = []
    for other, key in zip(wanted, keys, strict=True):
        if other.column is not column:
            moved.append(NewEvent(ev.ThemeEdited(column=column, key=key), Subject(other.theme_id)))
        elif key != other.key:
            moved.append(NewEvent(ev.ThemeEdited(key=key), Subject(other.theme_id)))
    return moved


def remove_theme(state: NotesState, _now_ms: Instant, theme_id: ThemeId) -> list[NewEvent]:
    """Take a theme off the board; its notes are in no theme then, and undo brings it back."""
    return [NewEvent(ev.ThemeEdited(removed=True), Subject(known_theme(state, theme_id).theme_id))]


# -- notes in themes -----------------------------------------------------------------------------------


def put_into_theme(
    state: NotesState,
    now_ms: Instant,
    note_ids: Sequence[NoteId],
    theme_id: ThemeId,
    *,
    place: int | None = None,
    leaves: ThemeId = NO_THEME,
) -> list[NewEvent]:
    """Put notes into a theme, at a place among its notes or at the end; a note may be in several themes.

    Args:
        state: What is written down.
        now_ms: The present instant.
        note_ids: The notes, in their order.
        theme_id: The theme.
        place: Among the theme's other notes; too far is the end.
        leaves: The theme that they are taken out of.
    """
    theme, notes = known_theme(state, theme_id), [known_note(state, note_id) for note_id in note_ids]
    moving = [note.note_id for note in notes]
    own = [note.note_id for note in notes_by_theme(state).get(theme_id, ())]
    others = [note_id for note_id in own if note_id not in moving]
    at = len(others) if place is None else max(0, min(place, len(others)))
    wanted = [*others[:at], *moving, *others[at:]]
    placed: dict[NoteId, str] = {}
    if wanted != own:
        keys = [state.themed[f"{note_id}/{theme_id}"].key for note_id in others]
        low, high = keys[at - 1] if at else "", keys[at] if at < len(keys) else ""
        if high and low >= high:  # Two laptops gave two notes one key.
            placed = dict(zip(wanted, keys_between("", "", len(wanted)), strict=True))
        else:
            placed = dict(zip(moving, keys_between(low, high, len(moving)), strict=True))
    put = [NewEvent(ev.NoteThemed(theme_id, key), Subject(note_id)) for note_id, key in placed.items()]
    sources = _sources(theme, dict.fromkeys((*theme.sources, *_repeated((theme.title, theme.text), notes))))
    if sources is not UNSET:
        put.append(NewEvent(ev.ThemeEdited(sources=sources), Subject(theme_id)))
    out = take_out_of_theme(state, now_ms, moving, leaves) if leaves and leaves != theme_id else []
    return [*put, *out]


def take_out_of_theme(
    state: NotesState, _now_ms: Instant, note_ids: Sequence[NoteId], theme_id: ThemeId
) -> list[NewEvent]:
    """Take notes out of a theme."""
    known = [known_note(state, note_id).note_id for note_id in note_ids]
    return [
        NewEvent(ev.NoteThemed(theme_id, ""), Subject(note_id))
        for note_id in known
        if is_in_theme(state, note_id, theme_id)
    ]


# -- helpers -------------------------------------------------------------------------------------------


def _title(title: str) -> str:
    title = note_text(kept_label(title))
    if len(title) > LONGEST_TITLE:
        raise UserError(say("A title has at most {most} characters: put the rest below it.", most=LONGEST_TITLE))
    return title


def _sources(theme: Theme, known: dict[NoteId, None]) -> tuple[NoteId, ...] | UnsetType:
    """Return what an edit says of the notes whose words stand in the theme; nothing where that stays."""
    return UNSET if tuple(known) == theme.sources else tuple(known)


def _repeated(texts: Iterable[str], notes: Iterable[Note]) -> tuple[NoteId, ...]:
    """Return those notes whose words stand in one of the texts, or of whose words one of the texts is a part."""
    folded = [words for text in texts if (words := _folded(text))]
    return tuple(note.note_id for note in notes if any(_repeats(words, _folded(note.text)) for words in folded))


def _repeats(text: str, own: str) -> bool:
    return bool(own) and (own in text or (text in own and len(text.split()) >= FEWEST_WORDS))


def _folded(text: str) -> str:
    return " ".join(fold_text(text).split()).strip(_AROUND)


def _keys_for(others: Sequence[str], place: int) -> list[str]:
    """Return the keys of a list into which something comes at a place; the others keep theirs where they can."""
    low = others[place - 1] if place else ""
    high = others[place] if place < len(others) else ""
    if high and low >= high:  # Two laptops gave one key to two of them.
        return keys_between("", "", len(others) + 1)
    return [*others[:place], key_between(low, high), *others[place:]]
