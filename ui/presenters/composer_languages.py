"""The post in other languages: which there are, which can be added, and the way to each."""

from typing import TYPE_CHECKING, NamedTuple

from smmdesk.desk import variants
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _
from ui.models.language_names import language_name

if TYPE_CHECKING:
    from smmdesk.store.reader import Reader
    from ui.presenters.composer import ComposerPresenter


class LanguageChip(NamedTuple):
    """One language of the post; `here`: the one that is open."""

    post_id: str
    code: str
    name: str
    here: bool


def read_languages(reader: "Reader", composer: "ComposerPresenter") -> tuple[LanguageChip, ...]:
    """The languages of the composer's post, none for a post in one language."""
    stored = composer.saving.stored
    if stored is None:
        return ()
    found = []
    for each in variants.siblings(reader, stored):
        code = each.language or composer.brand.language
        found.append(LanguageChip(each.id, code, language_name(code), each.id == stored.id))
    return tuple(found)


def choose_language(composer: "ComposerPresenter", language: str) -> None:
    """Open the post in a language, made now where it is not there yet. What is open is saved before."""
    there = next((chip for chip in composer.languages if chip.code == language), None)
    if there is not None:
        open_language(composer, there.post_id)
        return
    if language == composer.language:
        return
    composer.commit_time()
    if not composer.saving.flush():
        return
    stored = composer.saving.stored
    if stored is None:
        composer.bridge.announce(_("Write the post first, then add a language."))
        return
    try:
        made = variants.add_variant(composer.desk, stored.id, language)
    except ProblemError as error:
        composer.bridge.fail(error.problem)
        if error.problem.code == "language_there":
            open_language(composer, str(error.problem.values["post_id"]))
        return
    words = _("{language}: a draft with the same words. Translate them and choose its channels.")
    composer.bridge.announce(words.format(language=language_name(language)), True)
    composer.let_go()
    composer.post_opened.emit(made.id)


def open_language(composer: "ComposerPresenter", post_id: str) -> None:
    """Save, and open the post in another language; stays when it could not be saved or is open already."""
    stored = composer.saving.stored
    if (stored is None or stored.id != post_id) and composer.close():
        composer.post_opened.emit(post_id)
