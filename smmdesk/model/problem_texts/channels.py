"""What is wrong with a channel, its address or its platform."""

from smmdesk.model.words import N_

TEXTS: dict[str, tuple[str, str, str]] = {
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
    "was_paused": (
        N_("Did not go out: {channel} was paused"),
        N_("Publish it now, choose a new time, or take it back to the drafts."),
        "resolve",
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
    "still_listed": (
        N_("{platform} still has posts of {channel} on its own list"),
        N_("Nothing was removed. Take these posts back first, or let them go out."),
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
}
