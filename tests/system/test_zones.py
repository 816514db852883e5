"""The computer's own time zone."""

from pathlib import Path

import pytest

from smmdesk.system import zones


@pytest.fixture
def etc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(zones, "LOCALTIME", tmp_path / "localtime")
    monkeypatch.setattr(zones, "TIMEZONE", tmp_path / "timezone")
    return tmp_path


@pytest.mark.skipif("win32" in zones.sys.platform, reason="Windows keeps its zone in the registry")
def test_it_is_found_where_systems_keep_it(etc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert zones.local_zone() == "UTC"
    (etc / "timezone").write_text("Europe/Paris\n")
    assert zones.local_zone() == "Europe/Paris"
    (etc / "localtime").symlink_to("/usr/share/zoneinfo/Europe/Rome")
    assert zones.local_zone() == "Europe/Rome"
    monkeypatch.setenv("TZ", ":America/New_York")
    assert zones.local_zone() == "America/New_York"


@pytest.mark.parametrize("text", ["Mars/Olympus", "../../etc/passwd", "CET-1CEST", "\0"])
@pytest.mark.skipif("win32" in zones.sys.platform, reason="Windows keeps its zone in the registry")
def test_what_is_no_zone_is_passed_over(etc: Path, text: str) -> None:
    (etc / "timezone").write_text(text)
    assert zones.local_zone() == "UTC"
