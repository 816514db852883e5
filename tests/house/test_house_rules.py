"""The house rules of docs/architecture.md hold, and each of them can fail."""

import pytest

from smmdesk.platforms import PLATFORMS
from tests.house.rules import ALSO_OTHER_WORDS, DOORS, PLATFORM_KEYS, RULES, Rule
from tests.house.sources import ROOT, parse, program

every_rule = pytest.mark.parametrize("rule", [*RULES, DOORS], ids=lambda rule: rule.sentence)


@every_rule
def test_the_rule_holds(rule: Rule) -> None:
    breaches = [breach for source in program() for breach in rule.breaches(source)]
    assert not breaches, "\n".join([rule.sentence, *breaches])


@every_rule
def test_the_rule_catches_its_bad_samples(rule: Rule) -> None:
    module = "smmdesk.store.store" if rule is DOORS else "smmdesk.desk.sample"
    assert [text for text in rule.bad if not rule.breaches(parse(module, text))] == []


@every_rule
def test_the_rule_leaves_good_code_alone(rule: Rule) -> None:
    assert [text for text in rule.good if rule.breaches(parse("ui.calendar.sample", text))] == []


@every_rule
def test_the_homes_of_the_rule_exist(rule: Rule) -> None:
    modules = {source.module for source in program()}
    packages = {module.rpartition(".")[0] for module in modules}
    homeless = [home for home in rule.homes if home.rstrip(".*") not in modules | packages]
    assert homeless == []


def test_the_platforms_of_the_rules_are_all_there_are() -> None:
    facts = {path.stem for path in (ROOT / "resources" / "platforms").glob("*.toml")}
    assert facts == set(PLATFORM_KEYS | ALSO_OTHER_WORDS)


def test_a_platform_is_its_facts_its_file_its_icon_and_one_line() -> None:
    """Whatever else it needed would be an `if` somewhere: then a fact is missing (design.md §4)."""
    code, drawn = ROOT / "smmdesk" / "platforms", ROOT / "resources" / "icons" / "platforms"
    for key in PLATFORMS:
        assert (code / f"{key}.py").is_file() or (code / key / "__init__.py").is_file()
        assert (drawn / f"{key}.svg").is_file()
        assert (ROOT / "resources" / "platforms" / f"{key}.toml").is_file()


def test_a_platform_may_name_itself_only() -> None:
    rule = next(rule for rule in RULES if rule.sentence.startswith("a platform's key"))
    assert rule.breaches(parse("smmdesk.platforms.bluesky", "KEY = 'bluesky'")) == []
    assert rule.breaches(parse("smmdesk.platforms.bluesky.records", "KEY = 'bluesky'")) == []
    assert rule.breaches(parse("smmdesk.platforms.bluesky", "OTHER = 'mastodon'"))


def test_qasync_is_named_in_one_line_of_ui_app() -> None:
    named = [
        (source.module, node.lineno) for source in program() for node, name in source.imports() if "qasync" in name
    ]
    spoken = [(source.module, node.lineno) for source in program() for node, name in source.used() if name == "qasync"]
    assert [module for module, _ in named] == ["ui.app"]
    assert spoken == []


def test_the_program_was_found() -> None:
    modules = {source.module for source in program()}
    assert {"main", "smmdesk.model.post", "smmdesk.system.clock", "ui.app"} <= modules
