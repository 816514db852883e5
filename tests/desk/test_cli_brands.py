"""The commands where there are several brands: each says which is meant, or is asked."""

from pathlib import Path

import pytest

from smmdesk.desk import idea_rounds, reviewing
from tests.desk.test_cli import Do, channel, do

__all__ = ["channel", "do"]


def test_with_one_brand_nobody_has_to_name_it(do: Do, channel: str) -> None:
    (brand,) = do("brands", "list")["brands"]
    assert do("channels", "list")["channels"][0]["brand_id"] == brand["id"]
    assert do("posts", "add", "--text", "Pane")["post"]["brand_id"] == brand["id"]


def test_with_several_the_brand_is_named_or_asked_for(do: Do, channel: str, tmp_path: Path) -> None:
    do("brands", "rename", do("brands", "list")["brands"][0]["id"], "Forno Zoe")
    lume = do("brands", "add", "Cafe Lume", "--zone", "America/New_York", "--language", "en")["brand"]
    theirs = do("channels", "add", "practice", "--name", "Lume", "--brand", "cafe")["id"]
    for asked in (
        ("posts", "add", "--text", "Pane"),
        ("posts", "list"),
        ("channels", "list"),
        ("channels", "add", "practice"),
        ("inbox", "list"),
        ("people", "list"),
        ("export", "--format", "csv", str(tmp_path / "out.csv")),
    ):
        problem = do(*asked, code=1)["problem"]
        assert problem["code"] == "brand_unclear"
        assert "Forno Zoe" in problem["advice"]
        assert "Cafe Lume" in problem["advice"]
    at = ("--at", "2037-03-01 09:00")
    post = do("posts", "add", "--text", "Brunch", "--channel", theirs, *at, "--brand", lume["id"][:14])["post"]
    assert (post["brand_id"], post["planned"]["zone"]) == (lume["id"], "America/New_York")
    assert [one["id"] for one in do("posts", "list", "--brand", "cafe")["posts"]] == [post["id"]]
    assert do("posts", "list", "--brand", "forno")["posts"] == []
    assert [one["id"] for one in do("channels", "list", "--brand", "Cafe Lume")["channels"]] == [theirs]
    problem = do("posts", "add", "--text", "Pane", "--channel", theirs, "--brand", "forno", code=1)["problem"]
    assert problem["code"] == "channel_of_other_brand"
    assert do("posts", "list", "--brand", "forno")["posts"] == [], "nothing was left behind"
    assert do("inbox", "list", "--brand", "cafe")["messages"] == []
    assert do("people", "list", "--brand", "cafe")["people"] == []


def test_a_brand_is_put_away_and_brought_back(do: Do, channel: str) -> None:
    do("brands", "add", "Cafe Lume")
    do("posts", "add", "--text", "Pane", "--channel", channel, "--at", "2037-03-01 09:00", "--brand", "my")
    assert do("brands", "archive", "my bus")["brand"]["archived"]
    assert [one["name"] for one in do("brands", "list")["brands"]] == ["Cafe Lume", "My business"]
    assert do("posts", "list")["posts"] == [], "one is in use now, and nobody has to name it"
    assert do("brands", "archive", "cafe", code=1)["problem"]["code"] == "last_brand"
    assert do("brands", "add", "cafe lume", code=1)["problem"]["code"] == "brand_name_taken"
    assert not do("brands", "restore", "my")["brand"]["archived"]
    assert do("brands", "rename", "nobody", "X", code=1)["problem"]["code"] == "brand_unknown"


def test_a_page_for_review_holds_all_posts_of_its_brand(
    do: Do, channel: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviewing, "POSTS_MOST", 2)
    do("brands", "add", "Cafe Lume")
    theirs = do("channels", "add", "practice", "--name", "Lume", "--brand", "cafe")["id"]
    for day in ("01", "02", "03"):
        do("posts", "add", "--text", "Pane", "--channel", channel, "--at", f"2037-03-{day} 09:00", "--brand", "my")
    for day in ("04", "05"):
        do("posts", "add", "--text", "Brunch", "--channel", theirs, "--at", f"2037-03-{day} 09:00", "--brand", "cafe")
    page = str(tmp_path / "page.html")
    assert do("export", "--format", "review", page, "--brand", "cafe")["export"]["posts"] == 2


