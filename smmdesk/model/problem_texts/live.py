"""What is wrong with a post that is out, or with changing it where it is."""

from smmdesk.model.words import N_

TEXTS: dict[str, tuple[str, str, str]] = {
    "changed_by_others": (
        N_("Somebody changed these words on {platform} since"),
        N_("Nothing was changed there. Open the page and change it by hand."),
        "open_page",
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
    "removed_there": (
        N_("Removed on {platform}"),
        N_("Your copy is still here. You can use it again."),
        "edit",
    ),
    "link_strange": (
        N_("This is not the address of a post on {channel}"),
        N_("Nothing was changed. Open your post there and copy its address, or leave the field empty."),
        "resolve",
    ),
    "already_out": (
        N_("This post is already out"),
        N_("It is no longer changed here. Use it again as a new post, or change it on {channel}."),
        "none",
    ),
    "out_for_good": (
        N_("This post is already out"),
        N_("It is on {channel}. Change or delete it there, or use it again as a new post."),
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
    "out_already": (
        N_("This post is out already"),
        N_("Your change was not made here. Change it on {channel}, or write a new post from it."),
        "none",
    ),
    "not_clear_yet": (
        N_("It is not known yet whether this post is out"),
        N_("Your change was not made. Say in the outbox whether it is there on {channel}, then change it."),
        "none",
    ),
    "too_late_to_change": (
        N_("This post is already on its way"),
        N_("Your change was not made. Wait until it is out, then change it on {channel}."),
        "none",
    ),
}
