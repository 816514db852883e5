"""What is wrong with the folder, its file, its copies, imports, keys and commands."""

from smmdesk.model.words import N_

TEXTS: dict[str, tuple[str, str, str]] = {
    "not_set_up": (
        N_("This could not be set up on this computer"),
        N_("Nothing else changed. What the system says: {reason}"),
        "report",
    ),
    "no_service": (
        N_("This computer takes no program that publishes without its window"),
        N_(
            "Nothing changed. Turn on “Start smmdesk with the computer” instead: posts go out while it waits in the "
            "tray. What the system says: {reason}"
        ),
        "report",
    ),
    "folder_name_odd": (
        N_("The name of a folder keeps this from being set up"),
        N_(
            "smmdesk, or its data folder, lies in a folder whose name has a line end or another sign that this system "
            "cannot write down. Give that folder another name, open smmdesk again, and try once more."
        ),
        "none",
    ),
    "facts_bad": (
        N_("“{name}” in your data folder could not be read"),
        N_("Nothing was sent. Correct the file, or take it away."),
        "none",
    ),
    "of_other_computer": (
        N_("Posts came from another computer"),
        N_(
            "They do not go out from here until you say that this computer publishes them. First make sure no other "
            "one does."
        ),
        "resolve",
    ),
    "other_computer": (
        N_("This calendar comes from another computer or from a copy"),
        N_("Nothing is sent from here until you say that this computer publishes. First make sure no other one does."),
        "resolve",
    ),
    "import_not_whole": (
        N_("{count} rows of {name} could not be read"),
        N_("Nothing was taken in. Correct the rows, or take in the others without them."),
        "choose_file",
    ),
    "disk_full": (
        N_("Your disk is full"),
        N_("What you typed is still here, not saved yet. Free some space, then try saving again."),
        "free_space",
    ),
    "no_room": (
        N_("There is no room for the file"),
        N_(
            "It needs about {needed}, and where it would lie ({folder}) {left} are left. Nothing was written. "
            "Free some space, or choose another disk."
        ),
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
    "program_renewed": (
        N_("Another version of smmdesk was installed"),
        N_("This window is still the version of before. Close smmdesk, also beside the clock, and open it again."),
        "none",
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
        N_("We kept the damaged file and restored the copy of {time}. What was changed after that may be missing."),
        "restore",
    ),
    "desk_damaged_no_copy": (
        N_("The calendar file was damaged, and there is no copy to restore"),
        N_("We kept the damaged file as {name} and started an empty calendar."),
        "restore",
    ),
    "desk_gone": (
        N_("The calendar file was no longer there"),
        N_("We restored the copy of {time}. What was changed after that may be missing."),
        "restore",
    ),
    "desk_hurt": (
        N_("The calendar file is damaged"),
        N_("Nothing more was written. Close smmdesk and start it again: it restores the newest copy."),
        "restore",
    ),
    "conflict": (
        N_("Somebody else changed this a moment ago"),
        N_("Your version was not saved over theirs. Look at the newest, then change it again."),
        "retry",
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
    "typed_in_a_sheet": (
        N_("What you typed here is not kept yet"),
        N_("Keep it, or cancel. Whoever quits once more goes without it."),
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
    "archive_bad": (
        N_("“{name}” was written, and cannot be read back"),
        N_("Your calendar and its sign-ins are as they were. {said}"),
        "report",
    ),
    "archive_inside": (
        N_("“{name}” would lie in smmdesk’s own folder, which is tidied up"),
        N_("Your calendar and its sign-ins are as they were. Choose another folder."),
        "none",
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
    "import_twice": (
        N_("The same as row {row}, at the same time"),
        N_("Both were taken in. Delete one of them if that was not meant."),
        "edit",
    ),
    "import_repeats": (
        N_("It repeats, and only its first time comes in"),
        N_("Add the other times yourself."),
        "none",
    ),
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
