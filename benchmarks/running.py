"""What every subject is given: filled folders, and how often to measure."""

from dataclasses import dataclass

from benchmarks.folders import Folders

QUICK_POSTS = 300


@dataclass(frozen=True, slots=True)
class Run:
    """`quick` measures little of small folders: to see that everything works, not how fast it is."""

    folders: Folders
    quick: bool = False

    def rounds(self, full: int) -> int:
        return min(full, 2) if self.quick else full

    def posts(self, full: int) -> int:
        """How many posts a folder has; a quick run has few of everything."""
        return min(full, QUICK_POSTS) if self.quick else full
