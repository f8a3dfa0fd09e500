"""The sections of a marathon's report, in the order in which they stand; each is made of all its sessions at once.

What a section tells of a session is what that one's own report tells: figures about people stand here only where they
stand there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from facilitator_console.dialogue.entities import Question
from facilitator_console.dialogue.ids import SectionId
from facilitator_console.dialogue.marathons import Rule, questions_in_order
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.threads import Knot, Step, Thread, left_open
from facilitator_console.log import Ref, SessionId, Subject
from facilitator_console.notes.ids import Column as Board
from facilitator_console.notes.ids import GroupList
from facilitator_console.notes.state import Theme
from facilitator_console.opinions.representation import Representation
from facilitator_console.opinions.state import statements_open
from facilitator_console.report.disclosure.figures import connections, people_counted
from facilitator_console.report.disclosure.policy import ReportPolicy
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
)
from facilitator_console.report.sections.chosen import entries_shown
from facilitator_console.report.sections.day import coarse_day, day_of
from facilitator_console.report.sections.lists import answer_blocks
from facilitator_console.report.sections.participation import ALL_CONNECTIONS, ALL_PEOPLE
from facilitator_console.report.sections.themes import themes_shown
from facilitator_console.report.sections.votes import votes as votes_of
from facilitator_console.words import Message, say, say_n, say_p, titled


class Part(NamedTuple):
    """Represents a session as it goes into the report of its marathon.

    Attributes:
        state: What its log folds to; all of it.
        policy: What its own report keeps to.
        seen: What that policy leaves of it.
        report: Its own report; None where it is not a meeting.
    """

    state: State
    policy: ReportPolicy
    seen: State
    report: Document | None


class Whole(NamedTuple):
    """Represents a marathon as its sections see it.

    Attributes:
        marathon: Its id.
        parts: It, and the sessions that belong to it.
        order: These sessions, in their order.
        steps: Its thread, as far as the policies leave it.
        heard: How well its questions stand for all who voted; None without a vote.
    """

    marathon: SessionId
    parts: Mapping[SessionId, Part]
    order: tuple[SessionId, ...]
    steps: Thread
    heard: Representation | None

    def title(self, session: SessionId) -> Message:
        """Return the title of a session."""
        return titled(self.parts[session].seen.info.title)

    def titles(self, sessions: Iterable[SessionId]) -> tuple[str, ...]:
        """Return the titles of sessions, each once, as a list."""
        return tuple(self.parts[session].seen.info.title or "–" for session in dict.fromkeys(sessions))


# -- what happened -------------------------------------------------------------------------------------


def sessions(whole: Whole) -> Section | None:
    """Make the table of the sessions: connections and seats, not people."""
    rows = [_row(whole, session) for session in whole.order]
    if not rows:
        return None
    columns = (
        Column("session", say("Session"), say("Title of the session.")),
        Column("when", say_p("of a meeting", "When"), say("When it took place, as exactly as it may be told.")),
        Column("seats", say_p("how many", "Seats"), say("Number of seats of those who talked."), is_number=True),
        Column("connections", say("Connections"), say("How often phones were connected; not people."), is_number=True),
        Column("themes", say("Themes"), say("Number of its themes."), is_number=True),
    )
    caption = say(
        "Seats and connections are counted, not people: somebody may have come twice. Small numbers are left out."
    )
    table = Table("sessions", say("Sessions of the marathon"), columns, tuple(rows), caption=caption)
    return Section("sessions", say("The sessions"), (table,))


def _row(whole: Whole, session: SessionId) -> tuple[Cell, ...]:
    part = whole.parts[session]
    cells = {cell for section in (part.report.sections if part.report else ()) for cell in section.open_cells}
    day = coarse_day(day_of(part.state), part.policy.date)
    return (
        whole.title(session),
        say("{day}", day=day) if day else None,
        len(people_counted(part.seen)) if ALL_PEOPLE in cells else None,
        connections(part.seen) if ALL_CONNECTIONS in cells else None,
        len(themes_shown(part.seen)) if part.report else None,
    )


def carried(whole: Whole) -> Section | None:
    """Make the section of what came from an earlier marathon, and what became of it."""
    own = whole.parts[whole.marathon].seen
    of_here = {*whole.parts}
    entries = [entry for entry in entries_shown(own, GroupList.PARKING_LOT) if entry.origin.subject]
    brought = [
        (Subject(statement.statement_id), statement.text, statement.origin)
        for statement in statements_open(own)
        if statement.origin.subject
    ]
    brought += [(Subject(entry.list_entry_id), entry.text, entry.origin) for entry in entries]
    blocks = [
        Paragraph(text, Rank.ENTRY, aside=_became(whole, Ref(whole.marathon, of)), rests_on=(of,))
        for of, text, origin in brought
        if origin.session not in of_here
    ]
    return Section("carried", say("What was carried over from the last marathon"), tuple(blocks)) if blocks else None


def _became(whole: Whole, ref: Ref) -> Message | None:
    drawn = [knot.text for knot in whole.steps.at(Step.QUESTION) if ref in knot.comes_from]
    return say("asked: {questions}", questions=tuple(drawn)) if drawn else None


# -- questions -----------------------------------------------------------------------------------------


RULES: dict[str, Message] = {
    Rule.BY_HAND: say("Chosen by the team."),
    Rule.BY_LOT: say("Drawn by lot (number of the lot: {seed})."),
    Rule.MOST_HEARD: say("Drawn by rule: the statement with which most agree who were not heard yet."),
}


def questions(whole: Whole) -> Section | None:
    """Make the section of the questions: how they were drawn, from what, where they were taken up, who is heard."""
    own = whole.parts[whole.marathon]
    asked = {Subject(question.question_id): question for question in questions_in_order(own.seen)}
    if not asked:
        return None
    collected = len(whole.steps.at(Step.STATEMENT))
    blocks: list[Block] = [
        Paragraph(say_n("{n} statement was collected.", "{n} statements were collected.", collected))
    ]
    if whole.heard is not None:
        blocks += [Paragraph(words) for words in heard_words(whole.steps, whole.heard, own.policy)]
    for number, knot in enumerate(whole.steps.at(Step.QUESTION), 1):
        blocks += _question(whole, number, knot, asked[knot.ref.subject])
    return Section("questions", say("From what was said to what was asked"), tuple(blocks))


def _question(whole: Whole, number: int, knot: Knot, question: Question) -> Iterator[Block]:
    own = whole.parts[whole.marathon]
    yield Heading(say("{n}. {question}", n=number, question=knot.text), rests_on=_ids(knot))
    rule = RULES.get(question.rule, RULES[Rule.BY_HAND])
    how = rule._replace(params={"seed": question.seed}) if question.seed else rule
    run = own.state.runs.get(question.writer)
    # Who drew it is a name of the team: a public report has none.
    if not own.policy.is_public and run and run.started.author:
        how = say("{how} By {author}.", how=how, author=run.started.author)
    yield Paragraph(how, Rank.SMALL)
    where = whole.titles(item.ref.session for item in whole.steps.at(Step.ITEM) if knot.ref in item.comes_from)
    yield Paragraph(
        say("Taken up in: {sessions}.", sessions=where) if where else say("No session has taken it up."), Rank.SMALL
    )
    sources = [source for ref in knot.comes_from if (source := _knot(whole.steps, ref))]
    if sources:
        yield Paragraph(say("It rests on:"), Rank.SMALL)
    for source in sources:
        yield Paragraph(source.text, Rank.ENTRY, rests_on=_ids(source))


MOST, HALF = 0.85, 0.5


def heard_words(steps: Thread, heard: Representation, policy: ReportPolicy) -> list[Message]:
    """Return in words whether every position is heard in the questions; nothing that shows few people.

    After the audit of slates of De et al. (2025), see opinions.representation. No number of people is told.
    """
    if not policy.small_groups.allows(heard.voters) or not heard.questions:
        return []
    share = heard.heard / heard.voters
    if share >= MOST:
        first = say("Almost everybody who voted agrees with something that a question rests on.")
    elif share >= HALF:
        first = say("More than half of those who voted agree with something that a question rests on.")
    else:
        first = say("Less than half of those who voted agree with anything that a question rests on.")
    asked = say_n(
        "It was asked whether enough people for a question of their own agree with one statement and with nothing that "
        "the {n} question rests on (De and others, 2025, arXiv 2511.04588).",
        "It was asked whether enough people for a question of their own agree with one statement and with nothing that "
        "the {n} questions rest on (De and others, 2025, arXiv 2511.04588).",
        heard.questions,
    )
    if heard.is_justified:
        return [first, asked, say("There are none: every position that so many share is heard in a question.")]
    texts = {knot.ref.subject: knot.text for knot in steps.at(Step.STATEMENT)}
    large = [
        texts[Subject(str(each.statement))]
        for each in heard.unheard
        if each.people * heard.questions >= heard.voters
        and policy.small_groups.allows(each.people)
        and Subject(str(each.statement)) in texts
    ]
    named = [say("Not heard in any question: “{statement}”", statement=text) for text in large]
    return [first, asked, say("Some positions that many people share are not heard in any question."), *named]


# -- what the rooms said -------------------------------------------------------------------------------


def shared(whole: Whole) -> Section | None:
    """Make the section of what was found to be shared, room by room under the question that was asked."""
    return _across(whole, "shared", say("What the rooms share"), Board.SHARED)


def differs(whole: Whole) -> Section | None:
    """Make the section of where people see it differently."""
    return _across(whole, "differs", say("Where people differ"), Board.DIFFERENT)


def _across(whole: Whole, name: str, title: Message, column: Board) -> Section | None:
    """Make a section of the themes of one column of all boards, gathered by question."""
    by_question: dict[str, list[tuple[SessionId, Theme]]] = {knot.text: [] for knot in whole.steps.at(Step.QUESTION)}
    for session in whole.order:
        for theme in themes_shown(whole.parts[session].seen):
            if theme.column is column:
                asked = _asked(whole.steps, Ref(session, Subject(theme.theme_id)))
                by_question.setdefault(asked, []).append((session, theme))
    blocks: list[Block] = []
    for asked, found in by_question.items():
        if found:
            blocks.append(Heading(asked or say("On no question of the marathon")))
        for session, theme in found:
            blocks += _theme(whole, session, theme)
    return Section(name, title, tuple(blocks)) if blocks else None


def _theme(whole: Whole, session: SessionId, theme: Theme) -> Iterator[Block]:
    about = (Subject(theme.theme_id),)
    yield Heading(theme.title, 3, rests_on=about)
    if theme.text:
        yield Paragraph(theme.text, rests_on=about)
    yield Paragraph(whole.title(session), Rank.SMALL)


def _asked(steps: Thread, ref: Ref) -> str:
    """Return the question that a theme leads back to; empty where there is none."""
    return next((back.text for back in steps.back_from(ref) if back.step is Step.QUESTION), "")


def settled(whole: Whole) -> Section | None:
    """Make the section of what the groups settled, by room."""
    blocks: list[Block] = []
    for session in whole.order:
        entries = entries_shown(whole.parts[session].seen, GroupList.OUTCOMES)
        blocks += [Heading(whole.title(session))] if entries else []
        blocks += [Paragraph(entry.text, Rank.ENTRY, rests_on=(Subject(entry.list_entry_id),)) for entry in entries]
    return Section("settled", say("What the groups settled"), tuple(blocks)) if blocks else None


def votes(whole: Whole) -> Section | None:
    """Make the section of the votes: on the collection first, then of the sessions; each told by itself."""
    blocks: list[Block] = []
    for session in (whole.marathon, *whole.order):
        part = whole.parts[session]
        if section := votes_of(part.seen, part.policy):
            title = say("On what was collected") if session == whole.marathon else whole.title(session)
            blocks += [Heading(title), *(_named_apart(block, session, whole) for block in section.blocks)]
    return Section("votes", say("What came out of the votes"), tuple(blocks)) if blocks else None


def _named_apart(block: Block, session: SessionId, whole: Whole) -> Block:
    """Return a block whose name no other session's has: each table is a file of its own."""
    if not isinstance(block, Table):
        return Heading(block.text, 3, block.rests_on) if isinstance(block, Heading) else block
    number = (whole.marathon, *whole.order).index(session)
    return Table(
        f"{block.name}_{number}", block.title, block.columns, block.rows, block.total, block.caption, block.rests_on
    )


