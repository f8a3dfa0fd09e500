"""A meeting whose item has tables."""

from __future__ import annotations

from typing import Any

from facilitator_console.log import Duration
from facilitator_console.session import agenda
from facilitator_console.session.formats.world_cafe import begin_round, move_on
from facilitator_console.session.ids import ItemId, ParticipantId, TableId
from facilitator_console.session.table_places import next_seed
from facilitator_console.session.tables import edit_table, moves_now, people_at, tables_on
from tests.helpers.controller import MINUTE_MS, Meeting


class Cafe(Meeting):
    """A world café that is on."""

    def __init__(
        self, people: int = 12, *, planned_min: int = 70, form: str = "world_cafe", **settings: object
    ) -> None:
        """Begin it."""
        super().__init__(people)
        fields: dict[str, Any] = {"planned_ms": Duration(planned_min * MINUTE_MS)}
        fields["turn_limit_ms"] = Duration(2 * MINUTE_MS)
        self.cafe = ItemId(self.make(agenda.add_item, "Tables", format=form, settings=settings, **fields))
        self.do(agenda.start_item, self.cafe)

    @property
    def tables(self) -> list[TableId]:
        """The open ones."""
        return [table.table_id for table in tables_on(self.state)]

    def seats(self, table: TableId) -> list[int]:
        """Who sits there."""
        return [one.seat for one in people_at(self.state, table)]

    def at(self, table: TableId) -> list[ParticipantId]:
        """Who sits there, by id."""
        return [one.participant_id for one in people_at(self.state, table)]

    def moves(self) -> None:
        """All move on and sit down."""
        self.do(move_on, next_seed(self.state))
        if moves_now(self.state):
            self.do(begin_round)

    def with_turns(self, table: TableId, *, queued: bool = True) -> None:
        """Give a table a clock for turns, and a queue."""
        self.do(edit_table, table, queue=queued, turn_clock=True)
