"""Sees and works a program as a screen reader does (AT-SPI). A process of its own, under the system's Python.

    /usr/bin/python3 screen_driver.py

One JSON object per line each way: `{"do": "find", …}` is answered by `{"ok": …}` or `{"error": "…"}`. Nothing of the
program under test is imported here; what this cannot see, a blind person cannot either.
"""

import json
import sys
import time
from contextlib import suppress

import gi

gi.require_version("Atspi", "2.0")
import pyatspi  # noqa: E402
from gi.repository import Atspi, GLib  # noqa: E402

ANSWER_MS = 10_000
BEAT_MS = 60
DEEPEST = 40
EVENTS = ("object:announcement", "object:state-changed:focused", "object:state-changed:showing")

kept = {}
said = []
focused = []
appeared = []
menus = []


# ------------------------------------------------------------------ looking
def application(pid):
    """The program with this process id, or None while it is not on the accessibility bus."""
    desktop = pyatspi.Registry.getDesktop(0)
    desktop.clear_cache()
    for number in range(desktop.childCount):
        with suppress(Exception):
            found = desktop.getChildAtIndex(number)
            if found is not None and found.get_process_id() == pid:
                found.set_cache_mask(Atspi.Cache.NONE)
                return found
    return None


def roots(pid):
    """Where looking begins: the program, and its menus that are open (those belong to no window)."""
    while appeared:
        node = appeared.pop()
        with suppress(GLib.Error, RuntimeError):
            if node.getRole() == pyatspi.ROLE_POPUP_MENU:
                menus.append(node)
    found = [application(pid)]
    for node in list(menus):
        with suppress(GLib.Error, RuntimeError):
            if "showing" in states_of(node) and node.get_process_id() == pid:
                found.append(node)
                continue
        menus.remove(node)
    return [node for node in found if node is not None]


def states_of(node):
    return {pyatspi.stateToString(state) for state in node.getState().getStates()}


def shot(node, states=None, **more):
    """What is to be known of a node, and a number under which it is kept."""
    number = len(kept) + 1
    kept[number] = node
    box, actions = None, []
    with suppress(NotImplementedError):
        place = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
        box = [place.x, place.y, place.width, place.height]
    with suppress(NotImplementedError):
        action = node.queryAction()
        actions = [action.getName(index) for index in range(action.nActions)]
    return {
        "ref": number,
        "role": node.getRoleName(),
        "name": node.name or "",
        "description": node.description or "",
        "states": sorted(states_of(node) if states is None else states),
        "box": box,
        "actions": actions,
        "id": node.get_accessible_id() or "",
        **more,
    }


def visible(node, depth=0):
    """The nodes that show, each with its states and depth, in reading order."""
    states = states_of(node)
    if depth and "showing" not in states:
        return
    yield node, states, depth
    if depth < DEEPEST:
        for index in range(node.childCount):
            with suppress(GLib.Error):
                child = node.getChildAtIndex(index)
                if child is not None:
                    yield from visible(child, depth + 1)


def fits(node, states, wish):
    """Does a node answer the wish? The cheap questions first."""
    return (
        words_fit(node.name or "", wish)
        and set(wish.get("states", ())) <= states
        and not set(wish.get("without", ())) & states
        and ("role" not in wish or node.getRoleName() == wish["role"])
        and ("id" not in wish or (node.get_accessible_id() or "").rsplit(".", 1)[-1] == wish["id"])
    )


def words_fit(name, wish):
    if "name" in wish and name != wish["name"]:
        return False
    return "has" not in wish or wish["has"].casefold() in name.casefold()


def search(wish):
    """All that fits below the root now; a program that is busy or just ended has nothing."""
    with suppress(GLib.Error, RuntimeError):
        begin = [kept[wish["within"]]] if wish.get("within") else roots(wish["pid"])
        seen = [each for root in begin for each in visible(root)]
        return [shot(node, states) for node, states, _depth in seen if fits(node, states, wish)]
    return []


