"""Which messages count, said once for all that counts them: lists, badges, thanks, advocates, answers and results.

What is spam, by us or by its platform's own word, counts nowhere: it waits for no answer, thanks nobody, speaks for
nobody. What is gone there, or was hidden by us, is neither praise nor left unanswered; what its platform holds back for
our approval (`waits` in its data) still waits for us. Conditions on the columns of `message`; the first two name no
table, for indexes.
"""

from smmdesk.model.message import Message

SHOWN = "NOT hidden AND deleted_at_us IS NULL"
"""Neither put out of sight here nor in the trash."""
GENUINE = "NOT spam AND NOT spam_there"
NO_SPAM = "NOT message.spam AND NOT message.spam_there"
_PUT_AWAY = "message.hushed AND coalesce(json_extract(message.data, '$.waits'), 0) = 0"
STANDS = f"{NO_SPAM} AND NOT message.removed AND NOT ({_PUT_AWAY})"
"""It is there, and somebody may expect an answer."""
IN_PUBLIC = f"{NO_SPAM} AND NOT message.removed AND NOT message.hushed AND message.kind <> 'private'"
"""It is there, and everybody can read it."""


def is_spam(message: Message) -> bool:
    return message.spam or message.spam_there
