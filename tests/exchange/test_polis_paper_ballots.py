"""Ballots on paper, typed into a grid: CSV and XLSX, and what a stranger's workbook may hold."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from facilitator_console.exchange import workbooks
from facilitator_console.exchange.paper_ballots import read_paper_ballots
from facilitator_console.exchange.polis import ImportedBallots
from facilitator_console.opinions.matrix import vote_matrix
from facilitator_console.words import UserError


def typed(folder: Path, text: str) -> Path:
    path = folder / "ballots.csv"
    path.write_text(text, encoding="utf-8")
    return path


def workbook(folder: Path, rows: list[list[object]], name: str = "ballots.xlsx") -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.create_sheet("notes").append(["nobody reads this"])
    book.save(folder / name)
    return folder / name


def cells(cast: ImportedBallots) -> list[tuple[int, int, int]]:
    ballots = cast.ballots
    return list(zip(ballots.voters, ballots.statements, ballots.votes, strict=True))  # type: ignore[arg-type]


def test_a_grid_of_numbers(tmp_path: Path) -> None:
    cast = read_paper_ballots(typed(tmp_path, "№,3,1\n17,1,-1\n18,,0\n"))
    assert cells(cast) == [(1, 3, 1), (1, 1, -1), (2, 1, 0)]
    assert cast.statements == (3, 1)
    assert vote_matrix(cast.ballots, cast.statements).votes.tolist() == [[-1, 1], [0, 0]]


def test_a_grid_with_texts_of_statements_and_without_numbers_of_ballots(tmp_path: Path) -> None:
    cast = read_paper_ballots(typed(tmp_path, "Автобус біля школи;Школа о дев'ятій\n+;−\n–;\n"))
    assert cast.texts == {1: "Автобус біля школи", 2: "Школа о дев'ятій"}
    assert cells(cast) == [(1, 1, 1), (1, 2, -1), (2, 1, -1)]


@pytest.mark.parametrize("in_workbook", [False, True])
def test_letters_of_two_signs_are_one_as_anywhere(tmp_path: Path, *, in_workbook: bool) -> None:
    rows = [["Бюлетень", "Чи є спокій?\u202e"], ["Ї", "не погоджуюсь"], ["ї", "погоджуюсь"]]
    apart = [[unicodedata.normalize("NFD", cell) for cell in row] for row in rows]
    path = workbook(tmp_path, apart) if in_workbook else typed(tmp_path, "\n".join(map(";".join, apart)))  # type: ignore[arg-type]
    cast = read_paper_ballots(path)
    assert cast.texts == {1: "Чи є спокій?"}
    assert cells(cast) == [(1, 1, -1), (2, 1, 1)]
    repeated = typed(tmp_path, unicodedata.normalize("NFD", "№;1\nї;1\n") + "ї;1\n")
    with pytest.raises(UserError, match="occurs twice"):
        read_paper_ballots(repeated)


@pytest.mark.parametrize(
    ("word", "vote"),
    [
        *((word, 1) for word in ("Погоджуюсь", "Согласие", "+1", "+", "✓", "✔", "V", "Так", "ТАК!", "За", "Да", "yes")),
        *((word, 1) for word in ("згоден", "згодна", "Згодні", "согласна", "1,0")),
        *((word, -1) for word in ("не погоджуюсь", "Ні", "Проти", "Нет", "против", "не згоден", "Не  згодна", "no")),
        *((word, -1) for word in ("✗", "✘", "x", "X", "х", "×", "—", "–", "−", "-", "−1", "–1", "-1,0")),
        *(
            (word, 0)
            for word in ("Не знаю, пропустити", "skip", "Утримався", "утрималась", "утрималися", "воздержался")
        ),
        *((word, 0) for word in ("Важко сказати.", "0", "0.0")),
    ],
)
def test_the_words_on_the_ballot(tmp_path: Path, word: str, vote: int) -> None:
    assert cells(read_paper_ballots(typed(tmp_path, f'ballot,1\n1,"{word}"\n'))) == [(1, 1, vote)]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "№",
            "№ бюлетеня",
            "Анкета №",
            "анкета № ",
            "Номер",
            "№ з/п",
            "№ п/п",
            "Учасник/учасниця",
            "Номер анкети",
            "Учасник(ця)",
        ),
        *(
            "№ бюллетеня",
            "Участник / участница",
            "Ballot No.",
            "#",
            "Ballot number",
            "participant",
            "id",
            "Код учасника",
            "Картка №",
        ),
    ],
)
def test_what_the_column_of_ballot_numbers_is_called(tmp_path: Path, name: str) -> None:
    cast = read_paper_ballots(typed(tmp_path, f"{name};1;2\n17;+;-\nА-4;-;\n"))
    assert (cast.statements, cells(cast)) == ((1, 2), [(1, 1, 1), (1, 2, -1), (2, 1, -1)])


def test_a_column_of_numbers_without_a_name_is_what_pandas_writes(tmp_path: Path) -> None:
    for head in (",Автобус,Школа", "Unnamed: 0,Автобус,Школа"):
        cast = read_paper_ballots(typed(tmp_path, f"{head}\n0,1.0,NaN\n1,nan,-1.0\n2,1.0\n"))
        assert list(cast.texts.values()) == ["Автобус", "Школа"]
        assert cells(cast) == [(1, 1, 1), (2, 2, -1), (3, 1, 1)]


def test_a_title_above_the_head(tmp_path: Path) -> None:
    for text in (
        "Зустріч 12 травня, голосування\n№;Автобус, зупинка;Школа\n1;+;-\n",
        "Зустріч;;\n;;\nБюлетені;;\n№;Автобус, зупинка;Школа\n1;+;-\n",
        "sep=;\nЗустріч\n№;Автобус, зупинка;Школа\n1;+;-\n",
    ):
        cast = read_paper_ballots(typed(tmp_path, text))
        assert list(cast.texts.values()) == ["Автобус, зупинка", "Школа"]
        assert cells(cast) == [(1, 1, 1), (1, 2, -1)]


def test_a_title_with_commas_above_a_table_of_commas(tmp_path: Path) -> None:
    cast = read_paper_ballots(typed(tmp_path, "Зустріч 12 травня, голосування\n№,Автобус,Школа,Вода,Світло\n1,+,-,,\n"))
    assert list(cast.texts.values()) == ["Автобус", "Школа", "Вода", "Світло"]
    assert cells(cast) == [(1, 1, 1), (1, 2, -1)]


def test_statements_that_are_called_question_1_and_2_are_no_column_of_statements(tmp_path: Path) -> None:
    for text in ("Питання 1,Питання 2\n+,-\n,+\n", "Statement 1;Text\n0;-\n\n+;+\n"):
        assert len(read_paper_ballots(typed(tmp_path, text)).texts) == 2


def test_a_grid_of_one_statement_has_no_title(tmp_path: Path) -> None:
    cast = read_paper_ballots(typed(tmp_path, "Автобус\n+\n-\n"))
    assert (cast.texts, cells(cast)) == ({1: "Автобус"}, [(1, 1, 1), (2, 1, -1)])


def book_of(folder: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "ballots.xlsx")
    return folder / "ballots.xlsx"


VOTED: list[list[object]] = [
    ["Голосування"],
    ["№ з/п", "Автобус", "Школа"],
    [1, "за", "проти"],
    [2, None, "утрималась"],
]


def test_votes_on_the_second_sheet(tmp_path: Path) -> None:
    explained: list[list[object]] = [["Як заповнювати", "Ставте + або -"], ["Автобус", "маршрут 4"]]
    cast = read_paper_ballots(book_of(tmp_path, {"Пояснення": explained, "Голоси": VOTED}))
    assert cells(cast) == [(1, 1, 1), (1, 2, -1), (2, 2, 0)]


def test_votes_on_two_sheets_are_asked_about(tmp_path: Path) -> None:
    assert "several sheets (Стіл 1, Стіл 2)" in refusal(book_of(tmp_path, {"Стіл 1": VOTED, "Стіл 2": VOTED}))


@pytest.mark.parametrize(
    "text",
    [
        "Твердження;1;2;3\nАвтобус;+;-;+\nШкола;-;-;0\n",
        "№ твердження;5;6;7\n1;+;-;+\n2;-;-;0\n",
        "№ твердження;5;6;7\n1;+;-;+\n",
        "№;Твердження;Б1;Б2\n1;Автобус;+;-\n2;Школа;-;-\n",
        "Питання;Анкета 1;Анкета 2\nАвтобус;+;-\n",
        ";Учасник 1;Учасник 2\nАвтобус;+;-\nШкола;-;-\n",
        "Текст;Ганна;Петро\nАвтобус;+;-\n",
        ";1;2;3\nАвтобус щогодини;+;-;+\nЛавки на площі;-;-;0\n",
        "№;1;2;3\nАвтобус;+;-;+\nШкола;-;-;0\n",
        "statement,ballot 1,ballot 2\nbus,1,-1\n",
    ],
)
def test_a_grid_that_lies_on_its_side_is_asked_about(tmp_path: Path, text: str) -> None:
    line = refusal(typed(tmp_path, text))
    assert "statements seem to be in rows" in line
    assert "transpose" in line


def test_ballots_may_have_names_instead_of_numbers(tmp_path: Path) -> None:
    assert cells(read_paper_ballots(typed(tmp_path, "Учасник;1;2\nСова;+;-\nБілка;-;\n")))[0] == (1, 1, 1)


def test_a_first_statement_that_few_voted_on_is_no_column_of_names(tmp_path: Path) -> None:
    assert cells(read_paper_ballots(typed(tmp_path, "1;2;3\n;+;-\n;-;\n"))) == [(1, 2, 1), (1, 3, -1), (2, 2, -1)]


def test_a_first_column_that_is_no_votes_is_asked_about(tmp_path: Path) -> None:
    assert "call it “№”" in refusal(typed(tmp_path, "Шифр,Автобус,Школа\nА1,1,1\nА2,0,1\n"))


def test_what_was_read_as_what_can_be_said(tmp_path: Path) -> None:
    cast = read_paper_ballots(typed(tmp_path, "№,1,2,3\n1,✓,x,—\n2,✓,,0\n"))
    assert cast.marks == {"✓": 1, "x": -1, "—": -1, "0": 0}


def test_a_workbook_is_read_as_the_same_grid(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Ballot", 1, 2.0, None], [1, 1, "-"], [], [2, None, 0], ["x", "agree", -1.0]]
    cast = read_paper_ballots(workbook(tmp_path, rows))
    assert cast.statements == (1, 2)
    assert cells(cast) == [(1, 1, 1), (1, 2, -1), (2, 2, 0), (3, 1, 1), (3, 2, -1)]
    disguised = workbook(tmp_path, rows).rename(tmp_path / "ballots.csv")
    assert cells(read_paper_ballots(disguised)) == cells(cast)


def test_commas_in_a_statement_do_not_part_cells_where_semicolons_do(tmp_path: Path) -> None:
    for votes in ("1;1;-1\n", "1;;-1\n"):
        cast = read_paper_ballots(typed(tmp_path, "№;Автобус, зупинка, школа;Школа, лікарня\n" + votes))
        assert list(cast.texts.values()) == ["Автобус, зупинка, школа", "Школа, лікарня"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("ballot,1,2\n1,1,7\n", "line 2: column 3: “7” is not a vote"),
        ("ballot,1,1\n1,1,1\n", "2 columns “1”"),
        ("ballot,1,01\n1,1,-1\n", "2 columns “1”"),
        ("ballot,1,,2\n1,1,,1\n", "line 1: each column needs"),
        ("ballot\n1\n", "line 1: each column needs"),
        ("ballot,1\n1,1,1\n", "line 2: there is a vote in a column without a statement"),
        ("ballot,1\n1,1\n1,0\n", "line 3: the ballot’s number “1”"),
        ("ballot,1\n,1\n", "line 2: the ballot’s number “”"),
        ("ballot,1,9\n1,1,1\n", "line 1: statement 9 is not among"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(UserError) as refused:
        read_paper_ballots(typed(tmp_path, text), {1, 2})
    assert problem in str(refused.value)


def test_a_row_of_a_workbook_is_named_by_its_number(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="line 4: column 2: “True” is not a vote"):
        read_paper_ballots(workbook(tmp_path, [["ballot", 1], [1, 1], [], [2, True]]))


# -- what a stranger's workbook may hold ----------------------------------------------------------------------


def remade(path: Path, member: str, content: bytes) -> Path:
    """A workbook with one of its parts replaced."""
    parts = {info.filename: zipfile.ZipFile(path).read(info) for info in zipfile.ZipFile(path).infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**parts, member: content}.items():
            archive.writestr(name, part)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(UserError) as refused:
        read_paper_ballots(path)
    return str(refused.value)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return workbook(tmp_path, [["ballot", 1], [1, 1]])


def test_a_bomb_is_not_unpacked(good: Path) -> None:
    assert "unpacks to far more" in refusal(remade(good, "xl/media/picture.png", bytes(30_000_000)))


def test_many_parts_that_are_large_together(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_BYTES", 10_000)
    assert "unpacks to far more" in refusal(remade(good, "xl/media/picture.png", bytes(range(256)) * 30))


def test_many_parts(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_MEMBERS", 3)
    assert "unpacks to far more" in refusal(good)


def test_a_size_that_the_archive_lies_about(good: Path) -> None:
    content = bytearray(remade(good, "xl/media/picture.png", bytes(30_000_000)).read_bytes())
    for place in range(len(content)):
        if content[place : place + 4] == (30_000_000).to_bytes(4, "little"):
            content[place : place + 4] = (10).to_bytes(4, "little")
    good.write_bytes(content)
    line = refusal(good)
    assert "not a workbook" in line or "unpacks to far more" in line


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_entities_are_refused(good: Path, member: str) -> None:
    whole = zipfile.ZipFile(good).read(member).decode()
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    declared = whole.replace("?>", f"?>{bomb}", 1) if whole.startswith("<?xml") else bomb + whole
    assert "not a workbook" in refusal(remade(good, member, declared.encode()))


def sheet_of(cell: str, dimension: str) -> bytes:
    return f"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
        <dimension ref="{dimension}"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>
        <row r="2"><c r="{cell}"><v>1</v></c></row></sheetData></worksheet>""".encode()


