"""American spellings of British words. Our English dictionary is British; who writes "color" made no mistake.

Only endings and stems that differ by rule: a word counts as right when the British word it stands for is in the
dictionary. What differs in more than its spelling (truck, lorry) is in the dictionary anyway.
"""

import re
from collections.abc import Iterator

_OUR = (
    *("arbor", "ardor", "armor", "behavior", "candor", "clamor", "color", "demeanor", "endeavor", "favor", "fervor"),
    *("flavor", "glamor", "harbor", "honor", "humor", "labor", "neighbor", "odor", "parlor", "rancor", "rigor"),
    *("rumor", "savior", "savor", "splendor", "succor", "tumor", "valor", "vapor", "vigor"),
)
_WHOLE = {
    "aluminum": "aluminium",
    "airplane": "aeroplane",
    "check": "cheque",
    "draft": "draught",
    "gray": "grey",
    "grayer": "greyer",
    "grayish": "greyish",
    "jewelry": "jewellery",
    "mom": "mum",
    "mommy": "mummy",
    "mustache": "moustache",
    "pajamas": "pyjamas",
    "plow": "plough",
    "skeptic": "sceptic",
    "skeptical": "sceptical",
    "specialty": "speciality",
    "tire": "tyre",
    "tires": "tyres",
    "yogurt": "yoghurt",
    "program": "programme",
    "programs": "programmes",
    "math": "maths",
    "cozy": "cosy",
    "cozier": "cosier",
}
_DOUBLED = r"^(\w*[aeiouy]\w*[^aeiou\W][aeiou])l(?=ed$|ing$|er$|ers$|or$|ors$|ous$)"
_RULES = (
    (re.compile(rf"({'|'.join(_OUR)})"), lambda found: f"{found[0][:-1]}ur"),
    (re.compile(r"(?<=\w{2})(i|y)z(?=e$|es$|ed$|er$|ers$|ing$|ation$|ations$|able$)"), lambda found: f"{found[1]}s"),
    (re.compile(_DOUBLED), lambda found: f"{found[1]}ll"),
    (re.compile(r"(?<=\w{2}[bt])ered$"), lambda _found: "red"),
    (re.compile(r"(?<=\w{2}[bt])er(?=$|s$)"), lambda _found: "re"),
    (re.compile(r"(?<=\w{2})log(?=$|s$|ed$|ing$)"), lambda _found: "logue"),
    (re.compile(r"(?<=\w{2})ense(?=$|s$)"), lambda _found: "ence"),
    (re.compile(r"(?<=\w{2}[iao])ll(?=$|s$|ment$|ments$|ful$)"), lambda _found: "l"),
)


def british_of(word: str) -> Iterator[str]:
    """The British words that an American one may stand for, in the case it is written in; none for most words."""
    low = word.lower()
    forms = dict.fromkeys([_WHOLE.get(low, low), *(pattern.sub(change, low) for pattern, change in _RULES)])
    forms.pop(low, None)
    for form in forms:
        yield form.upper() if word.isupper() else form.capitalize() if word[:1].isupper() else form
