"""The speaker: somebody opens with a clock of their own, then there are questions, then all talk.

Who has opened is out of the queue from then on, and speaks when asked: as a response.
"""

from __future__ import annotations

from facilitator_console.log import NO_TIME, Duration, Instant, NewEvent, Subject
from facilitator_console.session import room_events as rev
from facilitator_console.session.formats.format import Format, Reason, SpeakingOrder, Waiting, flag_in, number_in
from facilitator_console.session.ids import NO_ENTRY, ParticipantId, ReasonId, Role, RoundPart, TurnKind
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import MOST_PEOPLE, circle
from facilitator_console.session.round_progress import last_round, round_on, steps
from facilitator_console.session.state import AgendaItem, Participant, SessionState
from facilitator_console.words import Message, UserError, say

SPEAKER_SEAT = "speaker_seat"
"""The setting for who opens; 0: who is in the room as a speaker."""
SPEECH_MS = "speech_ms"
"""The setting for how long they have; 0: two thirds of the item's time."""
QUESTIONS_MS = "questions_ms"
"""The setting for how long there are questions; 0: the rest of the item's time."""
NAMED = "named"
"""The setting by which the speaker's label is shown; only by a consent of their own."""
SPEECH, QUESTIONS, TALK = RoundPart("speech"), RoundPart("questions"), RoundPart("talk")
OPENS = Reason(ReasonId("opens"), say("opens"))
PARTS = (SPEECH, QUESTIONS, TALK)
LONGEST_MS = 24 * 60 * 60_000
NOBODY = ParticipantId("")


class Opening(SpeakingOrder):
    """Asks the speaker first; then people ask and talk in the order in which they came."""

    name = "speaker_first"

    def asked(self, state: SessionState, item: AgendaItem) -> list[Waiting]:
        """Return the speaker, until they have opened."""
        speaker = speaker_of(state, item)
        if speaker is None or part_on(state) != SPEECH or has_opened(state, item):
            return []
        return [Waiting(speaker.participant_id, TurnKind.CONTRIBUTION, NO_ENTRY, OPENS.words, OPENS.why)]


class Speaker(Format):
    """Lets one person open, and everyone else ask them."""

    def begins(self, state: SessionState, item: AgendaItem) -> list[NewEvent]:
        """Return the speech; of an item that had ended the part goes on that was on."""
        before = last_round(state, item.item_id) if item.ended_at_ms else None
        part = before.part if before and before.part in PARTS else SPEECH
        return [_part_begun(state, item, part)]

    def turn_refusal(
        self, state: SessionState, item: AgendaItem, person: Participant | None, kind: TurnKind
    ) -> Message | None:
        """Refuse others during the speech, and a contribution of the speaker after it."""
        speaker = speaker_of(state, item)
        if person is None or speaker is None or kind is TurnKind.POINT_OF_PROCESS:
            return None
        is_speaker = person.participant_id == speaker.participant_id
        if part_on(state) == SPEECH:
            return None if is_speaker else say("Seat {seat} opens. Questions come after that.", seat=speaker.seat)
        if not is_speaker or kind is not TurnKind.CONTRIBUTION:
            return None
        return say("Seat {seat} has opened, and speaks now when asked: as a response.", seat=speaker.seat)

    def queue_refusal(
        self, state: SessionState, item: AgendaItem, person: Participant, kind: TurnKind
    ) -> Message | None:
        """Refuse contributions of the speaker; others may wait for the questions already during the speech."""
        speaker = speaker_of(state, item)
        if speaker is None or person.participant_id != speaker.participant_id or kind is not TurnKind.CONTRIBUTION:
            return None
        return say("Seat {seat} opens, and then speaks when asked: as a response.", seat=speaker.seat)

    def speaks_at_once(self, state: SessionState, item: AgendaItem, person: Participant) -> bool:
        """Tell whether somebody opens: the speaker, and before one is known whoever is chosen."""
        if part_on(state) != SPEECH:
            return False
        speaker = speaker_of(state, item)
        return speaker is None or speaker.participant_id == person.participant_id

    def turn_limit_ms(
        self, state: SessionState, item: AgendaItem, kind: TurnKind, person: Participant | None
    ) -> Duration:
        """Return the length of the speech while it is on; else that of a turn."""
        if person and part_on(state) == SPEECH and kind is TurnKind.CONTRIBUTION:
            return speech_length_ms(item, person)
        return super().turn_limit_ms(state, item, kind, person)

    def turns_planned(self, item: AgendaItem, _people: int) -> tuple[int, Duration]:
        """Return the speech and the questions as one stretch."""
        return 1, Duration(speech_length_ms(item) + questions_length_ms(item))


