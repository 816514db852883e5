"""A real WordPress under PHP's own web server, its database in SQLite through WordPress's own plug-in."""

import secrets
import shutil
from pathlib import Path
from typing import Any, Self

import httpx

from .browser import Browser
from .process import Launch, LoopbackServer, ServerProcess, free_port, launched
from .wordpress_site import PHP_FOLDER, WORDPRESS, fresh_site, php, site_variables, tool

ROLES = ("admin", "editor", "author", "contributor", "subscriber")
STATUSES = "publish,future,draft,pending,private,trash"
PRETTY = "/%year%/%monthnum%/%day%/%postname%/"


class WordPressServer(LoopbackServer):
    """A site on a random port, in the time zone Europe/Rome, with one person per role (NAME, password NAME-password).

    Every question below is asked as the site's administrator, so that an assertion says what the platform holds.
    """

    version = WORDPRESS

    def __init__(self, process: ServerProcess, folder: Path, url: str, variables: dict[str, str]) -> None:
        super().__init__(process, folder)
        self.url = url
        self._variables = variables
        secret = self.application_password("admin", "the tests")
        self._client = httpx.Client(base_url=url, auth=("admin", secret), trust_env=False, timeout=60.0)

    @classmethod
    def start(cls, *, environment: str = "local", workers: int = 4) -> Self:
        """Install (once) and start. Raises ServerError.

        `environment` other than local gives no application passwords, as any site without https. The site calls
        itself to publish scheduled posts, so there are at least two `workers`.
        """
        template, program = fresh_site(), php()
        url = ""
        variables: dict[str, str] = {}

        def plan(folder: Path) -> Launch:
            nonlocal url
            shutil.copytree(template, folder, dirs_exist_ok=True)
            address = f"127.0.0.1:{free_port()}"
            url = f"http://{address}"
            variables.update(site_variables(folder, url, environment))
            command = [*program, "-S", address, "-t", str(folder / "www"), str(PHP_FOLDER / "router.php")]
            env = {**variables, "PHP_CLI_SERVER_WORKERS": str(workers)}
            return Launch(command, folder, env, f"{url}/?rest_route=/")

        process, folder = launched("wordpress", plan)
        return cls(process, folder, url, variables)

    def stop(self) -> None:
        self._client.close()
        super().stop()

    def application_password(self, role: str = "editor", name: str = "") -> str:
        """A new application password of the person with that role, in groups with spaces as the site shows it."""
        made = self._tool("application_password", role=role, name=name or f"smmdesk {secrets.token_hex(4)}")
        password: str = made["password"]
        return password

    def revoke_application_passwords(self, role: str) -> None:
        """Take all application passwords of the person away."""
        people = self._json("GET", "users", params={"search": role, "context": "edit"})
        [person] = [each for each in people if each["username"] == role]
        self._json("DELETE", f"users/{person['id']}/application-passwords")

    def set_permalinks(self, pretty: bool) -> None:
        """Pretty addresses (the default), or plain ones: then the API answers only under `?rest_route=`."""
        self._tool("permalinks", structure=PRETTY if pretty else "")

    def posts(self, **params: str) -> list[dict[str, Any]]:
        """All posts of any status with raw fields, newest first; `params` are those of GET wp/v2/posts."""
        found: list[dict[str, Any]] = self._json(
            "GET", "posts", params={"status": STATUSES, "context": "edit", "per_page": "100", **params}
        )
        return found

    def get_post(self, post_id: int) -> dict[str, Any] | None:
        """One post with raw fields (`title.raw`, `content.raw`, `status`, `date_gmt`), or None when it is gone."""
        answer = self._request("GET", f"posts/{post_id}", params={"context": "edit"})
        return None if answer.status_code == 404 else _checked(answer)

    def media(self) -> list[dict[str, Any]]:
        """All media with raw fields (`alt_text`, `source_url`, `media_details`), newest first."""
        found: list[dict[str, Any]] = self._json("GET", "media", params={"context": "edit", "per_page": "100"})
        return found

    def file(self, source_url: str) -> bytes:
        """The bytes that visitors get from an address of this site."""
        answer = httpx.get(source_url, trust_env=False, timeout=30.0)
        answer.raise_for_status()
        return answer.content

    def terms(self, taxonomy: str = "tags") -> dict[int, str]:
        """The names of all `tags` or `categories` by their ids."""
        return {term["id"]: term["name"] for term in self._json("GET", taxonomy, params={"per_page": "100"})}

    def edit_post(self, post_id: int, **fields: object) -> dict[str, Any]:
        """Change a post as somebody at the site would."""
        changed: dict[str, Any] = self._json("POST", f"posts/{post_id}", json=fields)
        return changed

    def delete_post(self, post_id: int, *, force: bool = True) -> None:
        """Delete a post at the site, or put it into the trash."""
        self._json("DELETE", f"posts/{post_id}", params={"force": str(force).lower()})

    def comment(self, post_id: int, text: str, author: str = "A visitor") -> dict[str, Any]:
        """A visitor's comment under a post."""
        fields = {"post": post_id, "content": text, "author_name": author, "author_email": "visitor@example.test"}
        made: dict[str, Any] = self._json("POST", "comments", json=fields)
        return made

    def judge_comment(self, comment_id: int, status: str) -> dict[str, Any]:
        """Approve a comment, or let it wait (`hold`), as a moderator."""
        judged: dict[str, Any] = self._json("POST", f"comments/{comment_id}", json={"status": status})
        return judged

    def comments(self, post_id: int) -> list[dict[str, Any]]:
        """The comments under a post with raw fields (`content.raw`, `parent`), oldest first."""
        params = {"post": str(post_id), "context": "edit", "order": "asc", "per_page": "100"}
        found: list[dict[str, Any]] = self._json("GET", "comments", params=params)
        return found

    def make_due(self, post_id: int) -> None:
        """Let the moment of a scheduled post come, without waiting for it."""
        self._tool("make_due", id=post_id)

    def run_cron(self) -> None:
        """Let the site do now what it does at the next visit: publish the scheduled posts that are due."""
        self._tool("unlock_cron")
        httpx.get(f"{self.url}/wp-cron.php?doing_wp_cron", trust_env=False, timeout=60.0).raise_for_status()

    def clear(self) -> None:
        """Delete all posts, media, tags and categories."""
        self._tool("clear")

    def authorize(self, authorize_url: str, role: str = "editor", *, agree: bool = True) -> httpx.Response:
        """Sign in as `role` at an authorize-application address and agree (or refuse).

        Gives the last answer on the way back to the app; where nobody listens there, the redirect to it.
        """
        with Browser() as browser:
            return browser.sign_in(authorize_url, role, f"{role}-password", agree=agree)

    def _tool(self, command: str, **wish: object) -> dict[str, Any]:
        return tool(self.folder, self._variables, command, **wish)

    def _request(self, method: str, route: str, **options: Any) -> httpx.Response:
        params = {"rest_route": f"/wp/v2/{route}", **options.pop("params", {})}
        return self._client.request(method, "/", params=params, **options)

    def _json(self, method: str, route: str, **options: Any) -> Any:
        return _checked(self._request(method, route, **options))


def _checked(answer: httpx.Response) -> Any:
    if not answer.is_success:
        raise AssertionError(f"the WordPress site refused {answer.url}: {answer.text[:500]}")
    return answer.json()
