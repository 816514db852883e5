"""What was typed and the store would not take lies in a small file, and stands where it was typed at the next start."""

import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.desk import planning, triage, unwritten
from smmdesk.desk.desk import Desk
from smmdesk.desk.unwritten import Unwritten, What
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content, ThreadItem, Wording
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.person import Person
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.model.stages import Stage
from smmdesk.store import driver
from smmdesk.system.paths import Paths
from tests.desk.heard import wrote
from tests.desk.support import add_channel, add_post, edited, post_now, rome, states


def posts(desk: Desk) -> list[Post]:
    with desk.store.reading() as reader:
        return list(reader.all(Post))


def person(desk: Desk, brand: Brand, **fields: str) -> Person:
    with desk.store.transaction() as tx:
        return tx.put(Person(desk.clock.new_id(), brand.id, **{"name": "Anna", **fields}))


def read_person(desk: Desk, one: Person) -> Person:
    with desk.store.reading() as reader:
        return reader.get(Person, one.id)


def draft_of(desk: Desk, message_id: str) -> str:
    with desk.store.reading() as reader:
        return triage.draft_of(reader, message_id)


def taken_in(desk: Desk, *typed: Unwritten) -> None:
    unwritten.keep(desk.paths, typed)
    assert unwritten.take_in(desk) == (len(typed), 0)
    assert not desk.paths.unwritten.exists()


def test_an_answer_for_one_person_comes_back_as_one(desk: Desk, brand: Brand) -> None:
    comment = wrote(desk, add_channel(desk, brand))
    taken_in(desk, Unwritten(What.ANSWER, comment.id, "Tre euro", private=True))
    with desk.store.reading() as reader:
        assert triage.is_in_private(reader, comment.id)
    taken_in(desk, Unwritten(What.ANSWER, comment.id, "Anche domani", "Tre"))
    with desk.store.reading() as reader:
        assert triage.draft_of(reader, comment.id) == "Tre euro\nAnche domani"
        assert triage.is_in_private(reader, comment.id)


def test_the_file_is_for_the_owner_alone_and_whole(desk: Desk) -> None:
    one, two = Unwritten(What.ANSWER, "m", "Grazie 🌻"), Unwritten(What.NOTES, "p", "Ama il pane", "Ama")
    unwritten.keep(desk.paths, [one])
    unwritten.keep(desk.paths, [replace(one, text="Grazie mille"), two])
    assert unwritten.read(desk.paths) == (replace(one, text="Grazie mille"), two)
    assert stat.S_IMODE(desk.paths.unwritten.stat().st_mode) == 0o600
    assert not list(Path(desk.paths.folder).glob("*.new"))


def test_each_comes_back_where_it_was_typed(desk: Desk, brand: Brand) -> None:
    message, anna = wrote(desk, add_channel(desk, brand)), person(desk, brand, notes="Ama")
    with desk.store.transaction() as tx:
        photo = tx.put(
            Asset(desk.clock.new_id(), brand.id, sha256="0" * 64, name="pane.jpg", mime="image/jpeg", size_bytes=9)
        )
    taken_in(
        desk,
        Unwritten(What.ANSWER, message.id, "Grazie"),
        Unwritten(What.NOTES, anna.id, "Ama il pane nero", "Ama"),
        Unwritten(What.NAME, anna.id, "Anna Rossi", "Anna"),
        Unwritten(What.ALT, photo.id, "Un pane", "", "it"),
        Unwritten(What.CREDIT, photo.id, "Foto di Anna"),
        Unwritten(What.IDEA, "", "Il forno di notte", brand_id=brand.id),
    )
    assert draft_of(desk, message.id) == "Grazie"
    assert (read_person(desk, anna).name, read_person(desk, anna).notes) == ("Anna Rossi", "Ama il pane nero")
    with desk.store.reading() as reader:
        found = reader.get(Asset, photo.id)
    assert (found.alt["it"], found.credit) == ("Un pane", "Foto di Anna")
    assert [(post.content.text, post.stage) for post in posts(desk)] == [("Il forno di notte", Stage.IDEA)]


def test_twice_is_once(desk: Desk, brand: Brand) -> None:
    message, anna = wrote(desk, add_channel(desk, brand)), person(desk, brand)
    for _round in range(2):
        taken_in(desk, Unwritten(What.ANSWER, message.id, "Grazie"), Unwritten(What.NOTES, anna.id, "Ama il pane"))
    assert (draft_of(desk, message.id), read_person(desk, anna).notes) == ("Grazie", "Ama il pane")


