"""The benchmarks' command works and tells JSON; how fast anything is, no test asks."""

import json
from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.__main__ import main
from benchmarks.measuring import Figure, Series, Target, interleaved
from benchmarks.subjects import SUBJECTS, subject


def test_a_quick_run_writes_every_figure_beside_its_floor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--quick", "--only", "search", "--only", "saving", "--json", str(tmp_path / "told.json")]) == 0
    told = json.loads((tmp_path / "told.json").read_text("utf-8"))
    assert {"python", "sqlite", "processor", "load", "spin_ms"} <= told["machine"].keys()
    for figure in told["figures"]:
        assert figure["ratio"] == pytest.approx(figure["median"] / figure["floor"]["median"])
        assert figure["runs"] > 1
    shown = capsys.readouterr().out
    assert [figure["name"] in shown for figure in told["figures"]] == [True] * 3


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_subject_can_be_had(name: str) -> None:
    assert callable(subject(name))


def test_targets_are_of_ratio_median_or_p95_and_of_more_or_less() -> None:
    values = Series((1.0, 2.0, 3.0, 40.0))
    assert (values.median, values.p95) == (2.5, 40.0)
    assert Figure("a", "ms", values, target=Target(50, 10)).reached == "must"
    assert Figure("a", "ms", values, target=Target(50, 10, "median")).reached == "goal"
    assert Figure("a", "ms", values, Series((1.0,)), target=Target(2, 1, "ratio")).reached == "no"
    assert Figure("a", "/s", values, target=Target(2, 3, "median", more_is_better=True)).reached == "must"


def test_both_are_measured_in_every_round_and_a_float_counts_as_seconds() -> None:
    order: list[str] = []
    took = interleaved(3, {"a": lambda: order.append("a"), "b": lambda: 7.0}, warm_up=1)
    assert len(order) == 4
    assert took["b"].values == (7.0, 7.0, 7.0)


def test_the_table_is_text_and_markdown() -> None:
    figures = [Figure("turn", "ms", Series((12.0,)), Series((3.0,)), "bare", Target(16, 8), "why")]
    assert "turn  ms    12" in report.text({}, figures)
    assert "| turn | ms | 12 | 12 | bare | 3 | 4 | ≤ 16 | ≤ 8 | must |" in report.markdown({}, figures)
