"""Runs `replay`: plays a recorded meeting. Everything is read before anything is written."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from facilitator_console.cli.playing import STORE, play_into, prepare
from facilitator_console.cli.terminal import Terminal
from facilitator_console.cli.window import open_window
from facilitator_console.dialogue.state import State
from facilitator_console.exchange.meeting import NOTHING_SAID, meeting_script
from facilitator_console.exchange.rttm import Recording, read_rttm
from facilitator_console.exchange.script import Script
from facilitator_console.exchange.transcript import read_transcript
from facilitator_console.session.balance import heard
from facilitator_console.words import Message, say_n

MINUTE_MS = 60_000


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Play the meeting, and say where store and summary are."""
    recording = read_rttm(arguments.recording, arguments.chosen)
    transcript = read_transcript(arguments.transcript) if arguments.transcript else NOTHING_SAID
    script = meeting_script(recording, transcript)
    if arguments.window:
        return _watch(script, arguments.out, arguments.speed)
    state = play_into(arguments.out, script, terminal, acks=arguments.acks)
    for line in _participation(recording, state):
        terminal.say(line)
    return 0


def _participation(recording: Recording, state: State) -> Iterator[Message]:
    """Say how long the meeting was, and how long each speaker had the floor."""
    lasted_ms = max(segment.end_ms for segment in recording.segments) - recording.segments[0].start_ms
    yield say_n(
        "{n} person took part, in {minutes} min.",
        "{n} people took part, in {minutes} min.",
        len(state.participants),
        minutes=_minutes(lasted_ms),
    )
    for participant_id, (turns, talk_ms) in heard(state, state.room.as_of_ms).items():
        label = state.participants[participant_id].label
        yield say_n(
            "{label}: {n} turn, {minutes} min",
            "{label}: {n} turns, {minutes} min",
            turns,
            label=label,
            minutes=_minutes(talk_ms),
        )


def _minutes(duration_ms: int) -> float:
    return duration_ms / MINUTE_MS


def _watch(script: Script, folder: Path, speed: int) -> int:
    prepare(folder)
    return open_window(folder / STORE, script=script, speed=speed)