def beat():
    """Let events in; a bounded moment when there are none."""
    context = GLib.MainContext.default()
    over = []
    timer = GLib.timeout_add(BEAT_MS, lambda: over.append(True) or False)
    while not over and not context.iteration(True):
        pass
    while context.iteration(False):
        pass
    if not over:
        GLib.source_remove(timer)


def until(question, enough, seconds):
    """Ask again until the answer is enough or the time is up; the last answer."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if enough(answer) or time.monotonic() >= end:
            return answer
        beat()


# ------------------------------------------------------------------ the verbs
def find(wish):
    """All nodes that fit, waiting for one; with `gone`, waiting for none."""
    if wish.get("gone"):
        return until(lambda: search(wish), lambda found: not found, wish.get("timeout", 0))
    return until(lambda: search(wish), bool, wish.get("timeout", 0))


def walk(wish):
    """Everything that shows, with depths."""
    begin = [kept[wish["within"]]] if wish.get("within") else roots(wish["pid"])
    return [shot(node, states, depth=depth) for root in begin for node, states, depth in visible(root)]


def look(wish):
    """The node as it is now; None when it is gone."""
    with suppress(GLib.Error, RuntimeError):
        node = kept[wish["ref"]]
        states = states_of(node)
        return None if "defunct" in states or not states else shot(node, states)
    return None


def act(wish):
    """Do one of the node's actions by its name."""
    action = kept[wish["ref"]].queryAction()
    names = [action.getName(index) for index in range(action.nActions)]
    if wish["action"] not in names:
        raise ValueError("no action " + wish["action"] + " among " + ", ".join(names))
    return action.doAction(names.index(wish["action"]))


def read(wish):
    """The text in it."""
    text = kept[wish["ref"]].queryText()
    return text.getText(0, text.characterCount)


def write(wish):
    return kept[wish["ref"]].queryEditableText().setTextContents(wish["text"])


def focus(wish):
    return kept[wish["ref"]].queryComponent().grabFocus()


def chain(wish):
    """The node and those above it, the nearest first, without the program itself."""
    found, node = [], kept[wish["ref"]]
    while node is not None and node.getRole() != pyatspi.ROLE_APPLICATION:
        found.append(shot(node))
        node = node.parent
    return found


def focus_moves(wish):
    """How often the focus was told to have moved."""
    beat()
    return len(focused)


def who_has_focus(wish):
    """The node that was last told to have the focus; `after`: once it has moved more often than that."""
    until(lambda: len(focused), lambda count: count > wish.get("after", -1), wish.get("timeout", 0))
    for node in reversed(focused[-10:]):
        with suppress(GLib.Error, RuntimeError):
            states = states_of(node)
            if "showing" in states and node.get_process_id() == wish["pid"]:
                return shot(node, states)
    return None


def heard(wish):
    """What the program had a screen reader say since the last question."""
    has = wish.get("has", "").casefold()
    until(lambda: said, lambda words: any(has in each.casefold() for each in words), wish.get("timeout", 0))
    answer = list(said)
    said.clear()
    return answer


def called(event):
    """Keep what a screen reader would act on; ask nothing back, the program may be busy."""
    if event.type.startswith("object:announcement"):
        said.append(str(event.any_data))
    elif event.detail1:
        (focused if event.type.endswith("focused") else appeared).append(event.source)


VERBS = {
    verb.__name__: verb
    for verb in (find, walk, look, act, read, write, focus, chain, focus_moves, who_has_focus, heard)
}


def main():
    Atspi.set_timeout(ANSWER_MS, ANSWER_MS)
    for name in EVENTS:
        with suppress(Exception):
            pyatspi.Registry.registerEventListener(called, name)
    print(json.dumps({"ok": "ready"}), flush=True)
    for line in sys.stdin:
        wish = json.loads(line)
        try:
            answer = {"ok": VERBS[wish.pop("do")](wish)}
        except Exception as error:
            answer = {"error": type(error).__name__ + ": " + str(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
