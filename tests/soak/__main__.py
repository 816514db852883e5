"""`python -m tests.soak --minutes N [--seed S] [--bug NAME] [--json FILE]`: a soak of publishing (docs/soak.md).

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
from tests.soak.soak import Wish, run

MEMORY = Path("/dev/shm")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--bug", default="", choices=["", *BUGS])
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--keep", type=Path, help="leave the data folder there")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="soak-", dir=quick_disk()) as place:
        report = run(Wish(args.minutes, args.seed, args.bug), Path(place) / "desk")
        if args.keep:
            shutil.copytree(Path(place) / "desk", args.keep)
    print("\n".join(report.lines()))
    if args.json:
        args.json.write_text(json.dumps(report.as_dict(), indent=1), "utf-8")
    return 0 if report.is_good else 1


def quick_disk() -> Path | None:
    """Memory where the system offers it as a disk: a kill takes nothing that the kernel has, and a disk shared with
    others would be the only thing measured. What a disk promises is tested elsewhere."""
    return MEMORY if MEMORY.is_dir() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
