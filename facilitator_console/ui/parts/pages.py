"""Sets and draws the summary's pages in a thread of their own: the window goes on meanwhile.

PDFium and reportlab are loaded when the first summary is set, and only that one thread ever touches them.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QSizeF, Signal
from PySide6.QtGui import QImage

from facilitator_console.report.document import Document
from facilitator_console.runtime.interpreter import garbage_later
from facilitator_console.words import Catalogue

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument


class Place(NamedTuple):
    """Represents where a section begins: on which page, from 0, and how far down it, from 0 to 1."""

    page: int
    down: float


class Pages(QObject):
    """Represents a summary as pages.

    Attributes:
        is_closed: Whether its thread has ended.

    Signals:
        placed(list): Where the blocks of a report stand (PlacedBlock), before `set_done`.
        outlined(list): Where the sections begin (Place), before `set_done`.
        set_done(bytes, list): The summary as a PDF, and its pages' sizes (QSizeF, in pt).
        drawn(int, int, QImage): A page, the width in pixels that was asked for, and its picture.
        failed(Exception): A bug of ours; for whoever listens to raise again in the window's thread.
    """

    placed = Signal(list)
    outlined = Signal(list)
    set_done = Signal(bytes, list)
    drawn = Signal(int, int, QImage)
    failed = Signal(object)

    def __init__(self) -> None:
        """Begin without pages. Close it: nothing in Qt owns it."""
        super().__init__()
        self._thread = ThreadPoolExecutor(1, "pages")
        self._document: PdfDocument | None = None  # For that thread alone.
        self.is_closed = False

    def set_report(self, report: Document, catalogue: Catalogue) -> None:
        """Lay out a report; `set_done` is emitted then."""
        self.set_pdf(lambda: self._write(report, catalogue))

    def set_pdf(self, write: Callable[[], bytes]) -> None:
        """Show the PDF that a function writes, in the pages' thread; `set_done` is emitted then."""
        self._later(lambda: self._set(write))

    def draw(self, page: int, width_px: int, still_wanted: Callable[[], bool]) -> None:
        """Draw a page of this width; `drawn` is emitted then, unless the page is not wanted any more."""
        self._later(lambda: self._draw(page, width_px) if still_wanted() else None)

    def close(self) -> None:
        """Finish what is being drawn, and drop what waits."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self.is_closed = True
        if self._document is not None:
            self._document.close()
            self._document = None

    def _later(self, work: Callable[[], None]) -> None:
        def attempt() -> None:
            try:
                work()
            except Exception as error:  # noqa: BLE001 - raised again by who hears of it
                self.failed.emit(error)

        self._thread.submit(attempt)

    def make_file(
        self, report: Document, catalogue: Catalogue, file_format: str, then: Callable[[bytes], None]
    ) -> None:
        """Make a report's file of a format; `then` is called with it, in this object's own thread."""
        from facilitator_console.report.export import export

        self._later(lambda: then(export(report, catalogue, file_format)))

    def _write(self, report: Document, catalogue: Catalogue) -> bytes:
        from facilitator_console.report.export import pdf

        with garbage_later():
            written, placed = pdf.write_placed(report, catalogue)
        self.placed.emit(placed)
        return written

    def _set(self, write: Callable[[], bytes]) -> None:
        import pypdfium2

        pdf = write()
        if self._document is not None:
            self._document.close()
        self._document = pypdfium2.PdfDocument(pdf)
        sizes = [QSizeF(*self._document.get_page_size(page)) for page in range(len(self._document))]
        self.outlined.emit(_places(self._document, sizes))
        self.set_done.emit(pdf, sizes)

    def _draw(self, page: int, width_px: int) -> None:
        import pypdfium2.raw

        if self._document is None or page >= len(self._document):
            return
        paper = self._document[page]
        bitmap = paper.render(
            scale=width_px / paper.get_width(), force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGRx, rev_byteorder=False
        )
        shared = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
        picture = shared.copy()
        bitmap.close()
        paper.close()
        self.drawn.emit(page, width_px, picture)


def _places(document: PdfDocument, sizes_pt: list[QSizeF]) -> list[Place]:
    """Return where the bookmarks lead, in their order."""
    places = []
    for bookmark in document.get_toc():
        to = bookmark.get_dest()
        page = (to.get_index() if to else 0) or 0
        view = [*to.get_view()[1]] if to else []
        height = sizes_pt[page].height()
        # Left, top, zoom.
        top = view[1] if len(view) > 1 and view[1] else height
        places.append(Place(page, min(1.0, max(0.0, 1 - top / height))))
    return places
