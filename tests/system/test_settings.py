"""Settings: a table with types and meanings, a file that survives what people and other versions write into it."""

import json
import os
from pathlib import Path

import pytest

from smmdesk.system.settings import SETTINGS, UNREADABLE_NAME, Settings, Value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_defaults_hold_until_something_is_chosen(path: Path) -> None:
    settings = Settings(path)
    for setting in SETTINGS:
        assert settings.get(setting.name) == setting.default
    assert not path.exists()


def test_a_choice_is_written_at_once_and_told(path: Path) -> None:
    settings = Settings(path)
    told: list[str] = []
    settings.changed.connect(told.append)
    settings.set("language", "it")
    settings.set("language", "it")
    settings.set("calendar_view", "week")
    assert told == ["language", "calendar_view"]
    assert (Settings(path).get("language"), Settings(path).get("calendar_view")) == ("it", "week")
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "value"),
    [("language", "klingon"), ("theme", 1), ("theme", True), ("calendar_view", 2.5), ("window_geometry", "../ etc")],
)
def test_what_a_setting_does_not_take(path: Path, name: str, value: Value) -> None:
    with pytest.raises(ValueError, match=name):
        Settings(path).set(name, value)
    path.write_text(json.dumps({name: value}))
    assert Settings(path).get(name) == next(setting.default for setting in SETTINGS if setting.name == name)


def test_a_name_that_is_none(path: Path) -> None:
    with pytest.raises(KeyError):
        Settings(path).get("unheard_of")
    with pytest.raises(KeyError):
        Settings(path).set("unheard_of", 1)


def test_names_of_another_version_are_kept(path: Path) -> None:
    path.write_text('{"from_the_future": [1, 2], "theme": "dark"}')
    Settings(path).set("language", "en")
    assert json.loads(path.read_text()) == {"from_the_future": [1, 2], "theme": "dark", "language": "en"}


def test_two_processes_keep_each_others_choices(path: Path) -> None:
    one, other = Settings(path), Settings(path)
    assert other.get("theme") == "system"
    one.set("theme", "dark")
    other.set("language", "it")
    assert (Settings(path).get("theme"), Settings(path).get("language")) == ("dark", "it")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 200_000, "\xff", "x" * 2_000_000])
def test_a_file_that_cannot_be_read_is_put_aside(path: Path, text: str) -> None:
    path.write_text(text, encoding="latin-1")
    settings = Settings(path)
    assert settings.get("theme") == "system"
    assert path.with_name(UNREADABLE_NAME).read_text(encoding="latin-1") == text
    settings.set("theme", "light")
    assert Settings(path).get("theme") == "light"


def test_a_file_that_cannot_even_be_moved(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text("{")

    def refuse(*_more: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "replace", refuse)
    assert Settings(path).get("theme") == "system"


def test_a_write_that_fails_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(path)
    settings.set("theme", "dark")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        settings.set("theme", "light")
    assert settings.get("theme") == "dark"
    assert Settings(path).get("theme") == "dark"


def test_every_setting_has_a_meaning_and_takes_its_default() -> None:
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    for setting in SETTINGS:
        assert setting.takes(setting.default), setting.name
        assert setting.help.endswith("."), setting.name
