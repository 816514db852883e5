"""Does what was built work? Publishes a post with a photo on the practice platform, opens the window, ends it.

    python packaging/smoke.py PROGRAM     the bundle's program, or the installed one

Standard library only: it runs on a bare machine against what was installed there.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

START_S, LIVES_S, END_S = 60.0, 4.0, 30.0
OURS = ("PYTHON", "VIRTUAL_ENV", "SMMDESK_")


class BrokenError(Exception):
    """What did not work, with what the program said."""


def program_in(bundle: Path) -> list[str]:
    """How the program of a bundle is called from a terminal."""
    if sys.platform == "win32":
        return [str(bundle / "smmdesk-console.exe")]
    return [str(bundle / "Contents" / "MacOS" / "smmdesk" if bundle.suffix == ".app" else bundle / "smmdesk")]


def check(program: Sequence[str]) -> None:
    """Raises BrokenError for the first thing that does not work."""
    with tempfile.TemporaryDirectory(prefix="smmdesk-smoke-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        publishes(program, folder)
        opens(program, folder)


def publishes(program: Sequence[str], folder: Path) -> None:
    home = folder / "desk"
    photo = folder / "oven.jpg"
    shutil.copy(Path(__file__).resolve().parent.parent / "resources" / "sample" / photo.name, photo)
    said(program, home, "doctor")
    channel = said(program, home, "channels", "add", "practice", "--name", "Smoke")["channel"]["id"]
    post = ["--text", "Il pane è pronto 🥐", "--media", str(photo), "--alt", "Il forno", "--channel", channel]
    made = said(program, home, "posts", "add", *post, "--at", "now")["post"]["id"]
    said(program, home, "publish", "--once")
    shown = said(program, home, "posts", "show", made)["post"]
    states = [delivery["state"] for delivery in shown["deliveries"]]
    if states != ["published"]:
        raise BrokenError(f"the post is {states}: {shown}")
    archive = folder / "all.zip"
    said(program, home, "export", "--format", "archive", str(archive))
    said(program, folder / "other", "import", str(archive))
    found = said(program, folder / "other", "posts", "list")["posts"]
    if [one["id"] for one in found] != [made]:
        raise BrokenError(f"the archive brought {found}")


def opens(program: Sequence[str], folder: Path) -> None:
    """The window stays open until it is told to end, and ends well. Its engine starts once it is painted."""
    home = folder / "window"
    log = folder / "window.log"
    with log.open("wb") as output:
        process = subprocess.Popen([*program, "--data-dir", str(home)], env=environment(), stdout=output, stderr=output)
    end = time.monotonic() + START_S
    while not (home / "engine.lock").exists() and time.monotonic() < end and process.poll() is None:
        time.sleep(0.1)
    time.sleep(LIVES_S)
    lived = process.poll() is None
    process.terminate()
    try:
        code = process.wait(END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        raise BrokenError("the window did not end when it was told to") from None
    words = log.read_text("utf-8", "replace")
    if not lived or "Traceback" in words or (code != 0 and sys.platform != "win32"):
        raise BrokenError(f"the window ended with {code}: {words}")


def said(program: Sequence[str], home: Path, *words: str) -> Any:
    """What a command answers as JSON."""
    command = [*program, "--data-dir", str(home), *words, "--json"]
    pipes: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    done = subprocess.run(command, env=environment(), timeout=START_S, check=False, **pipes)
    if done.returncode:
        told = (done.stdout + done.stderr).decode("utf-8", "replace")
        raise BrokenError(f"{' '.join(words)} ended with {done.returncode}: {told}")
    return json.loads(done.stdout)


def environment() -> dict[str, str]:
    """Quiet, with no trace of the Python that runs this."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {"QT_QPA_PLATFORM": "offscreen", **kept, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


if __name__ == "__main__":
    check(shlex.split(sys.argv[1]))
    print("It works.")
