"""What people write on the talk pages of a wiki is heard once, and answered below where it was said."""

from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.platforms.base import Absent, Published, ReadsBack, RefusedError
from smmdesk.platforms.mediawiki import talk
from smmdesk.platforms.mediawiki.talk_text import added, reply_of, with_reply
from smmdesk.platforms.telling import Hears
from smmdesk.system.clock import SystemClock
from tests.platforms.bench import Bench, bench_of
from tests.servers.mediawiki import MediaWikiServer


async def hear(bench: Bench, cursor: str = "") -> HeardPage:
    verb = bench.connector
    assert isinstance(verb, Hears)
    return await verb.fetch_messages(bench.session(), cursor)


async def all_new(bench: Bench, cursor: str = "") -> tuple[dict[str, Heard], str]:
    told, more = dict[str, Heard](), True
    while more:
        page = await hear(bench, cursor)
        told |= {heard.remote_id: heard for heard in page.messages}
        cursor, more = page.cursor, page.more
    return told, cursor


async def sign_in(bench: Bench, server: MediaWikiServer) -> None:
    await bench.sign_in(server.password, server=server.url, user=server.user)


# ------------------------------------------------------------------ against MediaWiki itself
async def test_a_question_on_a_talk_page_is_heard_and_answered(
    mediawiki_server: MediaWikiServer, tmp_path: Path
) -> None:
    server = mediawiki_server
    async with bench_of("mediawiki", SystemClock(), tmp_path) as bench:
        await sign_in(bench, server)
        _, post = await bench.publish(bench.job("Pane caldo", title="Pane di segale"))
        _, before = await all_new(bench)
        title = "Talk:Pane di segale"
        asked = server.write(
            title, "Aperto ''domani''? [[Il pane|Pane]] & altro --~~~~", section="new", summary="Orari"
        )
        hello = server.write("User talk:Lucia", "Ciao! ~~~~", section="new", summary="Un saluto")
        server.write("Un'altra pagina", "Non per noi")
        told, after = await all_new(bench, before)
        question, greeting = told.pop(str(asked)), told.pop(str(hello))
        assert told == {}
        assert question.text == "Orari\nAperto domani? Pane & altro"
        assert (question.kind, greeting.kind) == (MessageKind.COMMENT, MessageKind.MENTION)
        assert (question.answers_remote_id, question.author.name) == (post.id, "Anna")
        assert question.url.endswith("/Talk:Pane_di_segale#Orari")
        server.write(title, "Un'altra cosa. ~~~~", section="new", summary="Prezzi")
        parent = Receipt(question.remote_id, question.url, data=question.data)
        made = await bench.prepared(bench.job("Sì, [[dalle]] sette.\nE anche oltre.", parent=parent))
        assert await bench.connector.look_up(bench.session(), bench.tried(made)) == Absent()
        answer = await bench.connector.commit(bench.session(), made)
        assert isinstance(answer, Published)
        found = await bench.connector.look_up(bench.session(), bench.tried(made))  # the answer got lost
        again = await bench.connector.commit(bench.session(), made)
        assert isinstance(found, Published)
        assert isinstance(again, Published)
        assert {found.receipt.id, again.receipt.id} == {answer.receipt.id}, "neither makes a second one"
        page = server.page(title)
        assert page is not None
        first, second = page["content"].split("== Prezzi ==")
        assert ":Sì, &#91;&#91;dalle]] sette.<br>E anche oltre. [[User:Lucia" in first
        assert "Un'altra cosa." in second
        assert page["content"].count("dalle") == 1
        told, after = await all_new(bench, after)
        mine = told[answer.receipt.id]
        assert (mine.ours, mine.answers_remote_id) == (True, str(asked))
        verb, out = bench.connector, replace(bench.tried(made), parent=None, receipt=answer.receipt)
        assert isinstance(verb, ReadsBack)
        said = await verb.read_back(bench.session(), out)
        assert (said.there, said.same) == ("Sì, [[dalle]] sette.<br>E anche oltre.", True)  # type: ignore[union-attr]
        edit = replace(out, op=Op.EDIT, key="other", outgoing=replace(out.outgoing, text="Dalle otto."))
        assert isinstance(await verb.commit(bench.session(), edit), Published)
        changed = server.page(title)
        assert changed is not None
        assert ":Dalle otto. [[User:Lucia" in changed["content"]


async def test_what_is_mended_is_one_message_and_what_is_archived_cannot_be_answered(
    mediawiki_server: MediaWikiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, title = mediawiki_server, "Talk:Torte"
    monkeypatch.setattr(talk, "REVISIONS", 3)
    async with bench_of("mediawiki", SystemClock(), tmp_path) as bench:
        await sign_in(bench, server)
        await bench.publish(bench.job("Torte", title="Torte"))
        _, before = await all_new(bench)
        asked = server.write(title, "== Mele ==\nQuanto costano?")
        server.write(title, "== Mele ==\nQuanto costa?")
        server.write(title, "== Mele ==\nQuanto costa la torta?", minor="1")
        others = [server.write(title, "", appendtext=f"\n\nDomanda {number}") for number in range(3)]
        server.write(title, "", appendtext="\n\nuna virgola", minor="1")
        told, after = await all_new(bench, before)
        assert told[str(asked)].text == "Mele\nQuanto costa la torta?"
        assert [str(one) for one in others] == [name for name in told if name != str(asked)]
        parent = Receipt(str(asked), data=told[str(asked)].data)
        server.write(title, "Archiviato")
        with pytest.raises(RefusedError) as caught:
            await bench.prepared(bench.job("Tre euro", parent=parent))
        assert caught.value.problem.code == "removed_there"
        told, _ = await all_new(bench, after)
        assert "Archiviato" in [one.text for one in told.values()]


# ------------------------------------------------------------------ wikitext
def test_the_words_that_a_change_added() -> None:
    before = "Intro\n\n== Orari ==\nAperto?\n\n== Altro ==\nx"
    after = before.replace(
        "Aperto?", "Aperto?\n::<b>Sì</b>, vedi [https://a.example qui] [[User:Anna B|Anna]] 12:00, 3 May (UTC)"
    )
    said = added(before, after, "Anna B")
    assert said is not None
    assert (said.words, said.section, said.indent, said.went) == (
        "Sì, vedi qui (https://a.example)",
        "Orari",
        2,
        frozenset(),
    )
    assert added(before, before.replace("Aperto?\n", ""), "Anna") is None
    assert added(before, before.replace("\n\n", "\n\n\n"), "Anna") is None
    assert added("", "x\n" * 6000, "Anna") is None


def test_an_answer_stands_at_the_end_of_its_section() -> None:
    page = "Intro\n\n== Orari ==\nAperto?\n=== Festivi ===\nE a Natale?\n\n== Altro ==\nx\n"
    reply = reply_of("Sì.\n\nSempre.", 1)
    assert reply == ":Sì.\n:Sempre."
    assert with_reply(page, "Orari", reply) == page.replace("Natale?\n", f"Natale?\n{reply} ~~~~\n").rstrip()
    assert with_reply(page, "", "x") == page.replace("Intro\n", "Intro\nx ~~~~\n").rstrip()
    assert with_reply(page, "Altro", "x") == f"{page}x ~~~~"
    assert with_reply(page, "Prezzi", "x") is None
    assert with_reply(page + "\n== Altro ==\ny", "Altro", "x") is None, "nobody knows below which"
    assert with_reply("", "", "x") == "x ~~~~"
