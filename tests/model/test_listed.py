"""A list as people paste it from their notes."""

import pytest

from smmdesk.model.listed import listed


@pytest.mark.parametrize(
    "text",
    [
        "- Tulips\n- Peonies",
        "• Tulips\r\n\r\n• Peonies\r\n",
        "1. Tulips\n2) Peonies",
        "☐ Tulips\n☑ Peonies",
        "- [ ] Tulips\n- [x] Peonies",
        "  * Tulips\n  * Peonies ",
    ],
)
def test_each_line_of_a_list_is_a_thing_of_its_own(text: str) -> None:
    assert listed(text) == ("Tulips", "Peonies")


@pytest.mark.parametrize(
    "text", ["", "- Tulips", "Tulips\nPeonies", "For April:\n- Tulips\n- Peonies", "-5 degrees\n-6 degrees", "-\n-"]
)
def test_what_is_no_list_stays_one_text(text: str) -> None:
    assert listed(text) == ()
