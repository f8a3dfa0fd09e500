"""Defines the frozen entities for texts from phones and for reports. Only dialogue.evolve_own replaces them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from facilitator_console.dialogue.events import Quote
from facilitator_console.dialogue.ids import (
    AnswerId,
    Audience,
    CellId,
    ChoiceId,
    CodeHash,
    ExportId,
    FormatId,
    MentionDecision,
    Outcome,
    ParagraphId,
    QuestionId,
    RuleId,
    SectionId,
    Wish,
)
from facilitator_console.log import Entities, Instant, LaptopId, Ref, Subject, WriterId
from facilitator_console.notes.ids import NoteId, Version
from facilitator_console.session.ids import LanguageId, SubmissionId, TableId


class Submission(msgspec.Struct, frozen=True, gc=False):
    """Represents a text that came from a phone; see `SubmissionAdded`."""

    submission_id: SubmissionId
    text: str
    wish: Wish
    language: LanguageId
    table_id: TableId
    code_hash: CodeHash
    at_ms: Instant
    outcome: Outcome = Outcome.WAITS


class PhoneCount(msgspec.Struct, frozen=True, gc=False):
    """Says how many connections there were on a laptop when phones were turned off last."""

    laptop: LaptopId
    connections: int


class Answer(msgspec.Struct, frozen=True, gc=False):
    """Represents an answer to a question of the evaluation, or to a conclusion."""

    answer_id: AnswerId
    about: Subject
    choice: ChoiceId
    text: str
    language: LanguageId
    at_ms: Instant


class Section(msgspec.Struct, frozen=True, gc=False):
    """Says where a section of the report stands, where that is not its usual place.

    Attributes:
        key: Empty: its usual place.
    """

    section_id: SectionId
    key: str = ""
    included: bool = True


class Paragraph(msgspec.Struct, frozen=True, gc=False):
    """Represents a paragraph of the report; see `ParagraphAdded`.

    Attributes:
        version: Names the text; an edit says which version it was based on.
        other_texts: Texts that an edit of an older version did not know of; nothing is exported until they are settled.
    """

    paragraph_id: ParagraphId
    section: SectionId
    key: str
    text: str
    version: Version
    sources: tuple[Subject, ...]
    quote: Quote | None
    writer: WriterId
    other_texts: tuple[str, ...] = ()
    removed: bool = False


class QuoteConfirmation(msgspec.Struct, frozen=True, gc=False):
    """Says whether one version of a note may be quoted in public."""

    note_id: NoteId
    version: Version
    confirmed: bool


class Mention(msgspec.Struct, frozen=True, gc=False):
    """Represents what was decided about a possible name, place or date; see `MentionDecided`."""

    of_id: Subject
    version: Version
    start: int
    end: int
    decision: MentionDecision
    text: str


class Export(msgspec.Struct, frozen=True, gc=False):
    """Represents a report that left the program; see `Exported`."""

    export_id: ExportId
    audience: Audience
    format: FormatId
    language: LanguageId
    policy: dict[str, Any]
    open_cells: tuple[CellId, ...]
    quotes: tuple[NoteId, ...]
    replaces: tuple[ExportId, ...]
    at_ms: Instant


class Question(msgspec.Struct, frozen=True, gc=False):
    """Represents a question of a marathon; see `QuestionDrawn`, and `Paragraph` for `version` and `other_texts`."""

    question_id: QuestionId
    text: str
    version: Version
    key: str
    sources: tuple[Ref, ...]
    rule: RuleId
    seed: int
    writer: WriterId
    other_texts: tuple[str, ...] = ()
    removed: bool = False


@dataclass
class OwnState:
    """Holds what came in from phones and what leaves as a report, in the agreed order in which it came to be.

    Attributes:
        mentions: By text, version and range, `id/version/start/end`.
    """

    submissions: Entities[SubmissionId, Submission] = field(default_factory=Entities)
    phone_counts: Entities[LaptopId, PhoneCount] = field(default_factory=Entities)
    answers: Entities[AnswerId, Answer] = field(default_factory=Entities)
    sections: Entities[SectionId, Section] = field(default_factory=Entities)
    paragraphs: Entities[ParagraphId, Paragraph] = field(default_factory=Entities)
    quote_confirmations: Entities[NoteId, QuoteConfirmation] = field(default_factory=Entities)
    mentions: Entities[str, Mention] = field(default_factory=Entities)
    exports: Entities[ExportId, Export] = field(default_factory=Entities)
    questions: Entities[QuestionId, Question] = field(default_factory=Entities)
