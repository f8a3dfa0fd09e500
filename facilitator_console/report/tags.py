"""Tags what stands on the pages of a PDF, so that it can be read aloud in order: headings, lists, tables, pictures.

reportlab writes no tags. What is drawn for an element stands between marks with a number; the tree of elements, written
at the end, refers to these numbers. Everything else, such as running heads and rules, is marked as an artifact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfdoc import LinkAnnotation, PDFDictionary, PDFObject
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, HRFlowable, Paragraph, Table

from facilitator_console.report.document import Spot

FIGURE = "Figure"
HEADER = "TH"
"""The head of a table; on the pages that the table goes on to it is an artifact: it was read already."""

CLOSING = "EMC"
"""The mark behind what is drawn."""


class Element:
    """Represents an element of the document's structure.

    Attributes:
        role: One of PDF's own, such as "P" or "H1".
        alt: What is read in the place of a picture.
        kids: Elements below it, or a page (from 0) and a number on it.
        spots: Where it stands, a spot for each of its parts; empty for what lies within another part of a page.
        link: The number in the file of what a click on it follows; 0 where it leads nowhere.
    """

    __slots__ = ("alt", "kids", "link", "number", "role", "spots")

    def __init__(self, role: str, alt: str = "") -> None:
        """Begin without content."""
        self.role, self.alt = role, alt
        self.kids: list[Element | tuple[int, int]] = []
        self.number = self.link = 0
        self.spots: tuple[Spot, ...] = ()

    def add(self, role: str, alt: str = "") -> Element:
        """Return a new element below this one, behind the others."""
        made = Element(role, alt)
        self.kids.append(made)
        return made

    def drop_empty(self) -> bool:
        """Drop the elements below of which nothing was drawn; tell whether anything of this one was."""
        self.kids = [kid for kid in self.kids if isinstance(kid, tuple) or kid.drop_empty()]
        return bool(self.kids)


class Tags:
    """Numbers what is drawn, and writes the tree."""

    def __init__(self, root: Element) -> None:
        """Begin with a tree of which nothing is drawn yet."""
        self._root = root
        self._drawn: list[list[Element]] = []
        """By page, the element of each number."""
        self._links: list[Element] = []

    @contextmanager
    def drawing(self, canvas: Any, element: Element | None) -> Iterator[None]:
        """Mark what is drawn meanwhile as an element's; of None, as an artifact."""
        canvas._code.append(self.opening(canvas, element))
        yield
        canvas._code.append(CLOSING)

    def opening(self, canvas: Any, element: Element | None) -> str:
        """Return the mark before what is drawn as an element's, or as an artifact; `CLOSING` stands behind it."""
        page = canvas.getPageNumber() - 1
        if element is None or (element.role == HEADER and element.kids and element.kids[-1][0] != page):  # type: ignore[index]  # a cell has no elements below
            return "/Artifact BMC"
        while len(self._drawn) <= page:
            self._drawn.append([])
        number = len(self._drawn[page])
        self._drawn[page].append(element)
        element.kids.append((page, number))
        return f"/{element.role} <</MCID {number}>> BDC"

    def lead(self, canvas: Any, element: Element, words: str, key: str, box: Sequence[float]) -> None:
        """Let a click on an element lead to a bookmark.

        Args:
            canvas: What is drawn on.
            element: A "Link".
            words: What is read of it.
            key: The bookmark.
            box: On the page: left, foot, right and head, where the canvas stands.
        """
        document = canvas._doc
        to, box = canvas._bookmarkReference(key), canvas._absRect(box, 1)
        made = _Link(box, words, to, "[0 0 0]", StructParent=len(self._links))
        canvas._addAnnotation(made)
        element.link = _number_of(document, made.__InternalName__)  # type: ignore[attr-defined]  # reportlab sets it
        self._links.append(element)

    def write(self, canvas: Canvas) -> None:
        """Write the tree, once all pages are drawn."""
        document: Any = canvas._doc  # type: ignore[attr-defined]
        self._root.drop_empty()
        tree, parents = _Written(), _Written()
        root = _registered(document, tree)
        pages = [_number_of(document, page.__InternalName__) for page in document.Pages.pages]
        _register(document, self._root)
        links = len(self._links)
        owners = [f"{at} {element.number} 0 R" for at, element in enumerate(self._links)]
        owners += [
            f"{at} [{' '.join(f'{element.number} 0 R' for element in drawn)}]"
            for at, drawn in enumerate(self._drawn, links)
        ]
        parents.text = f"<</Nums [{' '.join(owners)}]>>"
        of_parents = _registered(document, parents)
        tree.text = (
            f"<</Type /StructTreeRoot /K {self._root.number} 0 R /ParentTree {of_parents} 0 R "
            f"/ParentTreeNextKey {links + len(self._drawn)}>>"
        )
        _write(document, self._root, root, pages)
        for at, page in enumerate(document.Pages.pages):
            # Not in reportlab's list of what a page may have.
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = links + at, _Written("/S")
        canvas.setCatalogEntry("MarkInfo", PDFDictionary({"Marked": _Written("true")}))
        canvas.setCatalogEntry("StructTreeRoot", tree)


