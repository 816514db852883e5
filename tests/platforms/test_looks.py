"""The look of a platform is read without its facts, and says the same."""

from pathlib import Path

import pytest

from smmdesk.platforms import PLATFORMS, facts_of, look_of


@pytest.mark.parametrize("key", PLATFORMS)
def test_a_look_is_what_the_facts_say(key: str) -> None:
    facts, look = facts_of(key), look_of(key)
    assert (look.key, look.name, look.tint, look.takes_samples) == (key, facts.name, facts.tint, facts.takes_samples)


def test_a_folder_can_name_a_platform_anew(tmp_path: Path) -> None:
    (tmp_path / "facts.toml").write_text('[mastodon]\nname = "Our own server"\n', "utf-8")
    assert look_of("mastodon", tmp_path).name == "Our own server" == facts_of("mastodon", tmp_path).name
    assert look_of("bluesky", tmp_path) == look_of("bluesky")
