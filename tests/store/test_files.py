"""Media bytes: whole under their hash, or not there."""

import errno
import hashlib
import os
import sys
from pathlib import Path

import pytest

from smmdesk.model.problem import ProblemError
from smmdesk.store import files as files_module
from smmdesk.store.files import MediaFiles
from smmdesk.system.paths import Paths

HASH = hashlib.sha256(b"bread").hexdigest()


@pytest.fixture
def files(paths: Paths) -> MediaFiles:
    return MediaFiles(paths.make())


def code_of(caught: pytest.ExceptionInfo[ProblemError]) -> str:
    return caught.value.problem.code


def nothing_left(paths: Paths) -> bool:
    return [path for path in paths.media.rglob("*") if path.is_file()] == []


def test_bytes_are_kept_once_under_their_hash(files: MediaFiles, paths: Paths) -> None:
    first = files.put_bytes(b"bread", "Pane Nero.JPG")
    assert (first.sha256, first.size_bytes, first.fresh) == (HASH, 5, True)
    assert first.path == paths.media / HASH[:2] / f"{HASH}.jpg"
    assert first.path.read_bytes() == b"bread"
    assert first.path.stat().st_mode & 0o077 == 0
    again = files.put_bytes(b"bread", "other.png")
    assert (again.path, again.fresh) == (first.path, False)
    assert files.path(HASH) == first.path
    assert files.has(HASH)
    assert files.is_sound(HASH)
    assert [path.name for path in paths.media.rglob("*") if path.is_file()] == [f"{HASH}.jpg"]


def test_a_file_is_copied_and_left_alone(files: MediaFiles, tmp_path: Path) -> None:
    source = tmp_path / "bread.png"
    data = os.urandom(3 << 20) + b"end"
    source.write_bytes(data)
    stored = files.put_file(source)
    assert stored.path.read_bytes() == source.read_bytes() == data
    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    assert files.put_file(source).fresh is False


@pytest.mark.fault(49)
def test_the_copy_stays_when_the_file_goes(files: MediaFiles, tmp_path: Path) -> None:
    source = tmp_path / "bread.png"
    source.write_bytes(b"bread")
    stored = files.put_file(source)
    source.unlink()
    assert files.path(stored.sha256).read_bytes() == b"bread"


@pytest.mark.parametrize("name", ["x", "x.", "x.tar.gz", "x.verylongsuffix", "x.p/../ng", "x.<b>", "..", "a.JPEG"])
def test_no_name_leads_out_of_the_folder(files: MediaFiles, paths: Paths, name: str) -> None:
    stored = files.put_bytes(b"bread", name)
    assert stored.path.parent == paths.media / HASH[:2]
    assert stored.path.name in (HASH, f"{HASH}.gz", f"{HASH}.jpeg")


@pytest.mark.vector(88)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes and devices among files")
def test_what_is_no_ordinary_file_is_refused(files: MediaFiles, paths: Paths, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.png"
    os.mkfifo(pipe)
    (tmp_path / "empty.png").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for source in (pipe, tmp_path, tmp_path / "empty.png", tmp_path / "none.png", tmp_path / "loop", Path("/dev/zero")):
        with pytest.raises(ProblemError) as caught:
            files.put_file(source)
        assert code_of(caught) == "file_unreadable", source
        assert caught.value.problem.values["name"] == source.name
    assert nothing_left(paths)
    with pytest.raises(ProblemError):
        files.put_bytes(b"", "empty.png")


@pytest.mark.vector(88)
def test_a_file_of_eight_gigabytes_is_refused_unread(files: MediaFiles, paths: Paths, tmp_path: Path) -> None:
    source = tmp_path / "huge.mp4"
    with open(source, "wb") as file:
        file.truncate(8 << 30)
    with pytest.raises(ProblemError) as caught:
        files.put_file(source)
    assert code_of(caught) == "file_too_large"
    assert "8.6 GB" in caught.value.problem.advice
    assert nothing_left(paths)


@pytest.mark.vector(88)
@pytest.mark.parametrize("change", ["grown", "cut", "rewritten"])
def test_a_file_that_changes_while_it_is_read_is_refused(
    files: MediaFiles, paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    source = tmp_path / "live.png"
    source.write_bytes(b"x" * 5000)
    real = files_module._chunk

    def meddle(file: object, name: str) -> bytes:
        data = real(file, name)  # type: ignore[arg-type]
        if change == "grown":
            with open(source, "ab") as more:
                more.write(b"y")
        elif change == "cut" and data:
            os.truncate(source, 10)
        else:
            source.write_bytes(b"z" * 5000)
            os.utime(source, ns=(1, 1))
        return data

    monkeypatch.setattr(files_module, "_chunk", meddle)
    monkeypatch.setattr(files_module, "CHUNK_BYTES", 1000)
    with pytest.raises(ProblemError) as caught:
        files.put_file(source)
    assert code_of(caught) == "file_unreadable"


@pytest.mark.fault(77)
def test_a_full_disk_leaves_no_half_file(
    files: MediaFiles, paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "bread.png"
    source.write_bytes(b"bread")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for put in (lambda: files.put_file(source), lambda: files.put_bytes(b"bread")):
        with pytest.raises(ProblemError) as caught:
            put()
        assert code_of(caught) == "disk_full"
    assert nothing_left(paths)


def test_bytes_that_rotted_are_seen(files: MediaFiles) -> None:
    stored = files.put_bytes(b"bread")
    stored.path.chmod(0o600)
    stored.path.write_bytes(b"break")
    assert not files.is_sound(HASH)
    assert not files.is_sound("0" * 64)
    assert not files.has("0" * 64)


@pytest.mark.parametrize("wrong", ["", "../../etc/passwd", HASH[:-1], HASH.upper(), f"{HASH}/x"])
def test_only_hashes_are_looked_for(files: MediaFiles, wrong: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        files.path(wrong)


def test_derivatives_lie_in_the_cache(files: MediaFiles, paths: Paths) -> None:
    path = files.cache_path(HASH, "thumb-256", ".jpg")
    assert path.parent.is_dir()
    assert path == paths.cache / HASH[:2] / f"{HASH}-thumb-256.jpg"
    for what, suffix in (("../x", ".jpg"), ("thumb", "jpg"), ("", ".jpg"), ("a/b", ".jpg"), ("a", ".JPG")):
        with pytest.raises(ValueError, match="derivative"):
            files.cache_path(HASH, what, suffix)


def test_a_sweep_takes_what_nobody_names(files: MediaFiles, paths: Paths) -> None:
    kept = files.put_bytes(b"bread", "a.png")
    gone = files.put_bytes(b"old", "b.png")
    derived = files.cache_path(gone.sha256, "thumb", ".png")
    derived.write_bytes(b"t")
    draft = paths.media / "1-abc.part"
    draft.write_bytes(b"half")
    now = kept.path.stat().st_mtime
    assert files.sweep([kept.sha256], 3600, now + 10) == 0
    assert files.sweep([kept.sha256], 3600, now + 4000) == 3
    assert (kept.path.exists(), gone.path.exists(), derived.exists(), draft.exists()) == (True, False, False, False)
