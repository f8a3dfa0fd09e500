"""Knows who may come in and what came from whom: joins, one-use cards, mutes, the ids of the texts of each phone.

Belongs to the server's loop; only `PhoneBook` is called elsewhere, in a thread that saves. What is here is kept on the
disk before anybody is told of it, and is deleted when the phones are turned off.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from facilitator_console.log import SessionId, maker_of
from facilitator_console.opinions.ballots import Vote
from facilitator_console.opinions.ids import NO_STATEMENT, StatementId
from facilitator_console.phones.codes import card_hash, is_token, new_code, new_token, token_hash
from facilitator_console.phones.content import Notice
from facilitator_console.phones.limits import Bucket
from facilitator_console.session.ids import MAIN, TableId
from facilitator_console.store.beside_log import PhoneBook, Row, What

KIOSK = "kiosk"
"""Value of a card's row: its phone is one for all."""
FORMS_REMEMBERED = 32
PAGES_AT_ONCE, PAGES_PER_S = 40, 4.0
ACTIONS_AT_ONCE, ACTIONS_PER_S = 40, 1.0
KIOSK_SHARE = 10
"""A kiosk serves so many people."""
REFUSED_KEPT_S = 300.0
"""The longest that a refused form waits for its phone to come for it."""


class Decided(msgspec.Struct, omit_defaults=True):
    """Holds what is kept of a connection, as JSON.

    Attributes:
        muted: The team takes nothing from it.
        removed: It was sent away.
        kiosk: One phone for all: nothing of one person is shown to the next.
        card: It came in with a card for one use, and not by the QR for all.
        table_id: At which table it is.
        hand: Its entry in a queue.
    """

    muted: bool = False
    removed: bool = False
    kiosk: bool = False
    card: bool = False
    table_id: str = MAIN
    hand: str = ""


class Taken(NamedTuple):
    """Represents a form of which something came that must not come twice.

    Attributes:
        leads: Where it led.
        unsaved: The rows of it that are not known to be on the disk; they are saved before anybody is led there.
    """

    leads: str
    unsaved: tuple[Row, ...] = ()


class Refused(NamedTuple):
    """Represents a form that was not taken, until its phone is shown why; kept in memory alone.

    Attributes:
        path: Of its page.
        form: Its id.
        fields: What was typed.
        notice: Why it was not taken.
        until_s: When it is forgotten, by the phone's clock, if nobody comes for it.
    """

    path: str
    form: str
    fields: Mapping[str, str]
    notice: Notice
    until_s: float


@dataclass(eq=False)
class Ballot:
    """Represents what one voter does on the voting page; kept in memory alone.

    Attributes:
        token: By which the voter is known to the box of ballots.
        votes: What is in the box.
        now: The statement that was drawn for it.
        order: The statements in the order in which it voted on them since.
    """

    token: str
    votes: dict[StatementId, Vote]
    now: StatementId = NO_STATEMENT
    order: list[StatementId] = field(default_factory=list)


@dataclass(eq=False)
class Phone:
    """Represents a connection: a browser that has a token.

    Attributes:
        key: The hash of its token.
        decided: What is kept of it.
        seat: Which seat it said that it speaks from; 0 for none. Kept in memory alone.
        sent: Ids of its texts, in order.
        words: Of texts by id, what was written; kept in memory alone, for who wrote it.
        code: With which the last text can be withdrawn, until it is written down; likewise.
        answered: By form, where it leads once it is done; a form that is sent again leads to the same place.
        taken: Likewise, of which something came that must not come twice; kept, and so known after a restart too.
        streams: How many streams of events it has open.
        ballot: What it votes, once it has begun to.
        refused: The form of it that was refused last, until it is shown or another form comes.
    """

    key: str
    decided: Decided
    clock: Callable[[], float]
    seat: int = 0
    sent: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    code: str = ""
    answered: OrderedDict[str, asyncio.Future[str]] = field(default_factory=OrderedDict)
    taken: dict[str, Taken] = field(default_factory=dict)
    streams: int = 0
    ballot: Ballot | None = None
    refused: Refused | None = None

    def __post_init__(self) -> None:
        share = KIOSK_SHARE if self.decided.kiosk else 1
        self.pages = Bucket(PAGES_AT_ONCE * share, PAGES_PER_S * share, self.clock)
        self.actions = Bucket(ACTIONS_AT_ONCE * share, ACTIONS_PER_S * share, self.clock)
        self.seen_at = self.clock()

    @property
    def table_id(self) -> TableId:
        """Return at which table it is; the plenary where it chose none."""
        return TableId(self.decided.table_id)

    def take_refused(self, path: str) -> Refused | None:
        """Return the form of a page that was refused, and forget it."""
        refused = self.refused
        if refused is None or refused.path != path:
            return None
        self.refused = None
        return refused if self.clock() < refused.until_s else None

    def remember_form(self, form: str, leads: asyncio.Future[str]) -> None:
        """Remember where a form leads; the oldest ones are forgotten."""
        self.answered[form] = leads
        while len(self.answered) > FORMS_REMEMBERED:
            self.answered.popitem(last=False)


