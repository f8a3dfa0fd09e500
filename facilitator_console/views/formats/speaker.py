"""Presents a speaker who opens: the speech, the questions, then the talk of all."""

from __future__ import annotations

from facilitator_console.log import Duration, Instant
from facilitator_console.session.consent import consents
from facilitator_console.session.formats.speaker import (
    NAMED,
    OPENING,
    QUESTIONS,
    QUESTIONS_MS,
    SPEAKER,
    SPEAKER_SEAT,
    SPEECH,
    SPEECH_MS,
    begin_next_part,
    has_opened,
    is_named,
    next_part,
    part_on,
    questions_length_ms,
    speaker_of,
    speaker_seat,
    speech_length_ms,
)
from facilitator_console.session.ids import ConsentUse, RoundPart
from facilitator_console.session.state import AgendaItem, Participant, SessionState
from facilitator_console.session.timers import round_clock
from facilitator_console.views.formats.format_view import FormatView, Move, OrderView, SettingKind, SettingView, Stage
from facilitator_console.words import Message, say

OPENING_VIEW = OrderView(
    OPENING,
    say("A speaker first"),
    say("somebody opens, then questions in turn"),
    say("Nobody is waiting to ask. Click a seat to add it."),
)
GO_ON_TO = {SPEECH: say("To the questions"), QUESTIONS: say("To the talk of all")}
THEN = {SPEECH: say("Then questions"), QUESTIONS: say("Then all talk")}


class SpeakerView(FormatView):
    """Shows the part that is on; the speaker by seat, and by label only where they agreed to that."""

    def stage(self, state: SessionState, item: AgendaItem, _now_ms: Instant) -> Stage:
        """Return the part's clock, what comes after it, and how it is gone on to."""
        part, following, speaker = part_on(state), next_part(state), speaker_of(state, item)
        agreed = speaker is not None and consents(state, speaker.participant_id, ConsentUse.NAMED_SPEAKER)
        moves: dict[str, Move] = {}
        more: tuple[tuple[str, Move], ...] = ()
        if following is not None and part == SPEECH and has_opened(state, item):
            moves["done"] = Move(GO_ON_TO[part], begin_next_part)
        elif following is not None:
            more = (("next_part", Move(GO_ON_TO[part], begin_next_part)),)
        return Stage(
            moves=moves,
            more=more,
            part=_part(part, speaker, named=agreed and is_named(item)),
            part_clock=round_clock(state) if following else None,
            then=THEN.get(part),
            then_ms=questions_length_ms(item) if part == SPEECH else Duration(0),
        )


def _part(part: RoundPart, speaker: Participant | None, *, named: bool) -> Message:
    """Say what goes on, and with whom."""
    if speaker is None:
        return say("Somebody opens. Click their seat.") if part == SPEECH else say("All talk")
    if named and speaker.label:
        name = {"name": speaker.label}
        words = {SPEECH: say("{name} opens"), QUESTIONS: say("Questions to {name}")}
        return Message(words.get(part, say("All talk; {name} when asked")).msgid, name)
    words = {SPEECH: say("Seat {seat} opens"), QUESTIONS: say("Questions to seat {seat}")}
    return Message(words.get(part, say("All talk; seat {seat} when asked")).msgid, {"seat": speaker.seat})


SETTINGS = (
    SettingView(SPEAKER_SEAT, say("Who opens: seat"), SettingKind.SEAT, speaker_seat),
    SettingView(SPEECH_MS, say("The speaker has"), SettingKind.LENGTH, speech_length_ms),
    SettingView(QUESTIONS_MS, say("Time for questions"), SettingKind.LENGTH, questions_length_ms),
    SettingView(NAMED, say("Named, by their own consent"), SettingKind.CHOICE, is_named),
)
SPEAKER_VIEW = SpeakerView(
    SPEAKER, say("a speaker opens"), (OPENING_VIEW,), tuple(("done", label) for label in GO_ON_TO.values()), SETTINGS
)
