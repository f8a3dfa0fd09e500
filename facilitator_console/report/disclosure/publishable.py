"""Makes the part of a session that a public report may know of. Sections see this, and nothing else.

What is not here can stand in no section and in no format: labels of people, who spoke, what the team wrote for itself,
notes that nobody marked for the report, what is sensitive or not settled, quotes that nobody confirmed, and words that
may show somebody until a person has decided about them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from facilitator_console.dialogue.attribution import may_be_quoted
from facilitator_console.dialogue.entities import Paragraph, PhoneCount
from facilitator_console.dialogue.state import State
from facilitator_console.log import Entities, LaptopId, Subject
from facilitator_console.notes.ids import Flag, NoteId, Version
from facilitator_console.notes.languages import is_old
from facilitator_console.notes.state import Note
from facilitator_console.report.disclosure.figures import connections
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.disclosure.texts import (
    HIDDEN,
    TRANSLATION,
    Decisions,
    Found,
    changed_range,
    changed_text,
    report_texts,
)
from facilitator_console.session.state import AgendaItem
from facilitator_console.words import fold_text

_NOT_FOR_PUBLIC = (
    "turns",
    "talk_sums",
    "marks",
    "submissions",
    "consents",
    "laptops",
    "objections",
    "exports",
    "gaps",
)
"""Tables of which no public report may know anything."""


NO_LAPTOP = LaptopId("")
LEAST_COPIED = 12
"""Letters from which on the words of a note in another text count as copied."""


def publishable(state: State, policy: ReportPolicy) -> State:
    """Return the part of a session that a report of this policy may know of; all of it for an internal one."""
    if not policy.is_public:
        return state
    return _with_decisions(without_private(state, policy))


def open_mentions(state: State, policy: ReportPolicy) -> tuple[Found, ...]:
    """Return the words that may show somebody and about which nobody has decided, in the order of their texts."""
    return tuple(found for found in all_mentions(state, policy) if found.decision is None)


def all_mentions(
    state: State, policy: ReportPolicy, tell: Callable[[int, int], None] = lambda _done, _all: None
) -> tuple[Found, ...]:
    """Return the words that may show somebody, decided about or not, in the order of their texts.

    Args:
        state: The session.
        policy: Of the report.
        tell: Is told before each text how many were looked through, of how many; what it raises ends the search.
    """
    part = without_private(state, policy)
    decisions = Decisions(part)
    texts = [*report_texts(part)]
    found: list[Found] = []
    for done, text in enumerate(texts):
        tell(done, len(texts))
        found += decisions.found_in(text)
    return tuple(found)


def without_private(state: State, policy: ReportPolicy) -> State:
    """Return a copy without everything that is not for the public; its texts stand as they were typed."""
    part = state.copy()
    for name in _NOT_FOR_PUBLIC:
        setattr(part, name, Entities())
    part.phone_counts = Entities({NO_LAPTOP: PhoneCount(NO_LAPTOP, connections(state))})
    part.rooms = Entities({table_id: replace(room, floor=()) for table_id, room in state.rooms.items()})
    part.info = replace(part.info, referral="", settings={})
    part.notes = Entities(
        {note.note_id: _bare(note) for note in state.notes.values() if _may_be_told(state, note, policy)}
    )
    kept_back = _KeptBack(state, part)
    _keep_written(state, part, kept_back)
    part.items = Entities({item.item_id: _public_item(item) for item in state.items.values() if not item.removed})
    part.participants = Entities(
        {person.participant_id: replace(person, label="") for person in state.participants.values()}
    )
    part.tags = Entities({tag.tag_id: replace(tag, description="") for tag in state.tags.values()})
    return part


class _KeptBack:
    """Knows the notes whose words may not leave, and finds texts that were made from them.

    A quote is a reference and never a copy, but somebody may have put its words on a list or into a paragraph.
    """

    def __init__(self, state: State, part: State) -> None:
        notes = [note for note in state.notes.values() if note.note_id not in part.notes]
        self._secret = {note.note_id for note in notes if Flag.SENSITIVE in note.flags}
        self.unasked = {note.note_id for note in notes if not may_be_quoted(state, note)}
        self._quotes = {note.note_id for note in notes if Flag.QUOTE in note.flags}
        self.removed = {note.note_id for note in notes if note.removed}
        texts = (fold_text(note.text) for note in notes if note.note_id in self._secret | self._quotes)
        self._words = tuple(text for text in texts if len(text) >= LEAST_COPIED)

    def made(self, sources: Iterable[str], *texts: str) -> bool:
        """Tell whether a text rests on sensitive words, or contains words that may not leave."""
        return not self._secret.isdisjoint(sources) or any(
            words in fold_text(text) for words in self._words for text in texts
        )

    def copied(self, sources: Iterable[str], text: str) -> bool:
        """Tell whether a line of a list may be the words of a quote that is not confirmed."""
        return self.made(sources, text) or not self._quotes.isdisjoint(sources)


def _keep_written(state: State, part: State, kept_back: _KeptBack) -> None:
    """Keep the settled entries, themes and paragraphs that hold no words that may not leave."""
    part.list_entries = Entities(
        {
            entry.list_entry_id: entry
            for entry in state.list_entries.values()
            if entry.text
            and not (entry.removed or entry.other_texts)
            and not kept_back.copied(entry.sources, entry.text)
        }
    )
    part.themes = Entities(
        {
            theme.theme_id: theme
            for theme in state.themes.values()
            if not (theme.removed or theme.other_titles or theme.other_texts)
            and not kept_back.made(theme.sources, theme.title, theme.text)
            and kept_back.unasked.isdisjoint(theme.sources)
        }
    )
    part.translations = Entities(
        {
            key: replace(translation, translated_by="")
            for key, translation in state.translations.items()
            if (note := part.notes.get(NoteId(translation.of_id)))
            and Flag.FOR_REPORT in note.flags
            and not (is_old(note, translation) or kept_back.made((), translation.text))
        }
    )
    part.themed = Entities({key: themed for key, themed in state.themed.items() if themed.note_id in part.notes})
    part.paragraphs = Entities(
        {each.paragraph_id: each for each in state.paragraphs.values() if _may_stand(each, part, kept_back)}
    )
    part.answers = Entities(
        {each.answer_id: each for each in state.answers.values() if not kept_back.made((), each.text)}
    )


def _public_item(item: AgendaItem) -> AgendaItem:
    own = replace(item, team_note="", led_by="", materials="", settings={})
    return replace(own, title="", question="", goal="", removed=True) if item.internal else own


def _may_be_told(state: State, note: Note, policy: ReportPolicy) -> bool:
    """Tell whether a note may stand in a public report where somebody marks it for the report."""
    if _is_secret(note) or note.other_texts or not note.text:
        return False
    is_confirmed_quote = policy.quotes and is_confirmed(state, note.note_id, note.version)
    return Flag.QUOTE not in note.flags or (is_confirmed_quote and may_be_quoted(state, note))


def _is_secret(note: Note) -> bool:
    return note.removed or Flag.SENSITIVE in note.flags


def _bare(note: Note) -> Note:
    """Return a note without its speaker; of one that is not marked for the report only what is counted."""
    own = replace(note, turn_id="", participant_id="", group_id="")
    return own if Flag.FOR_REPORT in note.flags else replace(own, text=HIDDEN, flags=frozenset())


def is_confirmed(state: State, note_id: NoteId, version: Version) -> bool:
    """Tell whether a person confirmed that this version of a note may be quoted in public."""
    confirmation = state.quote_confirmations.get(note_id)
    return confirmation is not None and confirmation.confirmed and confirmation.version == version


def _may_stand(paragraph: Paragraph, part: State, kept_back: _KeptBack) -> bool:
    """Tell whether a paragraph may stand: settled, and resting on nothing that is sensitive or was removed."""
    if paragraph.removed or paragraph.other_texts:
        return False
    if paragraph.quote is None:
        is_sound = kept_back.removed.isdisjoint(paragraph.sources)
        return bool(paragraph.text) and is_sound and not kept_back.made(paragraph.sources, paragraph.text)
    note = part.notes.get(paragraph.quote.note_id)
    # The words are those of one version: of a later one nobody has confirmed this range.
    is_quote = note is not None and note.version == paragraph.quote.version
    return is_quote and note is not None and Flag.QUOTE in note.flags


def _with_decisions(part: State) -> State:
    """Carry out what was decided about mentions, in every text."""
    tables = {
        "title": {**_ids(part.items), **_ids(part.themes)},
        "question": _ids(part.items),
        "goal": _ids(part.items),
        "name": {**_ids(part.groups), **_ids(part.tags)},
        "text": {
            **_ids(part.notes),
            **_ids(part.list_entries),
            **_ids(part.themes),
            **_ids(part.paragraphs),
            **_ids(part.answers),
            **_ids(part.statements),
            **_ids(part.questions),
        },
    }
    decisions = Decisions(part)
    for text in [*report_texts(part)]:
        changes = decisions.changes(text)
        words = changed_text(text.text, changes)
        if words == text.text:
            continue
        if not text.subject:
            part.info = replace(part.info, title=words)
            continue
        if text.field == TRANSLATION:
            _translate(part, text.version, words)
            continue
        table = tables[text.field][text.subject]
        table[text.subject] = replace(table[text.subject], **{text.field: words})
        if NoteId(text.subject) in part.notes:
            _move_quotes(part, NoteId(text.subject), changes)
    return part


def _translate(part: State, version: Version, words: str) -> None:
    """Let a translation say other words."""
    for key, translation in [*part.translations.items()]:
        if translation.version == version:
            part.translations[key] = replace(translation, text=words)


def _move_quotes(part: State, note_id: NoteId, changes: list[tuple[int, int, str]]) -> None:
    """Let quotes of a note refer to the same words after some of them were changed."""
    for paragraph in [*part.paragraphs.values()]:
        if paragraph.quote and paragraph.quote.note_id == note_id:
            start, end = changed_range(paragraph.quote.start, paragraph.quote.end, changes)
            moved = replace(paragraph, quote=replace(paragraph.quote, start=start, end=end))
            part.paragraphs[paragraph.paragraph_id] = moved


def _ids(table: Entities[Any, Any]) -> dict[Subject, Entities[Any, Any]]:
    return dict.fromkeys(map(Subject, table), table)
