"""What is wrong with messages, people, listening and what customers made."""

from smmdesk.model.words import N_

TEXTS: dict[str, tuple[str, str, str]] = {
    "handle_form": (
        N_("“{name}” is no name on {platform}"),
        N_("Type it as it stands on their page there, for instance after the @. Nothing was changed."),
        "edit",
    ),
    "no_answer_there": (
        N_("What people write on {channel} can only be answered there"),
        N_("Open its page and answer it there."),
        "open_page",
    ),
    "answer_too_late": (
        N_("It is too late to answer this on {channel} from here"),
        N_(
            "{platform} lets programs answer for a time only after the last message of whoever wrote. Nothing was "
            "sent: open the conversation there and answer it by hand. Once they write again, it works here too."
        ),
        "open_page",
    ),
    "no_private_answer": (
        N_("This cannot be answered in private on {channel}"),
        N_("{platform} or whoever wrote does not allow it here. Answer where everybody reads it."),
        "edit",
    ),
    "private_not_allowed": (
        N_("The sign-in to {channel} does not cover private messages"),
        N_(
            "Nothing was sent. Sign in again with the permission for private messages (an app of your own there needs "
            "it too), or answer where everybody reads it."
        ),
        "sign_in",
    ),
    "private_answer_given": (
        N_("This was answered in private already"),
        N_(
            "{platform} lets programs do that once for each comment, so nothing more was sent. Once they write back, "
            "you go on among the private messages; or answer where everybody reads it."
        ),
        "edit",
    ),
    "private_answer_too_late": (
        N_("It is too late to answer this in private"),
        N_(
            "{platform} lets programs do that for some days only, and they are over. Nothing was sent: answer where "
            "everybody reads it."
        ),
        "edit",
    ),
    "nobody_there": (
        N_("“{name}” was not found on {platform}"),
        N_("Look at how it is spelled there."),
        "none",
    ),
    "bot_heard_elsewhere": (
        N_("Another program hears {channel}’s bot"),
        N_("Telegram tells messages to one program only. Stop the other one, or make a bot for smmdesk alone."),
        "open_page",
    ),
    "bot_hears_nothing": (
        N_("{channel}’s bot is not told what people write in its group"),
        N_("Make it an administrator of the discussion group too: its rights there can all be off."),
        "open_page",
    ),
    "no_moderation_there": (
        N_("This cannot be done on {channel} from here"),
        N_("Open its page and do it there."),
        "open_page",
    ),
    "kept_by_author": (
        N_("Its author does not show this to everybody"),
        N_("So it is not passed on from {channel}. Ask its author whether you may show it yourself."),
        "open_page",
    ),
    "moderation_refused": (
        N_("{channel} did not do it"),
        N_("Nothing was changed there. {platform} says: {said}"),
        "open_page",
    ),
    "moderation_not_allowed": (
        N_("Your account may not do this on {channel}"),
        N_(
            "Nothing was changed there. Ask whoever runs it for the right to look after comments, or do it on its page."
        ),
        "open_page",
    ),
    "moderation_not_permitted": (
        N_("The sign-in to {channel} does not cover this"),
        N_("Nothing was changed there. Sign in again and leave every permission switched on, then do it once more."),
        "sign_in",
    ),
    "too_late_to_moderate": (
        N_("It is being deleted on {channel} just now"),
        N_("Wait until it is done."),
        "none",
    ),
    "answer_on_its_way": (
        N_("An answer to {name} is going out right now"),
        N_("Nothing was erased. Wait until it is out, or decide about it in the outbox, then do it again."),
        "none",
    ),
    "lookout_empty": (
        N_("There is nothing to listen for yet"),
        N_("Write words, a hashtag, a name or an address. Nothing was changed."),
        "edit",
    ),
    "asked_already": (
        N_("{person} was asked already"),
        N_("Their answer comes into the inbox. To ask once more, open what they made."),
        "none",
    ),
    "nothing_to_ask": (
        N_("{person} need not be asked"),
        N_("They have said yes or no already. What they said stands on the record."),
        "none",
    ),
    "ask_by_hand": (
        N_("{person} has to be asked by hand"),
        N_("What they made came another way. Ask them yourself, and note that you did."),
        "none",
    ),
    "consent_missing": (
        N_("{person} has not said yes to this yet"),
        N_("The post is kept. Ask them, or write down what they said; then it can go out."),
        "show",
    ),
    "consent_refused": (
        N_("{person} does not want this to be used"),
        N_("The post is kept and does not go out. Take their photo and words out of it."),
        "edit",
    ),
    "consent_over": (
        N_("What {person} allowed ends on {day}, before this goes out"),
        N_("The post is kept. Choose an earlier day, or ask them again."),
        "show",
    ),
    "consent_withdrawn": (
        N_("{person} has taken their yes back"),
        N_("The post is kept and does not go out. Take their photo and words out of it."),
        "edit",
    ),
    "consent_not_here": (
        N_("{person} did not allow this on {channel}"),
        N_("The post is kept. Leave {channel} out, or ask them about it."),
        "show",
    ),
    "consent_forgotten": (
        N_("There is no consent for this any more"),
        N_("Whoever made it was forgotten, or it was deleted here. Take their photo and words out of the post."),
        "edit",
    ),
    "consent_proof_missing": (
        N_("A consent needs its words and a file that proves it"),
        N_("Write what they signed, and add a photo of the sheet or the file. Nothing was kept."),
        "choose_file",
    ),
    "credit_missing": (
        N_("The post does not name {credit}"),
        N_("Whoever made it should stand in the text."),
        "edit",
    ),
    "no_photo_in_answer": (
        N_("An answer on {platform} takes no such file"),
        N_("Take it out and send the words alone, or answer there by hand. What you typed is still here."),
        "edit",
    ),
    "answer_photo_from_web": (
        N_("{platform} fetches photos from the web, and none of yours is there"),
        N_(
            "Say in Settings, under Photos on the web, where yours may lie; or take the photo out and send the words "
            "alone. What you typed is still here."
        ),
        "edit",
    ),
    "contribution_empty": (
        N_("There is nothing to keep yet"),
        N_("Add a photo, or write what they said."),
        "edit",
    ),
    "photo_not_fetched": (
        N_("The photo could not be read from {host}"),
        N_("Nothing was kept. It may be gone there, or be shown to people who are signed in only. Ask for the file."),
        "none",
    ),
}
