"""The website of a marathon: public reports alone, no script, no request, the same bytes for the same input."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest

from facilitator_console.cli import main
from facilitator_console.console import Console, open_session
from facilitator_console.console.marathon_site import how_many_are_heard
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.ids import Audience, MentionDecision
from facilitator_console.dialogue.reporting import decide_mention
from facilitator_console.log import Instant, SessionId
from facilitator_console.notes.commands import flag_note
from facilitator_console.notes.ids import Flag, NoteId
from facilitator_console.opinions.ballots import Ballots, Vote
from facilitator_console.report.disclosure.publishable import open_mentions
from facilitator_console.report.document import Document
from facilitator_console.report.publication import policy_for
from facilitator_console.report.website import site_files
from facilitator_console.session.agenda import close_session, reopen_session
from facilitator_console.store.store import Store
from tests.helpers.axe import axe_faults, needs_axe
from tests.helpers.browser import Browser, browser, needs_chromium
from tests.ui.marathon_sample import QUESTIONS, STATEMENTS, sample_marathon
from tests.ui.sample import US


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that tests only read."""
    folder = tmp_path_factory.mktemp("site")
    assert published(_store(folder), folder / "site") == 0
    return folder / "site"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with a marathon whose sessions are closed."""
    return _store(tmp_path)


def _store(folder: Path) -> Path:
    made = sample_marathon(folder)
    path = made.controller.store.path
    for session in (made.day, made.experts):
        console = open_session(made.controller.store, session, US, made.controller.clock)
        console.dispatch(close_session)
        _decide_all(console)
    _decide_all(made.controller.console)
    made.controller.close()
    return path


def _decide_all(console: Console) -> None:
    """Decide that every word that may show somebody stays."""
    policy = policy_for(console.history, Audience.PUBLIC, Instant(0))
    for found in open_mentions(console.state, policy):
        place = (found.text.subject, found.text.version, found.mention.start, found.mention.end)
        console.dispatch(decide_mention, *place, MentionDecision.KEEP)


def published(store: Path, folder: Path, *more: str) -> int:
    with Store.open(store) as opened:
        marathon = marathon_in(opened)
    return main(["publish", marathon, "--out", str(folder), "--store", str(store), *more])


def marathon_in(store: Store) -> SessionId:
    consoles = (open_session(store, session, US) for session in store.log.sessions())
    return next(console.session for console in consoles if console.state.info.purpose == "marathon")


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def unpacked(files: dict[str, bytes]) -> bytes:
    """All bytes, also those within archives."""
    inside = []
    for content in files.values():
        inside.append(content)
        if content.startswith(b"PK"):
            with zipfile.ZipFile(BytesIO(content)) as archive:
                inside += [archive.read(name) for name in archive.namelist()]
    return b"\n".join(inside)


class Links(HTMLParser):
    """Whatever a page loads or leads to."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: set[str] = set()
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.found += [value or "" for name, value in attrs if name in {"href", "src", "action", "srcset"}]


def test_a_site_has_an_index_and_a_page_for_each_report_in_three_languages(site: Path) -> None:
    files = files_of(site)
    for language in ("uk", "en", "ru"):
        index = files[f"{language}/index.html"].decode()
        assert all(text in index for text, _ in QUESTIONS)
        assert "report-1.html" in index
        assert STATEMENTS[0] in index
        assert f"{language}/report-1-report.pdf" in files
    assert "One run at seven is possible from January" in files["en/index.html"].decode()
    assert "2 questions" not in files["en/index.html"].decode()


def test_every_link_leads_to_a_file_of_the_site_and_nothing_is_asked_of_anybody(site: Path) -> None:
    files = files_of(site)
    pages = b"".join(content for name, content in files.items() if name.endswith(".html"))
    assert not re.search(rb"(?:https?:)?//\w", pages)
    for name, content in files.items():
        if not name.endswith(".html"):
            continue
        links = Links(content)
        assert not links.tags & {"script", "iframe", "img", "object", "form"}
        for link in links.found:
            target = (site / name).parent / link
            assert target.resolve().is_file(), f"{name} → {link}"
    assert not re.search(
        rb"(?:https?:)?//(?!www\.w3\.org)\w", b"".join(files[name] for name in files if "html" in name)
    )


def test_the_same_marathon_gives_the_same_bytes(store: Path, tmp_path: Path) -> None:
    published(store, tmp_path / "first")
    published(store, tmp_path / "second")
    assert files_of(tmp_path / "first") == files_of(tmp_path / "second")


