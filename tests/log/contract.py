"""What every log of events must keep to. A test module subclasses `EventLogContract` and gives it a log."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator_console.log import (
    THE_SESSION,
    Event,
    EventLog,
    Instant,
    SessionId,
    Subject,
    WriterId,
    agreed_order,
    blanked,
)

S1, S2 = SessionId("s1"), SessionId("s2")


def event(
    seq: int,
    *,
    lamport: int | None = None,
    writer: str = "w1",
    session: SessionId = S1,
    subject: str = "n1",
    body: str | None = None,
    kind: str = "note_edited",
) -> Event:
    """An event; its body tells it from every other."""
    text = f'{{"text":"{writer} {seq}"}}' if body is None else body
    at = seq if lamport is None else lamport
    return Event(session, WriterId(writer), seq, at, Instant(1000 + at), kind, Subject(subject), text)


def erasure(seq: int, of: str, **fields: object) -> Event:
    """An `Erased`, as a console writes it."""
    fields = {"subject": THE_SESSION, **fields}
    return event(seq, kind="erased", body=f'{{"subject":"{of}"}}', **fields)  # type: ignore[arg-type]


@st.composite
def arrivals(draw: st.DrawFn) -> list[Event]:
    """Events of a few writers, two sessions and few subjects; erasures and blank copies among them, some repeated."""
    made: dict[tuple[str, str, int], Event] = {}
    for _ in range(draw(st.integers(1, 12))):
        session, writer = draw(st.sampled_from((S1, S2))), draw(st.sampled_from(("a", "b", "c")))
        seq = 1 + sum(key[:2] == (session, writer) for key in made)
        lamport, subject = draw(st.integers(1, 9)), draw(st.sampled_from(("n1", "n2", THE_SESSION)))
        if draw(st.integers(0, 3)) == 0:
            new = erasure(seq, subject, lamport=lamport, writer=writer, session=session)
        else:
            body = draw(st.sampled_from((None, None, "", '{"text":"що — ʼ \U0001f54a"}')))
            new = event(seq, lamport=lamport, writer=writer, session=session, subject=subject, body=body)
        made[session, writer, seq] = new
    repeated = draw(st.lists(st.sampled_from(sorted(made.values(), key=repr)), max_size=4))
    return [*made.values(), *repeated]


class EventLogContract(ABC):
    """The promises of `EventLog`.

    Attributes:
        examples: How many Hypothesis tries.
    """

    examples = 80

    @pytest.fixture
    @abstractmethod
    def log(self) -> EventLog:
        """An empty log."""

    @abstractmethod
    def new_log(self) -> EventLog:
        """Another empty log, for each example of Hypothesis."""

    @abstractmethod
    def reopened(self, log: EventLog) -> EventLog:
        """The same log as the next run of the program finds it; itself where there is no next run."""

    def test_an_empty_log_has_nothing(self, log: EventLog) -> None:
        assert log.sessions() == ()
        assert list(log.read(S1)) == []
        log.append(())
        assert log.sessions() == ()

    def test_events_are_given_back_as_they_were(self, log: EventLog) -> None:
        texts = (
            "{}",
            '{"text":"Слухаємо одне одного ʼ"}',
            '{"t":"\U0001f54a\\u0000"}',
            '"' + "довго" * 20_000 + '"',
        )
        events = [event(seq, body=text, subject=f"n{seq}") for seq, text in enumerate(texts, 1)]
        log.append(events)
        assert list(self.reopened(log).read(S1)) == events

    def test_reading_is_in_the_agreed_order(self, log: EventLog) -> None:
        one = [event(1, lamport=5), event(2, lamport=5), event(10, lamport=7)]
        other = [event(1, lamport=5, writer="w0"), event(2, lamport=6, writer="w0"), event(3, lamport=40, writer="w0")]
        for arrival in (one[2], other[0], one[1], other[2], one[0], other[1]):
            log.append([arrival])
        assert list(log.read(S1)) == [other[0], one[0], one[1], other[1], one[2], other[2]]

    def test_sessions_are_apart_and_sorted(self, log: EventLog) -> None:
        log.append([event(1, session=S2), event(1, session=S1, body="{}")])
        assert log.sessions() == (S1, S2)
        assert [found.body for found in log.read(S1)] == ["{}"]

    def test_an_event_is_kept_once(self, log: EventLog) -> None:
        log.append([event(1), event(1)])
        log.append([event(1)])
        assert list(log.read(S1)) == [event(1)]

    def test_what_is_there_is_not_replaced(self, log: EventLog) -> None:
        log.append([event(1, body='{"text":"first"}')])
        log.append([event(1, body='{"text":"second"}', lamport=9)])
        assert list(log.read(S1)) == [event(1, body='{"text":"first"}')]

    def test_a_blank_body_wins_whichever_comes_first(self, log: EventLog) -> None:
        log.append([event(1), event(2, body="")])
        log.append([event(1, body="", lamport=7), event(2)])
        assert list(self.reopened(log).read(S1)) == [blanked(event(1)), blanked(event(2))]

    def test_an_erasure_blanks_what_is_there(self, log: EventLog) -> None:
        log.append([event(1), event(2, subject="n2"), event(3)])
        log.append([erasure(4, "n1")])
        bodies = [found.body for found in self.reopened(log).read(S1)]
        assert bodies == ["", event(2).body, "", '{"subject":"n1"}']

    def test_an_erasure_blanks_what_arrives_later(self, log: EventLog) -> None:
        log.append([erasure(4, "n1")])
        again = self.reopened(log)
        again.append([event(1), event(2, subject="n2")])
        again.append([event(1, writer="late")])
        assert [found.body for found in again.read(S1)] == ["", "", event(2).body, '{"subject":"n1"}']

    def test_an_erasure_reaches_what_comes_with_it(self, log: EventLog) -> None:
        log.append([event(1), erasure(2, "n1"), event(3)])
        assert [found.body for found in log.read(S1)] == ["", '{"subject":"n1"}', ""]

    def test_what_is_erased_keeps_no_time(self, log: EventLog) -> None:
        """Whether it was there, comes later, comes blank, or its blank copy comes; the lengths of turns would tell."""
        log.append([event(1), event(2, subject="n2"), event(3, subject="n3", body="")])
        log.append([erasure(4, "n1"), event(2, subject="n2", body="")])
        again = self.reopened(log)
        again.append([event(5), event(3, subject="n3")])
        assert [found.at_ms for found in again.read(S1)] == [0, 0, 0, erasure(4, "n1").at_ms, 0]
        assert erasure(4, "n1").at_ms

    def test_an_erasure_stays_within_its_session(self, log: EventLog) -> None:
        log.append([event(1), event(1, session=S2), erasure(2, "n1", session=S2)])
        log.append([event(2)])
        assert list(log.read(S1)) == [event(1), event(2)]

    def test_the_session_itself_is_never_erased(self, log: EventLog) -> None:
        log.append([event(1, subject=THE_SESSION), erasure(2, THE_SESSION)])
        assert next(log.read(S1)).body

    def test_a_meaningless_erasure_erases_nothing(self, log: EventLog) -> None:
        broken = event(2, kind="erased", subject=THE_SESSION, body='{"subject":7}')
        log.append([event(1), broken, event(3, kind="erased", subject=THE_SESSION, body="n1")])
        assert next(log.read(S1)) == event(1)

    def test_an_erasure_lasts_even_if_it_is_erased(self, log: EventLog) -> None:
        """It holds no words; without it, what it erased could come back."""
        first = erasure(1, "n1", subject="e1")
        log.append([first, erasure(2, "e1"), event(1, kind="erased", body="")])
        again = self.reopened(log)
        again.append([event(3)])
        assert list(again.read(S1)) == [first, erasure(2, "e1"), blanked(event(3))]

    def test_reading_does_not_see_what_comes_after_it(self, log: EventLog) -> None:
        log.append([event(1), event(2)])
        reading = log.read(S1)
        assert next(reading) == event(1)
        log.append([event(3), erasure(4, "n1")])
        assert list(reading) == [event(2)]

    def test_any_order_and_split_gives_one_log(self) -> None:
        @settings(max_examples=self.examples)
        @given(events=arrivals(), data=st.data())
        def holds(events: list[Event], data: st.DataObject) -> None:
            whole, parts = self.new_log(), self.new_log()
            whole.append(events)
            shuffled = data.draw(st.permutations(events))
            while shuffled:
                size = data.draw(st.integers(1, len(shuffled)))
                parts.append(shuffled[:size])
                shuffled = shuffled[size:]
            for session in (S1, S2):
                assert list(parts.read(session)) == expected(events, session)
                assert list(whole.read(session)) == expected(events, session)
            assert parts.sessions() == whole.sessions()

        holds()


def expected(events: Sequence[Event], session: SessionId) -> list[Event]:
    """What a log must hold of these events, said in the plainest way."""
    own = [found for found in events if found.session == session]
    gone = {subject for subject in ("n1", "n2") if any(found.body == f'{{"subject":"{subject}"}}' for found in own)}
    blank = {(found.writer, found.seq) for found in own if not found.body}
    kept = {}
    for found in own:
        is_gone = found.kind != "erased" and (found.subject in gone or (found.writer, found.seq) in blank)
        at_ms, body = (Instant(0), "") if is_gone else (found.at_ms, found.body)
        fields = (found.session, found.writer, found.seq, found.lamport, at_ms, found.kind, found.subject, body)
        kept[found.writer, found.seq] = Event(*fields)
    return sorted(kept.values(), key=agreed_order)
