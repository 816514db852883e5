"""How long writing an archive takes, and the most memory for it. Takes the filled folder and the file to write."""

import os
import sys
import time
from pathlib import Path

from benchmarks.children.telling import tell
from benchmarks.desks import desk_on
from benchmarks.processes import peak_mib
from smmdesk.desk import archive
from smmdesk.system.paths import Paths


def main(folder: Path, file: Path) -> None:
    with desk_on(Paths(folder)) as desk:
        before = peak_mib(os.getpid())
        began = time.perf_counter()
        posts = archive.export_archive(desk, file)
        ended = time.perf_counter()
    tell(
        write_s=ended - began, posts=posts, size=file.stat().st_size, before_mib=before, peak_mib=peak_mib(os.getpid())
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
