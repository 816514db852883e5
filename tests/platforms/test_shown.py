"""Photos on what people write are noted as addresses: few, plain, read by nobody."""

from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import UnclearError
from smmdesk.platforms.bluesky.heard import pictures as on_bluesky
from smmdesk.platforms.mastodon.messages import pictures as on_mastodon
from smmdesk.platforms.shown import MEDIA, pictures_of

CDN = "https://pictures.example/plain"
DID, CID = "did:plc:" + "a" * 24, "bafkreicsktpt3gjnlnxg4sgnqchrvuoqtw2n6qbyhnsjwzsmpzvlbwrj7q"


def fields(**values: object) -> Fields:
    return Fields(values, UnclearError)  # type: ignore[arg-type]


def test_photos_of_a_mastodon_status_films_left_out() -> None:
    status = fields(
        media_attachments=[
            {"type": "image", "url": "https://files.example/a.jpg", "description": "Bread"},
            {"type": "video", "url": "https://files.example/b.mp4"},
            {"type": "image", "url": "javascript:alert(1)", "description": 7},
            {"type": "image", "url": "https://files.example/c.jpg", "description": None},
            "nothing",
        ]
    )
    assert [(one.url, one.alt) for one in pictures_of(on_mastodon(status))] == [
        ("https://files.example/a.jpg", "Bread"),
        ("https://files.example/c.jpg", ""),
    ]
    assert on_mastodon(fields(media_attachments="x")) == on_mastodon(fields()) == {}


def test_photos_of_a_bluesky_post_also_beside_a_quote() -> None:
    image = {"alt": "Bread", "image": {"$type": "blob", "ref": {"$link": CID}}}
    for embed in ({"images": [image]}, {"record": {}, "media": {"images": [image]}}):
        found = pictures_of(on_bluesky(CDN, DID, fields(embed=embed)))
        assert [(one.url, one.alt) for one in found] == [(f"{CDN}/{DID}/{CID}@jpeg", "Bread")]
    lies = [{"image": {"ref": {"$link": "../../secret"}}}, {"image": 7}, {}]
    assert on_bluesky(CDN, DID, fields(embed={"images": lies})) == {}
    many = on_bluesky(CDN, DID, fields(embed={"images": [image] * 50}))
    assert len(many[MEDIA]) == 10  # type: ignore[arg-type]
