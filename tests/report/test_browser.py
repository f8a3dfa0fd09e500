"""The web page in a browser: it reads well on a phone and asks nobody for anything."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from facilitator_console.report.document import Document
from facilitator_console.report.export import export
from facilitator_console.report.sections import make_report
from facilitator_console.runtime.catalogues import load_catalogue
from tests.report.meeting import Meeting

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")
WIDE_PX, PHONE_PX = 1200, 360
LONG_S = 60


@pytest.fixture(scope="module")
def report() -> Document:
    meeting = Meeting("Автобус до школи")
    meeting.group("Представники сільської громади за річкою", seated=6)
    meeting.group("Місто", seated=7)
    for number in range(6):
        meeting.item(f"Довга назва частини порядку денного {number}", 40, question="Що найважче? " * 9)
    meeting.note('<img src="http://example.org/x.png"><script>fetch("http://example.org")</script>', "need")
    meeting.note("слово" * 60, "fear")
    return make_report(meeting.state)


def browse(page: Path, folder: Path, *arguments: str) -> str:
    """Run a browser of its own on a page; what it prints."""
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
        f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=2000", *arguments, page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONG_S, check=True)
    return done.stdout


def test_the_page_asks_nobody_for_anything_and_runs_nothing(report: Document, tmp_path: Path) -> None:
    page, log = tmp_path / "report.html", tmp_path / "net.json"
    page.write_bytes(export(report, load_catalogue("uk"), "html"))
    dom = browse(page, tmp_path, "--dump-dom", f"--log-net-log={log}")
    assert "Автобус до школи" in dom
    assert "&lt;script&gt;" in dom
    assert "example.org" not in [event.get("params", {}).get("host", "") for event in events_of(log)]
    urls = {event["params"]["url"] for event in events_of(log) if "url" in event.get("params", {})}
    assert [url for url in urls if "example" in url] == []


def events_of(log: Path) -> list[dict[str, dict[str, str]]]:
    """What the browser did on the net; it may not have closed the list."""
    text = log.read_text(encoding="utf-8").rstrip().rstrip(",")
    try:
        return list(json.loads(text)["events"])
    except json.JSONDecodeError:
        return list(json.loads(text + "]}")["events"])


@pytest.mark.parametrize("width", [PHONE_PX, WIDE_PX])
def test_nothing_stands_outside_the_screen(report: Document, tmp_path: Path, width: int) -> None:
    page = tmp_path / "report.html"
    data = export(report, load_catalogue("uk"), "html").decode()
    # The page itself runs no script: a frame of the asked width measures it from outside.
    frame = tmp_path / "frame.html"
    page.write_text(data, encoding="utf-8")
    frame.write_text(
        f'<iframe id="f" src="report.html" style="width:{width}px;height:900px;border:0"></iframe><p id="out"></p>'
        "<script>document.getElementById('f').onload=function(){const d=this.contentDocument.documentElement;"
        "document.getElementById('out').textContent='width '+d.scrollWidth+' of '+d.clientWidth}</script>",
        encoding="utf-8",
    )
    dom = browse(frame, tmp_path, "--dump-dom", "--allow-file-access-from-files")
    measured = dom.partition('<p id="out">width ')[2].partition("</p>")[0]
    scrolled, _, client = measured.partition(" of ")
    assert int(scrolled) <= int(client) <= width
