"""The promises that tests are marked with: faults survived, statements a person can observe, hostile inputs borne.

`promises(kind)` reads their texts; `plugin` notes what became of the marked tests; `python -m tests.promises` makes the
tables in docs of it.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
KINDS = {"fault": "faults.toml", "statement": "statements.toml", "vector": "vectors.toml"}
"""Mark -> the file with the text of each number."""


def promises(kind: str) -> Mapping[int, Mapping[str, str]]:
    """Number -> its texts (`area`, and what the file has besides)."""
    return {int(number): texts for number, texts in tomllib.loads((HERE / KINDS[kind]).read_text("utf-8")).items()}
