"""What a soak says of itself: a table for people, one JSON document for machines."""

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import Any

from tests.soak.truth import Findings

MOST_LINES = 20
ZEROES = ("duplicates", "lost", "unasked", "other_words", "stuck")


@dataclass
class Report:
    """What came of it. `trouble` counts what the storm did, `person` what the person did."""

    seed: int
    bug: str
    seconds: float = 0.0
    speed: float = 0.0
    kills: int = 0
    fell: int = 0
    posts: int = 0
    trouble: Counter[str] = field(default_factory=Counter)
    person: Counter[str] = field(default_factory=Counter)
    found: Findings = field(default_factory=Findings)

    def add(self, other: "Report", where: str) -> None:
        """What came of one more desk, under its name."""
        self.seconds, self.speed = max(self.seconds, other.seconds), other.speed
        for name in ("kills", "fell", "posts"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.trouble.update(other.trouble)
        self.person.update(other.person)
        self.found.add(other.found, where)

    @property
    def is_good(self) -> bool:
        return self.found.is_clean and not self.fell

    def as_dict(self) -> dict[str, Any]:
        mine = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "found"}
        theirs = {each.name: getattr(self.found, each.name) for each in fields(self.found)}
        return {**mine, **theirs, "handed_share": round(self.found.handed_share, 4), "good": self.is_good}

    def lines(self) -> list[str]:
        found = self.found
        table: list[tuple[str, object]] = [
            ("seconds", f"{self.seconds:.0f} ({self.speed:.0f} times as fast as the clock on the wall)"),
            ("kills", self.kills),
            ("posts planned", self.posts),
            ("deliveries", found.deliveries),
            ("parts live", found.live),
            ("duplicates", len(found.duplicates)),
            ("lost", len(found.lost)),
            ("sent though taken back", len(found.unasked)),
            ("other words than frozen", len(found.other_words)),
            ("stuck", len(found.stuck)),
            ("engines that fell", self.fell),
            ("handed to a person", f"{found.handed} ({found.handed_share:.2%})"),
        ]
        lines = [f"{name:<26} {value}" for name, value in table]
        lines += [f"  {kind:<24} {handed} of {all_}" for kind, (all_, handed) in sorted(found.by_kind.items())]
        lines += [f"  {count:>4} {why}" for why, count in found.why.most_common()]
        lines.append("trouble: " + _counted(self.trouble))
        lines.append("the person: " + _counted(self.person))
        for name in ZEROES:
            lines += [f"{name}: {line}" for line in getattr(found, name)[:MOST_LINES]]
        return lines


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.most_common())