def test_a_sheet_that_claims_to_be_huge_is_read_as_it_is(good: Path) -> None:
    assert cells(read_paper_ballots(remade(good, "xl/worksheets/sheet1.xml", sheet_of("A2", "A1:XFD1048576")))) == [
        (1, 1, 1)
    ]


def test_a_cell_far_to_the_right(good: Path) -> None:
    assert "columns" in refusal(remade(good, "xl/worksheets/sheet1.xml", sheet_of("XFD2", "A1:B2")))


def test_noise_and_other_archives(tmp_path: Path) -> None:
    path = tmp_path / "ballots.xlsx"
    path.write_bytes(bytes(range(256)) * 100)
    assert "not a workbook" in refusal(path)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("letter.txt", "hello")
    path.write_bytes(packed.getvalue())
    assert "not a workbook" in refusal(path)
    path.write_bytes(b"")
    assert "not a workbook" in refusal(path)
    Workbook().save(tmp_path / "empty.xlsx")
    assert "is empty" in refusal(tmp_path / "empty.xlsx")
    assert "There is no file" in refusal(tmp_path / "none.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    assert "is a folder" in refusal(tmp_path / "folder.xlsx")


def test_a_cut_off_workbook(good: Path) -> None:
    good.write_bytes(good.read_bytes()[:-200])
    assert "not a workbook" in refusal(good)
