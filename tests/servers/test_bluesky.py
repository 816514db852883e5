"""The real Bluesky server behaves as Bluesky does."""

from typing import Any

import httpx
import pytest

from .bluesky import POST, Account, BlueskyServer

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc00000030101"
    "00c9fe92ef0000000049454e44ae426082"
)
RKEY = "3n2yvoqz27224"


class Client:
    """Somebody's app, signed in with an app password."""

    def __init__(self, server: BlueskyServer, account: Account) -> None:
        self.account = account
        self._http = httpx.Client(base_url=f"{server.url}/xrpc/", trust_env=False, timeout=30)
        wish = {"identifier": account.handle, "password": server.app_password(account)}
        self.session = self.call("com.atproto.server.createSession", json=wish).json()

    def call(self, method: str, token: str = "", **options: Any) -> httpx.Response:
        headers = options.pop("headers", {}) | ({"Authorization": f"Bearer {token}"} if token else {})
        return self._http.post(method, headers=headers, **options)

    def put(self, record: dict[str, Any], rkey: str, method: str = "putRecord", **more: Any) -> httpx.Response:
        body = {"repo": self.account.did, "collection": POST, "rkey": rkey, "record": record, **more}
        return self.call(f"com.atproto.repo.{method}", self.session["accessJwt"], json=body)

    def close(self) -> None:
        self._http.close()


@pytest.fixture
def client(bluesky_server: BlueskyServer) -> Any:
    bluesky_server.clear(bluesky_server.alice)
    client = Client(bluesky_server, bluesky_server.alice)
    yield client
    client.close()


def post(text: str, **more: Any) -> dict[str, Any]:
    return {"$type": POST, "text": text, "createdAt": "2026-11-22T10:00:00.000Z", **more}


def test_it_listens_on_loopback_only(bluesky_server: BlueskyServer) -> None:
    port = httpx.URL(bluesky_server.url).port
    assert httpx.get(f"http://127.0.0.1:{port}/xrpc/_health", trust_env=False).is_success
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://[::1]:{port}/xrpc/_health", trust_env=False)


def test_it_names_itself_in_the_document_of_its_people(bluesky_server: BlueskyServer) -> None:
    document = httpx.get(f"{bluesky_server.plc_url}/{bluesky_server.alice.did}", trust_env=False).json()
    assert document["alsoKnownAs"] == ["at://alice.test"]
    assert document["service"][0]["serviceEndpoint"] == bluesky_server.url


def test_an_app_password_signs_in_and_can_be_taken_away(bluesky_server: BlueskyServer, client: Client) -> None:
    password = bluesky_server.app_password(bluesky_server.bob, "lent")
    wish = {"identifier": "bob.test", "password": password}
    assert client.call("com.atproto.server.createSession", json=wish).json()["did"] == bluesky_server.bob.did
    bluesky_server.revoke_app_password(bluesky_server.bob, "lent")
    refused = client.call("com.atproto.server.createSession", json=wish)
    assert (refused.status_code, refused.json()["error"]) == (401, "AuthenticationRequired")


def test_a_sessions_tokens_are_refreshed_and_a_garbled_one_is_400(client: Client) -> None:
    fresh = client.call("com.atproto.server.refreshSession", client.session["refreshJwt"]).json()
    assert fresh["refreshJwt"] != client.session["refreshJwt"]
    refused = client.call("com.atproto.server.refreshSession", "garbled")
    assert (refused.status_code, refused.json()["error"]) == (400, "InvalidToken")


def test_a_record_put_twice_is_one_record(bluesky_server: BlueskyServer, client: Client) -> None:
    first, again = (client.put(post("Once"), RKEY).json() for _ in range(2))
    assert first["cid"] == again["cid"]
    assert [record["uri"] for record in bluesky_server.list_records(client.account)] == [first["uri"]]
    assert bluesky_server.posts(client.account) == [post("Once")]


def test_a_record_created_twice_is_an_error_that_does_not_say_so(bluesky_server: BlueskyServer, client: Client) -> None:
    assert client.put(post("Once"), RKEY, "createRecord").is_success
    again = client.put(post("Once"), RKEY, "createRecord")
    assert (again.status_code, again.json()["error"]) == (500, "InternalServerError")
    assert len(bluesky_server.posts(client.account)) == 1


def test_an_absent_record_is_absent(bluesky_server: BlueskyServer, client: Client) -> None:
    uri = client.put(post("Short-lived"), RKEY).json()["uri"]
    assert bluesky_server.get_record(uri) is not None
    bluesky_server.delete_record(uri, client.account)
    assert bluesky_server.get_record(uri) is None


@pytest.mark.parametrize("text", ["é" * 301, "👩‍👩‍👧‍👦" * 121], ids=["301 characters", "3025 bytes"])
def test_a_text_too_long_is_refused(bluesky_server: BlueskyServer, client: Client, text: str) -> None:
    refused = client.put(post(text), RKEY, validate=True)
    assert (refused.status_code, refused.json()["error"]) == (400, "InvalidRequest")
    assert bluesky_server.posts(client.account) == []


def test_a_picture_comes_back_byte_for_byte(bluesky_server: BlueskyServer, client: Client) -> None:
    token, headers = client.session["accessJwt"], {"Content-Type": "image/png"}
    blob = client.call("com.atproto.repo.uploadBlob", token, content=PIXEL, headers=headers).json()["blob"]
    image = {"image": blob, "alt": "One pixel"}
    uri = client.put(post("Look", embed={"$type": "app.bsky.embed.images", "images": [image]}), RKEY).json()["uri"]
    record = bluesky_server.get_record(uri)
    assert record is not None
    [kept] = record["value"]["embed"]["images"]
    assert kept["alt"] == "One pixel"
    assert bluesky_server.get_blob(client.account, kept["image"]) == PIXEL
