"""What is wrong with a time, a day or the clock."""

from smmdesk.model.words import N_

TEXTS: dict[str, tuple[str, str, str]] = {
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
    "zone_unknown": (
        N_("“{zone}” is not a time zone"),
        N_("Write it like Europe/Rome. Nothing was changed."),
        "edit",
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
}
