"""The everyday words by which people look for a setting besides those that stand on the screen."""

from collections.abc import Mapping

from smmdesk.model.words import N_, _

EVERYDAY: Mapping[str, str] = {
    "settings_language": N_("translation, tongue, locale, English, Italian"),
    "settings_theme": N_("dark mode, night mode, theme, appearance, colours, colors, black, white"),
    "settings_contrast": N_("accessibility, eyesight, readable, legible, visibility"),
    "settings_still": N_("animations, animated, effects, movement, accessibility"),
    "settings_brand_name": N_("company, business, shop, profile"),
    "settings_brand_add": N_("company, client, agency, logo, colour, second business"),
    "settings_zone": N_("clock, hour, timezone, daylight saving, summer time, travel"),
    "settings_approval": N_("approval, approve, review, permission, team"),
    "settings_answer_goal": N_("response time, reply time, deadline, how fast"),
    "settings_kept": N_("privacy, GDPR, retention, delete old messages, clean up"),
    "settings_place": N_("privacy, GPS, EXIF, metadata, geotag, camera, pictures, images"),
    "settings_tell_needs_you": N_("alerts, pop-up, popup, sound, notify, errors, failed"),
    "settings_tell_messages": N_("alerts, pop-up, popup, sound, notify, comments, mail"),
    "settings_tell_published": N_("alerts, pop-up, popup, sound, notify, success, sent"),
    "settings_tell_words": N_("privacy, hide, preview, screen sharing"),
    "settings_quiet": N_("do not disturb, mute, silence, night, evening, sleep"),
    "settings_start": N_("autostart, startup, start up, boot, login, log in, launch, automatically"),
    "settings_service": N_("background, always on, closed, automatically, minimised, minimized"),
    "settings_menu": N_("desktop icon, launcher, applications, apps, dock, pin, open with, file type"),
    "settings_online": N_("proxy, internet, network, connection, Wi-Fi, wifi, firewall, VPN, offline"),
    "settings_country": N_("holidays, bank holiday, feast, calendar, nation"),
    "settings_region": N_("holidays, county, state, province"),
    "settings_patron": N_("holidays, local holiday, town, city"),
    "settings_ideas": N_("watch folder, hot folder, drop folder, import, inspiration, Dropbox, pictures, notes"),
    "settings_photos": N_("upload, cloud, storage, hosting, server, web space, FTP, pictures, images, videos"),
    "settings_marks": N_("UTM, tracking, analytics, campaign, traffic, visits"),
    "settings_folder": N_("files, disk, storage, location, where, path, privacy, database"),
    "settings_backup": N_("backup, back up, safety, save"),
    "settings_copies": N_("backup, back up, recover, rescue, lost, previous version"),
    "settings_leaving": N_("export, download, CSV, Excel, archive, move, new computer, backup"),
    "settings_bringing": N_("import, upload, CSV, Excel, spreadsheet, move, new computer"),
    "settings_trash": N_("deleted, bin, recycle bin, recover, restore, lost"),
    "settings_version": N_("update, upgrade, new version, latest, release, build, about"),
    "settings_keys": N_("shortcuts, hotkeys, keyboard"),
}


def everyday_words(name: str) -> str:
    """For the field that its maker called `name`, in the language in use; empty where the screen says it all."""
    words = EVERYDAY.get(name)
    return _(words) if words else ""
