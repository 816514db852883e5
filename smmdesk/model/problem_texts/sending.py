"""What happens on the way: no line, refusals, what nobody can tell, what waits for a person."""

from smmdesk.model.words import N_

TEXTS: dict[str, tuple[str, str, str]] = {
    "app_not_reviewed": (
        N_("{platform} has not reviewed your app yet"),
        N_(
            "Nothing was published. Until it has, choose the inbox, or “Only you” with a private account, under the "
            "options of {channel}."
        ),
        "edit",
    ),
    "in_inbox": (
        N_("It waits in your {platform} inbox"),
        N_("Open {platform} on your phone, tap its message and publish from there. Then tick it off here."),
        "resolve",
    ),
    "place_refuses": (
        N_("{place} does not take this post as it is"),
        N_("Nothing was sent. {said}"),
        "edit",
    ),
    "no_forum": (
        N_("{channel} is no forum: it takes no title for a thread"),
        N_("Nothing was sent. Leave the title of the thread out, or sign in again and say what kind of channel it is."),
        "edit",
    ),
    "api_switched_off": (
        N_("Your own app may not use {platform} yet"),
        N_("Nothing was published. Switch it on where you made the app, under “Library”. Google says: {said}"),
        "retry",
    ),
    "app_not_let_in": (
        N_("{platform} has not let your own app in yet"),
        N_("Nothing was published, and waiting does not help. Ask it for access, or publish there yourself."),
        "resolve",
    ),
    "may_not_publish": (
        N_("This account may not publish on {channel}"),
        N_("Nothing was sent. Ask the owner of {channel} for the right to publish."),
        "sign_in",
    ),
    "permission_missing": (
        N_("{platform} does not let smmdesk do this for {channel}"),
        N_(
            "Nothing was published. Sign in again and leave every permission switched on. If it stays so, look at your "
            "app there: its permissions have to be added to it. {platform} says: {said}"
        ),
        "sign_in",
    ),
    "check_there": (
        N_("{platform} wants to know that it is really you"),
        N_(
            "Nothing was published. Open {platform} in your browser, log in as the account that connected {channel}, "
            "and do what it asks. Then send this again. {platform} says: {said}"
        ),
        "resolve",
    ),
    "held_back_there": (
        N_("{platform} lets {channel} publish nothing for now"),
        N_(
            "Nothing was published, and sending it again soon makes it worse. Look at the notices on your page there. "
            "{platform} says: {said}"
        ),
        "resolve",
    ),
    "offline": (
        N_("No internet"),
        N_("Everything is saved. It goes out when the connection is back."),
        "retry",
    ),
    "server_unreachable": (
        N_("{platform} does not answer"),
        N_("Nothing was sent. We try again by ourselves."),
        "retry",
    ),
    "connection_not_safe": (
        N_("The connection to {platform} is not safe"),
        N_("Nothing was sent. Check the clock of this computer, or whether this Wi-Fi asks you to sign in."),
        "retry",
    ),
    "wifi_page": (
        N_("This Wi-Fi asks you to sign in first"),
        N_("Nothing was sent; we send when it works."),
        "open_page",
    ),
    "proxy": (
        N_("The network of this computer asks for a password"),
        N_("Nothing was sent. Ask whoever looks after the network, then try again."),
        "retry",
    ),
    "busy": (
        N_("{platform} asks us to wait"),
        N_("Nothing is lost. Next try {time}."),
        "retry",
    ),
    "unknown_outcome": (
        N_("The connection dropped while sending to {channel}"),
        N_("We have not sent it again, to avoid a double post; we are checking."),
        "resolve",
    ),
    "cannot_tell": (
        N_("We could not find out whether it went out on {channel}"),
        N_("Look at your page: then say “it is there”, send it again, or take it back to the drafts."),
        "resolve",
    ),
    "two_alike": (
        N_("There are two posts like this one on {channel}"),
        N_("We sent nothing more. Look at your page and choose which one it is."),
        "resolve",
    ),
    "refused": (
        N_("{channel} did not accept this post"),
        N_("Nothing was published. {platform} says: {said}"),
        "edit",
    ),
    "account_closed": (
        N_("{platform} has closed or suspended {channel}"),
        N_("Your posts are safe and the channel is paused. {platform} says: {said}"),
        "retry",
    ),
    "api_gone": (
        N_("{platform} no longer speaks with this version of smmdesk"),
        N_("Nothing was published. Look for a newer smmdesk. If {channel} has moved, sign in at its new address."),
        "update",
    ),
    "quota_used": (
        N_("{platform} takes no more from {channel} until {time}"),
        N_("Nothing was published. Send it again and it goes out then, or choose another time."),
        "resolve",
    ),
    "credit_used_up": (
        N_("{platform} wants to be paid before it takes more from {channel}"),
        N_("Nothing was published. Buy credit where you made your app, then send it again. {platform} says: {said}"),
        "retry",
    ),
    "duplicate_refused": (
        N_("{channel} refused it because the same text is there already"),
        N_("Nothing was published. Change the text, or leave it out."),
        "edit",
    ),
    "part_refused": (
        N_("{done} of {total} parts are online. Part {number} was refused"),
        N_("The following parts wait. {platform} says: {said}"),
        "edit",
    ),
    "missed": (
        N_("Did not go out: the computer was off"),
        N_("Publish it now, choose a new time, or take it back to the drafts."),
        "resolve",
    ),
    "missed_waiting": (
        N_("Not everything went out"),
        N_("Nothing goes out late by itself: you decide."),
        "resolve",
    ),
    "retry_over": (
        N_("It could not be sent to {channel} in time"),
        N_("Nothing was published. Publish it now, or choose a new time."),
        "resolve",
    ),
    "by_hand": (
        N_("Publish this one by hand on {channel}"),
        N_("Text and photos are ready to copy. Tick it off when it is done."),
        "resolve",
    ),
    "answer_by_hand": (
        N_("Send this answer by hand on {channel}"),
        N_("What it answers opens. Text and photos are ready to copy. Tick it off when it is done."),
        "resolve",
    ),
    "private_answer_by_hand": (
        N_("Send this answer by hand on {channel}, in private"),
        N_(
            "One person alone is to read it: write it to them as a private message, not where everybody reads. Text "
            "and photos are ready to copy. Tick it off when it is done."
        ),
        "resolve",
    ),
    "processing_too_long": (
        N_("{platform} is still preparing this post"),
        N_("Look at your page there. We have not sent it again."),
        "resolve",
    ),
    "waits_for_review": (
        N_("It waits on {platform} for somebody to approve it"),
        N_("It has not been sent again. Ask whoever looks after the page, or look there yourself."),
        "resolve",
    ),
    "late_there": (
        N_("{platform} is late with this post"),
        N_("It is still on {platform}’s own list. We keep looking; nothing is sent twice."),
        "none",
    ),
    "changed_there": (
        N_("Somebody gave this post another time on {platform}"),
        N_("We left it as it is there. Try again to put your time on {platform}’s list."),
        "retry",
    ),
    "link_needed": (
        N_("We do not know which post on {channel} this part belongs to"),
        N_("Nothing was sent. Paste the link of the part before it, or take this part back to the drafts."),
        "resolve",
    ),
}
