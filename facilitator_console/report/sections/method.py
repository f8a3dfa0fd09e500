"""Tells how the report was made, so that its readers know what it can say."""

from __future__ import annotations

from collections.abc import Iterator

from facilitator_console.dialogue.state import State
from facilitator_console.notes.ids import GroupList
from facilitator_console.notes.state import entries_on, notes_kept
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.document import Paragraph, Section
from facilitator_console.report.sections.chosen import chosen_notes, unsettled, without_consent
from facilitator_console.words import Message, say, say_n


def method(state: State, policy: ReportPolicy) -> Section | None:
    """Make the section; there is nothing to say of a session in which nothing was written down."""
    if not notes_kept(state) and not any(entries_on(state, group_list) for group_list in GroupList):
        return None
    return Section("method", say("How this was made"), tuple(Paragraph(line) for line in _lines(state, policy)))


def _lines(state: State, policy: ReportPolicy) -> Iterator[Message]:
    yield say("The team wrote down what was said while people talked. No recording was made by this program.")
    yield say("What was marked as sensitive, removed or withdrawn does not stand here. Who said what is not told.")
    chosen = chosen_notes(state, policy)
    if chosen.left_out and not chosen.numbers:
        yield say("The team has not marked a note for the report yet, so none stands here.")
    elif chosen.left_out:
        yield say_n(
            "The team chose the notes for the report; {n} other note stays in the record.",
            "The team chose the notes for the report; {n} other notes stay in the record.",
            chosen.left_out,
        )
    if waiting := unsettled(state):
        yield say_n(
            "{n} text was written in two versions at the same time. It is left out until the team settles it.",
            "{n} texts were written in two versions at the same time. They are left out until the team settles them.",
            waiting,
        )
    if not policy.is_public and (unasked := without_consent(state)):
        yield say_n(
            "{n} quote is left out: its speaker has not consented to be quoted.",
            "{n} quotes are left out: their speakers have not consented to be quoted.",
            unasked,
        )
    if policy.is_public:
        yield say("Quotes stand here only where a person confirmed each of them.")
        yield say(
            "A person looked at the names, places, dates and numbers that the program pointed at. It misses some. "
            "Whoever finds themselves in these words may ask the team to take them out."
        )
    else:
        yield say("Words may still show who said them. The program did not check them.")
