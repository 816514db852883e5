"""Work that follows a moment after it was asked for, once for many askings, and never after its end."""

import threading
import time

from smmdesk.system.soon import Soon

SHORT_S = 0.05
LONG_S = 60.0


def test_it_is_done_once_for_all_that_ask_meanwhile() -> None:
    done = threading.Semaphore(0)

    def work() -> bool:
        done.release()
        return True

    soon = Soon(work, SHORT_S, "baker")
    for _ in range(20):
        soon.ask()
    assert done.acquire(timeout=5)
    assert not done.acquire(timeout=4 * SHORT_S)
    soon.close()


def test_it_is_done_again_until_it_is_content() -> None:
    answers, content = iter([False, False, True]), threading.Event()

    def work() -> bool:
        answer = next(answers)
        if answer:
            content.set()
        return answer

    soon = Soon(work, SHORT_S, "baker")
    soon.ask()
    assert content.wait(5)
    soon.close()


def test_its_end_waits_for_what_was_asked_and_not_for_the_pause() -> None:
    done: list[str] = []

    def work() -> bool:
        done.append(threading.current_thread().name)
        return True

    soon = Soon(work, LONG_S, "baker")
    soon.ask()
    began = time.monotonic()
    soon.close()
    assert time.monotonic() - began < LONG_S / 2
    assert done == ["baker"]
    soon.ask()
    soon.close()
    assert done == ["baker"]


def test_what_never_is_content_ends_all_the_same() -> None:
    soon = Soon(lambda: False, SHORT_S, "baker")
    soon.ask()
    soon.close()


def test_without_asking_there_is_no_thread() -> None:
    before = threading.active_count()
    Soon(lambda: True, SHORT_S, "baker").close()
    assert threading.active_count() == before
