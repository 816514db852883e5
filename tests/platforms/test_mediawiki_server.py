"""MediaWiki against MediaWiki itself: a page with a picture, found again, changed, and read back."""

from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.model.delivery import Op
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import Absent, Published, RefusedError, Said
from smmdesk.platforms.mediawiki import CONNECTOR
from smmdesk.system.clock import SystemClock
from tests.platforms.bench import bench_of
from tests.servers.mediawiki import MediaWikiServer


async def test_a_page_with_a_picture_is_made_found_changed_and_read_back(
    mediawiki_server: MediaWikiServer, tmp_path: Path
) -> None:
    server = mediawiki_server
    async with bench_of("mediawiki", SystemClock(), tmp_path) as bench:
        await bench.sign_in(server.password, server=server.url, user=server.user)
        assert bench.account.handle == "Lucia"
        job = bench.job("Pane <caldo> & [[torte]]", title="Il pane", media=(bench.photo("Un pane"),))
        made = await bench.prepared(job)
        job = bench.tried(made)
        assert await bench.connector.look_up(bench.session(), job) == Absent()
        answer = await bench.connector.commit(bench.session(), made)
        assert isinstance(answer, Published)
        page = server.page("Il pane")
        assert page is not None
        assert "&lt;caldo&gt;" in page["content"] or "<nowiki>" in page["content"]
        assert "Un pane" in page["content"]
        [file] = server.files()
        assert file["name"] in page["content"].replace(" ", "_")
        found = await bench.connector.look_up(bench.session(), job)
        assert isinstance(found, Published)
        assert found.receipt.id == answer.receipt.id
        with pytest.raises(RefusedError) as caught:  # the title is taken: never a second page, never over it
            await bench.connector.commit(bench.session(), await bench.prepared(bench.job("Altro", title="Il pane")))
        assert caught.value.problem.code == "page_exists"
        edit = replace(job, op=Op.EDIT, receipt=answer.receipt, outgoing=replace(job.outgoing, text="Pane freddo"))
        assert isinstance(await bench.connector.commit(bench.session(), edit), Published)
        changed = server.page("Il pane")
        assert changed is not None
        assert changed["content"].endswith("Pane freddo")
        assert isinstance(await CONNECTOR.read_back(bench.session(), edit), Said)  # type: ignore[attr-defined]
        await bench.connector.sign_out(bench.session())


async def test_a_wrong_password_is_refused(mediawiki_server: MediaWikiServer, tmp_path: Path) -> None:
    async with bench_of("mediawiki", SystemClock(), tmp_path) as bench:
        with pytest.raises(ProblemError) as caught:
            await bench.sign_in("f" * 32, server=mediawiki_server.url, user=mediawiki_server.user)
    assert caught.value.problem.code == "sign_in_refused"
