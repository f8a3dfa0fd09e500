"""Screens of notes and harvest that somebody opens for a while: drawn by `tests.screenshots`, to be looked at.

What stands in them is odd on purpose: emoji, letters of two signs, text from right to left, a note of 5,000 signs.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from facilitator_console.dialogue.capture import capture
from facilitator_console.notes.coming_in import paragraphs
from facilitator_console.notes.commands import edit_note, remove_note
from facilitator_console.notes.ids import TagColor, TagId
from facilitator_console.notes.languages import translate_note
from facilitator_console.notes.read_back import add_objection
from facilitator_console.notes.state import notes_kept
from facilitator_console.notes.tag_commands import add_tag, color_tag, move_tag, retire_tag
from facilitator_console.notes.themes import edit_theme, themes_kept
from facilitator_console.session.agenda import edit_session
from facilitator_console.session.ids import Attribution, LanguageId
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.harvest_page import HarvestPage
from facilitator_console.ui.run.notes_page import NotesPage
from tests.ui.gathered import gathered_controller
from tests.ui.sample import sample_controller
from tests.ui.shown import Screens, Shown, shown, until

ODD = (
    "#need 🚌 Автобус о 6:00, 👩‍👩‍👧 і всі",
    "#question й і ї з двох знаків: и\u0306 і\u0308 cafe\u0301",
    "#proposal מים לכל ילד, 5 ליטר",
    "#experience " + "Довга розповідь про дорогу взимку. " * 140,
)


def note_screens(folder: Path, language: str) -> Screens:
    """Notes that are read, translated, settled, rewritten, withdrawn, pasted, found; the codebook."""
    with shown(folder / "note-parts", language, sample_controller) as program:
        view, controller = program.session, program.session.controller
        controller.do(edit_session, attribution=Attribution.PSEUDONYM)
        for line in ODD:
            controller.do(capture, line)
        _change_tags(controller)
        controller.take_notes(on=True)
        program.window.show()
        page = cast("NotesPage", view.stack.currentWidget())
        page.notes.setFocus(Qt.FocusReason.OtherFocusReason)
        page.notes.choose(0)
        yield "notes-reading", program
        note = notes_kept(controller.state)[-4]
        controller.do(translate_note, note.note_id, LanguageId("en"), "The bus at six 🚌, and everybody")
        page.notes.choose(3)
        page.pane.translate(note, "en")
        yield "notes-translation", program
        page.pane.close_pane()
        controller.do(edit_note, note.note_id, "Автобус о сьомій 🚌")
        controller.do(edit_note, note.note_id, "Автобус о шостій, щодня " * 6, base=note.version)
        page.notes.choose(2)
        page.notes.choose(3)
        yield "notes-two-edits", program
        page.notes.choose(0)
        page.notes.rewriting_asked.emit()
        yield "notes-rewriting", program
        page.line.focus_line()
        page.strip.ask_withdrawing(notes_kept(controller.state)[0])
        yield "notes-withdrawing", program
        page.strip.ask_adding(paragraphs("\n\n".join((*ODD[:3], *(f"абзац {n}" for n in range(20))))), "")
        yield "notes-adding", program
        page.strip.close_question()
        page.line.edit.insert("!до звіту №потреба, вода =4 і текст #потреба")
        yield "notes-tokens", program
        page.line.edit.clear()
        page.line.edit.insert("№по")
        yield "notes-suggestions", program
        page.line.edit.clear()
        yield from _finding_screens(program, page)
        page.toggle_codebook()
        yield "codebook", program
        page.toggle_codebook()
        controller.do(remove_note, notes_kept(controller.state)[0].note_id)
        controller.do(capture, "Скасоване: 🚌 מים")
        controller.undo()
        view.open_panel(view.erase_panel)
        view.erase_panel.only_gone.click()
        yield "removed-and-undone", program


def _finding_screens(program: Shown, page: NotesPage) -> Screens:
    """Notes that are found by a tag and a word, in all sessions, and by a filter."""
    page.open_find()
    page.finder.field.setText("№потреба до")
    yield "notes-found", program
    page.finder.field.setText("before")
    page.finder.everywhere.click()
    yield "notes-everywhere", program
    page.finder.close_find()
    page.open_find()
    page.finder.filter.click()
    yield "notes-filter", program
    for menu in page.finder.filter.findChildren(QMenu):
        menu.close()
    page.finder.close_find()


def gathered_screens(folder: Path, language: str) -> Screens:
    """A theme that is written, two edits of one, sentences that are objected to, the draft on paper."""
    with shown(folder / "gathered", language, gathered_controller) as program:
        view, controller = program.session, program.session.controller
        view.show_page("harvest")
        program.window.show()
        page = cast("HarvestPage", view.stack.currentWidget())
        theme = themes_kept(controller.state)[0]
        page.board.show_theme(theme.theme_id)
        page.board.active.rewrite()
        yield "theme-editor", program
        page.board.enter()
        controller.do(edit_theme, theme.theme_id, title="Жодна дитина не виходить до шостої 🚌")
        controller.do(
            edit_theme,
            theme.theme_id,
            title="Діти виходять після шостої",
            bases=(theme.title_version, theme.text_version),
        )
        page.board.show_theme(theme.theme_id)
        yield "theme-two-edits", program
        controller.do(edit_theme, theme.theme_id, title="Nobody’s child should leave home before six")
        controller.do(add_objection, theme.theme_id, 0, 20, "ми так не казали 🚌")
        page.read_back(theme.theme_id)
        yield "read-back-objection", program
        page.reading.leave()
        page.show_paper()
        until(lambda: page.paper.preview.number > 0)
        yield "paper-draft", program


def _change_tags(controller: SessionController) -> None:
    """Tags of the team: one below another, one with a colour, one that is retired."""
    for name in ("Дорога взимку 🚌", "вода"):
        controller.do(add_tag, name)
    road, water = (*controller.state.tags,)[-2:]
    controller.do(move_tag, water, road)
    controller.do(color_tag, road, TagColor.TEAL)
    controller.do(retire_tag, TagId("shift"))
