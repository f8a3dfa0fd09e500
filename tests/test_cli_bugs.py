"""Our own bugs leave a report, and nothing of what was said is in it."""

import os
from pathlib import Path

import pytest

from facilitator_console.store.store import Store
from tests.e2e.command import ran, start_python
from tests.helpers.saving import answers

PLANTED = "ЗасекреченеСлово"

IN_A_COMMAND = """
import sys
from facilitator_console.cli import main, sessions
def broken(arguments, terminal):
    said = chr(1047) + sys.argv[1][1:]
    try:
        int(said)
    except ValueError as error:
        raise RuntimeError(said) from error
sessions.run = broken
sys.exit(main(["sessions"]))
"""

IN_THE_TABLES = """
import sys
from facilitator_console.cli import main
from facilitator_console.store.derived import read_tables
said = chr(1047) + sys.argv[1][1:]
def broken(connection, rows):
    raise RuntimeError(said)
read_tables.apply = broken
sys.exit(main(["demo", "--out", sys.argv[2]]))
"""

IN_A_THREAD = """
import sys, threading
from facilitator_console.cli import main
main(["--version"])
def broken(said):
    raise RuntimeError(said)
thread = threading.Thread(target=broken, args=(chr(1047) + sys.argv[1][1:],))
thread.start()
thread.join()
"""


def _report(home: Path, err: str) -> str:
    (report,) = home.rglob("crash-report-*.txt")
    assert err.count("\n") == 1
    assert err.startswith("facilitator-console: This is a fault in the program.")
    assert str(report) in err
    assert os.name != "posix" or report.stat().st_mode & 0o777 == 0o600
    text = report.read_text(encoding="utf-8")
    assert PLANTED not in text + err
    assert str(home) not in text
    assert str(Path(__file__).parent.parent) not in text
    assert "facilitator-console 0." in text
    assert "Python 3." in text
    return text


def test_a_bug_in_a_command_leaves_a_report_and_exit_code_1(tmp_path: Path) -> None:
    code, out, err = ran(start_python(tmp_path, "-c", IN_A_COMMAND, PLANTED))
    assert (code, out) == (1, "")
    report = _report(tmp_path, err)
    assert "facilitator_console/cli/__init__.py, line " in report
    assert "builtins.ValueError\nthen:\n" in report
    assert report.endswith("builtins.RuntimeError\n")


def test_a_bug_in_the_tables_leaves_one_report_and_loses_nothing(tmp_path: Path) -> None:
    out_folder = tmp_path / "out"
    code, _, err = ran(start_python(tmp_path, "-c", IN_THE_TABLES, PLANTED, out_folder))
    assert code == 0
    assert "facilitator_console/store/saver.py" in _report(tmp_path, err)
    with Store.open(out_folder / "dialogue.sqlite") as store:
        assert answers(store, "SELECT count(*) FROM turns")[0][0] > 30


def test_a_bug_in_another_thread_leaves_a_report(tmp_path: Path) -> None:
    code, _, err = ran(start_python(tmp_path, "-c", IN_A_THREAD, PLANTED))
    assert code == 0
    assert "in broken" in _report(tmp_path, err)


def test_where_no_report_can_be_written_it_is_shown(tmp_path: Path) -> None:
    home = tmp_path / "no-folder"
    home.write_text("")
    code, _, err = ran(start_python(home, "-c", IN_A_COMMAND, PLANTED))
    assert code == 1
    assert err.startswith("facilitator-console 0.")
    assert "RuntimeError" in err
    assert PLANTED not in err


@pytest.mark.parametrize("name", ["crash-report-1.txt"])
def test_an_earlier_report_is_not_overwritten(name: str, tmp_path: Path) -> None:
    ran(start_python(tmp_path, "-c", IN_A_COMMAND, PLANTED))
    (first,) = tmp_path.rglob(name)
    first.write_text("mine", encoding="utf-8")
    ran(start_python(tmp_path, "-c", IN_A_COMMAND, PLANTED))
    assert first.read_text(encoding="utf-8") == "mine"
    assert len(list(tmp_path.rglob("crash-report-*.txt"))) == 2
