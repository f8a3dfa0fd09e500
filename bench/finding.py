"""Times the search over 100,000 notes while others are saved, key by key, and a note captured among 20 and 20,000."""

from __future__ import annotations

from pathlib import Path
from random import Random
from time import perf_counter, thread_time

from bench.figures import Figure, Section, percentile
from facilitator_console.console import Console, new_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.log import Instant, LaptopId
from facilitator_console.notes.coming_in import ReadNote, add_notes
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.clock import SetClock
from facilitator_console.store.finding import find_everywhere
from facilitator_console.store.store import Store

SESSIONS, NOTES = 20, 5_000
WORDS = 4_000
KEYS = 400
MANY, FEW, CAPTURED = 20_000, 20, 300
KEY_AIM_MS, COMMON_AIM_MS = 5.0, 16.0
RATIO_AIM = 1.5
HERE = Laptop(LaptopId("bench"))
BEGAN_AT_MS = 1_764_000_000_000
_SYLLABLES = "во да ав то бус шко ла лі кар ня до ро га їз дить ґа нок п’ять є ще ра но ве чір"
SYLLABLES = tuple(_SYLLABLES.split())


def measure(folder: Path) -> list[Section]:
    """Measure the search in all sessions and the capture of a note among many."""
    return [_searching(folder), _capturing(folder)]


def _vocabulary(random: Random) -> list[str]:
    """Return words as frequent as in a language: the first are in most notes."""
    return ["".join(random.choices(SYLLABLES, k=random.randint(1, 4))) for _ in range(WORDS)]


def _text(random: Random, words: list[str]) -> str:
    return " ".join(words[min(WORDS - 1, int(random.paretovariate(0.6)) - 1)] for _ in range(12))


def _filled(store: Store, notes: int, random: Random, words: list[str], clock: SetClock) -> Console:
    console = new_session(store, HERE, "Bench", clock=clock)
    for _ in range(0, notes, 500):
        clock.advance(600_000)
        console.dispatch(add_notes, [ReadNote(_text(random, words)) for _ in range(min(500, notes))], {})
    _wait(console, store)
    return console


def _wait(console: Console, store: Store) -> None:
    saves = console.saves
    store.saver.wait(saves.committed + saves.waiting, 120)


def _searching(folder: Path) -> Section:
    random, clock = Random(14), SetClock(Instant(BEGAN_AT_MS))
    words = _vocabulary(random)
    with Store.open(folder / "finding.sqlite") as store:
        console = [_filled(store, NOTES, random, words, clock) for _ in range(SESSIONS)][-1]
        typed_ms: list[float] = []
        own_ms: list[float] = []
        while len(typed_ms) < KEYS:
            word = random.choice(words)
            for length in range(1, len(word) + 1):
                console.dispatch(capture, _text(random, words))  # It is being saved while the search is asked.
                start, own = perf_counter(), thread_time()
                find_everywhere(store, word[:length])
                typed_ms.append((perf_counter() - start) * 1000)
                own_ms.append((thread_time() - own) * 1000)
        common_ms: list[float] = []
        for _ in range(50):
            start = perf_counter()
            find_everywhere(store, words[0])
            common_ms.append((perf_counter() - start) * 1000)
    p99, common = percentile(typed_ms, 0.99), percentile(common_ms, 0.99)
    figures = (
        Figure("a key, p99", f"{p99:.2f} ms", "", 0, f"{KEY_AIM_MS:.0f} ms", p99 <= KEY_AIM_MS),
        Figure(
            "the most common word, p99", f"{common:.2f} ms", "", 0, f"{COMMON_AIM_MS:.0f} ms", common <= COMMON_AIM_MS
        ),
    )
    remark = (
        f"{SESSIONS * NOTES:,} notes in {SESSIONS} sessions, another one saved before each key; median "
        f"{percentile(typed_ms, 0.5):.2f} ms; own processor time, p99: {percentile(own_ms, 0.99):.2f} ms."
    )
    return Section("Search in all sessions", figures, (remark,))


def _capturing(folder: Path) -> Section:
    random = Random(15)
    words = _vocabulary(random)
    consoles: list[Console] = []
    times: dict[int, list[float]] = {FEW: [], MANY: []}
    with Store.open(folder / "few.sqlite") as few, Store.open(folder / "many.sqlite") as many:
        for store, notes in ((few, FEW), (many, MANY)):
            consoles.append(_filled(store, notes, random, words, SetClock(Instant(BEGAN_AT_MS))))
        for _ in range(CAPTURED):  # In turn, so that both meet the same machine.
            for console, store, notes in zip(consoles, (few, many), (FEW, MANY), strict=True):
                start = perf_counter()
                console.dispatch(capture, _text(random, words))
                times[notes].append((perf_counter() - start) * 1000)
                _wait(console, store)
    of_few, of_many = percentile(times[FEW], 0.5), percentile(times[MANY], 0.5)
    ratio = of_many / of_few
    figure = Figure(
        f"a note among {MANY:,}, median",
        f"{of_many:.2f} ms",
        f"{of_few:.2f} ms",
        ratio,
        f"{RATIO_AIM} ×",
        ratio <= RATIO_AIM,
    )
    return Section("A note captured among many", (figure,), (f"The twin: among {FEW}.",))
