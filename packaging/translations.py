"""The words of the program: collects them from code and facts, merges each language's fragments, compiles catalogues.

    python packaging/translations.py                    compile every language in resources/translations
    python packaging/translations.py --check [de …]     only say what is missing or contradicts itself (exit 1)
    python packaging/translations.py --template FILE    write all words, untranslated (a .po or .pot)

A developer's tool: it needs Babel of the development lock. The compiled catalogues are part of the repository; see
docs/translating.md.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from smmdesk.model.pseudo import PLAIN_CONTEXTS  # noqa: E402
from smmdesk.platforms import PLATFORMS, facts_of, words_of  # noqa: E402 - the repository has no package to install

APOSTROPHE = re.compile(r"(?<=\w)'")
FOLDER = ROOT / "resources" / "translations"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "NP_": ((1, "c"), 2)}
MessageId = str | tuple[str, str]
Key = tuple[str, str]  # context, first form


def key_of(message_id: MessageId, context: str | None) -> Key:
    return (context or "", message_id if isinstance(message_id, str) else message_id[0])


def words_of_code() -> Iterator[tuple[Key, MessageId, str]]:
    """Every message of main.py, smmdesk and ui with the file that says it."""
    files = [ROOT / "main.py", *sorted((ROOT / "smmdesk").rglob("*.py")), *sorted((ROOT / "ui").rglob("*.py"))]
    for path in files:
        if not path.exists():
            continue
        with path.open("rb") as file:
            for _line, message, _comments, context in extract("python", file, KEYWORDS):
                if message:
                    yield key_of(message, context), message, str(path.relative_to(ROOT))


def words_of_facts() -> Iterator[tuple[Key, MessageId, str]]:
    """Labels, helps and choices of the platforms' facts."""
    for platform in PLATFORMS:
        for word in words_of(facts_of(platform)):
            yield ("", word), word, f"{platform}.toml"


@cache
def wanted() -> dict[Key, tuple[MessageId, str]]:
    """Everything that must have a translation."""
    found: dict[Key, tuple[MessageId, str]] = {}
    for key, message, where in (*words_of_code(), *words_of_facts()):
        if key not in found or isinstance(message, tuple):
            found[key] = (message, where)
    return found


def languages() -> list[str]:
    """Every language that has a folder."""
    return sorted(path.name for path in FOLDER.iterdir() if any(path.glob("*.po")))


def merged(language: str) -> tuple[Catalog, list[str]]:
    """All fragments of a language in one catalogue, and what is wrong with them."""
    catalog = Catalog(locale=language, domain="smmdesk", charset="utf-8")
    seen: dict[Key, str] = {}
    wrong: list[str] = []
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            fragment = read_po(file, locale=language, abort_invalid=True)
        for message in fragment:
            if not message.id:
                continue
            key = key_of(message.id, message.context)
            string = message.string if message.context in PLAIN_CONTEXTS else typeset(message.string)
            if key in seen and catalog.get(message.id, message.context).string != string:
                wrong.append(f"two translations: {key[1]!r} in {seen[key]} and {path.name}")
            seen[key] = path.name
            catalog.add(message.id, string, context=message.context)
    return catalog, wrong


def typeset(string: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """The apostrophe as it is printed, whichever key the translator pressed: one kind on screen."""
    return APOSTROPHE.sub("’", string) if isinstance(string, str) else tuple(APOSTROPHE.sub("’", s) for s in string)


def template(language: str | None = None) -> bytes:
    """Every word without a translation, with the file that says it; for a language, with its plural forms."""
    always = datetime(2026, 1, 1, tzinfo=UTC)
    catalog = Catalog(locale=language, domain="smmdesk", project="smmdesk", charset="utf-8", fuzzy=False)
    catalog.creation_date = catalog.revision_date = always
    for key, (message_id, where) in sorted(wanted().items()):
        catalog.add(message_id, context=key[0] or None, auto_comments=[where])
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=100)
    return buffer.getvalue()


def problems(language: str = "it") -> list[str]:
    """What a translator has to do: missing and contradicting messages, placeholders that differ."""
    catalog, wrong = merged(language)
    for key, (message_id, where) in sorted(wanted().items()):
        message = catalog.get(message_id, key[0] or None)
        strings = [] if message is None else [message.string] if isinstance(message.string, str) else message.string
        if not strings or not all(strings):
            wrong.append(f"missing: {key[1]!r} ({where})")
            continue
        for string in strings:
            if (placeholders(key[1]) - placeholders(string) and "{" in string) or placeholders(string) - all_of(
                message_id
            ):
                wrong.append(f"other placeholders: {key[1]!r}")
                break
    return wrong


def all_of(message_id: MessageId) -> set[str]:
    return placeholders(message_id) if isinstance(message_id, str) else set().union(*map(placeholders, message_id))


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {part.split("}", 1)[0].split(":", 1)[0] for part in text.split("{")[1:]}


def compiled(language: str = "it") -> bytes:
    """The catalogue as gettext reads it, the same bytes for the same words."""
    catalog, _wrong = merged(language)
    always = datetime(2026, 1, 1, tzinfo=UTC)
    ordered = Catalog(
        locale=language, domain="smmdesk", charset="utf-8", creation_date=always, revision_date=always, fuzzy=False
    )
    for message in sorted((m for m in catalog if m.id), key=lambda m: key_of(m.id, m.context)):
        ordered.add(message.id, message.string, context=message.context)
    buffer = io.BytesIO()
    write_mo(buffer, ordered)
    return buffer.getvalue()


def target(language: str = "it") -> Path:
    return FOLDER / language / "LC_MESSAGES" / "smmdesk.mo"


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--template"] and len(arguments) == 2:
        path = Path(arguments[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(template(path.parent.name if path.suffix == ".po" else None))
        return 0
    chosen = [one for one in arguments if not one.startswith("-")] or languages()
    wrong = [f"{language}: {line}" for language in chosen for line in problems(language)]
    print("\n".join(wrong) or "every word has its translation")
    if "--check" in arguments:
        return 1 if wrong else 0
    for language in chosen:
        target(language).parent.mkdir(parents=True, exist_ok=True)
        target(language).write_bytes(compiled(language))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
