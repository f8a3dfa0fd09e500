"""`replay`: plays a recorded meeting. Everything is read before anything is written."""

from __future__ import annotations

from argparse import Namespace

from facilitator_console.cli.playing import play_into
from facilitator_console.cli.terminal import Terminal
from facilitator_console.exchange.meeting import NOTHING_SAID, meeting_script
from facilitator_console.exchange.rttm import read_rttm
from facilitator_console.exchange.transcript import read_transcript


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Play it, and say where store and summary lie."""
    recording = read_rttm(arguments.recording)
    transcript = read_transcript(arguments.transcript) if arguments.transcript else NOTHING_SAID
    play_into(arguments.out, meeting_script(recording, transcript), terminal, acks=arguments.acks)
    return 0