def test_what_was_written_meanwhile_stays_beside_it(desk: Desk, brand: Brand) -> None:
    message, anna = wrote(desk, add_channel(desk, brand)), person(desk, brand, notes="Viene il lunedì")
    triage.keep_draft(desk, message.id, "Buongiorno")
    taken_in(
        desk,
        Unwritten(What.ANSWER, message.id, "Grazie"),
        Unwritten(What.NOTES, anna.id, "Ama il pane", "Viene"),
        Unwritten(What.NAME, anna.id, "Anna Rossi", "Annina"),
    )
    assert draft_of(desk, message.id) == "Buongiorno\nGrazie"
    assert read_person(desk, anna).notes == "Viene il lunedì\nAma il pane"
    assert read_person(desk, anna).name == "Anna", "somebody gave another one since"


def killed_before_the_file_is_cleared(desk: Desk, *typed: Unwritten) -> None:
    """Everything is taken in, and the computer goes off before the file says so; then the next start."""
    unwritten.keep(desk.paths, typed)
    with pytest.MonkeyPatch.context() as patch:

        def off(paths: Paths, left: Sequence[Unwritten]) -> None:
            if not left:
                raise KeyboardInterrupt
            keep(paths, left)

        keep = unwritten.keep
        patch.setattr(unwritten, "keep", off)
        with pytest.raises(KeyboardInterrupt):
            unwritten.take_in(desk)
    assert unwritten.take_in(desk) == (len(typed), 0)
    assert not desk.paths.unwritten.exists()


def test_killed_before_the_file_is_cleared_nothing_stands_there_twice(desk: Desk, brand: Brand) -> None:
    new = Post("", brand.id, content=Content(text="Pane nero"))
    changed = add_post(desk, brand, "Pane")
    saved = unwritten.of_post(edited(changed, "Pane bianco"), changed)
    edited_since = add_post(desk, brand, "Dolci")
    twin = unwritten.of_post(edited(edited_since, "Dolci di Natale"), edited_since)
    planning.save_post(desk, edited(edited_since, "Dolci di ieri"))
    killed_before_the_file_is_cleared(
        desk,
        unwritten.of_post(new, None),
        saved,
        twin,
        Unwritten(What.IDEA, "", "Il forno di notte", brand_id=brand.id),
        Unwritten(What.NOTES, "gone", "Ama il pane", brand_id=brand.id),
    )
    assert sorted(post.content.text for post in posts(desk)) == sorted(
        ["Pane nero", "Pane bianco", "Dolci di ieri", "Dolci di Natale", "Il forno di notte", "Ama il pane"]
    )


def test_one_that_is_in_the_trash_by_then_does_not_come_back(desk: Desk, brand: Brand) -> None:
    """Written down while the window still asked what becomes of it, thrown away, and then the window was killed."""
    typed = unwritten.named(desk, Unwritten(What.IDEA, "", "Il forno", brand_id=brand.id))
    unwritten.write(desk, typed)
    planning.trash(desk, [posts(desk)[0].id])
    taken_in(desk, typed)
    assert not posts(desk)


def test_what_it_was_typed_for_is_gone_then_it_is_an_idea(desk: Desk, brand: Brand) -> None:
    taken_in(desk, Unwritten(What.ANSWER, "gone", "Grazie", brand_id=brand.id), Unwritten(What.NOTES, "gone", "Ama"))
    assert sorted((post.content.text, post.stage) for post in posts(desk)) == [
        ("Ama", Stage.IDEA),
        ("Grazie", Stage.IDEA),
    ]


def test_a_post_comes_back_with_everything_that_was_in_it(desk: Desk, brand: Brand) -> None:
    channel = add_channel(desk, brand)
    typed = Post(
        "",
        brand.id,
        content=Content(text="Pane nero", first_comment="Ogni giorno"),
        channels=(channel.id,),
        wordings=(Wording(channel.id, text="Pane nero qui"),),
        planned=rome("2026-12-01 09:00"),
        language="it",
    )
    taken_in(desk, unwritten.of_post(typed, None))
    (found,) = posts(desk)
    assert (found.content, found.channels, found.wordings) == (typed.content, typed.channels, typed.wordings)
    assert (found.planned, found.stage) == (typed.planned, Stage.DRAFT)


def test_a_post_that_was_open_says_what_was_typed_and_one_changed_since_gets_a_twin(desk: Desk, brand: Brand) -> None:
    post = add_post(desk, brand, "Pane")
    taken_in(desk, unwritten.of_post(edited(post, "Pane nero"), post))
    assert [one.content.text for one in posts(desk)] == ["Pane nero"]
    taken_in(desk, unwritten.of_post(edited(post, "Pane bianco"), post))
    assert sorted(one.content.text for one in posts(desk)) == ["Pane bianco", "Pane nero"]