class Tagged(Flowable):
    """Draws itself as content of an element.

    Attributes:
        element: None: it is an artifact.
    """

    element: Element | None = None

    def drawOn(self, canvas: Any, x: float, y: float, _sW: float = 0) -> None:
        """Draw it between its marks."""
        tags: Tags | None = getattr(canvas, "tags", None)
        if tags is None:
            super().drawOn(canvas, x, y, _sW)  # type: ignore[call-arg]  # the types lack it
            return
        with tags.drawing(canvas, self.element):
            super().drawOn(canvas, x, y, _sW)  # type: ignore[call-arg]  # the types lack it

    def split(self, available_width_pt: float, available_height_pt: float) -> list[Any]:
        """Return the parts, which are content of the same element."""
        parts: list[Any] = super().split(available_width_pt, available_height_pt)
        for part in parts:
            part.element = self.element
        return parts


class TaggedParagraph(Tagged, Paragraph):
    """Represents a paragraph of an element."""


class Rule(Tagged, HRFlowable):
    """Represents a line that only adorns the page."""


class TaggedTable(Table):
    """Represents a table whose cells are elements; its rules are artifacts.

    Attributes:
        element: Of the whole table.
    """

    element: Element | None = None

    def wrap(self, available_width_pt: float, available_height_pt: float) -> tuple[float, float]:
        """Return the size, and keep it as other parts of a page do."""
        self.width, self.height = super().wrap(available_width_pt, available_height_pt)
        return self.width, self.height

    def split(self, available_width_pt: float, available_height_pt: float) -> list[Any]:
        """Return the parts, which are content of the same element."""
        parts: list[Any] = super().split(available_width_pt, available_height_pt)
        for part in parts:
            part.element = self.element
        return parts

    def _drawLines(self) -> None:
        tags: Tags | None = getattr(self.canv, "tags", None)
        if tags is None:
            super()._drawLines()  # type: ignore[misc]  # the types lack it
            return
        with tags.drawing(self.canv, None):
            super()._drawLines()  # type: ignore[misc]  # the types lack it


class _Link(LinkAnnotation):
    """Represents what a click follows, with the number of its element."""

    permitted = (*LinkAnnotation.permitted, "StructParent")


class _Written(PDFObject):
    """Represents an object as it stands in the file: reportlab's own dictionaries take ten times as long."""

    def __init__(self, text: str = "") -> None:
        self.text = text

    def format(self, _document: Any) -> bytes:
        """Return it."""
        return self.text.encode("ascii")


def _registered(document: Any, made: PDFObject) -> int:
    """Give an object a number in the file, as the document's `Reference` does in thrice the time; return it."""
    number: int = document.objectcounter + 1
    document.objectcounter, name = number, f"R{number}"
    document.numberToId[number], document.idToObject[name] = name, made
    document.idToObjectNumberAndVersion[name] = (number, 0)
    vars(made)["__InternalName__"] = name
    return number


def _number_of(document: Any, name: str) -> int:
    number: int = document.idToObjectNumberAndVersion[name][0]
    return number


def _register(document: Any, element: Element) -> None:
    element.number = _registered(document, _Written())
    for kid in element.kids:
        if isinstance(kid, Element):
            _register(document, kid)


def _write(document: Any, element: Element, parent: int, pages: list[int]) -> None:
    """Write an element and those below it."""
    kids, first = [], next((kid[0] for kid in element.kids if isinstance(kid, tuple)), None)
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(f"{kid.number} 0 R")
            _write(document, kid, element.number, pages)
        elif kid[0] == first:
            kids.append(str(kid[1]))
        else:
            kids.append(f"<</Type /MCR /Pg {pages[kid[0]]} 0 R /MCID {kid[1]}>>")
    page = f" /Pg {pages[first]} 0 R" if first is not None else ""
    alt = f" /Alt <FEFF{element.alt.encode('utf-16-be').hex()}>" if element.alt else ""
    scope = " /A <</O /Table /Scope /Column>>" if element.role == HEADER else _box_of(element, first)
    if element.link:
        kids.append(f"<</Type /OBJR /Obj {element.link} 0 R>>")
    written = document.idToObject[document.numberToId[element.number]]
    written.text = f"<</S /{element.role} /P {parent} 0 R{page}{alt}{scope} /K [{' '.join(kids)}]>>"


def _box_of(element: Element, page: int | None) -> str:
    """Return where a picture stands on its first page, in pt; empty for anything else."""
    spots = [spot for spot in element.spots if spot.page == page]
    if element.role != FIGURE or not spots:
        return ""
    left, right = (edge * A4[0] for edge in (min(spot.left for spot in spots), max(spot.right for spot in spots)))
    foot, head = ((1 - edge) * A4[1] for edge in (max(spot.bottom for spot in spots), min(spot.top for spot in spots)))
    return f" /A <</O /Layout /Placement /Block /BBox [{left:.2f} {foot:.2f} {right:.2f} {head:.2f}]>>"
