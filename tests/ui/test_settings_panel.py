"""Settings of a session in the real window, and what an item does at its end."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QMenu

from facilitator_console.log import Duration
from facilitator_console.session.agenda import edit_item, edit_item_time, extend_item
from facilitator_console.session.ids import AtEnd, ItemId, ItemStatus, Shrinks
from facilitator_console.session.settings import settings_of
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.item_time_menu import add_time_choices
from facilitator_console.ui.parts.menus import Menu
from facilitator_console.ui.prepare.prepare_page import PreparePage
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.shell.settings_panel import SettingsPanel
from tests.ui.running import CTRL, Running

K = Qt.Key


@pytest.fixture
def opened(program: Running) -> Running:
    program.create_session("community_dialogue", "Autumn circle", 12)
    QCoreApplication.processEvents()
    program.press(K.Key_6, CTRL)
    return program


def controller_of(program: Running) -> SessionController:
    assert program.controller is not None
    return program.controller


def panel_of(program: Running) -> SettingsPanel:
    program.press(K.Key_K, CTRL)
    program.type("settings")
    program.press(K.Key_Return)
    panel = program.session.settings_panel
    assert panel.isVisible()
    return panel


def said(program: Running) -> str:
    banner = program.session.banners.banner("refusal")
    return "\n".join(label.text() for label in banner.findChildren(QLabel)) if banner else ""


def write(program: Running, panel: SettingsPanel, name: str, text: str) -> None:
    panel.fields[name].setFocus()
    panel.fields[name].selectAll()
    program.type(text)
    program.press(K.Key_Return)


def test_what_is_typed_holds_at_once_and_buttons_follow(opened: Running) -> None:
    panel = panel_of(opened)
    assert panel.fields["quiet_ms"].hasFocus()
    assert (panel.fields["quiet_ms"].text(), panel.fields["extend_turn_ms"].text()) == ("1", "0:30")
    write(opened, panel, "quiet_ms", "2")
    write(opened, panel, "extend_turn_ms", "0:45")
    write(opened, panel, "extend_item_ms", "1:30")
    write(opened, panel, "long_queue", "9")
    panel.boxes["several_entries"].click()
    settings = settings_of(controller_of(opened).state)
    assert (settings.quiet_ms, settings.long_queue, settings.several_entries) == (120_000, 9, True)
    page = opened.session.page("lead")
    assert isinstance(page, LeadPage)
    labels = {button.name: button.text() for button in page.buttons.buttons}
    assert (labels["extend_turn"], labels["extend_item"]) == ("+45 s", "+1:30 min")
    opened.press(K.Key_Escape)
    assert not panel.isVisible()
    opened.press(K.Key_5, CTRL)
    quiet = controller_of(opened).state.room.quiet
    assert quiet is not None
    assert quiet.length_ms == 120_000


@pytest.mark.parametrize(
    ("name", "typed", "why"),
    [
        ("quiet_ms", "0", "must lie between 0:01 and 60:00"),
        ("quiet_ms", "é🕯 שקט", "is not a length of time"),
        ("long_queue", "багато", "is not a number"),
        ("long_queue", "٣", "is not a number"),
        ("long_queue", "99999999999999999999", "must lie between 2 and 1000"),
    ],
)
def test_what_can_not_be_is_refused_and_the_field_shows_what_holds(
    opened: Running, name: str, typed: str, why: str
) -> None:
    panel = panel_of(opened)
    before = panel.fields[name].text()
    panel.fields[name].setText(typed)
    opened.press(K.Key_Return) if panel.fields[name].hasFocus() else panel.fields[name].editingFinished.emit()
    assert why in said(opened)
    assert panel.fields[name].text() == before


def test_it_is_in_the_menu_of_the_session_s_title(opened: Running) -> None:
    menu = opened.session.top.title.findChild(QMenu)
    assert menu is not None
    menu.aboutToShow.emit()
    assert "Settings of this session…" in [action.text() for action in menu.actions()]


# -- the end of an item ------------------------------------------------------------------------------------


def tick(program: Running, seconds: float) -> None:
    program.clock.advance(round(seconds * 1000))
    controller_of(program).timer.timeout.emit()


@pytest.mark.parametrize(("at_end", "status"), [(AtEnd.STOP, ItemStatus.PAUSED), (AtEnd.LOAD_NEXT, ItemStatus.DONE)])
def test_the_program_does_it_once_and_it_can_be_taken_back(opened: Running, at_end: AtEnd, status: ItemStatus) -> None:
    controller = controller_of(opened)
    item = controller.state.room.item_id
    controller.do(edit_item, item, planned_ms=Duration(60_000))
    controller.do(edit_item_time, item, at_end=at_end)
    tick(opened, 59)
    assert controller.state.items[item].status is ItemStatus.RUNNING
    tick(opened, 1)
    assert controller.state.items[item].status is status
    assert opened.session.foot.undo.text().startswith("Ctrl U undo: “Openin")
    opened.press(K.Key_U, CTRL)
    tick(opened, 1)
    assert controller.state.items[item].status is ItemStatus.RUNNING, "somebody has taken it in hand"
    controller.do(extend_item, item)
    tick(opened, 30)
    assert controller.state.items[item].status is ItemStatus.RUNNING
    tick(opened, 30)
    assert controller.state.items[item].status is status


def test_an_item_that_only_goes_on_is_left_alone(opened: Running) -> None:
    controller = controller_of(opened)
    controller.do(edit_item, controller.state.room.item_id, planned_ms=Duration(60_000))
    tick(opened, 90)
    assert controller.state.items[controller.state.room.item_id].status is ItemStatus.RUNNING


def chosen(menu: Menu, title: str, words: str) -> None:
    below = next(found for found in menu.findChildren(Menu) if found.title() == title)
    next(action for action in below.actions() if action.text() == words).trigger()


def test_what_an_item_gives_and_does_is_chosen_in_its_menu(opened: Running) -> None:
    controller = controller_of(opened)
    item = ItemId(list(controller.state.items)[5])

    def menu() -> Menu:
        made = Menu(opened.window)
        add_time_choices(made, controller, controller.state.items[item])
        return made

    chosen(menu(), "When its time is over", "It is paused")
    chosen(menu(), "Its clock", "Shows the time used")
    chosen(menu(), "When the plan is adjusted", "Can shrink to 5 min")
    now = controller.state.items[item]
    assert (now.at_end, now.counts_up, now.shrinks, now.least_ms) == (AtEnd.STOP, True, Shrinks.TO_LEAST, 300_000)
    ticked = [action.text() for below in menu().findChildren(Menu) for action in below.actions() if action.isChecked()]
    assert ticked == ["It is paused", "Can shrink to 5 min", "Shows the time used"]


def test_in_prepare_the_menu_offers_it_for_the_current_item(opened: Running) -> None:
    opened.session.show_page("prepare")
    QCoreApplication.processEvents()
    page = opened.session.page("prepare")
    assert isinstance(page, PreparePage)
    page.agenda.table.selectRow(0)
    table = page.agenda.table
    table.customContextMenuRequested.emit(table.visualRect(table.model().index(0, 1)).center())
    menus = [found for found in page.agenda.findChildren(QMenu) if found.isVisible()]
    assert [action.text() for action in menus[0].actions()][-3:] == [
        "When its time is over",
        "When the plan is adjusted",
        "Its clock",
    ]
    menus[0].close()
