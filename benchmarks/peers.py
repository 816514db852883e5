"""The calendars that people embed in web pages, and ours, on the same posts in one run.

python -m benchmarks.peers WORK [--posts 10000]… [--peer fc7]… [--rounds 3] [--chromium PATH] [--json FILE]

Needs Node 20 with npm, and Chromium (Debian: chromium). WORK keeps what npm installs and the filled folders.
"""

import json
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.measuring import Series
from benchmarks.peer_posts import folder_of
from benchmarks.processes import run
from benchmarks.report import said

WEB = Path(__file__).parent / "web"
OURS = "smmdesk"
PEERS = {
    "fc7": "FullCalendar 7.1.0",
    "fc6": "FullCalendar 6.1.22",
    "toast": "TOAST UI Calendar 2.1.3",
    "sx": "Schedule-X 3.7.3",
    "rbc": "react-big-calendar 1.20.0",
}
PATIENCE_S = 600
COLUMNS = (
    "calendar",
    "posts",
    "first month, ms",
    "month switch, ms",
    "p95",
    "× ours",
    "drop, ms",
    "p95",
    "MiB",
    "chips",
)
Told = Mapping[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Measure turn by turn, and print a table in Markdown. Returns 1 when a calendar could not be measured."""
    parser = ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--posts", type=int, action="append")
    parser.add_argument("--peer", action="append", choices=PEERS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--chromium", default=shutil.which("chromium") or "")
    parser.add_argument("--json", type=Path, metavar="FILE")
    chosen = parser.parse_args(arguments)
    if not chosen.chromium or shutil.which("npm") is None:
        parser.error("Chromium and npm are needed")
    before = machine.described()
    web = built(chosen.work / "web")
    told: dict[tuple[int, str], list[Told]] = {}
    for number in range(chosen.rounds):
        for posts in chosen.posts or (10_000, 100_000):
            names = [OURS, *(chosen.peer or PEERS)]
            for name in names if number % 2 == 0 else reversed(names):
                print(f"{number + 1}: {name}, {posts} posts …", file=sys.stderr, flush=True)
                one = ours(chosen.work, posts) if name == OURS else theirs(web, name, posts, chosen.chromium)
                told.setdefault((posts, name), []).append(one)
    head = {**before, "load_after": machine.described()["load"]}
    if chosen.json:
        raw = [{"calendar": name, "posts": posts, "runs": runs} for (posts, name), runs in told.items()]
        chosen.json.write_text(json.dumps({"machine": head, "raw": raw}, indent=1) + "\n", "utf-8")
    print(", ".join(f"{name} {value}" for name, value in head.items()), "", *table(told), sep="\n")
    errors = sorted(
        {f"{name}: {error}" for (_posts, name), runs in told.items() for one in runs for error in one["errors"]}
    )
    print(*errors, sep="\n", file=sys.stderr)
    return int(bool(errors))


def built(web: Path) -> Path:
    """The pages in a folder of their own, with what they need, bundled."""
    shutil.copytree(WEB, web, dirs_exist_ok=True)
    if not (web / "node_modules").exists():
        install = ["npm", "install", "--legacy-peer-deps", "--no-package-lock", "--no-audit", "--no-fund"]
        subprocess.run(install, cwd=web, check=True, stdout=sys.stderr)
    subprocess.run(["node", "build.mjs"], cwd=web, check=True, stdout=sys.stderr)
    return web


def ours(work: Path, posts: int) -> Told:
    """Our window on a copy: it is written into."""
    kept = folder_of(work, posts)
    copy = work / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(kept.folder, copy)
    return run("peer_window", str(copy))


def theirs(web: Path, peer: str, posts: int, chromium: str) -> Told:
    """One of theirs, posts handed out by range from the page's own memory: nothing of it is stored."""
    command = ["node", "driver.mjs", peer, str(posts), chromium]
    done = subprocess.run(command, cwd=web, capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    told: Told = json.loads(done.stdout.splitlines()[-1])
    return told


def table(told: Mapping[tuple[int, str], Sequence[Told]]) -> list[str]:
    """Markdown, ours above theirs for each number of posts."""
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    for (posts, name), runs in sorted(told.items(), key=lambda item: (item[0][0], item[0][1] != OURS)):
        turns, drops = _series(runs, "turns"), _series(runs, "drops")
        own = _series(told[posts, OURS], "turns").median
        cells = [PEERS.get(name, OURS), f"{posts:,}", _said([one["first"] for one in runs if "first" in one])]
        cells += [said(turns.median), said(turns.p95), f"{turns.median / own:.3g}"] if turns.values else ["–"] * 3
        cells += [said(drops.median), said(drops.p95)] if drops.values else ["–"] * 2
        cells += [_said([one["memory_mib"] for one in runs if one.get("memory_mib")]), str(runs[-1].get("chips", "–"))]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _series(runs: Sequence[Told], name: str) -> Series:
    return Series(tuple(value for one in runs for value in one[name]))


def _said(values: Sequence[float]) -> str:
    return said(Series(tuple(values)).median) if values else "–"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
