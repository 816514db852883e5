"""python -m benchmarks [--only NAME]… [--quick] [--json FILE] [--markdown]"""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from benchmarks import machine, report
from benchmarks.folders import folders
from benchmarks.measuring import Figure
from benchmarks.running import Run
from benchmarks.subjects import SUBJECTS, subject


def main(arguments: Sequence[str]) -> int:
    """Measure, and print the table. Returns 1 when something misses what it must reach."""
    options = parsed(arguments)
    before = machine.described()
    figures: list[Figure] = []
    with folders() as made:
        for name in options.only or SUBJECTS:
            print(f"{name} …", file=sys.stderr, flush=True)
            figures += subject(name)(Run(made, options.quick))
    head = {**before, "load_after": machine.described()["load"]}
    if options.json:
        text = json.dumps(report.document(head, figures), indent=1, ensure_ascii=False)
        options.json.write_text(text + "\n", "utf-8")
    print(report.markdown(head, figures) if options.markdown else report.text(head, figures))
    return int(any(figure.reached == "no" for figure in figures) and not options.quick)


def parsed(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks", description="How fast, beside what it costs at least.")
    parser.add_argument("--only", action="append", choices=SUBJECTS, help="this subject alone; may be repeated")
    parser.add_argument("--quick", action="store_true", help="little of everything: whether it works, not how fast")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything that was measured")
    parser.add_argument("--markdown", action="store_true", help="the table as docs/benchmarks.md has it")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
