"""Results as a table for a spreadsheet: the columns of the plot, then the posts that were talked about."""

import csv
import io
from pathlib import Path

from smmdesk.desk.cells import safe
from smmdesk.desk.file_writing import writing
from smmdesk.desk.results import Results
from smmdesk.model.number_words import word
from smmdesk.model.numbers import Count
from smmdesk.model.words import _, pgettext

PLENTY = 2


def write(results: Results, path: Path) -> None:
    """UTF-8 with a mark, every cell quoted, formulas disarmed; cells are apart by what a spreadsheet of this language
    takes apart: where the comma is the decimal sign it would show one single column.

    Raises ProblemError disk_full, folder_not_writable.
    """
    out = io.StringIO(newline="")
    apart = ";" if pgettext("number", ".") == "," else ","
    table = csv.writer(out, quoting=csv.QUOTE_ALL, delimiter=apart)
    table.writerow([_("From"), _("To"), _("Posts"), _("Messages"), _("Answered or done"), _("Without an answer")])
    for column in results.columns:
        days = (column.first.isoformat(), column.last.isoformat())
        table.writerow([*days, column.posts, column.heard, column.handled, column.waiting])
    table.writerow([])
    told = [kind for kind in Count if kind is not Count.ANSWERS and any(kind in post.counts for post in results.talked)]
    heads = [_capital(word(kind, PLENTY)) for kind in told]
    table.writerow([_("Post"), _("Comments"), _("Without an answer"), _("People"), *heads])
    for post in results.talked:
        counts = [post.counts.get(kind, "") for kind in told]  # what nobody told is no nought
        table.writerow([safe(post.words), post.comments, post.waiting, len(post.people), *counts])
    with writing(path) as draft:
        draft.write_text(out.getvalue(), "utf-8-sig", newline="")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
