"""Bodies of the events of phones, report and marathons, whose packages stand above the log's codec.

No logic here: dialogue.own_kinds registers them.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from facilitator_console.dialogue.ids import (
    Audience,
    CellId,
    ChoiceId,
    CodeHash,
    ExportId,
    FormatId,
    MentionDecision,
    Outcome,
    RuleId,
    SectionId,
    Wish,
)
from facilitator_console.log import Ref, Subject
from facilitator_console.log.fold import Body
from facilitator_console.notes.ids import NoteId, Version
from facilitator_console.session.ids import MAIN, NO_LANGUAGE, LanguageId, TableId


class SubmissionAdded(Body, frozen=True):
    """A text came from a phone; nothing here leads to the phone, or to a seat.

    Attributes:
        table_id: The table whose number was chosen.
        code_hash: Slow and salted, of the code with which it can be withdrawn; empty where none was wanted.
    """

    text: str
    wish: Wish
    language: LanguageId = NO_LANGUAGE
    table_id: TableId = MAIN
    code_hash: CodeHash = CodeHash("")


class SubmissionSettled(Body, frozen=True):
    """Says what became of a text from a phone. Subject: the submission."""

    outcome: Outcome


class PhonesCounted(Body, frozen=True):
    """Says how many connections there were on this laptop; written when phones are turned off."""

    connections: int


class AnswerAdded(Body, frozen=True):
    """Somebody answered a question of the evaluation, or a conclusion of the experts.

    Attributes:
        about: The question's fixed word, or the conclusion's id.
        choice: A fixed word; empty where the answer is words alone.
    """

    about: Subject
    choice: ChoiceId = ChoiceId("")
    text: str = ""
    language: LanguageId = NO_LANGUAGE


class SectionEdited(Body, frozen=True):
    """A section of the report stands elsewhere, is left out, or is in again. Subject: the section's word."""

    key: str | UnsetType = UNSET
    included: bool | UnsetType = UNSET


class Quote(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Refers to the words that are quoted: a range of one version of a note, in code points, the end exclusive."""

    note_id: NoteId
    version: Version
    start: int
    end: int


class ParagraphAdded(Body, frozen=True):
    """Adds a paragraph to a section of the report.

    Attributes:
        key: Its place in the section, see session.order.
        text: The writer's words; empty where it is a quote.
        sources: Ids of the notes, themes and statements that it rests on.
        quote: The words quoted; never a copy of them.
    """

    section: SectionId
    key: str
    text: str = ""
    sources: tuple[Subject, ...] = ()
    quote: Quote | None = None


class ParagraphEdited(Body, frozen=True):
    """Some of a paragraph's fields changed; its text over the version `base`. Subject: the paragraph."""

    base: Version = Version("")
    text: str | UnsetType = UNSET
    sources: tuple[Subject, ...] | UnsetType = UNSET
    key: str | UnsetType = UNSET
    removed: bool | UnsetType = UNSET


class QuoteConfirmed(Body, frozen=True):
    """A person confirmed that one version of a note may be quoted in public, or took that back. Subject: the note."""

    version: Version
    confirmed: bool


class MentionDecided(Body, frozen=True):
    """A person decided about a possible name, place or date. Subject: the note, paragraph or other text.

    Attributes:
        version: Of the text; another version is asked about again.
        start: Its first code point; `end` is the one behind it.
        text: What stands there instead.
    """

    version: Version
    start: int
    end: int
    decision: MentionDecision
    text: str = ""


class Exported(Body, frozen=True):
    """A report left the program: no figures, no path, no name of a file.

    Attributes:
        policy: Of disclosure, as JSON.
        open_cells: Those that were not hidden.
        quotes: The notes that were quoted.
        replaces: Earlier exports that this one stands for, since a consent was withdrawn.
    """

    audience: Audience
    format: FormatId
    language: LanguageId
    policy: dict[str, Any] = msgspec.field(default_factory=dict)
    open_cells: tuple[CellId, ...] = ()
    quotes: tuple[NoteId, ...] = ()
    replaces: tuple[ExportId, ...] = ()


class QuestionDrawn(Body, frozen=True):
    """Makes a question of a marathon.

    Attributes:
        key: Its place, see session.order.
        sources: The statements and open questions that it was drawn from, perhaps of other sessions.
        rule: How it was drawn.
        seed: Of the draw; 0 where nothing was left to chance.
    """

    text: str
    key: str
    sources: tuple[Ref, ...] = ()
    rule: RuleId = RuleId("")
    seed: int = 0


class QuestionEdited(Body, frozen=True):
    """Some of a question's fields changed; its text over the version `base`. Subject: the question."""

    base: Version = Version("")
    text: str | UnsetType = UNSET
    key: str | UnsetType = UNSET
    removed: bool | UnsetType = UNSET