def test_one_brand_is_written_into_a_file_and_read_into_another_desk(do: Do, channel: str, tmp_path: Path) -> None:
    do("brands", "add", "Cafe Lume")
    do("posts", "add", "--text", "Brunch", "--brand", "cafe")
    do("posts", "add", "--text", "Pane", "--channel", channel, "--brand", "my")
    file = tmp_path / "lume.smmdesk"
    assert do("export", "--format", "archive", str(file), "--brand", "cafe")["export"]["posts"] == 1
    both = do("export", "--format", "archive", str(tmp_path / "both.smmdesk"), "--all-brands")["export"]
    assert both["posts"] == 2
    elsewhere = ("--data-dir", str(tmp_path / "elsewhere"))
    do("posts", "add", "--text", "Here", *elsewhere)
    assert do("import", str(file), *elsewhere)["import"]["new"] == 1
    assert len(do("brands", "list", *elsewhere)["brands"]) == 2
    assert [one["text"] for one in do("posts", "list", "--brand", "cafe", *elsewhere)["posts"]] == ["Brunch"]
    problem = do("import", str(_table(tmp_path)), *elsewhere, code=1)["problem"]
    assert problem["code"] == "brand_unclear"
    assert do("import", str(_table(tmp_path)), "--brand", "cafe", *elsewhere)["import"]["new"] == 1


def _table(folder: Path) -> Path:
    path = folder / "posts.csv"
    path.write_text("date,time,text\n2037-03-01,09:00,Cake\n")
    return path


def test_a_folder_for_ideas_is_chosen_shown_and_looked_into(
    do: Do, channel: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idea_rounds, "STILL_S", 0.0)
    monkeypatch.setattr(idea_rounds, "TEXT_STILL_S", 0.0)
    folder = tmp_path / "Ideas"
    assert do("ideas", "folder")["folder"] is None
    assert do("ideas", "folder", str(folder), code=1)["problem"]["code"] == "ideas_folder_unreadable"
    folder.mkdir()
    (folder / "old.txt").write_text("Pane vecchio")
    shown = do("ideas", "folder", str(folder))
    assert (shown["folder"], shown["ideas"], shown["problem"]) == (str(folder.resolve()), 0, None)
    (folder / "new.txt").write_text("Pane nuovo")
    (folder / "x.exe").write_text("MZ")
    assert do("ideas", "look")["ideas"] == 1
    assert do("ideas", "look")["ideas"] == 0
    assert do("ideas", "folder")["left_out"] == [{"name": "x.exe", "why": "kind"}]
    assert [post["text"] for post in do("posts", "list")["posts"]] == ["Pane nuovo"]
    assert do("ideas", "folder", str(folder), "--these-too")["folder"] == str(folder.resolve())
    assert do("ideas", "look")["ideas"] == 1
    assert do("ideas", "folder", "--none")["folder"] is None


def test_a_brand_is_taken_out_and_its_archive_brings_it_back(do: Do, channel: str, tmp_path: Path) -> None:
    do("brands", "add", "Cafe Lume")
    theirs = do("channels", "add", "practice", "--name", "Lume", "--brand", "cafe")["id"]
    do("posts", "add", "--text", "Brunch", "--channel", theirs, "--at", "2037-03-01 09:00", "--brand", "cafe")
    do("posts", "add", "--text", "Pane", "--channel", channel, "--brand", "my")
    problem = do("brands", "remove", "cafe", code=1)["problem"]
    assert problem["code"] == "brand_removal_asks"
    assert "export --format archive" in problem["advice"]
    assert "--yes" in problem["advice"]
    assert len(do("posts", "list", "--brand", "cafe")["posts"]) == 1, "nothing was changed"
    file = str(tmp_path / "lume.smmdesk")
    do("export", "--format", "archive", file, "--brand", "cafe")
    told = do("brands", "remove", "cafe", "--yes")
    assert told["removed"] == {"posts": 1, "messages": 0, "people": 0, "media": 0}
    assert told["not_signed_out"] == []
    assert [one["name"] for one in do("brands", "list")["brands"]] == ["My business"]
    assert [one["text"] for one in do("posts", "list")["posts"]] == ["Pane"]
    assert do("brands", "remove", "my", "--yes", code=1)["problem"]["code"] == "last_brand_stays"
    assert do("brands", "remove", "cafe", "--yes", code=1)["problem"]["code"] == "brand_unknown"
    assert do("import", file)["import"]["new"] == 1
    assert [one["text"] for one in do("posts", "list", "--brand", "cafe")["posts"]] == ["Brunch"]
