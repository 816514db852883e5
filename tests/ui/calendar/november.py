"""November at an invented bakery in Trieste, as the pictures of the design show it. Today is Wed 18 Nov 2026, 11:20."""

from datetime import date, datetime, timedelta

from smmdesk.model.moment import Moment
from smmdesk.model.stages import Progress
from ui.models.calendar_entries import ChannelMark, Day, Entry, Page

TODAY = date(2026, 11, 18)
NOW_MINUTES = 11 * 60 + 20
ZONE = "Europe/Rome"

W, B, M, P, H = (
    ChannelMark("c-w", "wordpress", "blog", "WordPress"),
    ChannelMark("c-b", "bluesky", "bluesky", "Bluesky"),
    ChannelMark("c-m", "mastodon", "mastodon", "Mastodon"),
    ChannelMark("c-p", "practice", "news", "Practice"),
    ChannelMark("c-h", "by_hand", "ghost", "By hand"),
)
POSTS = """
10-26 08:30 published BM prodotti rye-bread | Pane di segale, ogni lunedì | Rye bread, every Monday
10-28 12:30 published W dietro_le_quinte dough | Perché il pane riposa una notte | Why our dough rests a night
10-30 09:00 published BMW feste gift | Fave dei morti: tre colori | Fave dei morti: three colours
10-31 08:30 published B stagione focaccia | Focaccia zucca e rosmarino | Pumpkin and rosemary focaccia
11-01 08:00 published MH persone shop-front | Oggi aperti dalle 7 alle 13 | Open today from 7 to 13
11-02 08:30 published BM prodotti rye-bread | Pane di segale, ogni lunedì | Rye bread, every Monday
11-03 09:00 published BM feste shop-front | Auguri Trieste, buon San Giusto | Happy San Giusto, Trieste
11-04 12:30 published W dietro_le_quinte sourdough | Come nasce il lievito madre | How our sourdough is born
11-05 17:30 published B dietro_le_quinte oven | Ore 4, si accende il forno | 4 am, the oven wakes up
11-06 09:00 published BM prodotti croissants | Cornetti al burro, ancora caldi | Butter croissants, still warm
11-07 08:30 published BM prodotti focaccia | Sabato è focaccia con la cipolla | Saturday is onion focaccia
11-09 08:30 published BM prodotti rye-bread | Pane di segale, ogni lunedì | Rye bread, every Monday
11-10 18:00 published B persone coffee | Il caffè del martedì lo offriamo noi | Tuesday coffee is on us
11-11 08:00 published BMW feste gift | San Martino: biscotti e novello | San Martino: biscuits
11-11 12:30 published W feste gift | La ricetta dei biscotti di nonna | Grandma’s biscuit recipe
11-11 17:30 published B feste shop-front | Ultimi biscotti in vetrina | Last biscuits in the window
11-12 09:00 published M prodotti walnut-cake | Presnitz: la spirale di Trieste | Presnitz: the Trieste spiral
11-13 09:00 removed M persone - | Cerchiamo una mano al banco | We need a hand at the counter
11-13 17:30 published BM prodotti focaccia | Pizza in teglia del venerdì | Friday tray pizza
11-14 08:30 missed B prodotti walnut-cake | Torta di noci, pochi pezzi | Walnut cake, few left
11-16 08:30 published BM prodotti rye-bread | Pane di segale, ogni lunedì | Rye bread, every Monday
11-16 17:30 published M dietro_le_quinte dough | Oggi abbiamo sbagliato il sale | Today we got the salt wrong
11-17 09:00 published BM prodotti panettone | Panettone, il primo dell’anno | Panettone, first of the year
11-17 18:00 unknown BMW persone shop-front | Chi viene da Muggia? | Who comes from Muggia?
11-18 11:10 retry W persone shop-front | Orari delle feste | Holiday opening hours
11-18 11:15 processing B dietro_le_quinte oven | Video: impasto del panettone | Video: panettone dough
11-18 11:20 sending MB prodotti panettone | Panettone: si prenota | Panettone: book yours
11-19 09:00 scheduled BMW prodotti panettone | Aperte le prenotazioni | Bookings are open
11-19 12:30 handed_off W dietro_le_quinte panettone | Tre giorni per un panettone | Three days for one panettone
11-20 09:00 scheduled BM persone shop-front | Lucia racconta il suo banco | Lucia tells her counter
11-20 18:00 review B offerte panettone | Due panettoni, 10% in meno | Two panettoni, 10% off
11-21 08:30 handed_off M prodotti focaccia | Focaccia con la cipolla | Saturday is onion focaccia
11-23 08:30 scheduled BM prodotti rye-bread | Pane di segale, ogni lunedì | Rye bread, every Monday
11-23 17:30 draft B dietro_le_quinte dough | Le mani di Marco | Flour on the table
11-24 09:00 scheduled BM prodotti walnut-cake | Nuovi arrivi: pane alle noci | New: walnut bread
11-24 18:00 needs_you B persone coffee | Il caffè del martedì | Tuesday coffee
11-25 12:30 handed_off W dietro_le_quinte wheat-field | Il grano viene da qui | Where our wheat grows
11-26 09:00 scheduled B prodotti walnut-cake | Presnitz da spedire | Presnitz by post
11-26 17:30 draft M offerte gift | Cesti regalo, prova testo | Gift baskets, first try
11-27 12:00 handed_off M offerte rye-bread | Venerdì di pane, non di sconti | A Friday of bread
11-28 08:30 scheduled BM prodotti focaccia | Focaccia con la cipolla | Saturday is onion focaccia
11-29 10:00 draft B feste gift | Prima domenica d’Avvento | First Sunday of Advent
11-30 08:30 scheduled BM prodotti rye-bread | Pane di segale, ogni lunedì | Rye bread, every Monday
12-01 18:00 review BM feste gift | Calendario dell’Avvento | Advent calendar
12-02 12:30 handed_off W dietro_le_quinte wheat-field | Farina tipo 2, perché | Type 2 flour, and why
12-06 10:00 idea - feste gift | San Nicolò arriva in bottega | Saint Nicholas visits the shop
"""
"""day, time, state, channels, label, picture | Italian | English"""
CHANNELS = {"W": W, "B": B, "M": M, "P": P, "H": H}
NOTES = {"11-01": ("Ognissanti", "All Saints"), "11-27": ("Black Friday", "Black Friday")}


