"""Tables that are taken in from a terminal, where nobody is asked: what was done with them is told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smmdesk import cli

Say = Callable[..., str]


@pytest.fixture
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """Runs a command on one folder and gives what it says."""
    monkeypatch.setenv("TZ", "Europe/Rome")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def said(*arguments: str) -> str:
        assert cli.main(["--data-dir", str(tmp_path / "desk"), *arguments]) == 0
        return capsys.readouterr().out

    return said


def test_which_rows_stay_out_and_how_dates_were_read_is_said(say: Say, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("text,date,channels\nPane,3/4/2037,Nessuno\nMai,4/99x,\n")
    counted, out, other, dates = say("import", str(table), "--dry-run").splitlines()
    assert counted.startswith("Would take in: 1 new")
    assert (out.split(":")[0], other.split(":")[0]) == ("Row 3 stays out", "Row 2")
    assert dates == "“3/4/2037” was read as 3 April 2037. Written month before day, say --dates month-first."
    read: dict[str, Any] = json.loads(say("--json", "import", str(table), "--dates", "month-first"))["import"]
    assert read["dates"] == {"month_first": True, "unclear": "3/4/2037"}
    [post] = json.loads(say("--json", "posts", "list"))["posts"]
    assert post["planned"]["wall"] == "2037-03-04 09:00"
