"""The read-back: the words of themes, as the group hears them, and what it says to them.

A draft is checked with the group, then approved. What was checked is one version of a theme's words: a later edit is a
draft again. "This is not mine" is written down beside a sentence; who said it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.notes import events as ev
from facilitator_console.notes.ids import CheckStatus, ObjectionId, ThemeId, Version
from facilitator_console.notes.state import NotesState, Objection, Theme
from facilitator_console.notes.themes import edit_theme, known_theme
from facilitator_console.words import UserError, kept_label, kept_text, say

_ENDS = ".!?…؟۔।。"
"""Signs that end a sentence, where space follows."""


class Sentence(NamedTuple):
    """Represents a sentence of a theme: its words, and where it begins and ends in `read_back_text`."""

    start: int
    end: int
    text: str


# -- queries -------------------------------------------------------------------------------------------


def theme_status(state: NotesState, theme: Theme) -> CheckStatus:
    """Return how far the present words of a theme have come with the group."""
    check = state.checks.get(Subject(theme.theme_id))
    if check is None or check.version != theme.version or has_two_texts(theme):
        return CheckStatus.DRAFT
    return check.status


def has_two_texts(theme: Theme) -> bool:
    """Tell whether two laptops wrote a theme at the same time, and it is not settled which text holds."""
    return bool(theme.other_titles or theme.other_texts)


def objections_to(state: NotesState, theme_id: ThemeId) -> tuple[Objection, ...]:
    """Return what people said is not theirs in a theme, of whichever version, oldest first."""
    return tuple(objection for objection in state.objections.values() if objection.about_id == Subject(theme_id))


def open_objections(state: NotesState, theme_id: ThemeId) -> tuple[Objection, ...]:
    """Return the objections to a theme that are not settled, of whichever version, oldest first."""
    return tuple(objection for objection in objections_to(state, theme_id) if not objection.is_settled)


def read_back_text(theme: Theme) -> str:
    """Return all words of a theme as they are read back: the title, and below it the text."""
    return "\n".join(filter(None, (theme.title, theme.text)))


def sentences(theme: Theme) -> tuple[Sentence, ...]:
    """Return the title of a theme, then the sentences of its text."""
    text, start = read_back_text(theme), len(theme.title)
    found = [Sentence(0, start, theme.title)] if theme.title else []
    for at, sign in enumerate(text[start:], start + 1):
        ends = sign in _ENDS and (at == len(text) or text[at].isspace())
        if not (ends or sign == "\n" or at == len(text)):
            continue
        words = text[start:at]
        if kept := words.strip():
            begin = start + len(words) - len(words.lstrip())
            found.append(Sentence(begin, begin + len(kept), kept))
        start = at
    return tuple(found)


class Heard(NamedTuple):
    """Represents a sentence with what people said is not theirs in it."""

    sentence: Sentence
    objections: tuple[Objection, ...]


def heard(state: NotesState, theme: Theme) -> tuple[tuple[Heard, ...], tuple[Objection, ...]]:
    """Return the sentences of a theme with their objections, and the open ones to words that stand there no more."""
    objections = objections_to(state, theme.theme_id)
    present = [objection for objection in objections if objection.version == theme.version]
    found = tuple(
        Heard(sentence, tuple(objection for objection in present if sentence.start <= objection.start < sentence.end))
        for sentence in sentences(theme)
    )
    placed = {objection.objection_id for heard in found for objection in heard.objections}
    return found, tuple(each for each in objections if not (each.is_settled or each.objection_id in placed))


# -- commands ------------------------------------------------------------------------------------------


def set_status(state: NotesState, _now_ms: Instant, theme_id: ThemeId, status: CheckStatus) -> list[NewEvent]:
    """Say how far the present words of a theme have come: a draft, checked with the group, approved.

    Raises:
        UserError: Two texts wait to be settled, or what was not checked with the group, or is objected to, is to be
            approved.
    """
    theme = known_theme(state, theme_id)
    if has_two_texts(theme) and status is not CheckStatus.DRAFT:
        raise UserError(say("Two laptops wrote this theme at the same time. Say first which text holds."))
    present = theme_status(state, theme)
    if status is CheckStatus.APPROVED and present is CheckStatus.DRAFT:
        raise UserError(say("These words are a draft still. Check them with the group first."))
    if status is CheckStatus.APPROVED and open_objections(state, theme_id):
        raise UserError(say("“This is not mine” is still open here. Settle it first, with S in the read-back."))
    return [] if status is present else [NewEvent(ev.TextChecked(theme.version, status), Subject(theme_id))]


def rewrite_sentence(
    state: NotesState, now_ms: Instant, theme_id: ThemeId, sentence: Sentence, words: str, version: Version
) -> list[NewEvent]:
    """Write one sentence of a theme anew, where it stands; without words it goes.

    Raises:
        UserError: Somebody has written the theme anew meanwhile, or the title would be empty.
    """
    theme = known_theme(state, theme_id)
    if theme.version != version:
        raise UserError(say("These words were written anew meanwhile. Look at them once more."))
    text, title = read_back_text(theme), theme.title
    if sentence.end <= len(title):
        return edit_theme(state, now_ms, theme_id, title=words)
    after = text[: sentence.start] + kept_text(words) + text[sentence.end :]
    return edit_theme(state, now_ms, theme_id, text=after[len(title) :])


def add_objection(
    state: NotesState, _now_ms: Instant, theme_id: ThemeId, start: int, end: int, text: str = ""
) -> list[NewEvent]:
    """Write down beside a sentence of a theme: "this is not mine".

    Args:
        state: What is written down.
        _now_ms: The present instant.
        theme_id: The theme.
        start: Where the sentence begins in `read_back_text`, in code points.
        end: Where it ends.
        text: What was said instead; may be empty.
    """
    theme = known_theme(state, theme_id)
    length = len(read_back_text(theme))
    start, end = max(0, start), min(end, length)
    if start >= end:
        raise UserError(say("Choose first the sentence that is not theirs."))
    return [NewEvent(ev.ObjectionAdded(Subject(theme_id), theme.version, start, end, kept_label(text)))]


def settle_objections(
    state: NotesState, _now_ms: Instant, objection_ids: Sequence[ObjectionId], answer: str = ""
) -> list[NewEvent]:
    """Say that objections are settled: by what the group said to them, or since the words are others now.

    Args:
        state: What is written down.
        _now_ms: The present instant.
        objection_ids: The objections; those that are settled already stay as they are.
        answer: What the group said; empty where the words were changed.

    Raises:
        UserError: Nothing was said, and the words that they object to stand there still.
    """
    known = [state.objections[each] for each in objection_ids if each in state.objections]
    waiting = [objection for objection in known if not objection.is_settled]
    answer = kept_label(answer)
    for objection in waiting:
        theme = state.themes.get(ThemeId(objection.about_id))
        if not answer and theme is not None and theme.version == objection.version:
            raise UserError(say("The words are as they were. Write them anew first, or type what the group said."))
    return [NewEvent(ev.ObjectionSettled(answer), Subject(objection.objection_id)) for objection in waiting]
