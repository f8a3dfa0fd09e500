"""Codebooks of other programs: REFI-QDA and Taguette's CSV, in and out."""

from __future__ import annotations

import string
from gettext import NullTranslations
from pathlib import Path
from uuid import UUID
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.exchange.codebooks import MOST_DEPTH, codebook_file, read_codebook
from facilitator_console.notes.codebook import CODEBOOK, tag_tree, typed_names
from facilitator_console.notes.ids import TagColor, TagId
from facilitator_console.notes.tag_commands import TagLine, import_tags, tag_lines
from facilitator_console.words import Catalogue, UserError
from tests.helpers.controller import SessionController

ENGLISH = typed_names([Catalogue(NullTranslations())])
QDA = "{urn:QDA-XML:codebook:1.0}"
TAGUETTE = (
    "tag,description,number of highlights,number of documents\r\n"
    "topic.price-issue,Price issue and target groups,1,1\r\n"
    "topic,All topics,4,4\r\n"
    "порожній тег,жодного виділення,0,0\r\n"
    "укр.цитата,Українська цитата з апострофом: м’яч,3,3\r\n"
)
GUID = "12345678-1234-1234-1234-1234567890AB"
QDC = f"""<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Other 1"><Codes>
<Code guid="{GUID}" name="Вода 💧" isCodable="true" color="#00F"><Description>Криниці</Description>
<Code guid="{{{GUID}}}" name="cafe\u0301" isCodable="false"/></Code>
<Code guid="{GUID}" name="מים" isCodable="true" color="#c03a4e"/>
</Codes><Sets>%s</Sets></CodeBook>"""


def written(tmp_path: Path, name: str, content: str) -> Path:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8", newline="")
    return path


def test_taguettes_codebook_comes_in_as_a_tree(tmp_path: Path) -> None:
    assert read_codebook(written(tmp_path, "codebook.csv", TAGUETTE)) == [
        TagLine("topic", description="All topics"),
        TagLine("price-issue", 0, description="Price issue and target groups"),
        TagLine("порожній тег", description="жодного виділення"),
        TagLine("укр"),
        TagLine("цитата", 3, description="Українська цитата з апострофом: м’яч"),
    ]


@pytest.mark.parametrize("sets", ["", f'<Set guid="{GUID}" name="s"><MemberCode guid="{GUID}"/></Set>'])
def test_a_refi_qda_codebook_comes_in_with_colours_and_without_sets(tmp_path: Path, sets: str) -> None:
    assert read_codebook(written(tmp_path, "c.qdc", QDC % sets)) == [
        TagLine("Вода 💧", -1, TagColor.BLUE, "Криниці"),
        TagLine("cafe\u0301", 0),
        TagLine("מים", -1, TagColor.RED),
    ]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.qdc", "<x/>", "not a REFI-QDA codebook"),
        ("a.qdc", "no XML", "not a REFI-QDA codebook"),
        ("a.qdc", '<!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>', "not a REFI-QDA codebook"),
        ("a.qdc", '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes/></CodeBook>', "contains no tags"),
        ("a.csv", "id,name\n1,2\n", "no column “tag”"),
        ("a.csv", "tag,description\n", "contains no tags"),
        ("a.csv", "tag,tag\na,b\n", "2 columns"),
    ],
)
def test_what_is_no_codebook_is_refused_in_words(tmp_path: Path, name: str, content: str, problem: str) -> None:
    with pytest.raises(UserError, match=problem):
        read_codebook(written(tmp_path, name, content))


def test_tags_too_deep_are_refused(tmp_path: Path) -> None:
    code = f'<Code guid="{GUID}" name="a" isCodable="true">'
    deep = code * (MOST_DEPTH + 1) + "</Code>" * (MOST_DEPTH + 1)
    with pytest.raises(UserError, match="below each other"):
        read_codebook(written(tmp_path, "d.qdc", f'<CodeBook xmlns="{QDA[1:-1]}"><Codes>{deep}</Codes></CodeBook>'))


