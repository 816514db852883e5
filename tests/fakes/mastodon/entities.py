"""The answers' JSON."""

import html
from datetime import timedelta
from typing import Any

from . import quotes
from .book import Account, App, Book, Draft, Media, Notification, Scheduled, Status
from .rules import AUDIO_MIMES, IMAGE_MIMES, MENTION, TAG, URL, VIDEO_MIMES, link_of, stamp


def account(book: Book, who: Account) -> dict[str, Any]:
    """An Account."""
    page = f"https://{who.domain}/@{who.username}" if who.domain else f"{book.url}/@{who.username}"
    return {
        "id": who.id,
        "username": who.username,
        "acct": who.acct,
        "display_name": who.display_name or who.username.title(),
        "locked": False,
        "bot": False,
        "group": False,
        "indexable": True,
        "discoverable": True,
        "created_at": "2024-01-01T00:00:00.000Z",
        "note": "",
        "url": page,
        "uri": page,
        "avatar": f"{book.url}/avatars/original/missing.png",
        "avatar_static": f"{book.url}/avatars/original/missing.png",
        "header": f"{book.url}/headers/original/missing.png",
        "header_static": f"{book.url}/headers/original/missing.png",
        "followers_count": who.followers,
        "following_count": 0,
        "statuses_count": sum(each.account is who for each in book.statuses.values()),
        "last_status_at": None,
        "emojis": [],
        "fields": [],
    }


def own_account(book: Book, who: Account) -> dict[str, Any]:
    """A CredentialAccount."""
    source = {
        "privacy": who.privacy,
        "sensitive": who.sensitive,
        "language": who.language,
        "note": "",
        "fields": [],
        "follow_requests_count": 0,
        "indexable": True,
        "discoverable": True,
        "quote_policy": who.quote_policy,
    }
    role = {"id": "-99", "name": "", "color": "", "highlighted": False, "permissions": "65536"}
    return {**account(book, who), "source": source, "role": role}


def application(app: App) -> dict[str, Any]:
    """An Application."""
    return {
        "id": app.id,
        "name": app.name,
        "website": app.website,
        "scopes": app.scopes,
        "redirect_uri": "\n".join(app.redirect_uris),
        "redirect_uris": app.redirect_uris,
        "vapid_key": "BCk-QqERU0q-CfYZjcuB6lnyyOYfJ2AifKqfeGIm7Z-HiTU5T9eTG5GxVA0_OH5mMlI4UkkDTpaZwozy0TzdZ2M=",
    }


def media(book: Book, file: Media) -> dict[str, Any]:
    """A MediaAttachment; `url` is null until the file is ready."""
    address = f"{book.url}/media/{file.id}" if file.is_ready else None
    size = {"width": file.size[0], "height": file.size[1], "aspect": file.size[0] / file.size[1]} if file.size else {}
    x, y = (float(part) for part in file.focus.split(","))
    return {
        "id": file.id,
        "type": file.kind,
        "url": address,
        "preview_url": address,
        "remote_url": None,
        "meta": {"original": size, "small": size, "focus": {"x": x, "y": y}} if file.is_ready else None,
        "description": file.description or None,
        "blurhash": "UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH" if file.is_ready else None,
    }


def status(
    book: Book, post: Status, viewer: Account | None, *, with_text: bool = False, whole: bool = True
) -> dict[str, Any]:
    """A Status as `viewer` sees it; `with_text` adds the source, as after deleting; a quoted one is not `whole`."""
    address = f"{book.url}/@{post.account.username}/{post.id}"
    draft = post.draft
    above = book.statuses.get(draft.in_reply_to_id or "")
    made: dict[str, Any] = {
        "id": post.id,
        "uri": f"{book.url}/users/{post.account.username}/statuses/{post.id}",
        "url": address,
        "created_at": stamp(post.created_at),
        "edited_at": stamp(post.edited_at) if post.edited_at else None,
        "account": account(book, post.account),
        "content": quotes.line(book, draft) + as_html(draft.text),
        "visibility": draft.visibility,
        "sensitive": draft.sensitive,
        "spoiler_text": draft.spoiler_text,
        "language": draft.language,
        "in_reply_to_id": draft.in_reply_to_id,
        "in_reply_to_account_id": above.account.id if above else None,
        "media_attachments": [media(book, each) for each in draft.media],
        "mentions": [],
        "tags": [{"name": name.lower(), "url": f"{book.url}/tags/{name.lower()}"} for name in TAG.findall(draft.text)],
        "emojis": [],
        "replies_count": sum(each.draft.in_reply_to_id == post.id for each in book.statuses.values()),
        "reblogs_count": post.reblogs + len(post.boosts),
        "favourites_count": post.favourites,
        "reblog": None,
        "card": None,
        "poll": poll(post),
    }
    if book.dialect.api >= quotes.SINCE:
        made |= quotes.told(book, post, viewer) | {"quote": quote(book, post.draft, viewer, whole)}
    if viewer is not None:
        made |= {"favourited": viewer.id in post.favourited_by, "reblogged": viewer.id in post.boosts}
    if viewer is post.account:
        app = draft.app
        made |= {"muted": False, "bookmarked": False, "pinned": False}
        made |= {"application": {"name": app.name, "website": app.website}} if app else {}
    return made | ({"text": draft.text} if with_text else {})