class Registry:
    """Holds all connections of a session while phones are in.

    Attributes:
        phones: By the hash of their tokens.
        senders: Who sent a text or raised a hand, by its id.
        code: The code of the QR, good for everyone.
        earlier_runs: The runs before this one that let the same phones in. What they were sent in their last moment
            may be in the log without anybody knowing from whom.
    """

    def __init__(
        self,
        session: SessionId,
        book: PhoneBook,
        clock: Callable[[], float],
        earlier_runs: frozenset[str] = frozenset(),
    ) -> None:
        """Begin without phones; see `load`.

        Args:
            session: Its id.
            book: Where joins are kept.
            clock: Seconds that never run backwards.
            earlier_runs: The runs that let the same phones in, and ended without shutting them out.
        """
        self._session, self._book, self._clock = session, book, clock
        self.earlier_runs = earlier_runs
        self.phones: dict[str, Phone] = {}
        self.senders: dict[str, Phone] = {}
        self.code = new_code()
        self._cards: dict[str, str] = {}
        self._rows: list[Row] = []
        self._waiting: list[asyncio.Future[None]] = []
        self._saving: asyncio.Task[None] | None = None
        self._pool = ThreadPoolExecutor(1, "phone-book")

    @property
    def joined(self) -> int:
        """Return how many connections there have been, those that were removed included."""
        return len(self.phones)

    @property
    def cards_left(self) -> int:
        """Return how many one-use cards nobody has used."""
        return len(self._cards)

    def load(self, rows: Iterable[Row]) -> None:
        """Take over what an earlier run of the server kept."""
        sent: list[Row] = []
        for row in rows:
            if row.what is What.CARD:
                self._cards[row.key] = row.value or ""
            elif row.what is What.PHONE:
                self.phones[row.key] = Phone(row.key, msgspec.json.decode(row.value or "{}", type=Decided), self._clock)
            else:
                sent.append(row)
        for row in sent:
            self._load_sent(row)
        for phone in self.phones.values():
            phone.sent.sort(key=_age)

    def _load_sent(self, row: Row) -> None:
        """Take over from whom something is, or where a form led."""
        if row.what is What.FORM:
            key, _, form = row.key.partition(" ")
            if phone := self.phones.get(key):
                phone.taken[form] = Taken(row.value or "")
        elif row.what in {What.SENT, What.HAND} and (phone := self.phones.get(row.value or "")):
            self.senders[row.key] = phone
            if row.what is What.SENT:
                phone.sent.append(row.key)

    def phone_of(self, token: str) -> Phone | None:
        """Return who has a token; None where nobody has, or they were sent away."""
        phone = self.phones.get(token_hash(token)) if token else None
        return None if phone is None or phone.decided.removed else phone

    def sender(self, sent_id: str) -> Phone | None:
        """Return who sent a text or has an entry in the queue; None where that is not known here."""
        return self.senders.get(sent_id)

    def senders_of(self, sent_ids: Collection[str]) -> set[Phone]:
        """Return who sent any of these, or has them in the queue."""
        return {phone for sent_id in sent_ids if (phone := self.senders.get(sent_id))}

    def is_lost(self, sent_id: str) -> bool:
        """Tell whether something came in the last moment of an earlier run, before it was kept from whom."""
        return maker_of(sent_id) in self.earlier_runs and self.sender(sent_id) is None

    async def join(self, code: str, token: str = "") -> str | None:
        """Exchange a code for a token, which is on the disk when this returns; None where the code is wrong or used.

        Args:
            code: Of the QR, or of a card.
            token: What the browser has of an earlier time in this session: it keeps it, and is no second voter.

        Raises:
            StorageError: It can't be saved; a card can be used again.
        """
        if is_token(token) and token_hash(token) in self.phones:
            return None  # It was sent away.
        card = card_hash(self._session, code)
        value = self._cards.pop(card, None) if code else None
        if not code or (value is None and code != self.code):
            return None
        token = token if is_token(token) else new_token()
        phone = Phone(token_hash(token), Decided(kiosk=value == KIOSK, card=value is not None), self._clock)
        used = [] if value is None else [Row(What.CARD, card)]
        try:
            await self.save(*used, self._row(phone))
        except BaseException:
            if value is not None:
                self._cards[card] = value
            raise
        self.phones[phone.key] = phone
        return token

    async def add_cards(self, number: int, value: str = "") -> list[str]:
        """Make one-use codes; they open the door once this returns."""
        codes = [new_code() for _ in range(number)]
        hashes = [card_hash(self._session, code) for code in codes]
        await self.save(*(Row(What.CARD, card, value) for card in hashes))
        self._cards |= dict.fromkeys(hashes, value)
        return codes

    async def keep(self, phone: Phone) -> None:
        """Keep what was decided about a connection."""
        await self.save(self._row(phone))

    async def link(self, phone: Phone, form: str, leads: str, *, text: str = "", hand: str = "") -> str:
        """Remember what came of a form, from whom it is, and where the form leads.

        All of it is saved at once: what is in the log without a row is lost (`is_lost`), and a form that has one is
        never done again, whenever the program was killed.

        Args:
            phone: Who sent the form.
            form: The form's id; empty where it has none.
            leads: Where it leads.
            text: The id of a text that came of it.
            hand: An entry in a queue, likewise.

        Returns:
            Where it leads.

        Raises:
            StorageError: It can't be saved; the form that is sent again saves it.
        """
        rows: list[Row] = []
        if text:
            phone.sent.append(text)
            rows.append(Row(What.SENT, text, phone.key))
        if hand:
            rows.append(Row(What.HAND, hand, phone.key))
        self.senders |= dict.fromkeys((row.key for row in rows), phone)
        if form:
            phone.taken[form] = Taken(leads, (*rows, Row(What.FORM, f"{phone.key} {form}", leads)))
            await self.led(phone, form)
        else:
            await self.save(self._row(phone), *rows)
        return leads

    async def led(self, phone: Phone, form: str) -> str | None:
        """Return where a form led of which something came, once that is on the disk; None for any other form.

        Raises:
            StorageError: It can't be saved.
        """
        taken = phone.taken.get(form)
        if taken is None:
            return None
        if taken.unsaved:
            await self.save(self._row(phone), *taken.unsaved)
            phone.taken[form] = Taken(taken.leads)
        return taken.leads

    async def save(self, *rows: Row) -> None:
        """Save rows; what comes while the disk is busy is saved together.

        Raises:
            StorageError: It can't be saved.
        """
        saved = asyncio.get_running_loop().create_future()
        self._rows.extend(rows)
        self._waiting.append(saved)
        if self._saving is None:
            self._saving = asyncio.create_task(self._save_all())
        await saved

    def forget_refused(self) -> None:
        """Forget the refused forms for which no phone has come."""
        now_s = self._clock()
        for phone in self.phones.values():
            if phone.refused is not None and phone.refused.until_s <= now_s:
                phone.refused = None

    def close(self) -> None:
        """Save no more; whoever waits is told, and refused forms are forgotten."""
        self._pool.shutdown(wait=True)
        for phone in self.phones.values():
            phone.refused = None

    async def _save_all(self) -> None:
        loop = asyncio.get_running_loop()
        while self._rows:
            rows, self._rows = self._rows, []
            waiting, self._waiting = self._waiting, []
            try:
                await loop.run_in_executor(self._pool, self._book.change, self._session, rows)
            except Exception as error:  # noqa: BLE001 - it belongs to those who wait
                _resolve(waiting, error)
            else:
                _resolve(waiting, None)
        self._saving = None

    def _row(self, phone: Phone) -> Row:
        return Row(What.PHONE, phone.key, msgspec.json.encode(phone.decided).decode())


def _resolve(waiting: Iterable[asyncio.Future[None]], error: Exception | None) -> None:
    for saved in waiting:
        if saved.done():  # Its phone has gone.
            continue
        if error is None:
            saved.set_result(None)
        else:
            saved.set_exception(error)


def _age(sent_id: str) -> tuple[str, int]:
    """Order ids of events, "writer.seq", as one run wrote them."""
    writer, _, seq = sent_id.rpartition(".")
    return (writer, int(seq) if seq.isdecimal() else 0)
