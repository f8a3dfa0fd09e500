"""The fold of what comes in from phones and of what leaves as a report. It is total: it never raises.

An event about something that is not there (undone, withdrawn, not yet arrived) has no effect.
"""

from __future__ import annotations

from typing import TypeVar

from msgspec import UNSET
from msgspec.structs import replace

from facilitator_console.dialogue import events as ev
from facilitator_console.dialogue.entities import (
    Answer,
    Export,
    Mention,
    OwnState,
    Paragraph,
    PhoneCount,
    Question,
    QuoteConfirmation,
    Section,
    Submission,
)
from facilitator_console.dialogue.ids import AnswerId, ExportId, ParagraphId, QuestionId, SectionId
from facilitator_console.log import Stamp
from facilitator_console.log.fold import edited
from facilitator_console.notes.ids import NoteId, Version
from facilitator_console.session.ids import SubmissionId
from facilitator_console.session.order import as_key

T = TypeVar("T", Paragraph, Question)


def _version(stamp: Stamp) -> Version:
    return Version(f"{stamp.writer}.{stamp.seq}")


def _rewritten(entity: T, edit: ev.ParagraphEdited | ev.QuestionEdited, stamp: Stamp) -> T:
    """Return the entity as edited; a text that the edit did not know is kept beside the new one, unless erased."""
    new = edited(entity, edit)
    if edit.text is not UNSET:
        knew_the_text = edit.base == entity.version
        others = () if knew_the_text else (*entity.other_texts, *filter(None, (entity.text,)))
        new = replace(new, version=_version(stamp), other_texts=others)
    return new if edit.key is UNSET else replace(new, key=as_key(edit.key))


def submission_added(state: OwnState, body: ev.SubmissionAdded, stamp: Stamp) -> None:
    submission_id = SubmissionId(stamp.subject)
    state.submissions[submission_id] = Submission(
        submission_id, body.text, body.wish, body.language, body.table_id, body.code_hash, stamp.at_ms
    )


def submission_settled(state: OwnState, body: ev.SubmissionSettled, stamp: Stamp) -> None:
    if submission := state.submissions.get(SubmissionId(stamp.subject)):
        state.submissions[submission.submission_id] = replace(submission, outcome=body.outcome)


def phones_counted(state: OwnState, body: ev.PhonesCounted, stamp: Stamp) -> None:
    state.phone_counts[stamp.laptop] = PhoneCount(stamp.laptop, body.connections)


def answer_added(state: OwnState, body: ev.AnswerAdded, stamp: Stamp) -> None:
    answer_id = AnswerId(stamp.subject)
    state.answers[answer_id] = Answer(answer_id, body.about, body.choice, body.text, body.language, stamp.at_ms)


def section_edited(state: OwnState, body: ev.SectionEdited, stamp: Stamp) -> None:
    section_id = SectionId(stamp.subject)
    new = edited(state.sections.get(section_id) or Section(section_id), body)
    state.sections[section_id] = replace(new, key=as_key(new.key) if new.key else "")


def paragraph_added(state: OwnState, body: ev.ParagraphAdded, stamp: Stamp) -> None:
    paragraph_id = ParagraphId(stamp.subject)
    state.paragraphs[paragraph_id] = Paragraph(
        paragraph_id,
        body.section,
        as_key(body.key),
        body.text,
        _version(stamp),
        body.sources,
        body.quote,
        stamp.writer,
    )


def paragraph_edited(state: OwnState, body: ev.ParagraphEdited, stamp: Stamp) -> None:
    if paragraph := state.paragraphs.get(ParagraphId(stamp.subject)):
        state.paragraphs[paragraph.paragraph_id] = _rewritten(paragraph, body, stamp)


def quote_confirmed(state: OwnState, body: ev.QuoteConfirmed, stamp: Stamp) -> None:
    note_id = NoteId(stamp.subject)
    state.quote_confirmations[note_id] = QuoteConfirmation(note_id, body.version, body.confirmed)


def mention_decided(state: OwnState, body: ev.MentionDecided, stamp: Stamp) -> None:
    key = f"{stamp.subject}/{body.version}/{body.start}/{body.end}"
    state.mentions[key] = Mention(stamp.subject, body.version, body.start, body.end, body.decision, body.text)


def exported(state: OwnState, body: ev.Exported, stamp: Stamp) -> None:
    export_id = ExportId(stamp.subject)
    state.exports[export_id] = Export(
        export_id,
        body.audience,
        body.format,
        body.language,
        body.policy,
        body.open_cells,
        body.quotes,
        body.replaces,
        stamp.at_ms,
    )


def question_drawn(state: OwnState, body: ev.QuestionDrawn, stamp: Stamp) -> None:
    question_id = QuestionId(stamp.subject)
    state.questions[question_id] = Question(
        question_id,
        body.text,
        _version(stamp),
        as_key(body.key),
        body.sources,
        body.rule,
        body.seed,
        stamp.writer,
    )


def question_edited(state: OwnState, body: ev.QuestionEdited, stamp: Stamp) -> None:
    if question := state.questions.get(QuestionId(stamp.subject)):
        state.questions[question.question_id] = _rewritten(question, body, stamp)