def begin_next_part(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Go on from the speech to the questions, or from there to the talk of all; open turns end."""
    require_allowed(state, rev.RoundStarted, rev.TurnEnded)
    item, following = state.items.get(state.room.item_id), next_part(state)
    if item is None or item.format != SPEAKER.name:
        raise UserError(say("Nobody opens now."))
    if following is None:
        raise UserError(say("All talk already."))
    ended = [NewEvent(rev.TurnEnded(), Subject(turn_id)) for turn_id in state.room.floor]
    return [_part_begun(state, item, following), *ended]


# -- queries -------------------------------------------------------------------------------------------


def part_on(state: SessionState) -> RoundPart:
    """Return the part that is on; the talk where another format began it, or nobody."""
    on = round_on(state)
    return on.part if on and on.part in PARTS else TALK


def next_part(state: SessionState) -> RoundPart | None:
    """Return the part after the one that is on; None after the last."""
    place = PARTS.index(part_on(state)) + 1
    return PARTS[place] if place < len(PARTS) else None


def speaker_of(state: SessionState, item: AgendaItem) -> Participant | None:
    """Return who opens, or has opened; None before anybody is known.

    Who took the first turn of the speech; else, of those who are here, with whom it began, whom the settings name, or
    who is in the room as a speaker.
    """
    speeches = [speech for speech in state.rounds.values() if speech.item_id == item.item_id and speech.part == SPEECH]
    ids = {speech.round_id for speech in speeches}
    turns = (turn for turn in state.turns.values() if turn.round_id in ids and turn.kind is TurnKind.CONTRIBUTION)
    spoke = next((turn.participant_id for turn in turns), NOBODY)
    if spoke:
        return state.participants.get(spoke)
    named = next((speech.first_id for speech in reversed(speeches) if speech.first_id), NOBODY)
    here = {person.participant_id: person for person in circle(state)}
    return here.get(named) or here.get(_planned_speaker(state, item))


def has_opened(state: SessionState, item: AgendaItem) -> bool:
    """Tell whether the speech has begun."""
    return part_on(state) != SPEECH or bool(steps(state, item.item_id))


def is_named(item: AgendaItem) -> bool:
    """Tell whether the speaker's label may be shown."""
    return flag_in(item.settings, NAMED)


def speaker_seat(item: AgendaItem) -> int:
    """Return the seat of who opens, as it is chosen; 0: who is in the room as a speaker."""
    return number_in(item.settings, SPEAKER_SEAT, 0, most=MOST_PEOPLE)


def speech_length_ms(item: AgendaItem, person: Participant | None = None) -> Duration:
    """Return the length of the speech; twice what is chosen for who speaks through an interpreter."""
    chosen = number_in(item.settings, SPEECH_MS, 0, most=LONGEST_MS)
    if chosen:
        return Duration(2 * chosen if person and person.interpreted else chosen)
    return Duration(item.planned_ms * 2 // 3 // 1000 * 1000)


def questions_length_ms(item: AgendaItem) -> Duration:
    """Return how long there are questions."""
    chosen = number_in(item.settings, QUESTIONS_MS, 0, most=LONGEST_MS)
    return Duration(chosen or max(0, item.planned_ms - speech_length_ms(item)))


def _planned_speaker(state: SessionState, item: AgendaItem) -> ParticipantId:
    seat = speaker_seat(item)
    people = [person for person in circle(state) if (person.seat == seat if seat else person.role is Role.SPEAKER)]
    return people[0].participant_id if people else NOBODY


def _part_begun(state: SessionState, item: AgendaItem, part: RoundPart) -> NewEvent:
    first_id = _planned_speaker(state, item) if part == SPEECH else NOBODY
    person = state.participants.get(first_id)
    lengths = {SPEECH: speech_length_ms(item, person), QUESTIONS: questions_length_ms(item)}
    return NewEvent(rev.RoundStarted(item.item_id, part, lengths.get(part, NO_TIME), first_id))


OPENING = Opening()
SPEAKER = Speaker("speaker", (OPENING,))
