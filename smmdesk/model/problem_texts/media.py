"""What is wrong with photos, videos and documents, and with where they lie."""

from smmdesk.model.words import N_

TEXTS: dict[str, tuple[str, str, str]] = {
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
    "address_not_proven": (
        N_("{platform} does not know that the address of your photos is yours"),
        N_("Nothing was published. Open your app there and add that address under “URL properties”, then try again."),
        "retry",
    ),
    "cover_needed": (
        N_("{channel} wants a picture as the cover of the video"),
        N_("Nothing was sent. Choose one beside the video of this post."),
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
    "media_not_in_media": (
        N_("There is no photo “{name}” in Media"),
        N_("The post is kept without it. Put the photo into Media first, then bring the file in again."),
        "choose_file",
    ),
    "media_not_here": (
        N_("There is no photo “{name}” beside the file or in Media"),
        N_("The post is kept without it. Put the photo into the folder of the file, then bring the file in again."),
        "choose_file",
    ),
    "media_on_web": (
        N_("The photo “{name}” lies on the web, and smmdesk does not fetch it"),
        N_("The post is kept without it. Save the photo on this computer and add it to the post."),
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
    "video_too_short": (
        N_("The video “{name}” is too short for {channel}"),
        N_("It must last at least {limit} seconds. Choose another one."),
        "choose_file",
    ),
    "alt_too_long": (
        N_("The description of photo {number} is too long for {channel}"),
        N_("It has {actual} characters, the limit is {limit}. Shorten it."),
        "edit",
    ),
    "file_changed": (
        N_("The file {name} has changed"),
        N_("The post keeps the photo as it was. Open the post to take the new one."),
        "edit",
    ),
    "ideas_folder_gone": (
        N_("The folder for ideas of {brand} cannot be reached"),
        N_(
            "{folder} is not there: its disk may be unplugged or offline, or it was moved. Nothing is lost. It goes on "
            "by itself once the folder is back, or choose another one."
        ),
        "choose_folder",
    ),
    "ideas_folder_crowded": (
        N_("There are more than {limit} files in the folder for ideas"),
        N_("Not all of them are looked at. Move those that you do not need elsewhere, or choose another folder."),
        "choose_folder",
    ),
    "ideas_folder_many": (
        N_("Very many files came into the folder for ideas"),
        N_("No more become ideas today; the rest follows tomorrow. If it is the wrong folder, choose another one."),
        "choose_folder",
    ),
    "ideas_folder_unreadable": (
        N_("This folder cannot be read"),
        N_("Nothing was changed. Choose one that is there and that you may open."),
        "none",
    ),
    "ideas_folder_ours": (
        N_("In this folder smmdesk keeps its own files"),
        N_("Nothing was changed. Make a folder of your own for ideas, for instance in your pictures."),
        "none",
    ),
    "ideas_folder_taken": (
        N_("This folder brings ideas to {brand} already"),
        N_("Nothing was changed. Each brand has a folder of its own, so that nothing becomes an idea twice."),
        "none",
    ),
    "media_host_needed": (
        N_("{channel} fetches photos from the web, and none of yours is there"),
        N_("Publish this one by hand: text and photos are ready to copy."),
        "resolve",
    ),
}
