"""`replay`: plays a recorded meeting. Everything is read before anything is written."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from facilitator_console.cli.playing import STORE, play_into, prepare
from facilitator_console.cli.terminal import Terminal
from facilitator_console.exchange.meeting import NOTHING_SAID, meeting_script
from facilitator_console.exchange.rttm import read_rttm
from facilitator_console.exchange.script import Script
from facilitator_console.exchange.transcript import read_transcript


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Play it, and say where store and summary lie."""
    recording = read_rttm(arguments.recording)
    transcript = read_transcript(arguments.transcript) if arguments.transcript else NOTHING_SAID
    script = meeting_script(recording, transcript)
    if arguments.window:
        return _watch(script, arguments.out, arguments.speed)
    play_into(arguments.out, script, terminal, acks=arguments.acks)
    return 0


def _watch(script: Script, folder: Path, speed: int) -> int:
    # The window's library is loaded only where there will be a window.
    from facilitator_console.app import run_window

    prepare(folder)
    return run_window(folder / STORE, script=script, speed=speed)
