"""The draft of the themes on paper: one page, in the dialogue's language, without what was said of it."""

from __future__ import annotations

import pypdfium2
import pytest

from facilitator_console.dialogue.capture import capture
from facilitator_console.notes.ids import CheckStatus, Column, NoteId, ThemeId
from facilitator_console.notes.read_back import add_objection, set_status
from facilitator_console.notes.themes import add_theme, edit_theme
from facilitator_console.report.handouts import THEME_DRAFT, read_handout
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting


def pages(meeting: Meeting, language: str = "en") -> list[str]:
    """The text of each page."""
    pdf = read_handout(THEME_DRAFT, meeting.state, load_catalogue(language)).write()
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf)]


def test_the_draft_is_one_page_with_the_words_that_were_read_back_and_nothing_else() -> None:
    meeting = Meeting()
    with pytest.raises(UserError, match="no theme yet"):
        pages(meeting)
    note = NoteId(meeting.do(capture, "only in a note")[0].subject)
    theme = ThemeId(meeting.do(add_theme, Column.SHARED, "Ніхто не йде до шостої", "", [note])[0].subject)
    meeting.do(edit_theme, theme, text="Раз. Their <b>own</b> words & й.")
    meeting.do(set_status, theme, CheckStatus.CHECKED)
    meeting.do(add_objection, theme, 0, 4, "said instead")
    for number in range(12):
        meeting.do(add_theme, list(Column)[number % 3], f"Theme {number}: what many spoke of for a while", "Every day.")
    (page,) = pages(meeting)
    for part in (
        "Did we hear you right?",
        "“Ніхто не йде до шостої”",
        "Their <b>own</b> words & й.",
        "What stays open",
    ):
        assert part in page
    assert page.count("checked with the group") == 1
    assert "only in a note" not in page
    assert "said instead" not in page
