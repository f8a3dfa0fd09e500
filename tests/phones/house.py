"""A house with phones in it: a session on a real store, the window's thread as a thread, and phones that speak HTTP."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from queue import SimpleQueue
from typing import Concatenate, NamedTuple, ParamSpec
from urllib.parse import urlencode

from facilitator_console.console import new_session, open_session
from facilitator_console.dialogue.state import Changes, State
from facilitator_console.log import Instant, LaptopId, NewEvent, SessionId
from facilitator_console.phones.phones import Phones
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import add_item, start_item
from facilitator_console.session.ids import ItemId, ParticipantId, Role
from facilitator_console.session.people import add_participant, edit_participant
from facilitator_console.store.store import Store

P = ParamSpec("P")
HERE = "127.0.0.1"
PATIENCE_S = 10.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Window:
    """The thread that owns the console: does what is brought to it, from the first moment to the last."""

    def __init__(self) -> None:
        self._brought: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def run_soon(self, act: Callable[[], None]) -> None:
        self._brought.put(act)

    def _run(self) -> None:
        while (act := self._brought.get()) is not None:
            act()

    def close(self) -> None:
        self._brought.put(None)
        self._thread.join(PATIENCE_S)


class Answer(NamedTuple):
    """What a phone was answered."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def goes_to(self) -> str:
        return self.headers.get("location", "")

    @property
    def is_refusal(self) -> bool:
        """Whether a form was not taken: then the answer leads to a page that says why."""
        return self.goes_to.endswith("again=1")

    @property
    def form(self) -> str:
        """The id of the form on the page."""
        found = re.search(r'name="form" value="([0-9a-f]+)"', self.text)
        assert found, self.text
        return found[1]

    @property
    def words(self) -> str:
        """What somebody reads on the page, on one line."""
        body = self.text.partition("<main")[2].partition("</main>")[0]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body.partition(">")[2])).strip()


class Phone:
    """A phone without script: keeps cookies, follows nothing by itself."""

    def __init__(self, address: str, port: int) -> None:
        self.address, self.port = address, port
        self.cookies: dict[str, str] = {"language": "en"}

    @property
    def cookie(self) -> str:
        """The cookie with its token, as a browser sends it."""
        return next(f"{name}={value}" for name, value in self.cookies.items() if name.startswith("token-"))

    @property
    def token(self) -> str:
        return self.cookie.partition("=")[2]

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form. Where it is refused the phone follows to the page that says why, as a browser does."""
        answer = self.ask("POST", path, urlencode(fields), FORM)
        return self.get(answer.goes_to) if answer.is_refusal else answer

    def submit(self, path: str, **fields: str) -> Answer:
        """Open a page and send its form."""
        page = self.get(path)
        return self.post(path.partition("?")[0], form=page.form, **fields)

    def ask(self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        connection = HTTPConnection(self.address, self.port, timeout=PATIENCE_S)
        sent = dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, sent)
            return self._heard(connection.getresponse())
        finally:
            connection.close()

    def _heard(self, response: HTTPResponse) -> Answer:
        text = response.read().decode()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, text)

    def until(self, path: str, words: str) -> str:
        """Load a page until it shows these words; what it shows then."""
        end = time.monotonic() + PATIENCE_S
        while words not in (shown := self.get(path).words):
            assert time.monotonic() < end, shown
            time.sleep(0.05)
        return shown

    def until_goes(self, path: str, to: str) -> None:
        """Load a page until it leads elsewhere: what the room does comes to phones a moment later."""
        end = time.monotonic() + PATIENCE_S
        while (answer := self.get(path)).goes_to != to:
            assert time.monotonic() < end, answer
            time.sleep(0.05)

    def join(self, code: str) -> None:
        answer = self.post("/join", code=code)
        assert (answer.status, answer.goes_to) == (303, "/"), answer


class House:
    """A session with phones in it.

    Attributes:
        bugs: What must not have happened.
        asked: Where somebody asked for a person.
    """

    def __init__(self, path: Path, session: SessionId | None = None, address: str = HERE) -> None:
        self.bugs: list[BaseException] = []
        self.asked: list[str] = []
        self.window = Window()
        self.store = Store.open(path)
        laptop = Laptop(LaptopId("here"))
        if session is None:
            self.console = new_session(self.store, laptop, "Dialogue", run_soon=self.window.run_soon)
        else:
            self.console = open_session(self.store, session, laptop, run_soon=self.window.run_soon)
        self.phones = Phones(self.console, self.store.phone_book, on_bug=self.bugs.append, on_care=self.asked.append)
        self.address = address

    def let_in(self, port: int = 0) -> None:
        self.phones.let_in(self.address, port)

    def do(
        self, command: Callable[Concatenate[State, Instant, P], Sequence[NewEvent]], *args: P.args, **kwargs: P.kwargs
    ) -> Changes:
        """Carry a command out as the lead does, on the window's thread."""
        return self.console.post(command, *args, **kwargs).result(PATIENCE_S)

    def begin(self, seats: int = 4, question: str = "What would you miss?", form: str = "plenary") -> None:
        """Put people on seats, and begin an item of a format."""
        for _ in range(seats):
            self.do(add_participant)
        changes = self.do(add_item, "Talk", question=question, format=form)
        self.do(start_item, ItemId(next(iter(changes["items"]))))

    def add_expert(self) -> None:
        """Let an expert listen."""
        changes = self.do(add_participant)
        self.do(edit_participant, ParticipantId(next(iter(changes["participants"]))), role=Role.EXPERT)

    def cards(self, number: int, *, kiosk: bool = False) -> list[str]:
        """Make one-use codes, as they are printed."""
        made: SimpleQueue[list[str]] = SimpleQueue()
        self.phones.make_cards(number, made.put, kiosk=kiosk)
        return made.get(timeout=PATIENCE_S)

    def mute(self, sent_id: str, *, on: bool) -> None:
        """Mute who sent something, or take from them again."""
        done = threading.Event()
        self.phones.mute(sent_id, on=on, then=done.set)
        assert done.wait(PATIENCE_S)

    def remove(self, sent_id: str) -> None:
        """Send away who sent something."""
        done = threading.Event()
        self.phones.remove(sent_id, on=True, then=done.set)
        assert done.wait(PATIENCE_S)

    def shut(self) -> int:
        """Turn phones off, as the window does on its thread."""
        found: SimpleQueue[int] = SimpleQueue()
        self.window.run_soon(lambda: found.put(self.phones.shut()))
        connections = found.get(timeout=PATIENCE_S)
        assert self.phones.wait()
        return connections

    @property
    def state(self) -> State:
        return self.console.state

    def phone(self, *, joined: bool = True) -> Phone:
        door = self.phones.door
        assert door is not None
        phone = Phone(door.address, door.port)
        if joined:
            phone.join(self.phones.code)
        return phone

    def close(self) -> None:
        self.phones.end()
        self.console.leave()
        assert self.phones.wait()
        self.store.close()
        self.window.close()
        assert not self.bugs, self.bugs
