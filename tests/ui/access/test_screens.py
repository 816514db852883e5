"""Screens of 100, 125 and 250 % side by side: the window moves over and back, all stays in place and is drawn anew."""

import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.sources import ROOT

SCALES = {"first": 1.0, "second": 1.25, "third": 2.5}
WIDE, HIGH = 4000, 2600


@pytest.mark.statement(92)
def test_a_window_that_goes_to_a_screen_of_another_scale_keeps_its_layout_and_is_sharp(
    bakery: Callable[[str], Path], tmp_path: Path
) -> None:
    shutil.copytree(bakery("it"), tmp_path / "desk")
    seen = defaultdict(list)
    for row in told(tmp_path):
        seen[row["what"]].append(row)
    assert len(seen) == 4
    for what, rows in seen.items():
        assert [row["ratio"] for row in rows] == [*SCALES.values(), 1.0], what
        for row in rows:
            where = f"{what} at {row['ratio']}"
            assert row["boxes"] == rows[0]["boxes"], where
            assert row["soft"] == [], where
            assert row["edges"] > 0.7 * rows[0]["edges"], where
        assert rows[2]["edges"] > 1.2 * rows[2]["blown_up"], what


def told(work: Path) -> list[dict]:
    """What the program saw; Qt's own screens of the offscreen platform, with a factor each as on Windows."""
    screens, left = [], 0
    for name in SCALES:
        screens.append({"name": name, "x": left, "y": 0, "width": WIDE, "height": HIGH})
        left += WIDE
    (work / "screens.json").write_text(json.dumps({"screens": screens}))
    factors = ";".join(f"{name}={scale}" for name, scale in SCALES.items())
    platform = {"QT_QPA_PLATFORM": f"offscreen:configfile={work / 'screens.json'}", "QT_SCREEN_SCALE_FACTORS": factors}
    command = [sys.executable, "-m", "tests.ui.access.screens_program", str(work / "desk")]
    around = {**os.environ, **platform, "TZ": "Europe/Rome"}
    ran = subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True, timeout=240, check=True)
    return [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