# -- what is left, and what experts say ----------------------------------------------------------------


def still_open(whole: Whole) -> Section | None:
    """Make the section of what is left open: with it the next collection opens."""
    last = {knot.ref for knot in left_open(whole.steps)}
    blocks = [
        Paragraph(
            knot.text,
            Rank.ENTRY,
            aside=whole.title(knot.ref.session)
            if knot.ref in last
            else say("{session}; taken up again", session=whole.title(knot.ref.session)),
            rests_on=_ids(knot),
        )
        for knot in whole.steps.at(Step.OPEN)
    ]
    return Section("open", say("What is left open"), tuple(blocks)) if blocks else None


def experts(whole: Whole) -> Section | None:
    """Make the section of what the experts conclude, each with what participants answered."""
    found = whole.steps.at(Step.CONCLUSION)
    # What experts wrote in a session of their own stands in the one that took it in.
    taken_in = {ref for knot in found for ref in knot.comes_from} & {knot.ref for knot in found}
    blocks: list[Block] = []
    for knot in found:
        if knot.ref not in taken_in:
            blocks.append(Paragraph(knot.text, Rank.ENTRY, rests_on=_ids(knot)))
            for ref in (knot.ref, *taken_in.intersection(knot.comes_from)):
                blocks += answer_blocks(whole.parts[ref.session].seen, ref.subject)
    return Section("experts", say("What the experts conclude"), tuple(blocks)) if blocks else None