def quote(book: Book, draft: Draft, viewer: Account | None, whole: bool) -> dict[str, Any] | None:
    """A Quote, or a ShallowQuote in a status that is quoted itself; of what was revoked nothing is shown."""
    quoted = draft.quoted
    if quoted is None:
        return None
    if draft.revoked or quoted.id not in book.statuses:
        return {"state": "revoked" if draft.revoked else "deleted", "quoted_status": None}
    named = {"quoted_status": status(book, quoted, viewer, whole=False)} if whole else {"quoted_status_id": quoted.id}
    return {"state": "accepted", **named}


def poll(post: Status) -> dict[str, Any] | None:
    """The Poll of a status, if it has one."""
    wish = post.draft.poll
    if wish is None:
        return None
    votes, ends = post.votes, post.created_at + timedelta(seconds=wish["expires_in"])
    hides = wish["hide_totals"] and not votes.over
    told = [None if hides else votes.told(number) for number in range(len(wish["options"]))]
    return {
        "id": post.id,
        "expires_at": stamp(ends),
        "expired": votes.over,
        "multiple": wish["multiple"],
        "votes_count": votes.total,
        "voters_count": votes.voters,
        "options": [{"title": title, "votes_count": each} for title, each in zip(wish["options"], told, strict=True)],
        "emojis": [],
        "voted": True,
        "own_votes": [],
    }


def scheduled(book: Book, post: Scheduled) -> dict[str, Any]:
    """A ScheduledStatus."""
    return {
        "id": post.id,
        "scheduled_at": stamp(post.scheduled_at),
        "params": params(post.draft),
        "media_attachments": [media(book, each) for each in post.draft.media],
    }


def params(draft: Draft) -> dict[str, Any]:
    return {
        "text": draft.text,
        "visibility": draft.visibility,
        "spoiler_text": draft.spoiler_text,
        "sensitive": draft.sensitive,
        "language": draft.language,
        "in_reply_to_id": int(draft.in_reply_to_id) if draft.in_reply_to_id else None,
        "media_ids": [each.id for each in draft.media] or None,
        "poll": draft.poll,
        "idempotency": draft.idempotency_key,
        "application_id": int(draft.app.id) if draft.app else 0,
        "scheduled_at": None,
        "with_rate_limit": False,
        **quotes.waiting(draft),
    }


def notification(book: Book, happened: Notification) -> dict[str, Any]:
    """A Notification."""
    return {
        "id": happened.id,
        "type": happened.kind,
        "group_key": f"ungrouped-{happened.id}",
        "created_at": stamp(happened.made_at),
        "account": account(book, happened.by),
        "status": status(book, happened.status, happened.to) if happened.status else None,
    }


def instance(book: Book) -> dict[str, Any]:
    """An Instance (v2)."""
    limits = book.limits
    return {
        "domain": book.domain or book.url.removeprefix("http://"),
        "title": "Fake Mastodon",
        "version": book.dialect.version,
        "source_url": book.dialect.source_url,
        "description": "A server with opinions",
        "usage": {"users": {"active_month": len(book.accounts)}},
        "thumbnail": {"url": f"{book.url}/thumbnail.png"},
        "icon": [],
        "languages": ["en"],
        "configuration": {
            "urls": {"streaming": book.url.replace("http://", "ws://")},
            "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
            "statuses": {
                "max_characters": limits.characters,
                "max_media_attachments": limits.media,
                "characters_reserved_per_url": limits.url_characters,
            },
            "media_attachments": {
                "supported_mime_types": [*IMAGE_MIMES, *VIDEO_MIMES, *AUDIO_MIMES],
                "description_limit": limits.description,
                "image_size_limit": limits.image_bytes,
                "image_matrix_limit": limits.image_pixels,
                "video_size_limit": limits.video_bytes,
                "video_frame_rate_limit": 120,
                "video_matrix_limit": 8_294_400,
            },
            "polls": {
                "max_options": limits.poll_options,
                "max_characters_per_option": limits.poll_option_characters,
                "min_expiration": 300,
                "max_expiration": 2_629_746,
            },
            "translation": {"enabled": False},
        },
        "registrations": {"enabled": False, "approval_required": False, "message": None, "url": None},
        "api_versions": {"mastodon": book.dialect.api},
        "contact": {"email": "admin@example.test", "account": None},
        "rules": [],
    }


def as_html(text: str) -> str:
    """A text as Mastodon shows it: paragraphs, lines, links and tags."""
    paragraphs = [part for part in text.strip().split("\n\n") if part]
    return "".join(f"<p>{'<br />'.join(_linked(line) for line in part.splitlines())}</p>" for part in paragraphs)


def _linked(line: str) -> str:
    made, end = "", 0
    for match in URL.finditer(line):
        link = html.escape(link_of(match[0]))
        made += html.escape(line[end : match.start()]) + f'<a href="{link}" rel="nofollow">{link}</a>'
        end = match.start() + len(link_of(match[0]))
    made += html.escape(line[end:])
    return MENTION.sub(r'<span class="h-card">@<span>\1</span></span>', made)
