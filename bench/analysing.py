"""Exports 10,000 notes for programs that analyse texts, against Taguette's exporter of the same highlights and tags.

Taguette lives in an environment of its own (bench.other_pythons). Each reads from what it holds a session in: Taguette
from its SQLite database, ours from the events, which are folded anew.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

from bench.dialogues import TEXT, Scribe
from bench.figures import Figure, Section
from bench.other_pythons import python_with
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
from facilitator_console.exchange.codebooks import codebook_file
from facilitator_console.log import THE_SESSION, Event, LaptopId, RunStarted
from facilitator_console.notes.codebook import CODEBOOK
from facilitator_console.notes.events import NoteAdded, TagAdded
from facilitator_console.notes.ids import TagId
from facilitator_console.notes.tag_commands import tag_lines
from facilitator_console.report.export import export
from facilitator_console.report.sections import make_report
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session.events import SessionCreated

REQUIREMENTS = Path(__file__).parent / "taguette.txt"
NOTES, TAGS = 10_000, 200
ROUNDS = 3
AIM = 1.0
LINEAR = 12.0
IN_WINDOW, FROM_EVENTS = "codebook in the window", "codebook on the command line"
COMPARED = {
    "highlights, CSV": "highlights, CSV",
    "highlights, XLSX": "highlights, XLSX",
    IN_WINDOW: "codebook",
    FROM_EVENTS: "codebook",
}
"""By what is measured of ours: what it is held against."""


def measure(folder: Path) -> tuple[Section, ...]:
    """Measure the exports; without Taguette's figures where it can't be installed."""
    events, fewer = _events(NOTES), _events(NOTES // 10)
    whole, tenth = _best(lambda: _exported(events, "qdpx")), _best(lambda: _exported(fewer, "qdpx"))
    project = Figure(
        f"REFI-QDA project of {NOTES:,} notes, against one of {NOTES // 10:,}",
        f"{whole * 1000:.0f} ms",
        f"{tenth * 1000:.0f} ms",
        whole / tenth,
        f"at most {LINEAR:.0f}",
        met=whole <= LINEAR * tenth,
    )
    figures = [project]
    theirs = _taguette(folder)
    folded = History(events).state
    ours_of: dict[str, Callable[[], object]] = {
        "highlights, CSV": partial(_exported, events, "csv"),
        "highlights, XLSX": partial(_exported, events, "xlsx"),
        IN_WINDOW: partial(_codebook, folded),
        FROM_EVENTS: lambda: _codebook(History(events).state),
    }
    for what, twin_of in COMPARED.items():
        ours, twin = _best(ours_of[what]), theirs.get(twin_of, 0.0)
        figures.append(
            Figure(
                f"{what}: {NOTES:,} notes, {len(CODEBOOK) + TAGS} tags",
                f"{ours * 1000:.0f} ms",
                f"{twin * 1000:.0f} ms" if twin else "",
                ours / twin if twin else 0,
                f"at most {AIM:.0f}",
                met=not twin or ours <= AIM * twin,
            )
        )
    remark = (
        "Ours folds the events, makes the report and writes the file, of CSV and XLSX with all other tables of the "
        "report; Taguette 1.5.2 queries its SQLite database, and writes the highlights alone. In the window the events "
        "of a session are folded already; on the command line that is nearly all of the time. Best of three, each in a "
        "process of its own."
    )
    return (Section("Exports for analysis", tuple(figures), (remark,)),)


def _events(count: int) -> list[Event]:
    scribe = Scribe("analysanalysis00")
    log = scribe.write(RunStarted(LaptopId("bench")), about=THE_SESSION)
    log += scribe.write(SessionCreated("Bench"), about=THE_SESSION)
    own = []
    for number in range(TAGS):
        added = scribe.write(TagAdded(f"tag {number}"))
        own.append(TagId(str(added[0].subject)))
        log += added
    tags = [*CODEBOOK, *own]
    for number in range(count):
        log += scribe.write(NoteAdded(f"{number}. {TEXT}", (tags[number % len(tags)],)))
    return log


def _exported(events: list[Event], file_format: str) -> bytes:
    return export(make_report(History(events).state), load_catalogue("en"), file_format)


def _codebook(state: State) -> bytes:
    """Make the file of the tags alone."""
    lines, ids = tag_lines(state, load_catalogue("en").text)
    return codebook_file(Path("codebook.qdc"), lines, ids)


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(1 + ROUNDS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times[1:])


def _taguette(folder: Path) -> dict[str, float]:
    python = python_with("taguette-1.5.2", REQUIREMENTS)
    if python is None:
        return {}
    orders = {"notes": NOTES, "tags": len(CODEBOOK) + TAGS, "rounds": ROUNDS, "text": TEXT, "folder": str(folder)}
    done = subprocess.run(
        [str(python), "-c", _THEIRS, json.dumps(orders)], check=True, capture_output=True, text=True, cwd=folder
    )
    times: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return times


_THEIRS = """
import io, json, sys
from pathlib import Path
from time import perf_counter
from taguette import database, export

orders = json.loads(sys.argv[1])
folder = Path(orders["folder"])
db = database.connect("sqlite:///" + str(folder / "taguette.sqlite3"))()
project = database.Project(name="Bench", description="")
db.add(project)
db.flush()
tags = [database.Tag(project_id=project.id, path=f"tag {at}", description="") for at in range(orders["tags"])]
document = database.Document(name="notes", description="", filename="notes.txt", project_id=project.id, contents="",
    text_direction=database.TextDirection.LEFT_TO_RIGHT)
db.add_all([*tags, document])
db.flush()
at = 0
for number in range(orders["notes"]):
    text = f"{number}. {orders['text']}"
    made = database.Highlight(document_id=document.id, start_offset=at, end_offset=at + len(text), snippet=text)
    made.tags.append(tags[number % len(tags)])
    db.add(made)
    at += len(text)
db.commit()
identity = project.id

def codebook():
    export.codebook_xml(list(db.get(database.Project, identity).tags), io.BytesIO())

work = {
    "highlights, CSV": lambda: export.highlights_csv(db, identity, "", io.StringIO()),
    "highlights, XLSX": lambda: export.highlights_xslx(db, identity, "", str(folder / "theirs.xlsx")),
    "codebook": codebook,
}
best = {}
for name, run in work.items():
    times = []
    for _ in range(1 + orders["rounds"]):
        db.expire_all()
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    best[name] = min(times[1:])
print(json.dumps(best))
"""
