"""Words for people, in the language chosen: gettext over the catalogues in resources/translations.

`_` and `ngettext` look the language up at the moment of the call, so a switch needs no restart. Placeholders are
named (`_("{count} posts").format(count=3)`): an f-string would reach neither the catalogue nor the translator. A
language is a folder with its catalogue; nothing here names one but English, which is in the code.
"""

import gettext as _gettext
from pathlib import Path

TRANSLATIONS = Path(__file__).resolve().parents[2] / "resources" / "translations"
SOURCE = "en"
PSEUDO = {"xa": "fi", "xb": "he"}
"""Languages for looking at screens (model/pseudo.py), in no list, and whose names of days and months they borrow."""
FROM_RIGHT = frozenset(("ar", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "xb", "yi"))

_current: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"


def set_language(language: str) -> str:
    """Choose the language of all words from now on; an unknown one (`de`, `it_CH`) falls back to its stem or English.

    Returns the language that is now in use.
    """
    global _current, _language
    stem = language.replace("-", "_").split("_")[0].lower()
    _language = stem if stem in PSEUDO or has_words(stem) else SOURCE
    _current = _catalogue(_language)
    return _language


def language() -> str:
    """The language in use, its code: two letters or three."""
    return _language


def languages() -> tuple[str, ...]:
    """English and every language that has a catalogue, by code."""
    return (SOURCE, *sorted(path.parents[1].name for path in TRANSLATIONS.glob("*/LC_MESSAGES/smmdesk.mo")))


def has_words(code: str) -> bool:
    """Whether there is a catalogue of this language."""
    return code == SOURCE or (code.isalpha() and (TRANSLATIONS / code / "LC_MESSAGES" / "smmdesk.mo").exists())


def name_of(code: str) -> str:
    """What a language calls itself."""
    return _catalogue(code).pgettext("name of this language", "English")


def reads_from_right() -> bool:
    """Whether the language in use is written from the right to the left."""
    return _language in FROM_RIGHT


def dates_as() -> str:
    """The language whose names of days and months belong to the one in use."""
    return PSEUDO.get(_language, _language)


def _(message: str) -> str:
    """`message` in the language in use."""
    return _current.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form that fits `count`, in the language in use."""
    return _current.ngettext(singular, plural, count)


def said_in(code: str, message: str) -> str:
    """`message` (marked with N_) in another language than the one in use: for what somebody else reads."""
    return (_catalogue(code) if has_words(code) else _current).gettext(message)


def with_tenths(value: float) -> str:
    """A number with one decimal as the language writes it: 1,234.5 or 1.234,5 (ux.md 107)."""
    return in_own_marks(f"{value:,.1f}")


def grouped(number: int) -> str:
    """A whole number as the language writes it: 12,345 or 12.345."""
    return in_own_marks(f"{number:,}")


def in_own_marks(number: str) -> str:
    """`1,234.5` with the marks of the language in use."""
    return number.translate({ord(","): pgettext("number", ","), ord("."): pgettext("number", ".")})


def pgettext(context: str, message: str) -> str:
    """`message` in the language in use, where one English word has several meanings."""
    return _current.pgettext(context, message)


def in_language(code: str, context: str, message: str) -> str:
    """`message` in another language than the one in use; in that one where there is no such catalogue."""
    return (_catalogue(code) if has_words(code) else _current).pgettext(context, message)


def N_(message: str) -> str:
    """Mark `message` for the catalogue; whoever shows it calls `_`."""
    return message


def NP_(_context: str, message: str) -> str:
    """Mark `message` with its context for the catalogue; whoever shows it calls `pgettext` or `in_language`."""
    return message


def _catalogue(code: str) -> _gettext.NullTranslations:
    if code in PSEUDO:
        from smmdesk.model import pseudo

        return pseudo.Accented() if code == "xa" else pseudo.FromRight()
    if code == SOURCE:
        return _gettext.NullTranslations()
    return _gettext.translation("smmdesk", TRANSLATIONS, [code], fallback=True)