def test_nothing_internal_is_in_any_byte(store: Path, tmp_path: Path) -> None:
    planted = "ТаємнеСлово 🤫"
    with Store.open(store) as opened:
        day = _day(opened)
        day.dispatch(capture, planted)
        day.dispatch(flag_note, NoteId(next(reversed(day.state.notes))), Flag.SENSITIVE)
    published(store, tmp_path / "site")
    everything = unpacked(files_of(tmp_path / "site"))
    for word in (planted, str(store), "ours"):
        assert word.encode() not in everything


def test_a_session_that_is_open_still_and_a_full_folder_are_refused(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "old.html").write_text("old")
    assert published(store, site) == 2
    assert published(store, site, "--force") == 0
    with Store.open(store) as opened:
        _day(opened).dispatch(reopen_session)
    assert published(store, tmp_path / "other") == 2
    assert "not closed yet" in capsys.readouterr().err
    with Store.open(store) as opened:
        day = _day(opened).session
    assert main(["publish", day, "--out", str(tmp_path / "third"), "--store", str(store)]) == 2


def test_where_nothing_is_published_no_folder_is_left(store: Path, tmp_path: Path) -> None:
    site, empty = tmp_path / "new" / "site", tmp_path / "empty"
    empty.mkdir()
    assert main(["publish", "nowhere", "--out", str(site), "--store", str(store)]) == 2
    assert not site.parent.exists()
    with Store.open(store) as opened:
        _day(opened).dispatch(reopen_session)
    assert published(store, site) == 2
    assert not site.parent.exists()
    assert published(store, empty) == 2
    assert empty.is_dir(), "it was there before"


def test_what_leaves_is_recorded_in_every_session(store: Path, tmp_path: Path) -> None:
    published(store, tmp_path / "site")
    with Store.open(store) as opened:
        exports = [len(open_session(opened, session, US).state.exports) for session in opened.log.sessions()]
    assert exports == [1, 1, 1]
    with Store.open(store) as opened:
        day = open_session(opened, _day(opened).session, US)
        cells = [*day.state.exports.values()][-1].open_cells
        assert cells == (), "no seats: nobody's number was told"


def test_an_internal_report_is_not_for_a_website() -> None:
    with pytest.raises(ValueError, match="internal"):
        next(site_files(Document("title", None, ()), (), ("en",)))


def test_whether_all_are_heard_is_said_in_words_alone(store: Path, tmp_path: Path) -> None:
    with Store.open(store) as opened:
        marathon = marathon_in(opened)
        console = open_session(opened, marathon, US)
        statements = [str(one) for one in console.state.statements]
        # Thirty agree with a statement on which no question rests, five with one of a question.
        ballots = [(voter, statements[4], Vote.AGREE, 1) for voter in range(1, 31)]
        ballots += [(voter, statements[0], Vote.AGREE, 1) for voter in range(31, 36)]
        opened.ballots.add(marathon, Ballots(*zip(*ballots, strict=True)))
        heard = how_many_are_heard(console.voting, console.state)
    assert heard is not None
    assert not heard.is_justified
    published(store, tmp_path / "site")
    index = (tmp_path / "site" / "en" / "index.html").read_text(encoding="utf-8")
    assert f"Not heard in any question: “{STATEMENTS[4]}”" in index
    assert "30" not in index


REQUEST = "Network.requestWillBeSent"
SIZES = {"phone": (360, 780), "desktop": (1440, 900)}
PICTURES = os.environ.get("SITE_PICTURES", "")
"""A folder for pictures of the pages; by default none are kept."""


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("chromium")) as started:
        yield started


@needs_chromium
@needs_axe
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_in_a_browser_axe_finds_nothing_nothing_is_cut_and_no_request_leaves(
    site: Path, chromium: Browser, size: str, *, dark: bool
) -> None:
    tab = chromium.tab(script=False, dark=dark)
    width, height = SIZES[size]
    tab.order(
        "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=size == "phone"
    )
    for page in ("index.html", "uk/index.html", "uk/report-1.html", "en/report-1.html", "ru/index.html"):
        tab.go((site / page).as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page} is cut at {width}"
        assert axe_faults(tab) == [], page
        if PICTURES:
            tab.shoot(Path(PICTURES) / f"site-{page.replace('/', '-')}-{size}-{'dark' if dark else 'light'}.png")
    sent = [event["params"]["request"]["url"] for event in chromium.events if event["method"] == REQUEST]
    assert len(sent) > len(SIZES), "what pages load is seen"
    assert all(address.startswith(site.as_uri()) for address in sent)


def _day(store: Store) -> Console:
    consoles = [open_session(store, session, US) for session in store.log.sessions()]
    return next(console for console in consoles if console.state.info.title == "Autumn circle, day 1")
