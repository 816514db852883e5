"""Opens pictures in another process that may die: the calls here answer or raise, whatever the file does."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

HANG_S = 20.0
MAIN = Path(__file__).resolve().parents[2] / "main.py"
KEPT_ENVIRONMENT = ("PATH", "SYSTEMROOT", "WINDIR", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """`width_px` and `height_px` are as seen, orientation applied."""

    mime: str
    width_px: int
    height_px: int
    animated: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A picture that was written."""

    mime: str
    size_bytes: int
    width_px: int
    height_px: int


class PictureError(Exception):
    """A file that is not opened. `why`: unreadable, too_large (`actual` says the size where it is known) or hung."""

    def __init__(self, why: str, actual: str = "") -> None:
        self.why, self.actual = why, actual
        super().__init__(why)


class Pictures:
    """One decoder process, started at the first call, started again when it died. Calls block; any thread may call."""

    def __init__(self, hang_s: float = HANG_S) -> None:
        self._hang_s = hang_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def probe(self, path: Path) -> PictureFacts:
        """What the file is. Raises PictureError."""
        found = self._ask({"do": "probe", "path": str(path)})
        return PictureFacts(found["mime"], found["width"], found["height"], found["animated"])

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
        with self._lock:
            self._stop()

    def __enter__(self) -> "Pictures":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        line = json.dumps(request).encode() + b"\n"
        with self._lock:
            fresh = self._process is None or self._process.poll() is not None
            answer, hung = self._exchange(line)
            if answer is None and not (fresh or hung):  # it may have ended by itself between two calls
                answer, hung = self._exchange(line)
        if answer is None:
            raise PictureError("hung" if hung else "unreadable")
        if not answer["ok"]:
            raise PictureError(answer["why"], answer["actual"])
        return answer

    def _exchange(self, line: bytes) -> tuple[dict[str, Any] | None, bool]:
        """One request and its answer, None when the process ended instead; and whether we ended it, as too slow."""
        process = self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        hung = threading.Event()
        watchdog = threading.Timer(self._hang_s, _end, [process, hung])
        watchdog.start()
        try:
            process.stdin.write(line)
            process.stdin.flush()
            reply = process.stdout.readline()
        except OSError:
            reply = b""
        finally:
            watchdog.cancel()
            watchdog.join()
        if not reply.endswith(b"\n"):
            self._stop()
            return None, hung.is_set()
        return json.loads(reply), False

    def _start(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._stop()
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            decoder_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows only
        )
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue


def _end(process: "subprocess.Popen[bytes]", hung: threading.Event) -> None:
    hung.set()
    process.kill()


def decoder_command() -> list[str]:
    """How this program starts its decoder: itself when it is one frozen file, else main.py with this Python."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--decoder"]
    return [sys.executable, "-s", "-E", str(MAIN), "--decoder"]
