"""Sees and works a program as a screen reader does. A process of its own, under the system's Python.

    /usr/bin/python3 screen_driver.py

One JSON object per line each way: `{"do": "find", …}` is answered by `{"ok": …}` or `{"error": "…"}`. It speaks AT-SPI,
the protocol of screen readers, over D-Bus itself: questions go out in bundles, so that a whole window is read at once.
Children are asked for all together: Qt 6.11 ends the program when a scroll area is asked for one that has just gone.
Nothing of the program under test is imported here; what this cannot see, a blind person cannot either.
"""

import json
import sys
import time
from contextlib import suppress
from typing import NamedTuple

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

ANSWER_MS = 20_000
BEAT_MS = 60
DEEPEST = 40
OF_ATSPI = "org.a11y.atspi."
PROPERTIES = "org.freedesktop.DBus.Properties"
STATES = [Atspi.StateType(number).value_nick.replace("-", " ") for number in range(int(Atspi.StateType.LAST_DEFINED))]
EVENTS = ("object:announcement", "object:state-changed:focused", "object:state-changed:showing")


class Node(NamedTuple):
    """Something on the accessibility bus: whose, and which."""

    bus: str
    path: str


REGISTRY = Node(OF_ATSPI + "Registry", "/org/a11y/atspi/accessible/root")
kept = []
said = []
focused = []
appeared = []
menus = []


# ------------------------------------------------------------------ the bus
def connect():
    """The accessibility bus of this session."""
    session = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    where = session.call_sync(
        "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, Gio.DBusCallFlags.NONE, -1, None
    )
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    return Gio.DBusConnection.new_for_address_sync(where.unpack()[0], flags, None, None)


bus = connect()


class Question(NamedTuple):
    node: Node
    interface: str
    method: str
    given: GLib.Variant = None


def ask_all(questions):
    """The answers of all questions, in order; None where there is none (it is gone, or cannot that)."""
    answers, left = [None] * len(questions), len(questions)

    def answered(connection, result, place):
        nonlocal left
        left -= 1
        with suppress(GLib.Error):
            found = connection.call_finish(result).unpack()
            answers[place] = found[0] if len(found) == 1 else found

    for place, (node, interface, method, given) in enumerate(questions):
        interface = interface if "." in interface else OF_ATSPI + interface
        whom = (node.bus, node.path, interface, method, given)
        bus.call(*whom, None, Gio.DBusCallFlags.NONE, ANSWER_MS, None, answered, place)
    context = GLib.MainContext.default()
    while left:
        context.iteration(True)
    return answers


def ask(node, interface, method, given=None):
    return ask_all([Question(node, interface, method, given)])[0]


def get(node, name, interface="Accessible"):
    """The question for a property."""
    return Question(node, PROPERTIES, "Get", GLib.Variant("(ss)", (OF_ATSPI + interface, name)))


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


# ------------------------------------------------------------------ looking
def process_of(nodes):
    """The ids of the processes that the nodes belong to."""
    daemon = Node("org.freedesktop.DBus", "/org/freedesktop/DBus")
    return ask_all(
        [
            Question(daemon, "org.freedesktop.DBus", "GetConnectionUnixProcessID", GLib.Variant("(s)", (node.bus,)))
            for node in nodes
        ]
    )


def roots(pid):
    """Where looking begins: the program, and its menus that are open (those belong to no window)."""
    begun = [Node(*each) for each in ask(REGISTRY, "Accessible", "GetChildren") or ()]
    while appeared:
        node = appeared.pop()
        if ask(node, "Accessible", "GetRoleName") == "popup menu":
            menus.append(node)
    menus[:] = [node for node in dict.fromkeys(menus) if "showing" in states_of(node)]
    found = [*begun, *menus]
    return [node for node, owner in zip(found, process_of(found), strict=True) if owner == pid]


def named_states(answer):
    """The names of the states in two words of bits."""
    low, high = (answer or (0, 0))[:2]
    bits = low | high << 32
    return {name for number, name in enumerate(STATES) if bits >> number & 1}


def states_of(node):
    return named_states(ask(node, "Accessible", "GetState"))


class Seen(NamedTuple):
    node: Node
    states: set
    name: str
    depth: int


def visible(begun):
    """The nodes that show below `begun`, in reading order; level by level, each in two bundles of questions."""
    seen, children = {}, {}
    level = list(begun)
    for depth in range(DEEPEST):
        states = [
            named_states(answer) for answer in ask_all([Question(each, "Accessible", "GetState") for each in level])
        ]
        showing = [
            (node, found)
            for node, found in zip(level, states, strict=True)
            if "showing" in found or (depth == 0 and found)
        ]
        questions = [
            question
            for node, _ in showing
            for question in (Question(node, "Accessible", "GetChildren"), get(node, "Name"))
        ]
        answers = ask_all(questions)
        for place, (node, found) in enumerate(showing):
            below = [Node(*each) for each in answers[2 * place] or ()]
            children[node] = [each for each in dict.fromkeys(below) if each not in seen]
            seen[node] = Seen(node, found, answers[2 * place + 1] or "", depth)
        level = [each for node, _ in showing for each in children[node]]
        if not level:
            break
    return in_order(begun, seen, children)


def in_order(level, seen, children):
    found = []
    for node in level:
        if node in seen:
            found.append(seen[node])
            found += in_order(children[node], seen, children)
    return found