def entries(language: str) -> tuple[Entry, ...]:
    """The posts in one language."""
    made = []
    for line in POSTS.strip().splitlines():
        facts, italian, english = line.split(" | ")
        day, clock, progress, letters, label, picture = facts.replace(" -", " ").split(" ")
        channels = tuple(CHANNELS[letter] for letter in letters)
        moment = Moment(datetime.fromisoformat(f"2026-{day}T{clock}"), ZONE)
        words = italian if language == "it" else english
        made.append(
            Entry.dated(
                f"{day} {clock}",
                Progress(progress),
                words,
                moment,
                channels=channels,
                picture=picture,
                label=label,
                live=len(channels),
                media_count=bool(picture),
            )
        )
    return tuple(made)


def page(language: str, first: date = date(2026, 10, 26), days: int = 42) -> Page:
    """The days from `first` with their posts."""
    posts = entries(language)
    made = []
    for number in range(days):
        day = first + timedelta(days=number)
        own = tuple(entry for entry in posts if entry.day == day)
        note = NOTES.get(f"{day:%m-%d}", ("", ""))[language == "en"]
        made.append(Day(day, own, len(own), note))
    return Page(tuple(made), date(2026, 11, 1), TODAY, NOW_MINUTES)


def entries_of_every_kind(progress: Progress) -> tuple[Entry, ...]:
    """Posts of one progress as chips can differ: few or many channels, labelled, held back, long and short words."""
    moment = Moment(datetime(2026, 11, 27, 9, 30), ZONE)
    plain = Entry.dated(f"e-{progress}", progress, "Bread", moment, channels=(B,))
    return (
        plain,
        plain._replace(
            label="prodotti", channels=(B, M, W, P, H), words="A rather long text about bread and what is in it"
        ),
        plain._replace(paused=True, channels=(), words="Perché il pane riposa 🥖 una notte"),
    )
