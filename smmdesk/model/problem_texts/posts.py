"""What is wrong with a post before it goes anywhere: its words, options, polls, twins."""

from smmdesk.model.words import N_

TEXTS: dict[str, tuple[str, str, str]] = {
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
    "poll_question_too_long": (
        N_("The question of the poll is too long for {channel}"),
        N_("The first line is the question: it may have {limit} characters, and has {actual}. Shorten it."),
        "edit",
    ),
    "poll_rest_too_long": (
        N_("There is too much text below the question of the poll for {channel}"),
        N_("It may have {limit} characters and has {actual}. Shorten it for {channel}."),
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
        N_("Another post goes to {channel} at {time}"),
        N_("You can publish both. A quarter of an hour apart, more people see each of them."),
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
    "language_there": (
        N_("This post is in that language already"),
        N_("Nothing was changed. Open the one that is there: its two letters stand above the channels."),
        "none",
    ),
    "changed_since_seen": (
        N_("“{post}” says something else by now"),
        N_("It was not approved. Read it once more, then give your OK to what it says now."),
        "show",
    ),
    "passed_without_ok": (
        N_("Its time passed without an OK"),
        N_("It was planned for {time} and did not go out. Give it a new time and an OK, or make it a draft again."),
        "edit",
    ),
    "waits_for_ok": (
        N_("Waits for an OK"),
        N_("It is planned for {time}. Without an OK it does not go out."),
        "edit",
    ),
    "comment_missing": (
        N_("There is no comment yet"),
        N_("Write what should be different. Nothing was changed."),
        "edit",
    ),
    "nothing_to_review": (
        N_("There is nothing to send for review here"),
        N_("No file was written. Choose posts that say something, or another month."),
        "none",
    ),
    "review_several_brands": (
        N_("These posts are of several brands"),
        N_("No file was written. A client sees the posts of one brand only: choose those."),
        "none",
    ),
    "review_too_many": (
        N_("One file holds {limit} posts; these are {count}"),
        N_("No file was written. Choose fewer, for instance one month."),
        "none",
    ),
    "review_text_too_long": (
        N_("A text of “{post}” is longer than {limit} characters"),
        N_(
            "No file was written: an OK is given to all of a post, and the page would show only a part. Shorten the "
            "text, or leave the post out."
        ),
        "edit",
    ),
    "answer_bad": (
        N_("This is not an answer that smmdesk can read"),
        N_("Nothing was changed. Ask for the file that “Save answer” made, or for the whole text."),
        "none",
    ),
    "answer_foreign": (
        N_("This answer does not fit a review that was sent from here"),
        N_("Nothing was changed. It belongs to another computer’s calendar, or it was changed on its way."),
        "none",
    ),
}
