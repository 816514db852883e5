"""The check before sending: everything that a platform would refuse, and nothing that it takes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmdesk.model.content import Content, Poll, ThreadItem
from smmdesk.model.limits import Checked, Count, Limits, OptionFact, check, count_text, counted_text
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.problem import Problem

PHOTO = Asset("photo", "b", "a" * 64, "bread.jpg", "image/jpeg", 2_000_000, 1000, 800)
VIDEO = Asset("video", "b", "b" * 64, "bread.mp4", "video/mp4", 90_000_000, 1000, 800, 70_000)
PAPER = Asset("paper", "b", "c" * 64, "menu.pdf", "application/pdf", 2_000_000, 595, 842, pages=12)
ASSETS = {asset.id: asset for asset in (PHOTO, VIDEO, PAPER)}
WITH_ALT = MediaUse("photo", {"en": "bread"})


def checked(content: Content, options: tuple[OptionFact, ...] = (), **limits: object) -> Checked:
    return check(content, Limits(**limits), "Forno on Mastodon", ASSETS, options)  # type: ignore[arg-type]


def codes(content: Content, options: tuple[OptionFact, ...] = (), **limits: object) -> list[str]:
    return [problem.code for problem in checked(content, options, **limits).blocking]


def test_a_good_post_has_nothing_against_it() -> None:
    assert checked(Content(text="Bread", media=(WITH_ALT,)), text_max=5, images_max=1) == Checked()


@pytest.mark.parametrize(
    ("content", "limits", "expected"),
    [
        (Content(), {}, ["text_missing"]),
        (Content(text="  \n"), {}, ["text_missing"]),
        (Content(title="Only a title"), {}, ["text_missing"]),
        (Content(title="Only a title"), {"has_title": True}, []),
        (Content(media=(WITH_ALT,)), {}, []),
        (Content(text="x"), {"title_required": True, "has_title": True}, ["title_missing"]),
        (Content(text="12345"), {"text_max": 4}, ["text_too_long"]),
        (Content(text="ab", title="12345"), {"has_title": True, "title_max": 4}, ["text_too_long"]),
        (Content(text="ab", title="12345"), {"title_max": 4}, []),
        (Content(text="ééé"), {"text_max": 9, "text_max_bytes": 5}, ["text_too_long"]),
        (Content(text="x", thread=(ThreadItem("y"),)), {}, ["thread_not_possible"]),
        (Content(text="x", thread=(ThreadItem("yyy"),)), {"has_threads": True, "text_max": 2}, ["text_too_long"]),
        (Content(text="x", first_comment="y"), {}, ["first_comment_not_possible"]),
        (
            Content(text="x", first_comment="yyy"),
            {"has_first_comment": True, "first_comment_max": 2},
            ["text_too_long"],
        ),
        (Content(text="x", first_comment="yyy"), {"has_first_comment": True, "text_max": 2}, ["text_too_long"]),
        (Content(text="x", first_comment=" "), {}, []),
        (Content(text="x"), {"media_required": True}, ["media_needed"]),
        (Content(text="x"), {"media_required": True, "video_required": True}, ["video_needed"]),
        (Content(media=(WITH_ALT,)), {"media_required": True, "video_required": True}, ["video_needed"]),
        (Content(media=(MediaUse("video"),)), {"video_required": True, "video_types": ("video/mp4",)}, []),
        (Content(media=(WITH_ALT, WITH_ALT)), {"images_max": 1}, ["media_too_many"]),
        (Content(media=(WITH_ALT, MediaUse("video"))), {"video_types": ("video/mp4",)}, ["media_mixed"]),
        (
            Content(media=(WITH_ALT, MediaUse("video"))),
            {"video_types": ("video/mp4",), "mixes_images_and_video": True},
            [],
        ),
        (Content(media=(MediaUse("video"),)), {}, ["media_type"]),
        (Content(media=(MediaUse("paper"),)), {"video_types": ("video/mp4",)}, ["document_not_taken"]),
        (Content(media=(MediaUse("paper"),)), {"documents_max": 1}, []),
        (Content(media=(MediaUse("paper"),)), {"documents_max": 1, "document_types": ()}, ["document_not_taken"]),
        (Content(media=(MediaUse("paper"),)), {"documents_max": 1, "document_max_pages": 11}, ["document_too_long"]),
        (Content(media=(MediaUse("paper"),)), {"documents_max": 1, "document_max_bytes": 9}, ["media_too_big"]),
        (Content(media=(MediaUse("paper"), WITH_ALT)), {"documents_max": 1}, ["document_alone"]),
        (Content(media=(MediaUse("paper"), MediaUse("paper"))), {"documents_max": 1}, ["document_alone"]),
        (Content(media=(MediaUse("video"),)), {"video_types": ("video/mp4",), "video_max_bytes": 9}, ["media_too_big"]),
        (Content(media=(MediaUse("video"),)), {"video_types": ("video/mp4",), "video_max_s": 60}, ["media_too_big"]),
        (Content(media=(MediaUse("gone"),)), {}, ["media_missing"]),
        (Content(media=(WITH_ALT,)), {"alt_max": 4}, ["alt_too_long"]),
    ],
)
def test_what_a_platform_would_refuse(content: Content, limits: dict[str, object], expected: list[str]) -> None:
    assert codes(content, **limits) == expected


def test_numbers_stand_in_the_problem() -> None:
    (problem,) = checked(Content(text="x", thread=(ThreadItem("123456"),)), has_threads=True, text_max=5).blocking
    assert problem.values == {
        "channel": "Forno on Mastodon",
        "limit": 5,
        "actual": 6,
        "field": "thread",
        "number": 2,
    }


def test_a_variable_that_nobody_filled_is_told_once() -> None:
    found = checked(Content(text="At {time}, {time}: {link}. {} {other}"))
    assert found.blocking == ()
    assert [(hint.code, hint.values["name"]) for hint in found.hints] == [
        ("variable_open", "{time}"),
        ("variable_open", "{link}"),
    ]


def test_a_photo_without_a_description_is_a_hint_and_nothing_more() -> None:
    found = checked(Content(text="x", media=(MediaUse("photo"), WITH_ALT, MediaUse("photo", {"en": " "}))))
    assert found.blocking == ()
    assert [(hint.code, hint.values["number"]) for hint in found.hints] == [("alt_missing", 1), ("alt_missing", 3)]


def test_a_description_in_another_language_is_one() -> None:
    assert checked(Content(text="x", media=(MediaUse("photo", {"it": "pane"}),))).hints == ()


def test_options() -> None:
    options = (OptionFact("spoiler_text", "Warning", text_max=3), OptionFact("category", "Category", required=True))
    full = Content(text="x", options={"spoiler_text": "long", "category": ""})
    found = checked(full, options).blocking
    assert [(problem.code, problem.field) for problem in found] == [
        ("field_too_long", "option:spoiler_text"),
        ("option_missing", "option:category"),
    ]
    default = (OptionFact("visibility", "Who sees it", default="public", required=True),)
    assert codes(Content(text="x"), default) == []


def test_a_warning_shares_the_limit_where_the_platform_says_so() -> None:
    limits = Limits(text_max=10, text_counts=("text", "spoiler_text"))
    content = Content(text="12345", options={"spoiler_text": "123456"})
    assert sorted(counted_text(content, limits)) == sorted("12345123456")
    assert codes(content, text_max=10, text_counts=("text", "spoiler_text")) == ["text_too_long"]
    assert codes(content, text_max=10) == []
    assert counted_text(Content(text="x", options={"spoiler_text": None}), limits) == "x"


def test_a_link_stands_below_the_text_where_something_takes_the_place_of_its_card() -> None:
    plain, asked = Content(text="12345", link="https://a.example"), Poll(("Sì", "No"))
    cards = Limits(has_link_card=True, link_takes_media_place=True, poll_options_max=4)
    assert counted_text(plain, cards) == "12345"
    for beside in ({"poll": asked}, {"media": (MediaUse("photo"),)}):
        assert counted_text(replace(plain, **beside), cards) == "12345\n\nhttps://a.example"
        assert counted_text(replace(plain, **beside), replace(cards, link_takes_media_place=False)) == "12345"


def test_a_title_alone_is_no_post_everywhere() -> None:
    titled = Content(text=" ", title="Pane")
    assert codes(titled, has_title=True) == []
    assert codes(titled, has_title=True, title_stands_alone=False) == ["text_missing"]
    assert codes(replace(titled, media=(WITH_ALT,)), has_title=True, title_stands_alone=False) == []


def test_what_the_server_reports_wins() -> None:
    limits = Limits(text_max=500).with_reported({"text_max": 1000, "unheard_of": 1})
    assert limits.text_max == 1000
    assert limits == Limits(text_max=1000)


@given(
    st.text(), st.integers(0, 50), st.integers(0, 50), st.sampled_from(["graphemes", "utf16", "weighted", "mastodon"])
)
def test_the_counter_and_the_check_agree(text: str, most: int, most_bytes: int, unit: str) -> None:
    limits = Limits(text_max=most, text_max_bytes=most_bytes, text_counted_as=unit)
    count = count_text(text, limits)
    too_long = "text_too_long" in [p.code for p in check(Content(text=text), limits, "c", {}).blocking]
    assert too_long is bool(count.over)
    over_bytes = bool(most_bytes) and len(text.encode()) > most_bytes
    if over_bytes:
        assert count.over


@pytest.mark.parametrize(
    ("used", "limit", "over", "near"),
    [(0, 0, 0, False), (89, 100, 0, False), (90, 100, 0, True), (101, 100, 1, True), (5, 0, 0, False)],
)
def test_a_counter_turns_amber_at_nine_tenths(used: int, limit: int, over: int, near: bool) -> None:
    assert (Count(used, limit).over, Count(used, limit).is_near) == (over, near)


def test_a_problem_is_a_problem() -> None:
    assert all(isinstance(problem, Problem) for problem in checked(Content()).blocking)


# ------------------------------------------------------------------ what platforms count besides
@pytest.mark.statement(18)
def test_more_hashtags_than_are_read_warn_and_block_nothing() -> None:
    limits = Limits(tags_max=5)
    five, six = (Content(text=" ".join(f"#pane{n}x" for n in range(count))) for count in (5, 6))
    assert check(five, limits, "Instagram", {}).hints == ()
    found = check(six, limits, "Instagram", {})
    assert [problem.code for problem in found.hints] == ["tags_many"]
    assert (found.hints[0].values["limit"], found.hints[0].values["actual"]) == (5, 6)
    assert found.blocking == ()


@pytest.mark.parametrize(
    ("changes", "content", "code"),
    [
        ({"links_max": 1}, Content(text="https://a.example https://b.example"), "links_too_many"),
        ({"links_max": 1}, Content(text="https://a.example", link="https://b.example"), "links_too_many"),
        ({"mentions_max": 1}, Content(text="@anna @bruno"), "mentions_too_many"),
        ({"text_min": 20}, Content(text="poco"), "text_too_short"),
        ({}, Content(text="Che pane?", poll=Poll(("nero", "bianco"))), "poll_not_possible"),
        ({"poll_options_max": 2}, Content(text="?", poll=Poll(("a", "b", "c"))), "poll_too_many"),
        (
            {"poll_options_max": 4, "poll_option_max": 3},
            Content(text="?", poll=Poll(("nero", "b"))),
            "poll_answer_too_long",
        ),
        (
            {"poll_options_max": 2, "poll_question_max": 5},
            Content(text="Che pane?", poll=Poll(("nero", "bianco"))),
            "poll_question_too_long",
        ),
        (
            {"poll_options_max": 2, "poll_question_max": 9, "poll_rest_max": 3},
            Content(text="Che pane?\nEcco", poll=Poll(("nero", "bianco"))),
            "poll_rest_too_long",
        ),
    ],
)
def test_what_a_platform_refuses_is_named(changes: dict[str, int], content: Content, code: str) -> None:
    assert [problem.code for problem in check(content, Limits(**changes), "Qui", {}).blocking] == [code]


def test_a_poll_whose_first_line_is_short_enough_and_a_long_text_without_one_are_taken() -> None:
    limits = Limits(poll_options_max=2, poll_question_max=9, poll_rest_max=4)
    asked = Poll(("nero", "bianco"))
    for content in (Content(text="Che pane?", poll=asked), Content(text="Che pane?\nEcco", poll=asked)):
        assert check(content, limits, "Qui", {}).blocking == ()
    assert check(Content(text="Che pane vi piace di più?"), limits, "Qui", {}).blocking == ()


def test_a_title_may_be_given_by_an_option() -> None:
    limits = Limits(has_title=True, title_required=True, title_option="thread_name")
    assert codes_of(Content(text="x"), limits) == ["title_missing"]
    assert codes_of(Content(text="x", options={"thread_name": " "}), limits) == ["title_missing"]
    assert codes_of(Content(text="x", options={"thread_name": "Pane"}), limits) == []


def test_an_option_that_does_nothing_for_a_kind_of_post_stands_against_nothing() -> None:
    option = OptionFact("topic", "Topic", text_max=3, required=True)
    limits = Limits(by_kind=(("post", ()), ("day", (("without_options", ("topic",)),))))
    for kind, expected in (("post", ["option_missing"]), ("day", [])):
        found = check(Content(text="x", options={"kind": kind}), limits, "Qui", {}, (option,))
        assert [problem.code for problem in found.blocking] == expected


def codes_of(content: Content, limits: Limits) -> list[str]:
    return [problem.code for problem in check(content, limits, "Qui", {}).blocking]


@pytest.mark.statement(13)
def test_a_caption_may_be_shorter_than_a_text_and_a_kind_has_its_own_limits() -> None:
    limits = Limits(text_max=100, text_max_with_media=10, by_kind=(("post", ()), ("story", (("text_max", 5),))))
    text = "a" * 50
    assert limits.of(Content(text=text)).text_max == 100
    assert limits.of(Content(text=text, media=(MediaUse("a"),))).text_max == 10
    assert limits.of(Content(options={"kind": "story"})).text_max == 5
    assert limits.of(Content(options={"kind": "unknown"})).text_max == 100
    story = check(Content(text=text, options={"kind": "story"}), limits, "Qui", {})
    assert [problem.values["limit"] for problem in story.blocking] == [5]


def test_a_document_that_goes_out_as_it_is_is_named() -> None:
    found = checked(Content(media=(MediaUse("paper"),)), documents_max=1)
    assert [problem.code for problem in found.hints] == ["document_as_is"]