# -- out and back ----------------------------------------------------------------------------------------

NAMES = st.text(st.sampled_from(string.ascii_letters + "їґ 💧ש«-,\"'"), min_size=1, max_size=8).map(str.strip)
Made = tuple[str, int, TagColor, str]
ONE = st.tuples(NAMES.filter(bool), st.integers(-1, 5), st.sampled_from(TagColor), NAMES)
LINES = st.lists(ONE, min_size=1, max_size=9)


def tree_of(lines: list[Made]) -> list[TagLine]:
    """Lines whose names differ, each behind the one that it stands below, as a tree is walked."""
    found: list[TagLine] = []
    open_places: list[int] = []
    for number, (name, depth, color, description) in enumerate(lines):
        del open_places[max(0, min(depth, len(open_places))) :]
        above = open_places[-1] if open_places else -1
        open_places.append(number)
        found.append(TagLine(f"{name}{number}", above, color, description))
    return found


@given(LINES)
def test_refi_qda_holds_everything(tmp_path_factory: pytest.TempPathFactory, made: list[Made]) -> None:
    lines, path = tree_of(made), tmp_path_factory.mktemp("c") / "c.qdc"
    path.write_bytes(codebook_file(path, lines, [TagId(str(number)) for number in range(len(lines))]))
    assert read_codebook(path) == lines


@given(LINES)
def test_taguettes_csv_holds_all_but_colours(tmp_path_factory: pytest.TempPathFactory, made: list[Made]) -> None:
    lines, path = tree_of(made), tmp_path_factory.mktemp("c") / "c.csv"
    path.write_bytes(codebook_file(path, lines, [TagId(str(number)) for number in range(len(lines))]))
    assert read_codebook(path) == [line._replace(color=TagColor.GREY) for line in lines]


def codes(element: Element) -> list[Element]:
    return [code for child in element.findall(f"{QDA}Code") for code in (child, *codes(child))]


def test_what_is_written_is_as_the_schema_wants_it() -> None:
    """Rules of Codebook.xsd: order of the elements, ids, colours, at least one code, no Sets."""
    controller = SessionController()
    controller.do(
        import_tags,
        [TagLine("вода", -1, TagColor.BLUE, "d"), TagLine("криниця", 0)],
        ENGLISH,
    )
    lines, ids = tag_lines(controller.state, str)
    root = fromstring(codebook_file(Path("x.qdc"), lines, ids))
    assert (root.tag, [child.tag for child in root]) == (f"{QDA}CodeBook", [f"{QDA}Codes"])
    found = codes(root[0])
    assert len(found) == len(CODEBOOK) + 2
    assert len({UUID(code.attrib["guid"]) for code in found}) == len(found)
    for code in found:
        assert set(code.attrib) == {"guid", "name", "isCodable", "color"}
        assert len(code.attrib["color"]) == 7
        tags = [child.tag for child in code]
        assert tags == sorted(tags, key=lambda tag: tag != f"{QDA}Description")
        assert tags.count(f"{QDA}Description") <= 1


def test_a_codebook_comes_into_a_session_once() -> None:
    controller, names = SessionController(), ENGLISH
    lines = [TagLine("Need"), TagLine("вода", 0, TagColor.BLUE, " Криниці "), TagLine("Вода", -1), TagLine("пити", 2)]
    controller.do(import_tags, lines, names)
    own = list(controller.state.tags.values())
    assert [(tag.name, tag.color, tag.description) for tag in own] == [
        ("вода", TagColor.BLUE, "Криниці"),
        ("пити", TagColor.GREY, ""),
    ]
    tree = dict(tag_tree(controller.state))
    assert [tree[tag.tag_id] for tag in own] == [1, 2]
    assert controller.do(import_tags, lines, names) == []
    other = SessionController()
    other.do(import_tags, tag_lines(controller.state, str)[0], names)
    assert tag_lines(other.state, str)[0] == tag_lines(controller.state, str)[0]
