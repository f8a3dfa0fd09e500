"""Gives the typed texts that a report may contain, what in them may show somebody, and what was decided about it.

A decision belongs to one version of a text: another version is asked about again. What has no versions (a title, a
question) is asked about again where other words stand at the place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from facilitator_console.dialogue.entities import Mention as Decided
from facilitator_console.dialogue.ids import MentionDecision
from facilitator_console.dialogue.state import State
from facilitator_console.log import THE_SESSION, Subject
from facilitator_console.notes.ids import Version
from facilitator_console.opinions.state import statements_open
from facilitator_console.report.disclosure.mentions import Mention, find_mentions
from facilitator_console.session.ids import OUTSIDE_BALANCE
from facilitator_console.session.people import seated

HIDDEN = "[…]"
"""Stands where nobody has decided yet, and where a word was left out without another in its place."""


TRANSLATION = "translation"
"""Field of a text that stands beside another one: its version says which it is."""


class ReportText(NamedTuple):
    """Represents a typed text of a report.

    Attributes:
        subject: The entity that it belongs to.
        field: Of that entity.
        version: Of the text; the field's name where texts of this kind have none.
    """

    subject: Subject
    field: str
    version: Version
    text: str


class Found(NamedTuple):
    """Represents words that may show somebody, and what was decided about them; None: nothing yet."""

    text: ReportText
    mention: Mention
    decision: Decided | None

    @property
    def words(self) -> str:
        """Return the words that may show somebody."""
        return self.text.text[self.mention.start : self.mention.end]


def report_texts(state: State) -> Iterator[ReportText]:
    """Yield the typed texts of a state of which only what may be published is left; see disclosure.publishable."""
    if state.info.title:
        yield ReportText(THE_SESSION, "title", Version("title"), state.info.title)
    for item in state.items.values():
        if not item.removed:
            for name in ("title", "question", "goal"):
                yield ReportText(Subject(item.item_id), name, Version(name), getattr(item, name))
    names = [(Subject(group.group_id), group.name) for group in state.groups.values()]
    names += [(Subject(tag.tag_id), tag.name) for tag in state.tags.values()]
    for subject, name in names:
        yield ReportText(subject, "name", Version("name"), name)
    yield from _written(state)


def _written(state: State) -> Iterator[ReportText]:
    for theme in state.themes.values():
        yield ReportText(Subject(theme.theme_id), "title", theme.title_version, theme.title)
        yield ReportText(Subject(theme.theme_id), "text", theme.text_version, theme.text)
    for entry in state.list_entries.values():
        yield ReportText(Subject(entry.list_entry_id), "text", entry.version, entry.text)
    for note in state.notes.values():
        yield ReportText(Subject(note.note_id), "text", note.version, note.text)
    for translation in state.translations.values():
        yield ReportText(translation.of_id, TRANSLATION, translation.version, translation.text)
    for paragraph in state.paragraphs.values():
        yield ReportText(Subject(paragraph.paragraph_id), "text", paragraph.version, paragraph.text)
    for statement in statements_open(state):
        yield ReportText(Subject(statement.statement_id), "text", Version("text"), statement.text)
    for question in state.questions.values():
        if not question.removed:
            yield ReportText(Subject(question.question_id), "text", question.version, question.text)
    for answer in state.answers.values():
        yield ReportText(Subject(answer.answer_id), "text", Version("text"), answer.text)


class Decisions:
    """Holds what people decided about words that may show somebody, by text and version.

    A decision on words that no rule points at counts too: a person may have chosen the place.
    """

    def __init__(self, state: State) -> None:
        """Read them, and what only one person in the room is."""
        self._lonely = only_ones(state)
        self._made: dict[tuple[Subject, Version], list[Decided]] = {}
        for decided in state.mentions.values():
            self._made.setdefault((decided.of_id, decided.version), []).append(decided)

    def found_in(self, text: ReportText) -> tuple[Found, ...]:
        """Return what in a text may show somebody, with the decisions."""
        made = {(each.start, each.end): each for each in self._made.get((text.subject, text.version), ())}
        mentions = find_mentions(text.text, self._lonely)
        return tuple(Found(text, mention, made.get((mention.start, mention.end))) for mention in mentions)

    def changes(self, text: ReportText) -> list[tuple[int, int, str]]:
        """Return what becomes of which ranges of a text, in order; where nobody has decided, `HIDDEN` stands."""
        ranges = {(mention.start, mention.end): HIDDEN for mention in find_mentions(text.text, self._lonely)}
        for each in self._made.get((text.subject, text.version), ()):
            quote = text.text[each.start : each.end]
            ranges[each.start, each.end] = {
                MentionDecision.KEEP: quote,
                MentionDecision.REPLACE: each.text or HIDDEN,
            }.get(each.decision, HIDDEN)
        changes: list[tuple[int, int, str]] = []
        # Of two that overlap, the one that hides more words decides.
        for (start, end), words in sorted(ranges.items(), key=lambda entry: (entry[0][0], -entry[0][1])):
            if 0 <= start < end <= len(text.text) and start >= (changes[-1][1] if changes else 0):
                changes.append((start, end, words))
        return changes


def changed_text(text: str, changes: list[tuple[int, int, str]]) -> str:
    """Return a text with its changes carried out."""
    made, at = "", 0
    for start, end, words in changes:
        made += text[at:start] + words
        at = end
    return made + text[at:]


def changed_range(start: int, end: int, changes: list[tuple[int, int, str]]) -> tuple[int, int]:
    """Return where a range of a text stands once it is changed; a change that it cuts is in it as a whole."""
    begins, ends = start, end
    for first, last, words in changes:
        longer = len(words) - (last - first)
        if last <= start:
            begins += longer
        elif first < start:
            begins -= start - first
        if last <= end:
            ends += longer
        elif first < end:
            ends += len(words) - (end - first)
    return begins, ends


def only_ones(state: State) -> frozenset[str]:
    """Return the answers that one person alone in the room gave: age bands, genders, oblasts.

    Source: terms.md, "somebody who is the only one of their kind in the room (one driver is a name)".
    """
    people = [person for person in seated(state) if person.role not in OUTSIDE_BALANCE]
    counts = (Counter(getattr(person, name) for person in people) for name in ("age_band", "gender", "oblast"))
    return frozenset(answer for count in counts for answer, number in count.items() if answer and number == 1)
