"""What the languages of posts are called, in the language in use."""

from smmdesk.model.words import N_, _

LANGUAGES = {
    "it": N_("Italian"),
    "en": N_("English"),
    "de": N_("German"),
    "fr": N_("French"),
    "es": N_("Spanish"),
    "pt": N_("Portuguese"),
    "sl": N_("Slovenian"),
    "nl": N_("Dutch"),
    "hr": N_("Croatian"),
    "pl": N_("Polish"),
}


def language_name(code: str) -> str:
    """What a language is called; one that is not in our list by its code."""
    return _(LANGUAGES[code]) if code in LANGUAGES else code.upper()
