"""How far an upload is, as people say it: "64 %, 3.1 of 4.8 MB, about 12 seconds"."""

from smmdesk.model.words import _, ngettext, with_tenths
from ui.bridge import Upload

MB = 1_000_000
SHOWN_FROM_S = 2.0
"""Before that nobody can tell how long it takes."""


def upload_words(upload: Upload) -> str:
    """Percent, size, and the time left once it can be told."""
    size = _("{done} of {total} MB").format(done=with_tenths(upload.done / MB), total=with_tenths(upload.total / MB))
    parts = [f"{upload.percent}%", size]
    left_s = upload.left_s
    if left_s is not None and upload.now_s - upload.began_s >= SHOWN_FROM_S:
        parts.append(_time_left(left_s))
    return " · ".join(parts)


def _time_left(seconds: float) -> str:
    if seconds < 60:
        count = max(1, round(seconds))
        return ngettext("about {count} second", "about {count} seconds", count).format(count=count)
    count = round(seconds / 60)
    return ngettext("about {count} minute", "about {count} minutes", count).format(count=count)
