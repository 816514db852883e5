"""The example week of an invented bakery in Trieste, as data. Days count from the Monday of the week now shown."""

from typing import NamedTuple

STATUS, SKEET, ARTICLE = "status", "skeet", "article"
"""Looks of the previews: each gets a practice channel of its own."""
BOTH = (STATUS, SKEET)

LABELS = (  # colour of the tokens, Italian, English
    ("prodotti", "Prodotti", "Products"),
    ("dietro_le_quinte", "Dietro le quinte", "Behind the scenes"),
    ("feste", "Feste", "Holidays"),
    ("offerte", "Offerte", "Offers"),
    ("persone", "Persone", "People"),
    ("stagione", "Stagione", "Season"),
)

PHOTOS = {  # file in resources/sample: Italian, English description
    "coffee": ("Una tazzina di caffè sul banco", "A small cup of coffee on the counter"),
    "croissants": ("Cornetti al burro appena sfornati", "Butter croissants fresh from the oven"),
    "dough": ("Mani che lavorano un impasto", "Hands working a dough"),
    "focaccia": ("Una teglia di focaccia con la cipolla", "A tray of onion focaccia"),
    "gift": ("Una scatola regalo con biscotti", "A gift box of biscuits"),
    "oven": ("Il forno acceso nella notte", "The oven glowing at night"),
    "panettone": ("Un panettone intero su carta marrone", "A whole panettone on brown paper"),
    "rye-bread": ("Due pagnotte di segale scure", "Two dark rye loaves"),
    "shop-front": ("La vetrina del forno vista dalla strada", "The bakery window seen from the street"),
    "sourdough": ("Un vaso di lievito madre", "A jar of sourdough starter"),
    "walnut-cake": ("Una torta di noci tagliata", "A sliced walnut cake"),
    "wheat-field": ("Un campo di grano maturo", "A field of ripe wheat"),
}


class Entry(NamedTuple):
    """One post. `kind` empty: published when its time is past, else scheduled."""

    day: int
    time: str
    kind: str
    looks: tuple[str, ...]
    label: int
    photo: str
    title: tuple[str, str]
    text: tuple[str, str]
    thread: tuple[tuple[str, str], ...] = ()
    first_comment: tuple[str, str] = ("", "")


NO_TITLE = ("", "")

