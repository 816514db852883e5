"""How long an archive takes to be looked at and taken in, and the most memory for it. Takes the file and an empty
folder."""

import itertools
import os
import sys
import time
from pathlib import Path

from benchmarks.children.telling import tell
from benchmarks.desks import desk_on
from benchmarks.processes import peak_mib
from smmdesk.desk import importing
from smmdesk.desk.planning import first_brand
from smmdesk.system.paths import Paths


def main(file: Path, folder: Path) -> None:
    with desk_on(Paths(folder)) as desk:
        first_brand(desk)
        commits: list[float] = []
        desk.store.changed.connect(lambda _changes: commits.append(time.perf_counter()))
        before = peak_mib(os.getpid())
        began = time.perf_counter()
        plan = importing.read_import(desk, file)
        looked, looked_cpu = time.perf_counter(), time.process_time()
        done = importing.apply_import(desk, plan)
        ended, ended_cpu = time.perf_counter(), time.process_time()
    pauses = [later - earlier for earlier, later in itertools.pairwise(commits)]
    tell(
        look_s=looked - began,
        take_s=ended - looked,
        cpu_s=ended_cpu - looked_cpu,
        posts=done.new,
        longest_s=max(pauses, default=0.0),
        before_mib=before,
        peak_mib=peak_mib(os.getpid()),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
