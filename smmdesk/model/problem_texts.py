"""Every problem in words: code -> (title, advice, remedy). ux.md §2 sets the tone.

English is the source; resources/translations holds the Italian. Values are named in braces.
"""

from collections.abc import Callable

from smmdesk.model.words import N_, ngettext

TEXTS: dict[str, tuple[str, str, str]] = {
    # the post
    "text_missing": (
        N_("There is nothing to publish on {channel} yet"),
        N_("Write a text or add a photo. What you did so far is saved."),
        "edit",
    ),
    "title_missing": (
        N_("{channel} needs a title"),
        N_("Write a title for this post. Nothing was changed."),
        "edit",
    ),
    "text_too_long": (
        N_("{channel} allows {limit}; you have {actual}"),
        N_("Nothing was changed. Shorten the text, or split it into parts."),
        "split",
    ),
    "field_too_long": (
        N_("{label} may have {limit} characters on {channel}; you have {actual}"),
        N_("Nothing was changed. Shorten it."),
        "edit",
    ),
    "media_needed": (
        N_("{channel} needs a photo or a video"),
        N_("Add one to this post."),
        "choose_file",
    ),
    "video_needed": (
        N_("{channel} needs a video"),
        N_("Photos alone do not go there. Add a video."),
        "choose_file",
    ),
    "media_too_many": (
        N_("{channel} takes {limit} photos; you have {actual}"),
        N_("Remove some for {channel}, or give it its own selection."),
        "edit",
    ),
    "media_mixed": (
        N_("{channel} takes photos or one video, not both"),
        N_("Keep the photos or the video for {channel}."),
        "edit",
    ),
    "document_not_taken": (
        N_("{channel} does not take the document “{name}”"),
        N_("Leave it out for {channel}, or add its pages as photos. LinkedIn takes PDFs."),
        "edit",
    ),
    "document_too_long": (
        N_("“{name}” has {actual} pages; {channel} takes {limit}"),
        N_("Save a shorter copy, or leave it out for {channel}."),
        "choose_file",
    ),
    "document_alone": (
        N_("{channel} takes one document by itself"),
        N_("Keep the document, or the photos and videos, for {channel}."),
        "edit",
    ),
    "document_as_is": (
        N_("“{name}” goes out as it is, also with who wrote it if the file says so"),
        N_("Nothing is taken out of a PDF. You can publish it so."),
        "edit",
    ),
    "media_type": (
        N_("{channel} does not take “{name}”"),
        N_("It takes {types}. The file is still in your library."),
        "choose_file",
    ),
    "media_not_possible": (
        N_("{channel} takes no photos or videos"),
        N_("Leave them out for {channel}, or choose another form of the message."),
        "edit",
    ),
    "media_too_big": (
        N_("“{name}” is too big for {channel}"),
        N_("It has {actual}, the limit is {limit}. Choose a smaller file."),
        "choose_file",
    ),
    "file_too_big_there": (
        N_("“{name}” is too big for {platform}"),
        N_("{platform} did not take the file, so nothing was published. Choose a smaller file."),
        "choose_file",
    ),
    "media_host_missing": (
        N_("{platform} fetches photos and videos from a web address"),
        N_("Nothing was sent. Say in Settings where your photos may lie on the web, or publish this one by hand."),
        "resolve",
    ),
    "media_host_refused": (
        N_("“{name}” could not be laid down at {host}"),
        N_("Nothing was published. {host} says: {said}. Look at “Photos on the web” in Settings."),
        "retry",
    ),
    "media_not_public": (
        N_("“{name}” cannot be seen from outside at {host}"),
        N_("Nothing was published. Without a sign-in the web gets: {said}. Look at “Photos on the web” in Settings."),
        "retry",
    ),
    "app_not_reviewed": (
        N_("{platform} has not reviewed your app yet"),
        N_(
            "Nothing was published. Until it has, choose the inbox, or “Only you” with a private account, under the "
            "options of {channel}."
        ),
        "edit",
    ),
    "address_not_proven": (
        N_("{platform} does not know that the address of your photos is yours"),
        N_("Nothing was published. Open your app there and add that address under “URL properties”, then try again."),
        "retry",
    ),
    "in_inbox": (
        N_("It waits in your {platform} inbox"),
        N_("Open {platform} on your phone, tap its message and publish from there. Then tick it off here."),
        "resolve",
    ),
    "cover_needed": (
        N_("{channel} wants a picture as the cover of the video"),
        N_("Nothing was sent. Choose one beside the video of this post."),
        "edit",
    ),
    "place_refuses": (
        N_("{place} does not take this post as it is"),
        N_("Nothing was sent. {said}"),
        "edit",
    ),
    "media_not_converted": (
        N_("{platform} could not convert “{name}”"),
        N_("Nothing was published. Save the film anew as MP4 and choose that file."),
        "choose_file",
    ),
    "media_not_fetched": (
        N_("{platform} could not fetch “{name}” from the web"),
        N_("Nothing was published. We try again by ourselves; if it stays, look at “Photos on the web” in Settings."),
        "retry",
    ),
    "media_missing": (
        N_("The photo “{name}” is no longer on this computer"),
        N_("The post is kept as it is. Choose the photo again."),
        "choose_file",
    ),
    "file_not_taken": (
        N_("“{name}” was not added"),
        N_("It is not a photo, a video or a PDF that smmdesk can read. The file itself was not touched."),
        "choose_file",
    ),
    "document_damaged": (
        N_("“{name}” was not added: the PDF is damaged"),
        N_("Open it where it was made and save it as a PDF again. The file itself was not touched."),
        "choose_file",
    ),
    "document_locked": (
        N_("“{name}” was not added: the PDF is locked"),
        N_("Save a copy without a password and without protection, and add that one."),
        "choose_file",
    ),
    "document_too_large": (
        N_("“{name}” was not added: the PDF is too large to open safely"),
        N_("Save a smaller copy, or parts of it, and add that."),
        "choose_file",
    ),
    "file_too_large": (
        N_("“{name}” was not added: the picture is too large to open safely"),
        N_("It has {actual}; the limit is {limit}. Save a smaller copy and add that one."),
        "choose_file",
    ),
    "media_in_use": (
        N_("“{name}” is still needed"),
        N_("A post, a template or a cover shows it. Take it out there first; nothing was deleted."),
        "none",
    ),
    "files_too_many": (
        N_("Only the first {limit} files were added"),
        N_("So many at once are hard to look over. Add the others in another go."),
        "choose_file",
    ),
    "live_photo": (
        N_("“{name}” is the moving part of a live photo and was left out"),
        N_("The photo itself was added. If you want the film, add it alone."),
        "choose_file",
    ),
    "video_codec": (
        N_("{channel} does not play the kind of video in “{name}”"),
        N_("It is made as {actual}; {channel} takes {types}. Save it anew as one of these."),
        "choose_file",
    ),
    "file_unreadable": (
        N_("“{name}” could not be read"),
        N_("Nothing was added. Check that the file still exists and that you may open it."),
        "choose_file",
    ),
    "alt_missing": (
        N_("Photo {number} has no description yet"),
        N_("A description helps people who cannot see the photo. You can publish without."),
        "edit",
    ),
    "variable_open": (
        N_("“{name}” is still in the text"),
        N_("Write what belongs there, or take it out: it would go out as it is."),
        "edit",
    ),
    "option_missing": (
        N_("{channel} asks for “{label}”"),
        N_("Fill it in under the options of {channel}."),
        "edit",
    ),
    "option_not_offered": (
        N_("{channel} does not offer “{value}”"),
        N_("Nothing was published. Look at the options of {channel} in this post and choose another one."),
        "edit",
    ),
    "title_not_possible": (
        N_("“{value}” cannot be the title of a page on {channel}"),
        N_("Nothing was published. Leave out signs like [ ] | # < > and try again."),
        "edit",
    ),
    "page_exists": (
        N_("{channel} already has a page “{value}”"),
        N_("Nothing was published. Choose another title, or say under the options that it goes into that page."),
        "edit",
    ),
    "page_missing": (
        N_("{channel} has no page “{value}” yet"),
        N_("Nothing was published. Check the title, or say under the options that it becomes a new page."),
        "edit",
    ),
    "changed_by_others": (
        N_("Somebody changed these words on {platform} since"),
        N_("Nothing was changed there. Open the page and change it by hand."),
        "open_page",
    ),
    "option_unknown": (
        N_("{channel} has no option “{label}”"),
        N_("Nothing was changed. Look at the options of this channel."),
        "edit",
    ),
    "thread_not_possible": (
        N_("{channel} has no threads"),
        N_("Remove the further parts for {channel}, or put everything in one text."),
        "edit",
    ),
    "first_comment_not_possible": (
        N_("{channel} takes no first comment"),
        N_("Remove it for {channel}."),
        "edit",
    ),
    "mention_plain": (
        N_("“{name}” is no name on {channel}"),
        N_("It goes out as it is written. Choose the person after an @, or write their name there in its own wording."),
        "edit",
    ),
    "mention_unknown": (
        N_("“{name}” goes out as a plain name on {channel}: what they are called there is not known"),
        N_("Type what they are called there, if they have an account. You can publish as it is."),
        "edit",
    ),
    "handle_form": (
        N_("“{name}” is no name on {platform}"),
        N_("Type it as it stands on their page there, for instance after the @. Nothing was changed."),
        "edit",
    ),
    "tags_many": (
        N_("{channel} reads {limit} hashtags; there are {actual}"),
        N_("The others may be ignored, or the post shown to fewer people. You can publish as it is."),
        "edit",
    ),
    "links_too_many": (
        N_("{channel} takes {limit} links in a post; there are {actual}"),
        N_("Take some out for {channel}."),
        "edit",
    ),
    "mentions_too_many": (
        N_("{channel} takes {limit} mentions in a post; there are {actual}"),
        N_("Take some out for {channel}."),
        "edit",
    ),
    "text_too_short": (
        N_("{channel} wants at least {limit} characters"),
        N_("Write a little more for {channel}."),
        "edit",
    ),
    "video_too_short": (
        N_("The video “{name}” is too short for {channel}"),
        N_("It must last at least {limit} seconds. Choose another one."),
        "choose_file",
    ),
    "poll_not_possible": (
        N_("{channel} has no polls"),
        N_("Remove the poll for {channel}, or ask in the text."),
        "edit",
    ),
    "poll_too_many": (
        N_("{channel} takes {limit} answers in a poll; there are {actual}"),
        N_("Remove some for {channel}."),
        "edit",
    ),
    "poll_answer_too_long": (
        N_("An answer of the poll is too long for {channel}"),
        N_("Each may have {limit} characters. Shorten it."),
        "edit",
    ),
    "poll_unfinished": (
        N_("The poll for {channel} needs at least two different answers"),
        N_("Write them, or remove the lines that stay empty."),
        "edit",
    ),
    "poll_or_media": (
        N_("{channel} takes a poll or photos, not both"),
        N_("Remove the poll or the photos for {channel}."),
        "edit",
    ),
    "platform_closed": (
        N_("{platform} closed in {year}"),
        N_("Old posts stay in the calendar. Nothing can be published there any more; choose another channel."),
        "none",
    ),
    "alt_too_long": (
        N_("The description of photo {number} is too long for {channel}"),
        N_("It has {actual} characters, the limit is {limit}. Shorten it."),
        "edit",
    ),
    "twin": (
        N_("The same text goes to {channel} at {time}"),
        N_("You can publish both. Some platforms refuse the second."),
        "edit",
    ),
    "twin_there": (
        N_("The same text waits for {channel} at {time}, scheduled without smmdesk"),
        N_("Both go out if you leave them. Delete the other one on {channel}, or change this one."),
        "edit",
    ),
    "twin_live": (
        N_("The same text went out on {channel} at {time}, without smmdesk"),
        N_("People would see it twice. Take this one off the calendar, or change its text."),
        "edit",
    ),
    "close_by": (
        N_("{channel} has another post at {time}"),
        N_("You can publish both. A quarter of an hour apart, more people see each of them."),
        "choose_time",
    ),
    "file_changed": (
        N_("The file {name} has changed"),
        N_("The post keeps the photo as it was. Open the post to take the new one."),
        "edit",
    ),
    # the time
    "time_not_understood": (
        N_("“{text}” is not a time that smmdesk understands"),
        N_("Write it like “tomorrow 9”, “24/11 18:30” or “9:30”. Nothing was changed."),
        "choose_time",
    ),
    "day_not_understood": (
        N_("“{text}” is not a day that smmdesk understands"),
        N_("Write it like “Friday”, “24/12” or “tomorrow”. Nothing was changed."),
        "none",
    ),
    "day_past": (
        N_("{day} is already past"),
        N_("Nothing was changed. Choose a later day."),
        "none",
    ),
    "time_past": (
        N_("{time} is already past"),
        N_("Nothing was changed. Choose a later time, or publish now."),
        "choose_time",
    ),
    "no_free_slot": (
        N_("There is no free slot left for {count} of them"),
        N_("Add slots to the week of their channels, or give them a date by hand. Nothing was changed."),
        "edit",
    ),
    "rule_not_possible": (
        N_("smmdesk cannot repeat a post like this"),
        N_("Choose every day, week, month or year, and when it ends. Nothing was changed."),
        "edit",
    ),
    "time_missing": (
        N_("This post has no time yet"),
        N_("Choose when it goes out, or publish it now."),
        "choose_time",
    ),
    "hour_missing": (
        N_("On {day} the clocks go forward: there is no {time}"),
        N_("It goes out at {shown}. Choose another time if you want it earlier."),
        "choose_time",
    ),
    "hour_twice": (
        N_("On {day} the clocks go back: {time} comes twice"),
        N_("It goes out once, the first time."),
        "choose_time",
    ),
    "utm_source_missing": (
        N_("Without a source, statistics do not count the marks"),
        N_("Write something under Source, or turn the marks off. Links stay as they were."),
        "edit",
    ),
    "utm_blank_unknown": (
        N_("“{name}” under {label} cannot be filled in"),
        N_("In braces there may be {known}. Links stay as they were."),
        "edit",
    ),
    "utm_too_long": (
        N_("{label} may have {limit} characters"),
        N_("Shorten it. Links stay as they were."),
        "edit",
    ),
    "zone_unknown": (
        N_("“{zone}” is not a time zone"),
        N_("Write it like Europe/Rome. Nothing was changed."),
        "edit",
    ),
    # the channel
    "channel_missing": (
        N_("This post has no channel yet"),
        N_("Choose at least one channel. The post is saved as a draft."),
        "edit",
    ),
    "channel_unknown": (
        N_("There is no such channel: {id}"),
        N_("Look at the list of channels and use the beginning of an id from there."),
        "edit",
    ),
    "channel_not_connected": (
        N_("{channel} is not connected yet"),
        N_("Your posts are safe. Connect {channel} before {time}."),
        "sign_in",
    ),
    "signed_out": (
        N_("{channel} signed us out"),
        N_("Your posts are safe and paused. Sign in again and they go on."),
        "sign_in",
    ),
    "sign_in_ends": (
        N_("The sign-in to {channel} ends on {day}"),
        N_("Sign in again before then, and everything goes on. It takes a minute."),
        "sign_in",
    ),
    "sign_in_ends_before": (
        N_("The sign-in to {channel} ends on {day}, before this post"),
        N_("Sign in again before then, and it goes out on time. Otherwise it waits for you."),
        "sign_in",
    ),
    "sign_in_over": (
        N_("The sign-in to {channel} ended on {day}"),
        N_("Sign in again, so that the next posts go out. Until then they wait."),
        "sign_in",
    ),
    "sign_in_refused": (
        N_("{platform} did not accept this sign-in"),
        N_("Nothing was connected. Check the name and the password, and try again."),
        "sign_in",
    ),
    "browser_sign_in_missing": (
        N_("This server lets smmdesk sign in with an app password only"),
        N_("Nothing was changed. Make an app password in the settings of {platform}, and sign in with it."),
        "sign_in",
    ),
    "sign_in_cancelled": (
        N_("The sign-in was not finished"),
        N_("Nothing was changed. You can start again at any time."),
        "sign_in",
    ),
    "sign_in_timeout": (
        N_("Nobody answered in the browser"),
        N_("Nothing was connected. Start the sign-in again; the page stays valid for five minutes."),
        "sign_in",
    ),
    "sign_in_port_taken": (
        N_("Another program on this computer is in the way of the sign-in"),
        N_("It uses port {port}, where the browser comes back. Close it, or restart the computer, then try again."),
        "sign_in",
    ),
    "no_user_keys": (
        N_("This forum lets no program of its members in"),
        N_("Nothing was connected. Ask its administrators for a key, and choose “Without a browser” to paste it."),
        "sign_in",
    ),
    "app_keys_missing": (
        N_("{platform} wants keys of your own"),
        N_("Make an app there and enter its keys first, or publish there yourself with smmdesk as your guide."),
        "sign_in",
    ),
    "app_keys_refused": (
        N_("{platform} does not know the keys of your app"),
        N_("Nothing was published. Look at your app there, enter its keys again, and sign in: then your posts go on."),
        "sign_in",
    ),
    "sign_in_strange": (
        N_("The answer did not belong to this sign-in"),
        N_("Nothing was connected, to be safe. Start again from here."),
        "sign_in",
    ),
    "other_account": (
        N_("That is another account: {actual} instead of {expected}"),
        N_("Nothing was changed. Sign in as {expected}, or add {actual} as a new channel."),
        "sign_in",
    ),
    "second_factor": (
        N_("{platform} asks for a code from your e-mail"),
        N_("Use an app password from the settings of {platform} instead of your main password."),
        "sign_in",
    ),
    "code_needed": (
        N_("{platform} asks for the code of your second step"),
        N_("Nothing was connected. Type the code that your authenticator app shows now, and sign in again."),
        "sign_in",
    ),
    "no_page_there": (
        N_("This account has nothing on {platform} to publish on yet"),
        N_("Nothing was changed. Make your blog, channel or page on {platform} first, then connect again."),
        "sign_in",
    ),
    "page_not_named": (
        N_("Which one on {platform}?"),
        N_("This account has several: {names}. Start again and name one of them. Nothing was connected."),
        "sign_in",
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
    "rejected_there": (
        N_("{platform} took this post of {channel} and then rejected it"),
        N_("Nobody sees it. A telephone number in the text is a common reason. Change the post and send it again."),
        "edit",
    ),
    "answered_there": (
        N_("{platform} has an answer of {channel} there already"),
        N_("It keeps one alone, and yours would take its place. Nothing was sent: change the one that is there."),
        "resolve",
    ),
    "answer_rejected": (
        N_("{platform} took this answer of {channel} and then rejected it"),
        N_("Nobody sees it. Look at what {platform} asks of answers, and write another one."),
        "edit",
    ),
    "kept_private": (
        N_("{platform} lets nobody but you see this video"),
        N_(
            "Your app has not passed the review of {platform}, so what it uploads stays locked for good. Upload the "
            "video there yourself, then say “it is there”, and ask for the review."
        ),
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
    "page_not_found_there": (
        N_("No such page of yours was found on {platform}"),
        N_(
            "Nothing was connected. Check the name, and that your account looks after the page itself. When {platform} "
            "asks which pages smmdesk may use, choose it there."
        ),
        "sign_in",
    ),
    "page_unclear": (
        N_("You look after several pages"),
        N_("Nothing was connected. Say which one this channel is for: {pages}."),
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
    "room_encrypted": (
        N_("{channel} is encrypted"),
        N_("smmdesk cannot write in encrypted rooms. Choose a room without encryption."),
        "sign_in",
    ),
    "room_moved": (
        N_("The room of {channel} has moved"),
        N_("Its people go on in another room. Connect that one, and publish there."),
        "sign_in",
    ),
    "channel_paused": (
        N_("{channel} is paused"),
        N_("Nothing goes out there until you let it go on."),
        "none",
    ),
    "not_set_up": (
        N_("This could not be set up on this computer"),
        N_("Nothing else changed. What the system says: {reason}"),
        "report",
    ),
    "all_paused": (
        N_("Everything is paused since {time}"),
        N_("Nothing goes out on any channel until you let it go on."),
        "go_on",
    ),
    "address_changed": (
        N_("The address of {channel} has changed"),
        N_("Nothing was sent there. Sign in again at the new address."),
        "sign_in",
    ),
    "address_unsafe": (
        N_("This address is not protected: {url}"),
        N_("Nothing was sent. Use the address that begins with https://."),
        "edit",
    ),
    "address_not_found": (
        N_("There is no {platform} at {url}"),
        N_("Check the address. Nothing was connected."),
        "edit",
    ),
    "server_moved": (
        N_("{typed} is at {real} now"),
        N_("Your sign-in was sent to neither of them. If you know {real}, sign in there: its address is filled in."),
        "edit",
    ),
    "site_lets_nobody_in": (
        N_("{url} lets no other program sign in"),
        N_("Nothing was connected. Application passwords are switched off there, or its address is not protected."),
        "edit",
    ),
    "sign_in_on_page": (
        N_("{platform} shows a password on its own page"),
        N_("Nothing was connected yet. Copy the password there, then connect again and paste it."),
        "sign_in",
    ),
    "field_missing": (
        N_("“{label}” is still empty"),
        N_("Nothing was connected. Fill it in, then go on."),
        "edit",
    ),
    "still_listed": (
        N_("{platform} still has posts of {channel} on its own list"),
        N_("Nothing was removed. Take these posts back first, or let them go out."),
        "none",
    ),
    "not_signed_out_there": (
        N_("{platform} was not told that you left"),
        N_("The sign-in is gone from this computer. End it in the settings of your account there too."),
        "none",
    ),
    "facts_bad": (
        N_("“{name}” in your data folder could not be read"),
        N_("Nothing was sent. Correct the file, or take it away."),
        "none",
    ),
    "platform_unknown": (
        N_("smmdesk does not know the platform “{platform}”"),
        N_("Use one of: {known}."),
        "none",
    ),
    "sample_only": (
        N_("This is an example post"),
        N_("It can only go to the practice channel. Nothing was sent."),
        "edit",
    ),
    # sending
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
    "page_not_managed": (
        N_("{platform} knows no page “{value}” that you manage"),
        N_("Nothing was connected. You manage: {names}. Leave the field empty to publish as yourself."),
        "sign_in",
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
    "removed_there": (
        N_("Removed on {platform}"),
        N_("Your copy is still here. You can use it again."),
        "edit",
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
    "link_strange": (
        N_("This is not the address of a post on {channel}"),
        N_("Nothing was changed. Open your post there and copy its address, or leave the field empty."),
        "resolve",
    ),
    "other_computer": (
        N_("This calendar comes from another computer or from a copy"),
        N_("Nothing is sent from here until you say that this computer publishes. First make sure no other one does."),
        "resolve",
    ),
    "already_out": (
        N_("This post is already out"),
        N_("It is no longer changed here. Use it again as a new post, or change it on {channel}."),
        "none",
    ),
    "no_delete_there": (
        N_("Posts on {channel} can only be deleted on their page"),
        N_("Open its page and delete it there."),
        "open_page",
    ),
    "edit_time_over": (
        N_("{platform} lets a post be changed for {length} only"),
        N_("That time is over. What is there stays; delete it and publish it anew if it has to be right."),
        "open_page",
    ),
    "no_edit_there": (
        N_("Posts on {channel} can only be changed on their page"),
        N_("Open its page and change it there."),
        "open_page",
    ),
    "no_answer_there": (
        N_("What people write on {channel} can only be answered there"),
        N_("Open its page and answer it there."),
        "open_page",
    ),
    "nobody_there": (
        N_("“{name}” was not found on {platform}"),
        N_("Look at how it is spelled there."),
        "none",
    ),
    "not_known_there": (
        N_("We do not know which post on {channel} this is"),
        N_("Open your page and delete or change it there."),
        "open_page",
    ),
    "account_not_connected": (
        N_("{channel} is not connected any more"),
        N_("Connect it again first, or open the page of the post and do it there."),
        "open_page",
    ),
    "change_unclear": (
        N_("We could not find out whether it was changed on {channel}"),
        N_("Open its page and look. Then try again, or leave it as it is."),
        "open_page",
    ),
    "change_over": (
        N_("It could not be changed on {channel} for a day"),
        N_("It stands there as it was. Try again, or leave it as it is."),
        "open_page",
    ),
    "no_moderation_there": (
        N_("This cannot be done on {channel} from here"),
        N_("Open its page and do it there."),
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
    "too_late_to_change": (
        N_("This post is already on its way"),
        N_("Your change was not made. Wait until it is out, then change it on {channel}."),
        "none",
    ),
    "clock_wrong": (
        N_("The clock of this computer is off by {minutes} minutes"),
        N_("Nothing is sent until it is right. Set date and time to automatic."),
        "retry",
    ),
    "day_full": (
        N_("{channel} takes {limit} posts a day; {day} has {count}"),
        N_("Choose another day for some of them. Else the last ones wait until the platform lets them in."),
        "choose_time",
    ),
    "import_not_whole": (
        N_("{count} rows of {name} could not be read"),
        N_("Nothing was taken in. Correct the rows, or take in the others without them."),
        "choose_file",
    ),
    "zone_rules_changed": (
        N_("The clocks of {zone} follow new rules"),
        N_("Your posts keep their time of day. Posts that go out at another moment than before: {count}."),
        "show",
    ),
    "times_elsewhere": (
        N_("Times are shown for {zone}"),
        N_("A post at {time} goes out at {time_here} here in {here}. Your posts stay where they are."),
        "none",
    ),
    "media_host_needed": (
        N_("{channel} fetches photos from the web, and none of yours is there"),
        N_("Publish this one by hand: text and photos are ready to copy."),
        "resolve",
    ),
    # storage
    "disk_full": (
        N_("Your disk is full"),
        N_("What you typed is still here, not saved yet. Free some space, then try saving again."),
        "free_space",
    ),
    "disk_refused": (
        N_("The disk did not take what smmdesk wanted to write"),
        N_(
            "What you typed is still here, not saved yet. There may be no room left for you, or the disk is failing: "
            "make room, or copy your data folder to another disk."
        ),
        "free_space",
    ),
    "file_not_written": (
        N_("“{name}” could not be written"),
        N_("Nothing else was changed. Choose another folder, or make room on the disk."),
        "none",
    ),
    "folder_not_writable": (
        N_("smmdesk may not write into {folder}"),
        N_("Nothing was changed. Choose another folder, or give yourself the right to write there."),
        "choose_folder",
    ),
    "folder_synced": (
        N_("{folder} is kept in step by {service}"),
        N_("A calendar kept there can break. Choose a folder that only this computer uses."),
        "choose_folder",
    ),
    "desk_busy": (
        N_("Another program is using your calendar"),
        N_("Nothing is lost. Close the other program or wait a moment, then try again."),
        "retry",
    ),
    "update_there": (
        N_("smmdesk {version} is there"),
        N_("You have {have}. Your calendar stays as it is; a copy of it is made before anything changes."),
        "update",
    ),
    "update_unreachable": (
        N_("Nobody answered about newer versions"),
        N_("It is asked again in a week. Look whether this computer is online, then try again."),
        "retry",
    ),
    "update_untrue": (
        N_("What came about newer versions is not ours"),
        N_("It was not signed by us, or it is an old notice sent again. Nothing was done with it."),
        "none",
    ),
    "desk_newer": (
        N_("This calendar was made with a newer smmdesk"),
        N_("It is open for reading only, so nothing can break. Install the newer version."),
        "update",
    ),
    "desk_damaged": (
        N_("The calendar file was damaged"),
        N_("We kept the damaged file and restored the copy of {time}. {missing}"),
        "restore",
    ),
    "desk_damaged_no_copy": (
        N_("The calendar file was damaged, and there is no copy to restore"),
        N_("We kept the damaged file as {name} and started an empty calendar."),
        "restore",
    ),
    "desk_gone": (
        N_("The calendar file was no longer there"),
        N_("We restored the copy of {time}. {missing}"),
        "restore",
    ),
    "desk_hurt": (
        N_("The calendar file is damaged"),
        N_("Nothing more was written. Close smmdesk and start it again: it restores the newest copy."),
        "restore",
    ),
    "language_there": (
        N_("This post is in that language already"),
        N_("Nothing was changed. Open the one that is there: its two letters stand above the channels."),
        "none",
    ),
    "answer_on_its_way": (
        N_("An answer to {name} is going out right now"),
        N_("Nothing was erased. Wait until it is out, or decide about it in the outbox, then do it again."),
        "none",
    ),
    "conflict": (
        N_("Somebody else changed this a moment ago"),
        N_("Your version was not saved over theirs. Look at the newest, then change it again."),
        "retry",
    ),
    "lookout_empty": (
        N_("There is nothing to listen for yet"),
        N_("Write words, a hashtag, a name or an address. Nothing was changed."),
        "edit",
    ),
    "not_found": (
        N_("There is nothing with the id {id}"),
        N_("It may have been deleted. Nothing was changed."),
        "none",
    ),
    "ambiguous_id": (
        N_("More than one begins with {id}"),
        N_("Write some more of the id. Nothing was changed."),
        "none",
    ),
    "cannot_undo": (
        N_("This step can no longer be undone"),
        N_("{reason} Nothing was changed."),
        "none",
    ),
    "backup_bad": (
        N_("“{name}” is not a copy that can be restored"),
        N_("Nothing was changed. Choose another copy."),
        "choose_file",
    ),
    "import_bad": (
        N_("“{name}” could not be read"),
        N_("Nothing was imported. {said}"),
        "choose_file",
    ),
    "import_many": (
        N_("This would change {count} of your {total} posts at once"),
        N_("Nothing was changed yet. Look at what would change, then allow it."),
        "none",
    ),
    "import_empty": (
        N_("This row says nothing"),
        N_("It was left out. Give it a text, a title or a photo."),
        "edit",
    ),
    "import_repeats": (
        N_("This event comes again and again"),
        N_("Only its first time was taken."),
        "none",
    ),
    # keys
    "locked": (
        N_("The sign-ins on this computer are locked"),
        N_("Drafts and calendar work. Unlock to publish."),
        "unlock",
    ),
    "no_key_ring": (
        N_("This computer has no safe place for sign-ins yet"),
        N_("Choose a passphrase that protects them, or keep them until you quit. Nothing was saved."),
        "unlock",
    ),
    "passphrase_wrong": (
        N_("That was not the right passphrase"),
        N_("Nothing was unlocked. Try again."),
        "unlock",
    ),
    # commands
    "nothing_to_resolve": (
        N_("Nothing of this post waits for an answer"),
        N_("Nothing was changed. Look at what it says about each channel."),
        "none",
    ),
    "engine_running": (
        N_("smmdesk is already sending from this folder"),
        N_("Nothing to do: what is due goes out by itself."),
        "none",
    ),
    "usage": (
        N_("This command was not understood: {said}"),
        N_("Try main.py --help."),
        "none",
    ),
    # what customers made
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
    "app_fault": (
        N_("Something went wrong inside smmdesk"),
        N_("Your work is saved. If it happens again, send us the details."),
        "report",
    ),
    "answer_strange": (
        N_("{platform} answered something that smmdesk does not understand"),
        N_("Nothing more was sent. Try again later; if it stays, send us the details."),
        "report",
    ),
}

TITLES: dict[str, tuple[str, str]] = {
    "disk_full": ("left", N_("Your disk is full ({left} left)")),
}
"""The title where one more value is known."""

WARNINGS = frozenset({"sign_in_ends", "sign_in_ends_before"})
"""What is told in good time: nothing is wrong yet."""

BUTTONS: dict[str, str] = {
    "wifi_page": N_("Open the sign-in page"),
    "channel_not_connected": N_("Connect"),
    "by_hand": N_("Publish by hand"),
    "no_key_ring": N_("Choose a passphrase"),
    "part_refused": N_("Edit part {number}"),
}
"""What the main button says where the words of the remedy say too little."""

COUNTED: dict[str, Callable[[int], str]] = {
    "signed_out": lambda count: ngettext(
        "Your {count} post is safe and paused. Sign in again and it goes on.",
        "Your {count} posts are safe and paused. Sign in again and they go on.",
        count,
    ),
    "sign_in_ends": lambda count: ngettext(
        "{count} post is planned for later. Sign in again before then, and it goes out on time.",
        "{count} posts are planned for later. Sign in again before then, and they go out on time.",
        count,
    ),
    "missed_waiting": lambda count: ngettext(
        "{count} post waits for your decision. Nothing goes out late by itself.",
        "{count} posts wait for your decision. Nothing goes out late by itself.",
        count,
    ),
    "offline": lambda count: ngettext(
        "{count} post waits and goes out when the connection is back. You can go on working.",
        "{count} posts wait and go out when the connection is back. You can go on working.",
        count,
    ),
}
"""Advice that says how many posts it is about, where the value `count` is known."""