WEEK = (
    Entry(
        -7,
        "08:30",
        "",
        BOTH,
        0,
        "rye-bread",
        NO_TITLE,
        (
            "Pane di segale, ogni lunedì. Lo trovate dalle 7, finché ce n’è.",
            "Rye bread, every Monday. From 7 in the morning, as long as it lasts.",
        ),
    ),
    Entry(
        -5,
        "12:30",
        "",
        (ARTICLE,),
        1,
        "sourdough",
        ("Come nasce il lievito madre", "How our sourdough is born"),
        (
            "Il nostro lievito ha undici anni e un nome: Gino.\n\nLo nutriamo due volte al giorno, anche la domenica. "
            "Farina, acqua, e la pazienza di aspettare quattro ore.",
            "Our starter is eleven years old and has a name: Gino.\n\nWe feed it twice a day, Sundays too. "
            "Flour, water, and the patience to wait four hours.",
        ),
    ),
    Entry(
        -4,
        "09:00",
        "removed",
        (SKEET,),
        4,
        "",
        NO_TITLE,
        (
            "Cerchiamo una mano al banco per il sabato. Passate a fare due parole.",
            "We need a hand at the counter on Saturdays. Come by for a chat.",
        ),
    ),
    Entry(
        -3,
        "17:30",
        "",
        BOTH,
        0,
        "focaccia",
        NO_TITLE,
        (
            "Venerdì è pizza in teglia: esce alle 18 e finisce presto.",
            "Friday is tray pizza: out at 6 pm and gone soon.",
        ),
    ),
    Entry(
        -2,
        "08:30",
        "missed",
        (STATUS,),
        0,
        "walnut-cake",
        NO_TITLE,
        (
            "Torta di noci: oggi ne abbiamo fatte sei. Pochi pezzi, molto burro.",
            "Walnut cake: six of them today. Few slices, plenty of butter.",
        ),
    ),
    Entry(
        0,
        "08:30",
        "",
        BOTH,
        0,
        "rye-bread",
        NO_TITLE,
        (
            "Lunedì, quindi segale. Buona settimana da tutti noi.",
            "Monday, so rye. A good week from all of us.",
        ),
    ),
    Entry(
        0,
        "17:30",
        "",
        (SKEET,),
        1,
        "dough",
        NO_TITLE,
        (
            "Oggi abbiamo sbagliato il sale. Il pane di stasera lo regaliamo, con tante scuse.",
            "We got the salt wrong today. Tonight’s bread is free, with our apologies.",
        ),
    ),
    Entry(
        1,
        "09:00",
        "",
        BOTH,
        0,
        "panettone",
        NO_TITLE,
        (
            "Panettone: il primo dell’anno è uscito stamattina. Tre giorni di lavoro, dieci minuti per finirlo.",
            "Panettone: the first of the year came out this morning. Three days of work, ten minutes to finish it.",
        ),
    ),
    Entry(
        1,
        "18:00",
        "",
        (STATUS,),
        4,
        "coffee",
        NO_TITLE,
        (
            "Il caffè del martedì lo offriamo noi. Succede ogni settimana, dalle 15 alle 18.",
            "Tuesday coffee is on us. Every week, from 3 to 6 pm.",
        ),
    ),
    Entry(
        2,
        "12:30",
        "",
        (ARTICLE,),
        1,
        "wheat-field",
        ("Il grano viene da qui", "Where our wheat grows"),
        (
            "Quaranta chilometri da casa, un mulino a pietra e Franco, che ci porta la farina ogni giovedì.\n\n"
            "Vi raccontiamo perché costa un poco di più e perché ci piace così.",
            "Forty kilometres from home, a stone mill, and Franco, who brings us the flour every Thursday.\n\n"
            "Here is why it costs a little more, and why we like it that way.",
        ),
    ),
    Entry(
        2,
        "17:30",
        "",
        BOTH,
        1,
        "oven",
        NO_TITLE,
        (
            "Alle quattro si accende il forno. Una notte con noi, in tre parti.",
            "At four the oven wakes up. A night with us, in three parts.",
        ),
        (
            (
                "Alle cinque esce il primo pane: quello per i bar del porto.",
                "At five the first bread: for the harbour bars.",
            ),
            (
                "Alle sette si apre. Chi arriva prima sceglie la crosta.",
                "At seven we open. Who comes first picks the crust.",
            ),
        ),
    ),
    Entry(
        3,
        "09:00",
        "",
        BOTH,
        0,
        "panettone",
        NO_TITLE,
        (
            "Aperte le prenotazioni dei panettoni: classico, al cioccolato, "
            "e quello con le noci che ci chiedete da un anno.",
            "Panettone bookings are open: classic, chocolate, and the walnut one you have asked for all year.",
        ),
        (),
        ("Si prenota al banco o al telefono.", "Book at the counter or by phone."),
    ),
    Entry(
        3,
        "18:00",
        "needs_you",
        (SKEET,),
        4,
        "coffee",
        NO_TITLE,
        (
            "Il caffè del martedì compie un anno, e noi con lui. In dodici mesi abbiamo offerto duemila tazzine, "
            "ascoltato altrettante storie, imparato i nomi dei vostri cani e scoperto che il momento migliore della "
            "giornata è quello in cui qualcuno entra, si siede vicino alla finestra e per dieci minuti non ha niente "
            "da fare.",
            "Tuesday coffee is one year old, and so are we with it. In twelve months we poured two thousand cups, "
            "heard as many stories, learned the names of your dogs and found out that the best moment of the day is "
            "when somebody comes in, sits down by the window and for ten whole minutes has nothing at all to do.",
        ),
    ),
    Entry(
        4,
        "09:00",
        "",
        BOTH,
        4,
        "shop-front",
        NO_TITLE,
        (
            "Lucia racconta il suo banco: trent’anni di buongiorno, visti da dietro il vetro.",
            "Lucia tells her counter: thirty years of good mornings, seen from behind the glass.",
        ),
    ),
    Entry(
        4,
        "18:00",
        "review",
        (STATUS,),
        3,
        "panettone",
        NO_TITLE,
        (
            "Due panettoni, dieci per cento in meno. Solo questo fine settimana.",
            "Two panettoni, ten per cent off. This weekend only.",
        ),
    ),
    Entry(
        5,
        "08:30",
        "",
        BOTH,
        0,
        "focaccia",
        NO_TITLE,
        (
            "Sabato è focaccia con la cipolla.",
            "Saturday is onion focaccia.",
        ),
    ),
    Entry(
        7,
        "08:30",
        "",
        BOTH,
        0,
        "rye-bread",
        NO_TITLE,
        (
            "Pane di segale, ogni lunedì.",
            "Rye bread, every Monday.",
        ),
    ),
    Entry(
        7,
        "17:30",
        "draft",
        (STATUS,),
        1,
        "dough",
        NO_TITLE,
        (
            "Le mani di Marco.",
            "Marco’s hands.",
        ),
    ),
    Entry(
        8,
        "09:00",
        "",
        BOTH,
        0,
        "croissants",
        NO_TITLE,
        (
            "Nuovi arrivi: cornetti al burro di malga. Ancora caldi fino alle nove.",
            "New: croissants with mountain butter. Still warm until nine.",
        ),
    ),
    Entry(
        9,
        "12:30",
        "",
        (ARTICLE,),
        1,
        "panettone",
        ("Tre giorni per un panettone", "Three days for one panettone"),
        (
            "Lunedì si rinfresca il lievito, martedì si impasta, mercoledì si cuoce e si appende a testa in giù.",
            "On Monday we feed the starter, on Tuesday we knead, on Wednesday we bake it and hang it upside down.",
        ),
    ),
    Entry(
        10,
        "17:30",
        "draft",
        (SKEET,),
        3,
        "gift",
        NO_TITLE,
        (
            "Cesti regalo: prima prova del testo.",
            "Gift baskets: first try of the text.",
        ),
    ),
    Entry(
        13,
        "10:00",
        "draft",
        (STATUS,),
        2,
        "gift",
        NO_TITLE,
        (
            "Prima domenica d’Avvento.",
            "First Sunday of Advent.",
        ),
    ),
)

IDEAS = (  # label, photo, Italian, English
    (4, "rye-bread", "Il pane dei bambini della scuola", "Bread by the school children"),
    (1, "sourdough", "Prima e dopo: la lievitazione in 12 ore", "Before and after: 12 hours of rising"),
    (4, "", "Pinza fuori stagione? Chiediamolo", "Pinza out of season? Let’s ask"),
    (3, "gift", "Confezioni regalo: le tre misure", "Gift boxes: the three sizes"),
    (1, "oven", "Chi impasta alle 3: turno di notte", "Who kneads at 3 am: the night shift"),
)
