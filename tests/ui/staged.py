"""A format of a test's own, whose page a test makes: what the lead's page shows of a `Stage`."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from facilitator_console.log import Instant
from facilitator_console.session.agenda import edit_item
from facilitator_console.session.formats import FORMATS, Format
from facilitator_console.session.formats.open_floor import FREE
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.views.formats import PLAIN_STAGE, VIEWS, FormatView, Stage
from facilitator_console.views.formats.open_floor import FREE_VIEW
from facilitator_console.words import Message
from tests.ui.sample import SampleSessionController

STAGED = Format("staged", (FREE,))


@dataclass(frozen=True)
class StagedView(FormatView):
    """Presents what a test wants."""

    shown: Stage = PLAIN_STAGE

    def stage(self, _state: SessionState, _item: AgendaItem, _now_ms: Instant) -> Stage:
        """What the test wants."""
        return self.shown


def show_stage(
    controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch, stage: Stage, form: Format = STAGED
) -> None:
    """Let the item that is on have a format of this name, with this page, from now on."""
    view = StagedView(form, Message("staged"), (FREE_VIEW,), shown=stage)
    monkeypatch.setitem(FORMATS, form.name, form)
    monkeypatch.setitem(VIEWS, form.name, view)
    item = controller.state.items[controller.state.room.item_id]
    controller.do(edit_item, item.item_id, format=form.name)
    # The page may be another one though nothing happened: as if it had.
    controller.picture.follow({"items": frozenset()})
