"""Results as a table for a spreadsheet: the columns of the plot, then the posts that were talked about."""

import csv
import io
from pathlib import Path

from smmdesk.desk.cells import safe
from smmdesk.desk.file_writing import writing
from smmdesk.desk.results import Results
from smmdesk.model.words import _


def write(results: Results, path: Path) -> None:
    """UTF-8 with a mark, every cell quoted, formulas disarmed. Raises ProblemError disk_full, folder_not_writable."""
    out = io.StringIO(newline="")
    table = csv.writer(out, quoting=csv.QUOTE_ALL)
    table.writerow([_("From"), _("To"), _("Posts"), _("Messages"), _("Answered or done"), _("Without an answer")])
    for column in results.columns:
        days = (column.first.isoformat(), column.last.isoformat())
        table.writerow([*days, column.posts, column.heard, column.handled, column.waiting])
    table.writerow([])
    table.writerow([_("Post"), _("Comments"), _("Without an answer"), _("People")])
    for post in results.talked:
        table.writerow([safe(post.words), post.comments, post.waiting, len(post.people)])
    with writing(path) as draft:
        draft.write_text(out.getvalue(), "utf-8-sig", newline="")
