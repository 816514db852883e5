"""`python -m tests.soak --minutes N [--seed S] [--desks D] [--bug NAME] [--json FILE]`: a soak (docs/soak.md).

Ends with 1 on a duplicate, a loss, a row without exit, or an engine that fell by itself.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.machine.seeded_bugs import BUGS
from tests.soak.report import Report
from tests.soak.soak import Wish, run

MEMORY = Path("/dev/shm")
DESKS = 3
"""As many as keep two processors busy, and no more: a call that waits for a processor looks like a bad network."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--bug", default="", choices=["", *BUGS])
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--desks", type=int, default=DESKS, help="so many side by side")
    parser.add_argument("--keep", type=Path, help="leave everything there, also when all is well")
    args = parser.parse_args(arguments)
    wish = Wish(args.minutes, args.seed, args.bug, desks=args.desks)
    report, kept = soaked(wish, args.keep)
    print("\n".join(report.lines()))
    if kept is not None:
        print(f"kept in {kept}: each desk's folder with its database and logs, and its story (kills, calls, servers)")
    if args.json:
        args.json.write_text(json.dumps(report.as_dict(), indent=1), "utf-8")
    return 0 if report.is_good else 1


def soaked(wish: Wish, keep: Path | None = None) -> tuple[Report, Path | None]:
    """A soak, and where all of it was kept: at `keep`, or somewhere when it did not end well. An error says it too."""
    with tempfile.TemporaryDirectory(prefix="soak-", dir=quick_disk()) as place:
        folder = Path(place) / "soak"
        try:
            report = run(wish, folder)
        except BaseException as error:
            error.add_note(f"kept in {_kept(wish, folder, keep)}")
            raise
        if keep is None and report.is_good:
            return report, None
        (folder / "report.txt").write_text("\n".join(report.lines()), "utf-8")
        return report, _kept(wish, folder, keep)


def _kept(wish: Wish, folder: Path, keep: Path | None) -> Path:
    """On a disk that outlives the next start of this computer."""
    place = keep or Path(tempfile.mkdtemp(prefix=f"soak-{wish.bug or 'failed'}-seed-{wish.seed}-"))
    shutil.copytree(folder, place, dirs_exist_ok=True)
    return place


def quick_disk() -> Path | None:
    """Memory where the system offers it as a disk: a kill takes nothing that the kernel has, and a disk shared with
    others would be the only thing measured. What a disk promises is tested elsewhere."""
    return MEMORY if MEMORY.is_dir() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