def test_a_post_on_its_way_goes_on_and_what_was_typed_is_a_draft(desk: Desk, brand: Brand) -> None:
    from tests.desk.support import WAY_OUT, deliveries, drive

    post = planning.schedule(desk, add_post(desk, brand, "Pane", add_channel(desk, brand)).id, rome("2026-11-24 09:00"))
    typed = unwritten.of_post(edited(post_now(desk, post), "Pane nero"), post_now(desk, post))
    drive(desk, deliveries(desk, post)[0].parts[0], *WAY_OUT[:2])
    taken_in(desk, typed)
    assert states(desk, post) == [["sending"]]
    assert {(one.content.text, one.stage) for one in posts(desk)} == {
        ("Pane", Stage.APPROVED),
        ("Pane nero", Stage.DRAFT),
    }


@pytest.mark.fault(77)
def test_where_the_store_takes_nothing_yet_it_goes_on_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Unwritten(What.IDEA, "", "Il forno di notte", brand_id=planning.first_brand(desk).id)
    unwritten.keep(desk.paths, [one])
    monkeypatch.setattr(driver, "BUSY_TIMEOUT_MS", 1)
    other = driver.connect(desk.paths.database)
    desk.store._writer.execute("PRAGMA busy_timeout = 1")  # type: ignore[union-attr]
    other.execute("BEGIN IMMEDIATE")
    try:
        assert unwritten.take_in(desk) == (0, 1)
        assert [replace(left, made="") for left in unwritten.read(desk.paths)] == [one]
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert unwritten.take_in(desk) == (1, 0)


def test_a_disk_that_is_still_full_takes_nothing_out_of_the_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words lie nowhere else: the file goes only once they are written down."""
    import errno
    import os

    message = wrote(desk, add_channel(desk, planning.first_brand(desk)))
    idea, answer = Unwritten(What.IDEA, "", "Il forno"), Unwritten(What.ANSWER, message.id, "Grazie")
    unwritten.keep(desk.paths, [idea, answer])

    def full(*_given: object, **_named: object) -> None:
        raise ProblemError("disk_full", left="0 MB")

    def no_room(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    monkeypatch.setattr(planning, "add_post", full)
    with pytest.raises(ProblemError):
        unwritten.take_in(desk)
    assert unwritten.read(desk.paths) == (idea, answer)
    monkeypatch.undo()
    assert unwritten.take_in(desk) == (2, 0)


def test_one_that_another_version_wrote_stops_no_start_and_goes_on_waiting(desk: Desk) -> None:
    other, idea = Unwritten(What.POST, "", "Pane", fields={"planned": "soon"}), Unwritten(What.IDEA, "", "Il forno")
    unwritten.keep(desk.paths, [other, idea])
    assert unwritten.take_in(desk) == (1, 1)
    assert [replace(left, made="") for left in unwritten.read(desk.paths)] == [other]


def test_a_file_that_cannot_be_opened_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_given: object, **_named: object) -> str:
        raise PermissionError(13, "Permission denied")

    unwritten.keep(desk.paths, [Unwritten(What.IDEA, "", "Il forno")])
    monkeypatch.setattr(Path, "read_text", closed)
    with pytest.raises(ProblemError):
        unwritten.take_in(desk)
    assert desk.paths.unwritten.exists()


def test_of_a_brand_that_a_copy_does_not_know_it_stands_in_the_first(desk: Desk, brand: Brand) -> None:
    del brand
    typed = unwritten.of_post(Post("", "gone", content=Content(text="Pane nero")), None)
    taken_in(desk, typed, Unwritten(What.IDEA, "", "Il forno", brand_id="gone"))
    assert sorted(post.content.text for post in posts(desk)) == ["Il forno", "Pane nero"]


def test_the_words_of_a_post_come_back_where_its_channel_and_photo_are_gone(desk: Desk, brand: Brand) -> None:
    """Its brand was removed, or begun again, while it was being written."""
    del brand
    content = Content(text="Pane nero", media=(MediaUse("no photo", {}),), thread=(ThreadItem("E bianco"),))
    post = Post(
        "", "gone", content=content, channels=("no channel",), labels=("no label",), planned=rome("2026-12-01 09:00")
    )
    taken_in(desk, unwritten.of_post(post, None))
    (back,) = posts(desk)
    assert (back.content.text, [item.text for item in back.content.thread]) == ("Pane nero", ["E bianco"])
    assert (back.planned, back.channels, back.content.media) == (post.planned, (), ())


def test_a_file_of_nonsense_stops_nothing_and_is_put_aside(desk: Desk) -> None:
    for nonsense in ("{", "[1]", '[{"what": "spell", "id": "", "text": ""}]', "{}x", '[{"id": 3}]'):
        desk.paths.unwritten.write_text(nonsense)
        assert unwritten.take_in(desk) == (0, 0)
        assert desk.paths.unwritten.with_suffix(".unreadable").read_text() == nonsense
        assert not desk.paths.unwritten.exists()


def test_a_folder_that_takes_no_file_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno
    import os

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProblemError) as caught:
        unwritten.keep(desk.paths, [Unwritten(What.IDEA, "", "Il forno")])
    assert caught.value.problem.code == "disk_full"
    assert unwritten.read(desk.paths) == ()
