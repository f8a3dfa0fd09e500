"""Says what waits before a public report leaves, besides words that may show somebody: cards for the checks."""

from __future__ import annotations

from collections.abc import Callable

from facilitator_console.dialogue.ids import Audience
from facilitator_console.notes.commands import flag_note
from facilitator_console.notes.ids import Flag
from facilitator_console.notes.state import notes_kept
from facilitator_console.report.disclosure.figures import PEOPLE
from facilitator_console.report.disclosure.policy import ReportPolicy, withdrawal_ends_ms
from facilitator_console.report.document import Document
from facilitator_console.report.publication import (
    decided_quote,
    exports_concerned,
    quotes_decided,
    quotes_to_confirm,
)
from facilitator_console.report.sections.chosen import translated, unsettled, without_consent
from facilitator_console.report.sections.themes import themes_kept_out
from facilitator_console.report.sections.written import quoted_notes
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.report.checks import Card, quote_card
from facilitator_console.words import say, say_n

DAY_MS = 24 * 3_600_000


def cards_of(
    controller: SessionController, report: Document, policy: ReportPolicy, show_notes: Callable[[], object]
) -> list[Card]:
    """Return the cards, those that wait for somebody first; `show_notes` leads to where notes are marked.

    A report for the team alone waits for nobody: it has only those of files that left with what was withdrawn since,
    and of quotes that stand in no report.
    """
    if not policy.is_public:
        return [*_concerned(controller), *_without_consent(controller)]
    state, text = controller.state, controller.text
    cards = _not_marked(controller, show_notes)
    cards += [quote_card(controller, note, translated(state, note).values()) for note in quotes_to_confirm(state)]
    two = unsettled(state) + sum(bool(each.other_texts) for each in state.paragraphs.values() if not each.removed)
    if controller.forgetting_refusal() is None and not state.info.speaking_kept:
        words = say("Decide before a file leaves this laptop: at the end of the page Run, forget it or keep it.")
        cards.append(Card(say("Who spoke when is still known"), text(words), (), is_open=True))
    if two:
        title = say_n("{n} text is there in two versions", "{n} texts are there in two versions", two)
        cards.append(Card(title, text(say("They are left out until the team settles them.")), (), is_open=True))
    cards += _concerned(controller)
    cards += _telling_cards(controller, report, policy)
    return cards


def decided_quotes(controller: SessionController) -> list[Card]:
    """Return the cards of quotes that somebody decided about: each can be decided anew."""
    state = controller.state
    return [
        quote_card(
            controller,
            note,
            translated(state, note).values(),
            decided_quote(state, note),
        )
        for note in quotes_decided(state)
    ]


def _concerned(controller: SessionController) -> list[Card]:
    """Return cards of files that left with words that were withdrawn since."""
    state, text = controller.state, controller.text
    published = exports_concerned(state, Audience.PUBLIC)
    internal = exports_concerned(state, Audience.INTERNAL)
    titles = (
        say_n(
            "{n} published report holds words that were withdrawn",
            "{n} published reports hold words that were withdrawn",
            len(published),
        ),
        say_n(
            "{n} internal file holds words that were withdrawn",
            "{n} internal files hold words that were withdrawn",
            len(internal),
        ),
    )
    cards = []
    for title, concerned in zip(titles, (published, internal), strict=True):
        exports = [state.exports[export] for export in concerned]
        made = ", ".join(f"{export.format} ({export.language or '–'})" for export in exports)
        words = say(
            "{formats}. Export it again: the new file takes the place of the old one. Ask for the old one back.",
            formats=made,
        )
        if concerned:
            cards.append(Card(title, text(words), (), is_open=True))
    return cards


def _not_marked(controller: SessionController, show_notes: Callable[[], object]) -> list[Card]:
    """Return cards of notes that do not stand in a public report since nobody marked them for it."""
    state, text = controller.state, controller.text
    cards = []
    notes = notes_kept(state)
    if notes and not any(Flag.FOR_REPORT in note.flags for note in notes):
        words = say("Only their numbers stand here. M on a note in the list of notes marks it for the report.")
        links = ((say("Show the notes"), show_notes),)
        cards.append(Card(say("No note is marked for the report"), text(words), links, is_open=True))
    quoted = [note for note in quoted_notes(state) if Flag.FOR_REPORT not in note.flags]
    if quoted:
        title = say_n(
            "{n} quoted note is not marked for the report",
            "{n} quoted notes are not marked for the report",
            len(quoted),
        )
        words = say("A paragraph quotes it. It is left out until the note is marked.")

        def mark() -> None:
            for note in quoted:
                controller.do(flag_note, note.note_id, Flag.FOR_REPORT)

        links = ((say("Mark for the report"), mark),)
        cards.append(Card(title, text(words), links, is_open=True))
    return cards


def _without_consent(controller: SessionController) -> list[Card]:
    """Return cards of the quotes that stand in no report since nobody consented to them, and of themes like that."""
    cards = []
    if silent := themes_kept_out(controller.state):
        title = say_n("{n} theme is left out", "{n} themes are left out", silent)
        why = say("It repeats words that are sensitive, or that somebody has not consented to have quoted.")
        cards.append(Card(title, controller.text(why), (), is_open=False))
    if not (unasked := without_consent(controller.state)):
        return cards
    title = say_n(
        "{n} quote is left out: its speaker has not consented to be quoted",
        "{n} quotes are left out: their speakers have not consented to be quoted",
        unasked,
    )
    why = say("Consents are ticked on the page Prepare, beside the seats.")
    return [Card(title, controller.text(why), (), is_open=False), *cards]


def _telling_cards(controller: SessionController, report: Document, policy: ReportPolicy) -> list[Card]:
    """Return cards that only tell something."""
    cards, text = _without_consent(controller), controller.text
    hidden = sum(section.hidden for section in report.sections)
    if hidden:
        title = say_n("{n} cell hidden", "{n} cells hidden", hidden)
        few = say(
            "Fewer than {n} people. What would let it be worked out is hidden too.",
            n=policy.small_groups.smallest_group,
        )
        cards.append(Card(title, text(few), (), is_open=False))
    if PEOPLE in policy.withheld:
        why = say("They have changed since an earlier public report: the difference would show one person.")
        cards.append(Card(say("Numbers of people are left out"), text(why), (), is_open=False))
    ends_ms = withdrawal_ends_ms(controller.state.info.closed_at_ms)
    if ends_ms is None:
        why = say("They stand in a public report from seven days after the session is closed.")
        cards.append(Card(say("No quotes yet"), text(why), (), is_open=False))
    elif controller.now_ms() < ends_ms:
        days = -(-(ends_ms - controller.now_ms()) // DAY_MS)
        why = say_n(
            "For {n} more day people can withdraw their words. Until then quotes are left out.",
            "For {n} more days people can withdraw their words. Until then quotes are left out.",
            int(days),
        )
        cards.append(Card(say("No quotes yet"), text(why), (), is_open=False))
    return cards
