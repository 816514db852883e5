"""The script of the review file: what it saves is what the desk reads, and a browser runs it under its own policy."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from smmdesk.desk import planning, review_answers
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.post import Post
from smmdesk.system.paths import RESOURCES
from tests.desk.reviewed import Page, read, written
from tests.desk.support import add_channel, add_post, rome
from tests.servers.install import node


@pytest.fixture
def posts(desk: Desk, brand: Brand) -> list[Post]:
    channel = add_channel(desk, brand)
    first = planning.schedule(desk, add_post(desk, brand, "Pane", channel).id, rome("2026-11-24 09:00"))
    return [first, add_post(desk, brand, "Focaccia", channel)]


STAND_IN = """
const fields = JSON.parse(process.argv[2]), page = JSON.parse(process.argv[3]);
const heard = {}, made = {}, saved = [];
const element = (id) => made[id] ??= { id, hidden: true, value: "", textContent: "", focus() {}, select() {},
  remove() {}, click() { if (id === "a") saved.push(this.download); },
  addEventListener(name, done) { heard[id + ":" + name] = done; } };
const films = [];
const film = () => { const one = { dataset: { film: "film0" }, hidden: false, nextElementSibling: { hidden: true },
  addEventListener(name, done) { heard["film:" + name] = done; } }; films.push(one); return one; };
globalThis.Blob = class { constructor(parts) { made.blob = parts.join(""); } };
URL.createObjectURL = () => "blob:x"; URL.revokeObjectURL = () => {};
globalThis.window = { setTimeout: (done, ms) => { if (ms < 100) done(); }, btoa, addEventListener() {} };
globalThis.document = { body: { dataset: page.body, append() {} }, getElementById: element,
  createElement: () => element("a"), forms: [{ ...element("form"),
    elements: { namedItem: (name) => ({ value: fields[name] ?? "", focus() {} }) } }],
  querySelectorAll: (what) => what === "video" ? (page.films ?? []).map(film)
    : page.posts.map((dataset) => ({ dataset })) };
require("vm").runInThisContext(require("fs").readFileSync(process.argv[4], "utf8"));
heard["save:click"](); heard["as_text:click"]();
console.log(JSON.stringify({ blob: made.blob, block: made.block.value, saved, said: made.said.textContent }));
"""


def test_what_the_script_saves_is_what_the_desk_reads(desk: Desk, posts: list[Post], tmp_path: Path) -> None:
    file, page = written(desk, tmp_path / "Nov.html", posts)
    stand_in = tmp_path / "stand_in.js"
    stand_in.write_text(STAND_IN, "utf-8")
    body = {_camel(name): value for name, value in page.all("body")[0].items()}
    shown = [{"post": one["data-post"], "hash": one["data-hash"]} for one in page.all("article")]
    fields = {"who": " Ada ", "answer0": "ok", "text1": "È ✓", "comment": "Ciao"}

    def run(given: dict[str, str]) -> dict[str, Any]:
        words = (json.dumps(given), json.dumps({"body": body, "posts": shown}))
        script = RESOURCES / "review" / "page.js"
        done = subprocess.run(
            [node().binary, stand_in, *words, script], capture_output=True, text=True, check=True, timeout=60
        )
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    told = run(fields)
    assert told["saved"] == ["Nov.answer.smmdesk"]
    plan = read(desk, tmp_path, told["blob"].encode())
    assert plan == review_answers.read_text(desk, told["block"])
    assert (plan.who, plan.comment, plan.file) == ("Ada", "Ciao", file)
    assert [(row.said.value, row.text) for row in plan.rows] == [("ok", ""), ("", "È ✓")]
    nameless = run({"answer0": "ok"})
    assert (nameless["saved"], nameless["said"]) == ([], "Write your name first.")


BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.skipif(
    BROWSER is None,
    reason="no Chromium on this computer: the same script is run by Node above, its policy is read in test_reviewing",
)
def test_a_browser_runs_the_page_under_its_own_policy(desk: Desk, full: Post, tmp_path: Path) -> None:
    _file, page = written(desk, tmp_path / "page.html", [full])
    assert any(have.get("id") == "foot" and "hidden" in have for have in page.all("footer"))
    assert BROWSER is not None
    told = subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom",
         f"--user-data-dir={tmp_path / 'browser'}", (tmp_path / "page.html").as_uri()],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    shown = Page(told.stdout)
    assert all("hidden" not in have for have in shown.all("footer"))  # the script ran
    assert "Content Security Policy" not in told.stderr
    assert "CONSOLE" not in told.stderr


def _camel(name: str) -> str:
    first, *rest = name.removeprefix("data-").split("-")
    return first + "".join(word.title() for word in rest)
