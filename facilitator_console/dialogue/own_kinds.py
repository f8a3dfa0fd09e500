"""Registers the kinds of events of phones, report and marathons."""

from __future__ import annotations

from facilitator_console.dialogue import events as ev
from facilitator_console.dialogue import evolve_own
from facilitator_console.log import Kind, WorkPhase, WrittenBy
from facilitator_console.session.naming import just
from facilitator_console.words import say

_RUN_OR_HARVEST = frozenset({WorkPhase.RUN, WorkPhase.HARVEST})
_REPORT = frozenset({WorkPhase.REPORT})
_WHEREVER_DRAWN = frozenset({WorkPhase.PREPARE, WorkPhase.RUN, WorkPhase.HARVEST})
_PROGRAM = WrittenBy.PROGRAM
_TEXT = ("text",)


_PHONES = (
    Kind("submission_added", ev.SubmissionAdded, evolve_own.submission_added, written_by=_PROGRAM, texts=_TEXT),
    Kind(
        "submission_settled",
        ev.SubmissionSettled,
        evolve_own.submission_settled,
        just(say("text from a phone settled")),
        _RUN_OR_HARVEST,
    ),
    Kind("phones_counted", ev.PhonesCounted, evolve_own.phones_counted, written_by=_PROGRAM),
)

_REPORTS = (
    Kind(
        "answer_added",
        ev.AnswerAdded,
        evolve_own.answer_added,
        just(say("answer added")),
        _RUN_OR_HARVEST | _REPORT,
        texts=_TEXT,
    ),
    Kind("section_edited", ev.SectionEdited, evolve_own.section_edited, just(say("section changed")), _REPORT),
    Kind(
        "paragraph_added",
        ev.ParagraphAdded,
        evolve_own.paragraph_added,
        just(say("paragraph added")),
        _REPORT,
        texts=_TEXT,
    ),
    Kind(
        "paragraph_edited",
        ev.ParagraphEdited,
        evolve_own.paragraph_edited,
        just(say("paragraph edited")),
        _REPORT,
        texts=_TEXT,
    ),
    Kind(
        "quote_confirmed",
        ev.QuoteConfirmed,
        evolve_own.quote_confirmed,
        just(say("decision about a quote")),
        _REPORT,
    ),
    Kind(
        "mention_decided",
        ev.MentionDecided,
        evolve_own.mention_decided,
        just(say("decision about a mention")),
        _REPORT,
        texts=_TEXT,
    ),
    Kind("exported", ev.Exported, evolve_own.exported, written_by=_PROGRAM),
)

_MARATHONS = (
    Kind(
        "question_drawn",
        ev.QuestionDrawn,
        evolve_own.question_drawn,
        just(say("question drawn")),
        _WHEREVER_DRAWN,
        texts=_TEXT,
    ),
    Kind(
        "question_edited",
        ev.QuestionEdited,
        evolve_own.question_edited,
        just(say("question changed")),
        _WHEREVER_DRAWN,
        texts=_TEXT,
    ),
)

KINDS = (*_PHONES, *_REPORTS, *_MARATHONS)
