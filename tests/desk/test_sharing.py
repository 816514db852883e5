"""The share kit: only what can be seen, the link marked, and codes that are on paper what they are on the screen."""

from pathlib import Path

import pytest
from PIL import Image

from smmdesk.desk import planning, sharing
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content
from smmdesk.model.delivery import Evidence, Receipt, State
from tests.desk.support import add_channel, add_post, deliveries, drive

SITE = "https://forno.example/panettone"


def published(desk: Desk, brand: Brand, url: str, link: str = SITE, text: str = "Panettone") -> str:
    channel = add_channel(desk, brand, "Vetrina")
    post = planning.publish_now(desk, add_post(desk, brand, text, channel, content=Content(text=text, link=link)).id)
    receipt = Receipt(url or "1", url, desk.now_us(), Evidence.RESPONSE)
    part = deliveries(desk, post)[0].parts[0]
    drive(desk, part, State.CLAIMED, State.SENDING, State.PUBLISHED, receipt=receipt)
    return post.id


def test_only_what_can_be_seen_is_passed_on(desk: Desk, brand: Brand) -> None:
    kit = sharing.kit_of(desk, published(desk, brand, "https://a.example/1"))
    assert kit is not None
    page, link = kit.targets
    assert page == ("Vetrina", "https://a.example/1")
    assert link.url == f"{SITE}?utm_source=qr&utm_medium=social"
    assert kit.message(page) == "Panettone\nhttps://a.example/1"
    for url in ("", "file:///etc/passwd", "javascript:alert(1)", "https://[", "https://a.example/" + "x" * 1200):
        assert sharing.kit_of(desk, published(desk, brand, url)) is None


def test_a_long_post_is_cut_between_words(desk: Desk, brand: Brand) -> None:
    kit = sharing.kit_of(desk, published(desk, brand, "https://a.example/1", "", "parola " * 100))
    assert kit is not None
    assert len(kit.targets) == 1
    assert len(kit.words) <= sharing.WORDS_MOST
    assert kit.words.endswith("parola…")


FINDER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")


@pytest.mark.parametrize("url", [SITE, "https://è.example/" + "x" * 1100])
def test_the_file_is_the_code(url: str, tmp_path: Path) -> None:
    rows = sharing.code_of(url)
    side = len(rows)
    assert {len(row) for row in rows} == {side}
    lines = ["".join(map(str, map(int, row))) for row in rows]
    assert set("".join([*lines[:4], *lines[-4:], *(line[:4] + line[-4:] for line in lines)])) == {"0"}, "quiet around"
    for top, left in ((4, 4), (4, side - 11), (side - 11, 4)):
        assert tuple(line[left : left + 7] for line in lines[top : top + 7]) == FINDER
    with Image.open(sharing.save_code(url, tmp_path / "code")) as made:
        assert made.size == (side * sharing.SCALE,) * 2
        grey = made.convert("L")
        middle = sharing.SCALE // 2
        seen = [
            "".join(
                "0" if grey.getpixel((x * sharing.SCALE + middle, y * sharing.SCALE + middle)) else "1"
                for x in range(side)
            )
            for y in range(side)
        ]
    assert seen == lines
    assert b"<svg" in sharing.save_code(url, tmp_path / "code.svg").read_bytes()
