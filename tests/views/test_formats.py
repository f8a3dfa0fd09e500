"""Every format has its words, for each speaking order that it can have."""

from __future__ import annotations

import pytest

from facilitator_console.session.agenda import edit_item
from facilitator_console.session.formats import FORMATS, all_orders
from facilitator_console.views.formats import VIEWS, order_views, view_of
from tests.helpers.controller import Meeting


def test_every_format_has_a_view_in_the_same_place() -> None:
    assert list(VIEWS) == list(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_a_view_has_words_for_each_order_of_its_format(name: str) -> None:
    assert VIEWS[name].format is FORMATS[name]
    assert tuple(view.order for view in VIEWS[name].orders) == FORMATS[name].orders


def test_each_order_is_offered_once_by_a_name_of_its_own() -> None:
    assert tuple(view.order for view in order_views()) == all_orders()
    assert len({str(view.name) for view in order_views()}) == len(all_orders())


def test_an_unknown_format_is_presented_as_plenary_and_says_so() -> None:
    meeting = Meeting()
    meeting.do(edit_item, meeting.item, format="samoan_circle")
    view = view_of(meeting.state.items[meeting.item])
    assert str(view.name) == "all together (“samoan_circle” is not known here)"
    assert str(view.order(meeting.state.items[meeting.item]).manner) == "first come, first heard"
