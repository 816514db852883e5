"""Opens pictures, and looks into documents, in another process that may die: the calls here answer or raise, whatever
the file does.
"""

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from smmdesk.system.child import Child, ChildDiedError

HANG_S = 20.0


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """`width_px` and `height_px` are as seen, orientation applied."""

    mime: str
    width_px: int
    height_px: int
    animated: bool = False


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """Pages of a document, and the size of the first one in points, as it is seen."""

    pages: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Made:
    """A picture that was written."""

    mime: str
    size_bytes: int
    width_px: int
    height_px: int


class PictureError(Exception):
    """A file that is not opened. `why`: unreadable, encrypted, too_large (`actual` says the size where it is known) or
    hung."""

    def __init__(self, why: str, actual: str = "") -> None:
        self.why, self.actual = why, actual
        super().__init__(why)


class Pictures:
    """One decoder process, started at the first call, started again when it died. Calls block; any thread may call."""

    def __init__(self, hang_s: float = HANG_S) -> None:
        self._child = Child("--decoder", hang_s)

    def probe(self, path: Path) -> PictureFacts:
        """What the file is. Raises PictureError."""
        found = self._ask({"do": "probe", "path": str(path)})
        return PictureFacts(found["mime"], found["width"], found["height"], found["animated"])

    def document(self, path: Path) -> DocumentFacts:
        """What is in a PDF. Raises PictureError."""
        found = self._ask({"do": "document", "path": str(path)})
        return DocumentFacts(found["pages"], found["width"], found["height"])

    def make(
        self,
        path: Path,
        target: Path,
        box: tuple[int, int],
        types: tuple[str, ...],
        max_bytes: int = 0,
        crop: tuple[float, float, float, float] | None = None,
        turn: int = 0,
        keep_place: bool = False,
    ) -> Made:
        """Write a clean copy of `path` to `target`, at most `box` pixels wide and high, of one of the mime `types`, at
        most `max_bytes`. `turn` is clockwise, in degrees; `crop` is left, top, right, bottom in fractions of the turned
        picture; `keep_place` leaves in it where it was taken. Raises PictureError."""
        request = {"do": "make", "path": str(path), "target": str(target), "box": box, "types": types}
        made = self._ask({**request, "max_bytes": max_bytes, "crop": crop, "turn": turn, "keep_place": keep_place})
        return Made(made["mime"], made["size_bytes"], made["width"], made["height"])

    def close(self) -> None:
        """End the process."""
        self._child.close()

    def __enter__(self) -> "Pictures":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = self._child.ask(request)
        except ChildDiedError as error:
            raise PictureError("hung" if error.hung else "unreadable") from error
        if not answer["ok"]:
            raise PictureError(answer["why"], answer["actual"])
        return answer
