"""What is wrong with a brand, or between two of them."""

from smmdesk.model.words import N_

TEXTS: dict[str, tuple[str, str, str]] = {
    "channel_of_other_brand": (
        N_("{channel} belongs to {brand}"),
        N_("A post goes out on the channels of its own brand only. Nothing was changed."),
        "edit",
    ),
    "customers_of_other_brand": (
        N_("What a customer gave to {brand} stays with {brand}"),
        N_("They said yes to that brand alone. Nothing was copied."),
        "none",
    ),
    "brand_unknown": (
        N_("There is no brand “{name}”"),
        N_("There are: {names}. Nothing was changed."),
        "edit",
    ),
    "brand_unclear": (
        N_("Which brand is meant?"),
        N_("There are: {names}. Say it with --brand and the beginning of its name or id. Nothing was changed."),
        "edit",
    ),
    "brand_name_taken": (
        N_("There is a brand “{name}” already"),
        N_("Give it another name. Nothing was changed."),
        "edit",
    ),
    "brand_without_name": (
        N_("A brand needs a name"),
        N_("Write the name that its customers know. Nothing was changed."),
        "edit",
    ),
    "last_brand": (
        N_("{brand} is the only brand here"),
        N_("One stays open. Add another one first, then put this one away."),
        "none",
    ),
    "last_brand_stays": (
        N_("{brand} is the only brand in use here"),
        N_("One stays. Add another one first, then remove this one. Nothing was changed."),
        "none",
    ),
    "brand_in_doubt": (
        N_("Something of {brand} may be out on {channel}, and nobody can tell yet"),
        N_(
            "Look in the outbox and say whether it is there, then remove the brand. One that is put away is brought "
            "back for that. Nothing was changed."
        ),
        "none",
    ),
    "brand_busy": (
        N_("Something of {brand} is on its way just now"),
        N_("Wait a minute, then remove the brand again. It stays put away meanwhile."),
        "none",
    ),
    "brand_still_listed": (
        N_("{channels} still has posts of {brand} on the platform’s own list"),
        N_(
            "The brand is put away, and nothing was erased. Remove it again to try once more, or to leave them there: "
            "then they go out unless you delete them on the platform."
        ),
        "none",
    ),
    "brand_leaving": (
        N_("{brand} is being removed"),
        N_("Some of it is erased already, so it cannot be brought back. An archive of it can be taken in afterwards."),
        "none",
    ),
    "brand_not_signed_out": (
        N_("{brand} is removed, but {channels} could not be told"),
        N_("The sign-in is destroyed here. Take the permission away on the platform too."),
        "none",
    ),
    "brand_removal_asks": (
        N_("Remove {brand} for good?"),
        N_("Save it first: export --format archive FILE --brand {id}. Then say it again with --yes."),
        "none",
    ),
}
