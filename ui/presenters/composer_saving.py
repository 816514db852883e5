"""Saving while typing: at most a second of typing is not on disk, and nothing typed is ever lost to an error."""

from collections.abc import Callable

from smmdesk.desk import planning
from smmdesk.desk.steps import Typing
from smmdesk.model.moment import Moment
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import _
from ui.bridge import Bridge
from ui.presenters.composer_draft import Draft
from ui.presenters.composer_edits import merged
from ui.presenters.timers import MakeDelay

SAVE_AFTER_MS = 1000
NEW_FIELDS = ("content", "stage", "planned", "channels", "wordings", "labels", "language", "campaign_id", "idea_id")


class Autosave:
    """Keeps the store in step with the draft. `stored` is the newest version that both know, None before the first.

    `problem` says why the last save did not work; the text stays in the draft and the next save tries again.
    `changed` is called after each try.
    """

    def __init__(
        self,
        bridge: Bridge,
        draft: Draft,
        stored: Post | None,
        zone: str,
        make_delay: MakeDelay,
        changed: Callable[[], None],
    ) -> None:
        self._bridge = bridge
        self._draft = draft
        self._zone = zone
        self._changed = changed
        self._delay = make_delay(self._run_out)
        self._label = _("edit") if stored is not None else _("new post")
        self.stored = stored
        self.new_id = bridge.desk.clock.new_id() if stored is None else ""  # said before it is written down
        self.saved_at: Moment | None = None
        self.problem: Problem | None = None
        self.is_writing = False

    @property
    def is_dirty(self) -> bool:
        """True while the draft says something that is not on disk and is worth keeping."""
        post = self._draft.post
        if self.stored is not None:
            return post != self.stored
        return not post.content.is_empty or bool(post.content.first_comment) or bool(post.wordings)

    def touch(self) -> None:
        """Something changed: save soon. The wait is not begun anew by further typing."""
        if self.is_dirty and not self._delay.is_waiting:
            self._delay.start(SAVE_AFTER_MS)

    def stop(self) -> None:
        """Save no more; what is written of this post after this is another step of the undo outside."""
        self._delay.stop()
        self._bridge.desk.steps.typing = Typing()

    def flush(self) -> bool:
        """Save now what is not saved. False when it could not be: `problem` says why."""
        self._delay.stop()
        if not self.is_dirty:
            return True
        saved = self._save()
        self._changed()
        return saved

    def take_over(self, stored: Post) -> None:
        """Somebody else wrote the post: what was changed here stays, everything else becomes theirs."""
        base = self.stored or stored
        self._draft.post = merged(base, self._draft.post, stored)
        self.stored = stored

    def _run_out(self) -> None:
        self.flush()
        self._bridge.desk.store.own_step.take()  # typing is said by no message

    def _save(self) -> bool:
        self.is_writing = True
        try:
            try:
                self._write()
            except ProblemError as error:
                if error.problem.code != "conflict" or self.stored is None:
                    raise
                with self._bridge.desk.store.reading() as reader:
                    self.take_over(reader.get(Post, self.stored.id))
                self._write()
        except ProblemError as error:
            self.problem = error.problem
            return False
        finally:
            self.is_writing = False
        self.problem = None
        return True

    def _write(self) -> None:
        desk, post = self._bridge.desk, self._draft.post
        if self.stored is None:
            fields = {name: getattr(post, name) for name in NEW_FIELDS}
            self.stored = planning.add_post(desk, post.brand_id, self.new_id, **fields)
        else:
            self.stored = planning.save_post(desk, post, self._label)
        self._draft.post = self.stored
        self.saved_at = Moment.of(desk.clock.now(), self._zone)
