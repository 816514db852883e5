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
}
