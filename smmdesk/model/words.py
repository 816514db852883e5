"""Words for people, in the language chosen: gettext over the catalogues in resources/translations.

`_` and `ngettext` look the language up at the moment of the call, so a switch needs no restart. Placeholders are
named (`_("{count} posts").format(count=3)`): an f-string would reach neither the catalogue nor the translator.
"""

import gettext as _gettext
from pathlib import Path

TRANSLATIONS = Path(__file__).resolve().parents[2] / "resources" / "translations"
SOURCE = "en"
LANGUAGES = (SOURCE, "it")

_current: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"


def set_language(language: str) -> str:
    """Choose the language of all words from now on; an unknown one (`de`, `it_CH`) falls back to its stem or English.

    Returns the language that is now in use.
    """
    global _current, _language
    stem = language.replace("-", "_").split("_")[0].lower()
    _language = stem if stem in LANGUAGES else "en"
    if _language == SOURCE:
        _current = _gettext.NullTranslations()
    else:
        _current = _gettext.translation("smmdesk", TRANSLATIONS, [_language], fallback=True)
    return _language


def language() -> str:
    """The language in use, a two-letter code."""
    return _language


def _(message: str) -> str:
    """`message` in the language in use."""
    return _current.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form that fits `count`, in the language in use."""
    return _current.ngettext(singular, plural, count)


def with_tenths(value: float) -> str:
    """A number with one decimal as the language writes it: 1,234.5 or 1.234,5 (ux.md 107)."""
    text = f"{value:,.1f}"
    return text.translate({ord(","): ".", ord("."): ","}) if _language == "it" else text


def grouped(number: int) -> str:
    """A whole number as the language writes it: 12,345 or 12.345."""
    text = f"{number:,}"
    return text.replace(",", ".") if _language == "it" else text


def pgettext(context: str, message: str) -> str:
    """`message` in the language in use, where one English word has several meanings."""
    return _current.pgettext(context, message)


def N_(message: str) -> str:
    """Mark `message` for the catalogue; whoever shows it calls `_`."""
    return message
