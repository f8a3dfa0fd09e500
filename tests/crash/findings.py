"""What must hold in a folder after a story was cut short: what was acknowledged is there, and can be opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.log import Event, WriterId
from facilitator_console.opinions.ballots import Id
from facilitator_console.store.contents import sessions_of
from facilitator_console.store.copies import backup
from facilitator_console.store.doctor import check
from facilitator_console.store.store import Store
from tests.crash.stories import ACKNOWLEDGED, STORIES, Script, script
from tests.helpers.memory_log import MemoryLog
from tests.helpers.scribe import SESSION


class FaultError(Exception):
    """Something does not hold; the first word says of which kind it is."""


class Promised(NamedTuple):
    """What was acknowledged.

    Attributes:
        last_seqs: By store and writer, the number of the last event that is saved.
        voters: Whose ballots are, by store.
        forgotten: Words that are in no file any more.
    """

    last_seqs: dict[str, dict[str, int]]
    voters: dict[str, set[int]]
    forgotten: set[str]

    @property
    def events(self) -> int:
        """How many events were acknowledged, those of each store for themselves."""
        return sum(sum(runs.values()) for runs in self.last_seqs.values())


def promised_in(told: bytes) -> Promised:
    """What a story acknowledged; of a line that was cut short nobody heard."""
    promised = Promised(defaultdict(dict), defaultdict(set), set())
    for line in told.decode().split("\n")[:-1]:
        what, path, *more = line.split(" ")
        runs = promised.last_seqs[path]
        if what == "saved":
            runs[more[0]] = int(more[1])
        elif what == "voted":
            promised.voters[path].add(int(more[0]))
        elif what == "forgotten":
            promised.forgotten.add(more[0])
    return promised


class Cut(NamedTuple):
    """A story that was cut short.

    Attributes:
        story: Its name.
        seed: What it wrote follows from it.
        told: What it had acknowledged by then.
        is_thorough: Whether doctor and backup are asked too, before and after the store is opened.
    """

    story: str
    seed: int
    told: bytes
    is_thorough: bool


def look(root: Path, cut: Cut) -> None:
    """Look at what a cut left, then open each store there as the next start would.

    Args:
        root: The folder.
        cut: What was cut short.

    Raises:
        FaultError: Something does not hold.
    """
    promised = promised_in(cut.told)
    _find_words(root, promised.forgotten)
    store = STORIES[cut.story].store
    known = {run: script(cut.seed).last_seq(run) for run in STORIES[cut.story].known}
    expected = {*promised.last_seqs, *([store] if known else [])}
    names = {store, *(str(path.relative_to(root)) for path in root.rglob("*.sqlite"))}
    whole = {name for name in names if (root / name).exists() and (root / name).stat().st_size}
    if missing := expected - whole:
        raise FaultError(f"lost: {missing} should be there: {dict(promised.last_seqs)}")
    for name in sorted(names):
        path = root / name
        if name in whole and cut.is_thorough:
            _look_without_opening(path)
        found, voters = _opened(path)
        _compare(found, script(cut.seed), {**(known if name in whole else {}), **promised.last_seqs[name]})
        if not voters >= promised.voters[name]:
            raise FaultError(f"lost: the ballots of {promised.voters[name] - voters}")
        if cut.is_thorough and not (findings := check(path)).is_sound:
            raise FaultError(f"unsound: {[str(line) for line in findings.lines]}")
        _find_withdrawn(path, found, script(cut.seed))
    _find_words(root, promised.forgotten)


def _opened(path: Path) -> tuple[list[Event], set[Id]]:
    """The events of a store, and who has voted in it."""
    try:
        with Store.open(path) as store:
            sessions_of(store)
            return list(store.log.read(SESSION)), set(store.ballots.read(SESSION).voters)
    except Exception as error:
        raise FaultError(f"refused: {error!r}") from error


def _look_without_opening(path: Path) -> None:
    """Nothing that people may do before they open the store fails, or says that it is damaged."""
    try:
        lines = [str(line) for line in check(path).lines]
        with TemporaryDirectory(dir=path.parent) as elsewhere:
            backup(path, Path(elsewhere))
    except Exception as error:
        raise FaultError(f"refused: {error!r}") from error
    if any("damaged" in line or "not a store" in line for line in lines):
        raise FaultError(f"unsound: {lines}")


def _compare(found: list[Event], written: Script, expected: dict[str, int]) -> None:
    """See that of each writer the first events are there, in whole commands, and no others."""
    log = MemoryLog(KINDS)
    for run, batches in written.runs.items():
        own = sum(event.writer == run for event in found)
        if own < expected.get(run, 0):
            raise FaultError(f"lost: {expected[run]} events of {run} were acknowledged, {own} are there")
        ends = [0, *accumulate(len(batch.events) for batch in batches)]
        if own not in ends:
            raise FaultError(f"lost: a command of {run} is there in part")
        log.append([event for batch in batches[: ends.index(own)] for event in batch.events])
    if found != list(log.read(SESSION)):
        raise FaultError("lost: the events are not those that were written")


def _find_words(root: Path, words: Iterable[str]) -> None:
    for path in root.rglob("*"):
        if path.is_file() and path.name != ACKNOWLEDGED:
            _find_words_in(path, words)


def _find_withdrawn(store: Path, events: list[Event], written: Script) -> None:
    """See that the words of every withdrawal that is saved are gone, once the store was opened and closed."""
    own = {(event.writer, event.seq) for event in events}
    withdrawn = [word for (run, seq), word in written.withdrawn.items() if (WriterId(run), seq) in own]
    for path in store.parent.glob(f"{store.name}*"):
        _find_words_in(path, withdrawn)


def _find_words_in(path: Path, words: Iterable[str]) -> None:
    content = path.read_bytes()
    for word in words:
        # An overflow page may cut a word in two.
        if word[:12].encode() in content or word[12:].encode() in content:
            raise FaultError(f"words: what was withdrawn is in {path.name}")
