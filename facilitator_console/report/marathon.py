"""Makes the report of a marathon: its questions, what was said of each in all rooms, what is left open, the experts.

Each session goes in as its own policy leaves it, so that nothing stands here that its own report would not tell.
Numbers of people of different sessions are never added up: with the sum and all parts but one, that one is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.threads import Knot, Step, Thread, sessions_in, thread
from facilitator_console.log import Ref, SessionId, Subject
from facilitator_console.opinions.representation import Representation
from facilitator_console.report.disclosure.places import coarse_place
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.disclosure.publishable import publishable
from facilitator_console.report.document import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Paragraph,
    Rank,
    Section,
    Table,
    Text,
)
from facilitator_console.report.sections.day import coarse_day, day_of
from facilitator_console.report.sections.themes import themes_shown
from facilitator_console.session.ids import Purpose
from facilitator_console.words import Message, say, say_n, say_p, titled


class Part(NamedTuple):
    """Represents a session as it goes into the report of its marathon.

    Attributes:
        state: What its log folds to; all of it.
        policy: What its own report keeps to.
    """

    state: State
    policy: ReportPolicy


Parts = Mapping[SessionId, Part]


def make_marathon_report(marathon: SessionId, parts: Parts, heard: Representation | None = None) -> Document:
    """Make the report of a marathon from its sessions.

    Args:
        marathon: It is one of the parts.
        parts: It, and the sessions that belong to it.
        heard: How well its questions stand for all who voted, where there was a vote.
    """
    seen = {session: publishable(part.state, part.policy) for session, part in parts.items()}
    steps = thread(marathon, seen)
    own = parts[marathon]
    made = (
        _sessions(marathon, seen, parts),
        _questions(steps, heard, own.policy),
        *(_said(steps, seen, session) for session in sessions_in(marathon, seen)),
        _listed(steps, Step.OPEN, "open", say("What is left open")),
        _listed(steps, Step.CONCLUSION, "experts", say("What the experts conclude")),
    )
    return Document(
        seen[marathon].info.title,
        coarse_day(day_of(own.state), own.policy.date),
        tuple(filter(None, made)),
        is_complete=all(part.policy.is_complete for part in parts.values()),
        audience=own.policy.audience,
        place=coarse_place(own.state.info.place, own.policy.place),
    )


def meetings_in(marathon: SessionId, states: Mapping[SessionId, State]) -> tuple[SessionId, ...]:
    """Return the sessions of a marathon in which people talked, in their order."""
    return tuple(
        session for session in sessions_in(marathon, states) if states[session].info.purpose is Purpose.DIALOGUE
    )


def _sessions(marathon: SessionId, seen: Mapping[SessionId, State], parts: Parts) -> Section | None:
    rows: list[tuple[Cell, ...]] = []
    for session in sessions_in(marathon, seen):
        part = parts[session]
        day = coarse_day(day_of(part.state), part.policy.date)
        when: Cell = say("{day}", day=day) if day else None
        themes = len(themes_shown(seen[session]))
        rows.append((titled(seen[session].info.title), when, themes))
    if not rows:
        return None
    columns = (
        Column("session", say("Session"), say("Title of the session.")),
        Column("when", say_p("of a meeting", "When"), say("When it took place, as exactly as it may be told.")),
        Column("themes", say("Themes"), say("Number of its themes."), is_number=True),
    )
    return Section(
        "sessions", say("The sessions"), (Table("sessions", say("Sessions of the marathon"), columns, tuple(rows)),)
    )


def _questions(steps: Thread, heard: Representation | None, policy: ReportPolicy) -> Section | None:
    questions = steps.at(Step.QUESTION)
    if not questions:
        return None
    collected = len(steps.at(Step.STATEMENT))
    blocks: list[Block] = [
        Paragraph(say_n("{n} statement was collected.", "{n} statements were collected.", collected))
    ]
    if heard is not None:
        blocks += [Paragraph(words) for words in heard_words(steps, heard, policy)]
    for number, question in enumerate(questions, 1):
        blocks.append(Heading(say("{n}. {question}", n=number, question=question.text), rests_on=_ids(question)))
        sources = [knot for ref in question.comes_from if (knot := _knot(steps, ref))]
        if sources:
            blocks.append(Paragraph(say("It rests on:"), Rank.SMALL))
        blocks += [Paragraph(source.text, Rank.ENTRY, rests_on=_ids(source)) for source in sources]
    return Section("questions", say("From what was said to what was asked"), tuple(blocks))


def heard_words(steps: Thread, heard: Representation, policy: ReportPolicy) -> list[Message]:
    """Return in words whether every position is heard in the questions; nothing that shows few people."""
    if not policy.small_groups.allows(heard.voters):
        return []
    if heard.is_justified:
        return [say("Every position that enough people share is heard in a question.")]
    texts = {knot.ref.subject: knot.text for knot in steps.at(Step.STATEMENT)}
    large = [
        texts[Subject(str(each.statement))]
        for each in heard.unheard
        if each.people * heard.questions >= heard.voters
        and policy.small_groups.allows(each.people)
        and Subject(str(each.statement)) in texts
    ]
    named = [say("Not heard in any question: “{statement}”", statement=text) for text in large]
    return [say("Some positions that many people share are not heard in any question."), *named]


def _said(steps: Thread, seen: Mapping[SessionId, State], session: SessionId) -> Section | None:
    """Make the section of one room: its themes, each with the question that it leads back to."""
    themes = [knot for knot in steps.at(Step.THEME) if knot.ref.session == session]
    if not themes:
        return None
    bodies = {Subject(theme.theme_id): theme for theme in themes_shown(seen[session])}
    blocks: list[Block] = []
    for knot in themes:
        blocks.append(Heading(knot.text, rests_on=_ids(knot)))
        if (theme := bodies.get(knot.ref.subject)) and theme.text:
            blocks.append(Paragraph(theme.text, rests_on=_ids(knot)))
        asked = next((back for back in steps.back_from(knot.ref) if back.step is Step.QUESTION), None)
        if asked:
            blocks.append(Paragraph(say("Asked: {question}", question=asked.text), Rank.SMALL))
    title: Message = say("What was said: {session}", session=titled(seen[session].info.title))
    return Section(f"said-{list(seen).index(session)}", title, tuple(blocks))


def _listed(steps: Thread, step: Step, name: str, title: Message) -> Section | None:
    blocks = tuple(Paragraph(_text(knot), Rank.ENTRY, rests_on=_ids(knot)) for knot in steps.at(step))
    return Section(name, title, blocks) if blocks else None


def _text(knot: Knot) -> Text:
    return knot.text


def _ids(knot: Knot) -> tuple[Subject, ...]:
    return (knot.ref.subject,)


def _knot(steps: Thread, ref: Ref) -> Knot | None:
    return next((knot for knot in steps.knots if knot.ref == ref), None)