def shots(found):
    """What is to be known of nodes, each with a number under which it is kept."""
    questions = [
        question
        for each in found
        for question in (
            Question(each.node, "Accessible", "GetRoleName"),
            get(each.node, "Description"),
            get(each.node, "AccessibleId"),
            Question(each.node, "Component", "GetExtents", GLib.Variant("(u)", (0,))),
            Question(each.node, "Action", "GetActions"),
        )
    ]
    answers = iter(ask_all(questions))
    made = []
    for each in found:
        role, description, own_id, box, actions = (next(answers) for _ in range(5))
        kept.append(each.node)
        made.append(
            {
                "ref": len(kept) - 1,
                "role": role or "",
                "name": each.name,
                "description": description or "",
                "states": sorted(each.states),
                "box": box,
                "actions": [action[0] for action in actions or ()],
                "id": own_id or "",
                "depth": each.depth,
            }
        )
    return made


def search(wish):
    """All that fits below the root now; a program that is busy or just ended has nothing."""
    begun = [kept[wish["within"]]] if wish.get("within") is not None else roots(wish["pid"])
    found = [each for each in visible(begun) if words_fit(each.name, wish) and states_fit(each.states, wish)]
    if "role" in wish:
        roles = ask_all([Question(each.node, "Accessible", "GetRoleName") for each in found])
        found = [each for each, role in zip(found, roles, strict=True) if role == wish["role"]]
    if "id" in wish:
        ids = ask_all([get(each.node, "AccessibleId") for each in found])
        found = [each for each, own in zip(found, ids, strict=True) if (own or "").rsplit(".", 1)[-1] == wish["id"]]
    return shots(found)


def words_fit(name, wish):
    if "name" in wish and name != wish["name"]:
        return False
    return "has" not in wish or wish["has"].casefold() in name.casefold()


def states_fit(states, wish):
    return set(wish.get("states", ())) <= states and not set(wish.get("without", ())) & states


# ------------------------------------------------------------------ the verbs
def find(wish):
    """All nodes that fit, waiting for one; with `gone`, waiting for none."""
    if wish.get("gone"):
        return until(lambda: search(wish), lambda found: not found, wish.get("timeout", 0))
    return until(lambda: search(wish), bool, wish.get("timeout", 0))


def walk(wish):
    """Everything that shows, with depths."""
    return shots(visible([kept[wish["within"]]] if wish.get("within") is not None else roots(wish["pid"])))


def look(wish):
    """The node as it is now; None when it is gone."""
    node = kept[wish["ref"]]
    states = states_of(node)
    if not states or "defunct" in states:
        return None
    return shots([Seen(node, states, ask_all([get(node, "Name")])[0] or "", 0)])[0]


def act(wish):
    """Do one of the node's actions by its name."""
    node = kept[wish["ref"]]
    names = [action[0] for action in ask(node, "Action", "GetActions") or ()]
    if wish["action"] not in names:
        raise ValueError("no action " + wish["action"] + " among " + ", ".join(names))
    return ask(node, "Action", "DoAction", GLib.Variant("(i)", (names.index(wish["action"]),)))


def read(wish):
    """The text in it."""
    node = kept[wish["ref"]]
    length = ask_all([get(node, "CharacterCount", "Text")])[0] or 0
    return ask(node, "Text", "GetText", GLib.Variant("(ii)", (0, length))) or ""


def write(wish):
    text = GLib.Variant("(s)", (wish["text"],))
    return ask(kept[wish["ref"]], "EditableText", "SetTextContents", text)


def focus(wish):
    return ask(kept[wish["ref"]], "Component", "GrabFocus")


def chain(wish):
    """The node and those above it, the nearest first, without the program itself."""
    found, node = [], kept[wish["ref"]]
    while node.path not in ("/", REGISTRY.path, "/org/a11y/atspi/null") and len(found) < DEEPEST:
        name, parent = ask_all([get(node, "Name"), get(node, "Parent")])
        found.append(Seen(node, states_of(node), name or "", 0))
        if parent is None:
            break
        node = Node(*parent)
    return shots(found)


def answers(wish):
    """Whether the program answers: what had come to it before the question has been looked at by then."""
    return all(states_of(node) for node in roots(wish["pid"]))


def focus_moves(wish):
    """How often the focus was told to have moved."""
    beat()
    return len(focused)


def who_has_focus(wish):
    """The node that was last told to have the focus; `after`: once it has moved more often than that."""
    until(lambda: len(focused), lambda count: count > wish.get("after", -1), wish.get("timeout", 0))
    for node in reversed(focused[-10:]):
        states = states_of(node)
        if "showing" in states and process_of([node]) == [wish["pid"]]:
            return shots([Seen(node, states, ask_all([get(node, "Name")])[0] or "", 0)])[0]
    return None


def heard(wish):
    """What the program had a screen reader say since the last question."""
    has = wish.get("has", "").casefold()
    until(lambda: said, lambda words: any(has in each.casefold() for each in words), wish.get("timeout", 0))
    answer = list(said)
    said.clear()
    return answer


def listen():
    """Let programs tell what they tell screen readers."""
    registry = (REGISTRY.bus, "/org/a11y/atspi/registry", OF_ATSPI + "Registry", "RegisterEvent")
    for event in EVENTS:
        wish = GLib.Variant("(sass)", (event, [], ""))
        bus.call_sync(*registry, wish, None, Gio.DBusCallFlags.NONE, ANSWER_MS, None)

    def called(_connection, sender, path, _interface, member, body):
        detail, first, _second, data = body.unpack()[:4]
        if member == "Announcement":
            said.append(str(data))
        elif first and detail in ("focused", "showing"):
            (focused if detail == "focused" else appeared).append(Node(sender, path))

    for member in ("Announcement", "StateChanged"):
        flags = Gio.DBusSignalFlags.NONE
        bus.signal_subscribe(None, OF_ATSPI + "Event.Object", member, None, None, flags, called)


VERBS = {
    verb.__name__: verb
    for verb in (find, walk, look, act, read, write, focus, chain, answers, focus_moves, who_has_focus, heard)
}


def main():
    listen()
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
