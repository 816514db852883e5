"""What is wrong with signing in, and with what a sign-in allows."""

from smmdesk.model.words import N_

TEXTS: dict[str, tuple[str, str, str]] = {
    "signed_out": (
        N_("{channel} signed us out"),
        N_("Your posts are safe and paused. Sign in again and they go on."),
        "sign_in",
    ),
    "sign_in_here": (
        N_("Sign in to {channel} once on this computer"),
        N_("Its sign-in is not here. Your posts are safe and paused; sign in, and they go on."),
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
    "sign_in_lasts_until": (
        N_("The sign-in to {channel} lasts until {day}, and this post is for later"),
        N_("smmdesk renews it by itself: let it run now and then until that day. If it could not, sign in again."),
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
    "not_signed_out_there": (
        N_("{platform} was not told that you left"),
        N_("The sign-in is gone from this computer. End it in the settings of your account there too."),
        "none",
    ),
    "page_not_managed": (
        N_("{platform} knows no page “{value}” that you manage"),
        N_("Nothing was connected. You manage: {names}. Leave the field empty to publish as yourself."),
        "sign_in",
    ),
}
