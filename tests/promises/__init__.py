"""The promises that tests are marked with: faults survived, statements a person can observe, hostile inputs borne.

`promises(kind)` reads their texts; `plugin` notes what became of the marked tests; `python -m tests.promises` makes the
tables in docs of it.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
KINDS = {"fault": "faults.toml", "statement": "statements.toml", "vector": "vectors.toml"}
"""Mark -> the file with the text of each number."""


def surface_of(node: str) -> str:
    """The screen or way in that the tests of a file are about, where they name none themselves."""
    return str(_surfaces().get(node.split("::")[0].removeprefix("tests/"), ""))


@lru_cache
def _surfaces() -> Mapping[str, str]:
    return tomllib.loads((HERE / "surfaces.toml").read_text("utf-8"))


@lru_cache
def promises(kind: str) -> Mapping[int, Mapping[str, str]]:
    """Number -> its texts (`area`, and what the file has besides)."""
    return {int(number): texts for number, texts in tomllib.loads((HERE / KINDS[kind]).read_text("utf-8")).items()}