def method(whole: Whole) -> Section | None:
    """Make the section of how the report was made."""
    own = whole.parts[whole.marathon]
    blocks: list[Block] = [
        Paragraph(
            say("This report is made of the records of the sessions. Of each it tells what its own report would tell.")
        ),
        Paragraph(say("People of several sessions are never added up: with the sum, single sessions would be known.")),
    ]
    if own.policy.is_public:
        smallest = own.policy.small_groups.smallest_group
        blocks.append(Paragraph(say("Fewer than {n} people are never shown together.", n=smallest)))
    if missing := whole.titles(session for session, part in whole.parts.items() if not part.policy.is_complete):
        blocks.append(Paragraph(say("Part of the record is missing of: {sessions}.", sessions=missing)))
    return Section("method", say("How this was made"), tuple(blocks))


class Kind(NamedTuple):
    """Represents a section that the report of a marathon may have; see `report.sections.Kind`."""

    title: Message
    make: Callable[[Whole], Section | None] | None


MARATHON_SECTIONS: dict[SectionId, Kind] = {
    SectionId("summary"): Kind(say_p("section of a report", "Summary"), None),
    SectionId("sessions"): Kind(say("The sessions"), sessions),
    SectionId("carried"): Kind(say("What was carried over from the last marathon"), carried),
    SectionId("questions"): Kind(say("From what was said to what was asked"), questions),
    SectionId("shared"): Kind(say("What the rooms share"), shared),
    SectionId("differs"): Kind(say("Where people differ"), differs),
    SectionId("settled"): Kind(say("What the groups settled"), settled),
    SectionId("votes"): Kind(say("What came out of the votes"), votes),
    SectionId("experts"): Kind(say("What the experts conclude"), experts),
    SectionId("open"): Kind(say("What is left open"), still_open),
    SectionId("method"): Kind(say("How this was made"), method),
}


def _ids(knot: Knot) -> tuple[Subject, ...]:
    return (knot.ref.subject,)


def _knot(steps: Thread, ref: Ref) -> Knot | None:
    return next((knot for knot in steps.knots if knot.ref == ref), None)
