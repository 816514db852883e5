"""How a channel is connected, as data of a platform's facts: the form, an app of the owner's own, OAuth."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from smmdesk.model.words import N_

CLIENT_ID, CLIENT_SECRET = "client_id", "client_secret"
LACKS = "lacks"
"""The field of a form in which a person says which permission their app lacks: one of `OAuthFact.optional`."""


ALSO = "also"
"""The field of a form in which a person says which permissions their app has beyond the usual ones: some of
`OAuthFact.on_demand`, with a space between them."""


@dataclass(frozen=True, slots=True)
class SignInField:
    """One field of the sign-in form. `kind`: text, address, secret. Labels and help are English source words.

    `pasted` fields are asked only where the secret is pasted instead of signing in through the browser.
    """

    key: str
    label: str
    kind: str = "text"
    help: str = ""
    placeholder: str = ""
    required: bool = True
    pasted: bool = False
    choices: tuple[tuple[str, str], ...] = ()  # (value, words): one is picked, nothing is typed


@dataclass(frozen=True, slots=True)
class SignInFact:
    """How a channel is connected. `kind`: none, browser (RFC 8252), app_password, folder, page (by hand).

    `also_pasted` says that a browser sign-in may be replaced by a pasted secret, `also_browser` the other way round.
    `needs_app`: the owner makes an app of their own there first, on `app_url`, and gives its keys.
    """

    kind: str
    needs_app: bool = False
    app_url: str = ""
    app_id_label: str = N_("App ID")
    app_secret_label: str = N_("App secret")
    app_secret_required: bool = True  # False: some of its apps have none
    app_begin: str = ""  # what to do first on app_url, an English source sentence; empty: make a new app there
    app_steps: tuple[str, ...] = ()  # what to do then, English source sentences
    app_return: str = ""  # where the way back is entered, an English source sentence over it; empty: said in general
    app_end: str = ""  # which keys are copied at last, an English source sentence; empty: said in general
    gates: tuple[str, ...] = ()  # what looks like success there and is none, English source sentences
    lives_days: int = 0  # a sign-in ends so long after it was made, whatever is done; 0: it does not
    renews: bool = False  # one that ends is made longer by smmdesk itself, as long as that runs now and then
    browser_days: int = 0  # the same of a sign-in in the browser, where that is the second way (`also_browser`)
    also_browser: str = ""  # beside the form there is a sign-in in the browser: what is different, an English sentence
    fields: tuple[SignInField, ...] = ()
    also_pasted: bool = False
    help_url: str = ""
    will: tuple[str, ...] = ()  # what smmdesk will be able to do, English source words
    will_not: tuple[str, ...] = ()

    @property
    def app_fields(self) -> tuple[SignInField, ...]:
        """The form for the keys of an app of the owner's own; an empty label is a key that there is not."""
        fields = (
            SignInField(CLIENT_ID, self.app_id_label),
            SignInField(CLIENT_SECRET, self.app_secret_label, "secret", required=self.app_secret_required),
        )
        return tuple(entry for entry in fields if entry.label)


@dataclass(frozen=True, slots=True)
class OAuthFact:
    """How an app of the owner's own signs in (RFC 6749), as data. `authorize`, `token`, … name endpoints.

    `way_back`: loopback (this computer; `port` and `host` where the platform compares the whole address), or pasted
    (the person copies the https address that they landed on, `redirect`). `secret_in`: body, basic, or none.
    `permissions` says in words what each scope is for. `ended`: what the token address says when a sign-in is over, as
    `error`, `code` or `error: words of its description`; any other refusal of a renewal proves nothing.
    """

    scopes: tuple[str, ...] = ()
    separator: str = " "
    authorize: str = "authorize"
    token: str = "token"  # noqa: S105 - the name of an address
    request: str = ""  # where OAuth 1.0a (RFC 5849) begins; empty: it is OAuth 2
    revoke: str = ""
    pkce: bool = True
    challenge: str = "base64url"  # of RFC 7636; "hex" is TikTok's own reading of it
    secret_in: str = "body"  # noqa: S105 - a place
    client_id_name: str = "client_id"
    extra: Mapping[str, str] = field(default_factory=dict)
    way_back: str = "loopback"
    host: str = "127.0.0.1"
    port: int = 0
    redirect: str = "https://localhost/"
    user_agent: str = ""  # where the platform wants a form of its own; {app} and the form's {user} are filled in
    permissions: Mapping[str, str] = field(default_factory=dict)
    ended: tuple[str, ...] = ("invalid_grant",)
    optional: tuple[str, ...] = ()  # those of the scopes that an app may lack, left out where the form says so (LACKS)
    on_demand: tuple[str, ...] = ()  # asked for beside `scopes` only where the form says so (ALSO)

    @property
    def to_register(self) -> str:
        """The way back as the platform's form for apps wants it; empty where it wants none (a random port)."""
        if self.way_back == "loopback":
            return f"http://{self.host}:{self.port}/callback" if self.port else ""
        return self.redirect


ASSISTED = SignInFact(
    kind="page",
    fields=(
        SignInField("name", N_("Name of your account or page there"), required=False),
        SignInField(
            "page",
            N_("Page where you publish"),
            "address",
            N_("Opened for you when a post is due."),
            "https://",
            required=False,
        ),
    ),
    will=(N_("Remind you in time, with text and photos ready to copy"), N_("Open the right page for you")),
    will_not=(N_("Publish anything there: you do, and tick it off"),),
)
"""What a person agrees to where smmdesk guides and the person presses publish: there is no sign-in."""
