"""A room that votes on statements: what was collected, what waits for the team, who voted how, by phone and paper."""

from __future__ import annotations

import random
from pathlib import Path

from facilitator_console.console.voting import PAPER
from facilitator_console.dialogue.voting import begin_vote, end_vote, send_statement
from facilitator_console.log import Duration
from facilitator_console.opinions.ballots import Vote
from facilitator_console.opinions.commands import add_statement, reject_statement, translate_statement
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.voting import votable
from facilitator_console.session.agenda import add_item, items_in_order, start_item
from facilitator_console.session.floor import end_turn
from facilitator_console.session.ids import LanguageId
from tests.ui.sample import MINUTE_MS, SampleSessionController, sample_controller

TEXTS = (
    "Дорогу чистять до першого автобуса",
    "Мала школа працює, доки немає автобуса щодня",
    "Батьки й водії зустрічаються з радою щомісяця",
    "Освітлена зала очікування потрібніша за другий рейс",
    "Автобус має ходити о сьомій і о дев’ятнадцятій",
    "Діти не повинні виїжджати раніше шостої",
    "Про зміну розкладу кажуть за тиждень",
    "Квиток для школярів має бути безплатний",
    "Водіїв питають, перш ніж міняти розклад",
)
"""Statements that are accepted, in the order of their numbers."""
WAITING = (
    "Автобус має ходити о сьомій, а школа другорядна і всі це знають",
    "Дорогу треба чистити до п'ятої ранку",
    "Питайте водіїв",
)
LEFT_OUT = "Пан Петренко з крамниці проти автобуса"
SHARED, DIVIDES = (0, 2, 6), (1, 3, 7)
"""Places in `TEXTS` on which almost all agree, and on which two camps part."""


def begin_statement_vote(controller: SampleSessionController, question: str = "Що має статися до зими?") -> None:
    """Begin an item with all four parts, behind the others."""
    planned_ms = Duration(45 * MINUTE_MS)
    controller.do(add_item, "Голосування", question=question, format="statement_vote", planned_ms=planned_ms)
    controller.do(start_item, items_in_order(controller.state)[-1].item_id)


def collect(controller: SampleSessionController) -> None:
    """Collect the statements: typed by the team, sent by phones, one left out."""
    for text in TEXTS:
        controller.do(add_statement, text, language="uk")
    first = votable(controller.state)[0].statement_id
    controller.do(translate_statement, first, "en", "The road is cleared before the first bus", "O.")
    for text in (*WAITING, LEFT_OUT):
        controller.do(send_statement, text, LanguageId("uk"))
    controller.do(reject_statement, list(controller.state.statements)[-1], "Називає людину.")


def vote(controller: SampleSessionController, phones: int = 31, papers: int = 12, seed: int = 7) -> None:
    """Let people vote: two camps of about the same size that share some statements."""
    chance = random.Random(seed)
    ids = [one.statement_id for one in votable(controller.state)]
    tokens = [f"phone-{number}" for number in range(phones)] + [f"{PAPER}{number}" for number in range(1, papers + 1)]
    for number, token in enumerate(tokens):
        controller.voting.cast(token, votes_of_person(ids, number % 2 == 0, chance))


def votes_of_person(ids: list[StatementId], of_first: bool, chance: random.Random) -> dict[StatementId, Vote]:
    """How somebody of one camp votes."""
    cast = {}
    for place, statement in enumerate(ids):
        if place in SHARED:
            liked = 0.95
        elif place in DIVIDES:
            liked = 0.9 if of_first == (place != DIVIDES[1]) else 0.1
        else:
            liked = 0.6
        if chance.random() < 0.12:
            cast[statement] = Vote.SKIP
        elif chance.random() < 0.95:
            cast[statement] = Vote.AGREE if chance.random() < liked else Vote.DISAGREE
    return cast


def voting_controller(folder: Path, language: str = "uk", *, until: str = "vote") -> SampleSessionController:
    """A session in a part of a statement vote: "collect", "vote", or "look" after it; the caller closes it."""
    controller = sample_controller(folder, language)
    for turn in tuple(controller.state.room.floor):
        controller.do(end_turn, turn)
    begin_statement_vote(controller)
    collect(controller)
    if until in {"vote", "look"}:
        controller.do(begin_vote)
        controller.later(200)
        vote(controller)
    if until == "look":
        controller.do(end_vote)
    return controller
