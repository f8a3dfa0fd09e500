"""Tells how people found the session: three questions answered on paper or on phones, counted one by one."""

from __future__ import annotations

from collections import Counter

from facilitator_console.dialogue.ids import CellId, ChoiceId
from facilitator_console.dialogue.state import State
from facilitator_console.log import Subject
from facilitator_console.report.disclosure.counts import merged_counts
from facilitator_console.report.disclosure.figures import ANSWERS
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.document import Bar, Bars, Block, Column, Heading, Paragraph, Rank, Section
from facilitator_console.words import Message, say, say_n, say_p

QUESTIONS: dict[Subject, Message] = {
    Subject("heard"): say("Could you say what mattered to you?"),
    Subject("understood"): say("Do you understand better those who see it otherwise?"),
    Subject("again"): say("Would you come again?"),
}
"""Fixed words; they are kept in the log."""
CHOICES: dict[ChoiceId, Message] = {
    ChoiceId("yes"): say_p("answer of an evaluation", "yes"),
    ChoiceId("partly"): say_p("answer of an evaluation", "partly"),
    ChoiceId("no"): say_p("answer of an evaluation", "no"),
}
_ANSWER = Column("answer", say("Answer"), say("The answer; “Others” are answers that few people gave, together."))
_PEOPLE = Column("people", say("people"), say("How many people."), is_number=True)


def evaluation(state: State, policy: ReportPolicy) -> Section | None:
    """Make the section: a picture for each question that enough people answered, then what people wrote."""
    if not state.answers:
        return None
    blocks: list[Block] = []
    cells: list[CellId] = []
    is_withheld = ANSWERS in policy.withheld
    for question, words in QUESTIONS.items():
        if not is_withheld and (bars := _bars(state, policy, question, words)):
            blocks.append(bars)
            cells += [CellId(f"{ANSWERS}/{question}/{at}") for at in range(len(bars.bars))]
    if is_withheld:
        blocks.append(Paragraph(say("The answers have changed since an earlier public report and are not told again.")))
    texts = [answer for answer in state.answers.values() if answer.text and str(answer.about) in QUESTIONS]
    # Words of few would be looked for among them.
    if policy.small_groups.allows(len(texts)) or (texts and not policy.is_public):
        blocks.append(Heading(say("What people wrote")))
        blocks += [
            Paragraph(answer.text, Rank.ENTRY, rests_on=(Subject(answer.answer_id),))
            for answer in sorted(texts, key=lambda answer: answer.text)
        ]
    return Section("evaluation", say("How people found it"), tuple(blocks), tuple(cells)) if blocks else None


def _bars(state: State, policy: ReportPolicy, question: Subject, words: Message) -> Bars | None:
    counts = Counter(answer.choice for answer in state.answers.values() if answer.about == question and answer.choice)
    sizes = {choice: counts[choice] for choice in CHOICES}
    rows = merged_counts(sizes, policy.small_groups)
    if not rows:
        return None
    bars = tuple(Bar(say("Others") if row.key is None else CHOICES[row.key], row.people) for row in rows)
    caption = say_n("{n} person answered.", "{n} people answered.", sum(sizes.values()))
    return Bars(f"evaluation_{question}", words, _ANSWER, _PEOPLE, bars, caption)
