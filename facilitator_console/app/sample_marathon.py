"""Makes the sample marathon: a collection of 200 statements with votes, two days in two rooms, experts, a website.

Everything in it is made up, and decided as a person would decide it; the votes are drawn by chance, always the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from numpy.random import default_rng

from facilitator_console.app.replay import PHONE
from facilitator_console.app.sessions import STAGES
from facilitator_console.console import Console, new_session
from facilitator_console.console.marathon_site import publish_site
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.ids import Audience, MentionDecision
from facilitator_console.dialogue.marathons import (
    draw_question,
    join_marathon,
    make_marathon,
    questions_in_order,
    take_up,
)
from facilitator_console.dialogue.reporting import decide_mention
from facilitator_console.dialogue.voting import begin_vote, end_vote
from facilitator_console.log import Duration, Instant, Ref, SessionId, Subject
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import Column, GroupList, NoteId
from facilitator_console.notes.themes import add_theme
from facilitator_console.opinions.ballots import Vote
from facilitator_console.opinions.commands import accept_statement, add_statement
from facilitator_console.opinions.ids import StatementId
from facilitator_console.report.disclosure.publishable import open_mentions
from facilitator_console.report.publication import AS_USUAL, policy_for
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.runtime.resource_files import resource_path
from facilitator_console.session.agenda import add_item, close_session, end_item, items_in_order, start_item
from facilitator_console.session.clock import SetClock
from facilitator_console.session.ids import ItemId, Purpose
from facilitator_console.session.people import add_participants
from facilitator_console.store.contents import PLAYED_FROM_MS
from facilitator_console.store.store import Store

MINUTE_MS = 60_000
HOUR_S, DAY_S = 3_600, 86_400
WAIT_S = 60.0
VOTERS, SEATS = 60, 12
SEEN = 0.4
"""The part of the statements that a voter has seen."""
SEED = 20
LEANINGS = 3
DIALOGUES, CONCLUSIONS = 1, 2
"""The places of these stages among all."""


class Theme(msgspec.Struct, frozen=True, array_like=True):
    """Represents a theme of a room: its title, its column, its notes, and what is said of it."""

    title: str
    column: Column
    notes: tuple[str, ...]
    text: str


class Content(msgspec.Struct, frozen=True):
    """Represents the words of the sample in one language.

    Attributes:
        who: With `what`, in the form `form`, they make the statements.
        questions: Each with the numbers of the statements that it rests on.
        rooms: The themes of each room, day by day.
        settled: One for each room.
    """

    language: str
    title: str
    who: tuple[str, ...]
    what: tuple[str, ...]
    form: str
    questions: tuple[tuple[str, tuple[int, ...]], ...]
    places: tuple[str, ...]
    day: str
    opening: str
    closing: str
    rooms: tuple[tuple[Theme, ...], ...]
    settled: tuple[str, ...]
    experts_title: str
    conclusions: tuple[str, ...]

    def statements(self) -> list[str]:
        """Return the statements, each once."""
        return [self.form.format(who=who, what=what) for who in self.who for what in self.what]


def read_content(language: str) -> Content:
    """Return the words for a person who reads this language."""
    known = "en" if language == "en" else "uk"
    return msgspec.json.decode(resource_path(f"samples/marathon.{known}.json").read_bytes(), type=Content)


def make_sample_marathon(store: Store, laptop: Laptop, language: str) -> SessionId:
    """Make the marathon in a store, and return its id.

    Raises:
        StorageError: The store can't be written.
    """
    content = read_content(language)
    clock = SetClock(Instant(PLAYED_FROM_MS + 1000 * DAY_S))  # Later than what can only be looked at.
    whole = _collection(store, laptop, content, clock)
    sessions = [whole]
    for number, themes in enumerate(content.rooms):
        clock.advance(1000 * (DAY_S if number % len(content.places) == 0 else HOUR_S))
        sessions.append(_room(store, laptop, content, clock, whole, number, themes))
    sessions.append(_experts(store, laptop, content, clock, whole))
    for console in sessions:
        _decide_mentions(console)
    saves = store.saver.save_state
    store.saver.wait(saves.committed + saves.waiting, WAIT_S)
    return whole.session


def sample_site(store: Store, marathon: SessionId, laptop: Laptop) -> dict[str, bytes]:
    """Return the files of its website."""
    return publish_site(store, marathon, laptop, AS_USUAL, LANGUAGES)


def _collection(store: Store, laptop: Laptop, content: Content, clock: SetClock) -> Console:
    """Make the marathon itself: what was collected, the votes on it, and the questions drawn from it."""
    console = new_session(store, laptop, content.title, language=content.language, clock=clock)
    console.dispatch(make_marathon)
    for stage in STAGES:
        console.dispatch(add_item, load_catalogue(content.language).text(stage))
    for text in content.statements():
        console.dispatch(add_statement, text, language=content.language)
    for statement in [*console.state.statements]:
        console.dispatch(accept_statement, statement)
    statements = [*map(str, console.state.statements)]
    _vote(console, VOTERS)
    for text, numbers in content.questions:
        sources = [Ref(console.session, Subject(statements[number])) for number in numbers]
        console.dispatch(draw_question, text, sources)
    return console


def _stage(whole: Console, place: int) -> ItemId:
    """Return a stage of the marathon, by its place."""
    return items_in_order(whole.state)[place].item_id


def _vote(console: Console, voters: int) -> None:
    """Let people vote on all statements of a session."""
    console.dispatch(begin_vote)
    for number, votes in enumerate(_votes([*console.state.statements], voters), 1):
        console.voting.cast(f"{PHONE}{number}", votes)
    console.dispatch(end_vote)


def _votes(statements: Sequence[StatementId], voters: int) -> Iterator[dict[StatementId, Vote]]:
    """Draw the votes of people of three leanings on some of the statements each."""
    chance = default_rng(SEED)
    leanings = chance.choice((-1, 0, 1, 1), (LEANINGS, len(statements)))
    for number in range(voters):
        votes = zip(statements, leanings[number % LEANINGS].tolist(), chance.random(len(statements)), strict=True)
        yield {statement: Vote(vote) for statement, vote, share in votes if share < SEEN}


def _room(
    store: Store,
    laptop: Laptop,
    content: Content,
    clock: SetClock,
    whole: Console,
    number: int,
    themes: Sequence[Theme],
) -> Console:
    """Make the dialogue of one room on one day, from its opening to its end."""
    day, place = divmod(number, len(content.places))
    title = content.day.format(day=day + 1, place=content.places[place])
    console = new_session(store, laptop, title, language=content.language, clock=clock)
    console.dispatch(join_marathon, whole.session, _stage(whole, DIALOGUES))
    console.dispatch(add_participants, SEATS)
    console.dispatch(add_item, content.opening, planned_ms=Duration(10 * MINUTE_MS))
    questions = questions_in_order(whole.state)
    asked = [(each.text, Ref(whole.session, Subject(each.question_id))) for each in questions]
    console.dispatch(take_up, [asked[number % len(asked)], asked[(number + 1) % len(asked)]])
    console.dispatch(add_item, content.closing, planned_ms=Duration(10 * MINUTE_MS))
    items = [item.item_id for item in items_in_order(console.state)]
    _talk(console, clock, items[0], [])
    for at, theme in enumerate(themes):
        _talk(console, clock, items[1 + at % 2], [theme])
    console.dispatch(add_list_entry, GroupList.OUTCOMES, content.settled[number])
    if number == len(content.rooms) - 1:
        # The last room votes on what it heard.
        for theme in themes:
            console.dispatch(add_statement, theme.title, language=content.language)
        _vote(console, SEATS)
    _talk(console, clock, items[-1], [])
    console.dispatch(close_session)
    return console


def _talk(console: Console, clock: SetClock, item_id: ItemId, themes: Sequence[Theme]) -> None:
    """Hold an item, note what was said, and gather it."""
    if console.state.room.item_id:
        console.dispatch(end_item, console.state.room.item_id)
    console.dispatch(start_item, item_id)
    for theme in themes:
        notes = []
        for text in theme.notes:
            clock.advance(2 * MINUTE_MS)
            console.dispatch(capture, f"! {text}")
            notes.append(NoteId(next(reversed(console.state.notes))))
        console.dispatch(add_theme, theme.column, theme.title, theme.text, notes)
    clock.advance(5 * MINUTE_MS)


def _experts(store: Store, laptop: Laptop, content: Content, clock: SetClock, whole: Console) -> Console:
    console = new_session(store, laptop, content.experts_title, language=content.language, clock=clock)
    console.dispatch(join_marathon, whole.session, _stage(whole, CONCLUSIONS), purpose=Purpose.EXPERTS)
    for text in content.conclusions:
        console.dispatch(add_list_entry, GroupList.CONCLUSIONS, text)
    console.dispatch(close_session)
    return console


def _decide_mentions(console: Console) -> None:
    """Keep every word that may show somebody: nobody in the sample lives anywhere."""
    policy = policy_for(console.history, Audience.PUBLIC, console.clock.now_ms())
    for found in open_mentions(console.state, policy):
        place = (found.text.subject, found.text.version, found.mention.start, found.mention.end)
        console.dispatch(decide_mention, *place, MentionDecision.KEEP)
