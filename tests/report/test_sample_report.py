"""The sample's public report in three languages, word by word as it is kept in tests/_reference.

WRITE_REFERENCE=1 writes it anew, to be read and committed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from msgspec.structs import replace

from facilitator_console.app.replay import play
from facilitator_console.console import Console
from facilitator_console.dialogue.ids import Audience, MentionDecision
from facilitator_console.dialogue.reporting import confirm_quote, decide_mention
from facilitator_console.exchange.samples import sample_script
from facilitator_console.log import Instant, LaptopId
from facilitator_console.notes.codebook import typed_names
from facilitator_console.report.disclosure.policy import PUBLIC, WITHDRAWAL_MS
from facilitator_console.report.disclosure.publishable import open_mentions
from facilitator_console.report.document import Document
from facilitator_console.report.export import export
from facilitator_console.report.publication import policy_for, quotes_to_confirm, refuse_undecided
from facilitator_console.report.sections import SECTIONS, make_report
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.store.store import Store
from tests.report.test_pdf import pages

REFERENCE = Path(__file__).parents[1] / "_reference"


def decide(console: Console) -> None:
    """Decide as the team of the sample would: the words that are pointed at in it show nobody."""
    for note in quotes_to_confirm(console.state):
        console.dispatch(confirm_quote, note.note_id)
    policy = policy_for(console.history, Audience.PUBLIC, Instant(console.state.info.closed_at_ms + WITHDRAWAL_MS))
    for found in open_mentions(console.state, policy):
        text, mention = found.text, found.mention
        keep = MentionDecision.KEEP
        console.dispatch(decide_mention, text.subject, text.version, mention.start, mention.end, keep)


@pytest.fixture(scope="module", params=["uk", "en"])
def published(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Document]]:
    names = typed_names(map(load_catalogue, LANGUAGES))
    with Store.open(tmp_path_factory.mktemp("sample") / "s.sqlite") as store:
        console = play(sample_script(request.param), store, Laptop(LaptopId("x")), names=names)
        decide(console)
        late = Instant(console.state.info.closed_at_ms + WITHDRAWAL_MS)
        policy = policy_for(console.history, Audience.PUBLIC, late)
        policy = replace(policy, votes=console.voting.last_in_words())
        refuse_undecided(policy, open_mentions(console.state, policy))
        yield request.param, make_report(console.state, policy)


def test_the_public_report_is_as_it_was_read_and_found_good(published: tuple[str, Document]) -> None:
    language, document = published
    for shown in ("uk", "ru") if language == "uk" else ("en",):
        text = export(document, load_catalogue(shown), "md").decode()
        kept = REFERENCE / f"public-report.{shown}.md"
        if os.environ.get("WRITE_REFERENCE"):
            kept.write_text(text, encoding="utf-8")
        assert text == kept.read_text(encoding="utf-8")


def test_it_has_every_section_but_those_that_it_can_not_have(published: tuple[str, Document]) -> None:
    _language, document = published
    assert SECTIONS.keys() - {section.name for section in document.sections} <= {"talk", "experts"}
    assert document.place is not None
    assert PUBLIC.is_public


def test_its_pages_have_no_heading_at_the_foot_and_bookmarks_for_each_section(published: tuple[str, Document]) -> None:
    import pypdfium2

    language, document = published
    pdf = export(document, load_catalogue(language), "pdf")
    opened = pypdfium2.PdfDocument(pdf)
    assert [mark.get_title() for mark in opened.get_toc()] == [
        load_catalogue(language).text(section.title) for section in document.sections
    ]
    assert f"/Lang ({language})".encode() in pdf
    titles = {mark.get_title() for mark in opened.get_toc()}
    for page in pages(pdf):
        body = page.partition(load_catalogue(language).text(document.mark))[0].strip()
        assert not any(body.endswith(title) for title in titles if body != title)


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice here")
@pytest.mark.parametrize("published", ["uk"], indirect=True)
def test_libreoffice_prints_all_of_the_word_document(published: tuple[str, Document], tmp_path: Path) -> None:
    language, report = published
    (tmp_path / "report.docx").write_bytes(export(report, load_catalogue(language), "docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*convert, str(tmp_path / "report.docx")], check=True, capture_output=True, timeout=180)
    printed = "".join("".join(pages(tmp_path / "report.pdf")).split())
    written = docx.Document(str(tmp_path / "report.docx"))
    cells = [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    texts = [paragraph.text for paragraph in written.paragraphs] + cells
    assert len(texts) > 200
    for text in texts:
        # What goes on to the next page has its head or foot in between.
        assert all("".join(part.split()) in printed for part in text.split(". ")), text
