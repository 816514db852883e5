"""What goes wrong before the one call: uploads cut, lost, refused. Nothing is out, and it is tried again."""

import hashlib
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from smmdesk.desk.media_intake import take_bytes
from smmdesk.model.delivery import State
from smmdesk.model.media import MediaUse
from tests.contract.conftest import OpenStage
from tests.contract.subjects import ON_A_WIRE, SUBJECTS, OnWordPress
from tests.contract.tiers import marks_of
from tests.servers.fault_scripts import SCRIPTS, Script

HOUR = timedelta(hours=1)
TELLING = ("reset after accept",)
SOME = (
    "reset before accept",
    "cut",
    "502 after accept",
    "wi-fi page",
    "503, wait: seconds",
    "429, wait: seconds",
    "511",
)


def photo(name: str) -> bytes:
    """Another picture for each name: a site knows again what it has."""
    data = io.BytesIO()
    red, green, blue = hashlib.sha256(name.encode()).digest()[:3]
    Image.new("RGB", (64, 48), (red, green, blue)).save(data, "PNG")
    return data.getvalue()


def cases(*names: str) -> Iterator[Any]:
    for key in (key for key in ON_A_WIRE if SUBJECTS[key].prepares is not None):
        for name in names:
            yield pytest.param(key, SCRIPTS[name], marks=marks_of(key, name, names), id=f"{key}-{name}")


@pytest.mark.fault(3, 34, 52)
@pytest.mark.parametrize(("subject", "script"), list(cases(*TELLING, *SOME)), indirect=["subject"])
async def test_an_upload_that_goes_wrong(stage: OpenStage, script: Script) -> None:
    async with stage() as it:
        assert it.subject.prepares is not None
        taken = await take_bytes(it.desk, it.channel.brand_id, photo(script.name), "pane.png")
        text = f"Pane con foto, {script.name}"
        it.post(text, media=(MediaUse(taken.assets[0].id),))
        rule = it.way.play(script, it.subject.prepares)
        files = len(it.subject.server.media()) if isinstance(it.subject, OnWordPress) else 0
        await it.until_ready()
        assert len(rule.hits) == 1
        assert it.out() == []
        assert it.commits() == []
        assert State.UNKNOWN not in it.states
        await it.until_over()
        assert it.part.state is State.PUBLISHED, it.problem
        assert len(it.commits()) == 1
        assert [words for words in it.out() if text in words] == it.out()
        assert len(it.out()) == 1
        if isinstance(it.subject, OnWordPress):
            assert len(it.subject.server.media()) <= files + 1, "what was uploaded before is found again"


@pytest.mark.fault(35)
@pytest.mark.parametrize(("subject", "script"), list(cases("413 of a proxy")), indirect=["subject"])
async def test_a_file_that_is_too_big_there_is_told_by_its_name(stage: OpenStage, script: Script) -> None:
    """Known to no facts: what stands before the server says it. Nothing is out, and nothing is tried for ever."""
    async with stage() as it:
        assert it.subject.prepares is not None
        taken = await take_bytes(it.desk, it.channel.brand_id, photo(script.name), "vetrina.png")
        it.post("Pane con foto enorme", media=(MediaUse(taken.assets[0].id),))
        rule = it.way.play(script, it.subject.prepares, times=9)
        await it.until_ready()
        await it.pass_time(HOUR)
        assert it.part.state is State.NEEDS_YOU
        assert it.problem is not None
        assert (it.problem.code, it.problem.remedy) == ("file_too_big_there", "choose_file")
        assert "vetrina.png" in it.problem.title
        assert State.UNKNOWN not in it.states
        assert (len(rule.hits), it.commits(), it.out()) == (1, [], [])
