#!/usr/bin/env python3
"""Makes assets/documents/handbook.md and questions.tsv: a handbook that no model has read, of a library service in a town that does not exist.

The facts are invented and drawn from a seed. Six branches have the same sections with other names, hours and numbers: search that only knows
the subject finds the right paragraph of the wrong branch. The sentence that answers a question stands in the handbook once; this holds it, and
so does a test of `lessons::rag::packaged`.
"""

import random
import re
from pathlib import Path

from handbook_service import service

FOLDER = Path(__file__).resolve().parent.parent.parent / "assets/documents"
random.seed(1907)
FIRST = "Ada Bram Cleo Dov Edda Falk Greta Hanno Ilse Jory Kaja Lasse Mirren Nils Odile Piet Quirin Runa Sven Tilda Ulf Vera Wim Xenia Yorick Zoe Arvid Birte Casper Dorte".split()
LAST = "Vane Holm Tarrow Quist Underhay Pell Morrow Sandvik Birk Corrie Dunmore Eskdale Fenn Garrick Hale Ives Jessop Kell Lund Marsh Nye Orrin Pryor Rook Selby Thorne Usher Voss Wray Yarrow".split()
BRANCHES = ["Millgate", "Saltquay", "Highfold", "Orchard Row", "Fenbridge", "Castle Lane"]
DAYS = "Monday Tuesday Wednesday Thursday Friday".split()

# A list of six for what each branch has in its own way; which branch has which is drawn.
WAYS = dict(
    opens=["eight", "half past eight", "nine", "half past nine", "ten", "half past ten"],
    closes=["five", "half past five", "six", "half past six", "seven", "half past seven"],
    winter_opens=["nine", "half past nine", "ten", "half past ten", "eleven", "half past eleven"],
    winter_closes=["three", "half past three", "four", "half past four", "a quarter to five", "a quarter past four"],
    meeting=["Lantern Room", "Map Room", "Weaver Room", "Copper Room", "Fern Room", "Anchor Room"],
    silent=["Quiet Attic", "Long Gallery", "North Study", "Glass Porch", "Old Chapel", "Tower Room"],
    collection=["letters of sailors", "herbals and seed lists", "plans of mills", "songs that were sung at harvest", "photographs of the great flood", "handbills of travelling players"],
    house=["a corn exchange", "a customs house", "a school for girls", "a dairy", "a pumping station", "a coaching inn"],
    roof=["slate", "red tiles", "copper that has turned green", "thatch, renewed every twenty years", "glass over the stair and lead elsewhere", "turf"],
    carpet=["a whale", "a railway map", "a pond with frogs", "a chessboard", "the night sky", "an orchard"],
    meets=["the fountain", "the church gate", "the old oak", "the bus shelter", "the bandstand", "the war memorial"],
    flap=["beside the front door", "in the garden wall", "under the archway", "next to the post box", "at the back, by the bicycle racks", "in the porch"],
    friends=["cover books in film", "water the plants", "read to people who cannot see", "repair toys for the children's corner", "drive readers who cannot walk far", "sort gifts of books"],
    papers=["beside the stove", "under the skylight", "along the south wall", "in the bay window", "at the foot of the stair", "across from the desk"],
    extra=["The heating is turned on in October.", "A thermometer hangs by the desk.", "Hot drinks are sold in the hall.", "A bench by the door keeps the sun until noon.", "Boots are left on the mat.", "Coats go on the hooks by the stair."],
)  # fmt: skip

names = [f"{first} {last}" for first in FIRST for last in LAST]
random.shuffle(names)
for way in WAYS.values():
    random.shuffle(way)


def person():
    return names.pop()


def branch(at, name):
    """Sections, and the facts in them by name."""
    draw = random.randint
    late, shut, story = random.sample(DAYS, 3)
    f = {key: way[at] for key, way in WAYS.items()}
    f |= dict(b=name, late=late, shut=shut, story=story, keeper=person(), deputy=person(), porter=person(), teller=person())
    f |= dict(hooks=draw(12, 40), seats=draw(18, 60), rent=draw(8, 30), desks=draw(10, 36), window=draw(1820, 1930), card=draw(9, 25), lost=draw(2, 7))
    f |= dict(books=draw(5, 14), weeks=draw(2, 5), fine=draw(2, 9), copy=draw(3, 12), picture_books=50 * draw(12, 40), items=draw(140, 980), folders=draw(9, 48))
    f |= dict(windows=draw(14, 60), steps=draw(17, 54), built=draw(1760, 1910), tested=draw(3, 9), days=draw(14, 90), umbrellas=draw(8, 24), computers=draw(4, 15))
    f |= dict(page=draw(6, 15), members=draw(12, 70), sale=20 * draw(15, 60), crates=draw(6, 22), yard=5 * draw(2, 7), papers_count=draw(9, 31), kept=draw(3, 12))
    f |= dict(pictures=draw(16, 50), show=draw(3, 8), frame=draw(1, 5))
    sections = [
        ("Opening hours", "The {b} branch opens at {opens} and closes at {closes}, from Monday to Saturday. On {late} it stays open until nine in the evening for readers with work to finish. It is closed on {shut} mornings, when the shelves are put in order. When the doors are shut, books can be returned through the flap {flap}."),
        ("Winter hours", "From the first of December to the end of February the {b} branch opens at {winter_opens} and closes at {winter_closes}. The reading lamps are lit an hour earlier than in summer. When snow lies in the street, readers come in through the side door, where there are {hooks} hooks for wet coats. {extra}"),
        ("Staff", "{keeper} is the keeper of the {b} branch and answers for its budget. {deputy} is the deputy and orders new books. The porter is {porter}, who has the only key to the cellar. Questions about fines go to the deputy, and complaints about noise to the porter."),
        ("The {meeting}", "The {meeting} at {b} seats {seats} people and is let for meetings. It costs {rent} crowns for an afternoon, and nothing for a school. The projector must be asked for a day before. Food is not allowed, but tea may be taken in covered cups."),
        ("The {silent}", "The {silent} at {b} is for silent reading and has {desks} desks. Telephones are left with the staff. Its painted window was given in {window} by a guild of the town. A bell is rung a quarter of an hour before closing, and once more at the end."),
        ("Cards and fees", "A reader's card of the {b} branch costs {card} crowns a year for those who live outside the town, and nothing for those who live in it. At {b} a new card for one that was lost costs {lost} crowns. Children receive a card of their own as soon as they can write their name in the register."),
        ("Loans", "At {b} a reader may have {books} books at home at a time. A loan lasts {weeks} weeks and is renewed once, unless somebody waits for the book. At {b} a book that comes back late costs {fine} farthings for every day, but never more than its price. Atlases and dictionaries are not lent."),
        ("Copying", "The copying machine at {b} takes coins and charges {copy} farthings a sheet. Whole books are not copied, and maps only by the staff. When paper is stuck, readers call the porter and do not pull. The machine is switched off a quarter of an hour before closing."),
        ("Children", "The children's corner at {b} has {picture_books} picture books and a carpet with the pattern of {carpet}. {teller} tells stories there on {story} afternoons. Parents are welcome to stay. A child who finds the brass mouse that is hidden among the shelves may stamp the date into the next book."),
        ("Special collection", "The {b} branch keeps a collection of its own: {collection}, {items} pieces in {folders} folders. They are read at the desk with clean hands and a pencil. Copies are made by the staff, since the paper is thin. Whoever wants to see a folder asks two days before."),
        ("Building", "The house of the {b} branch was built in {built} as {house}. It has {windows} windows and a roof of {roof}. At {b} the main stair has {steps} steps, and there is a lift for those who need one. Visitors with wheelchairs ring at the side door, which is level with the street."),
        ("Safety", "If the alarm sounds at {b}, everybody leaves by the nearest door and waits at {meets}. The keeper counts heads with the list from the desk. The extinguishers are tested every {tested} months. Nobody goes back for coats, bags or unfinished chapters until the fire brigade says so."),
        ("Lost property", "What is left behind at {b} is kept for {days} days in the chest under the stair. Umbrellas have a rack of their own, with {umbrellas} places. Keys are handed to the town hall each Friday. Whoever asks for something must describe it before it is shown."),
        ("Computers", "There are {computers} computers for readers at {b}, booked by the half hour at the desk. A page printed in colour costs {page} farthings. Nothing is kept on the machines overnight. {deputy} gives a lesson for beginners on {late}, an hour before closing."),
        ("Volunteers", "The friends of the {b} branch are {members} people who {friends}. They are led by {teller} and meet in the {meeting} after closing. At last year's book sale they took {sale} crowns, all of which was spent on shelves. New friends are asked to come to two meetings before they sign."),
        ("Deliveries", "The book van comes to {b} every other day with up to {crates} crates from the central store. It waits in the yard for {yard} minutes and takes back what other branches have asked for. A book that is wanted from another branch is there on the second working day."),
        ("Newspapers", "The {b} branch takes {papers_count} newspapers and journals, which lie on the sloping table {papers}. Old numbers are kept for {kept} months and then given to the schools. The crossword is copied for all who ask, so that the paper stays clean."),
        ("Exhibitions", "In the hall of the {b} branch there is room for {pictures} pictures. An exhibition lasts {show} weeks and is opened by the keeper with a short speech. Who wants to show something writes to the deputy by the end of May. Frames can be borrowed at {b} for {frame} crowns each."),
    ]  # fmt: skip
    return [(title.format(**f), text.format(**f)) for title, text in sections], f


def main():
    lines, sections, facts = ["# Handbook of the Vellmouth Library Service", ""], {}, {}

    def put(heading, parts):
        lines.extend([f"## {heading}", ""])
        for title, text in parts:
            assert f"{heading} > {title}" not in sections, title
            sections[f"{heading} > {title}"] = text
            lines.extend([f"### {title}", "", text, ""])

    for at, name in enumerate(BRANCHES):
        parts, facts[name] = branch(at, name)
        put(f"{name} branch", parts)
    parts, facts["service"] = service(person, BRANCHES, DAYS)
    put("The whole service", parts)
    handbook = "\n".join(lines).rstrip() + "\n"

    rows = ["id\tkind\tquestion\tanswer\tsentence"]
    for name, kind, question, about, fact, words in QUESTIONS:
        answer = sentence = ""
        if about:
            answer = fact.format(**facts[about]) if "{" in fact else str(facts[about][fact])
            needles = [needle.format(**facts[about]) for needle in words]
            every = [part for text in sections.values() for part in re.split(r"(?<=[.]) ", text)]
            found = [part for part in every if answer in part and all(needle in part for needle in needles)]
            assert len(found) == 1 and handbook.count(found[0]) == 1, (question, found)
            [sentence] = found
            assert answer not in question, question
        rows.append("\t".join([name, kind, question, answer, sentence]))
    counts = [len(text.split()) for text in sections.values()]
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "handbook.md").write_text(handbook)
    (FOLDER / "questions.tsv").write_text("\n".join(rows) + "\n")
    print(len(sections), "sections of", min(counts), "to", max(counts), "words;", len(rows) - 1, "questions")


# Id, kind, question, whose fact answers it and which (with its unit where the number alone is too short to be looked for), and what else its sentence has. Those of kind `absent` are answered nowhere.
QUESTIONS = [
    ("otter-driver", "words", "Who drives the van Otter?", "service", "Otter", ["Otter"]),
    ("lantern-founder", "words", "Who founded the Lantern Prize?", "service", "Lantern Prize", ["founded"]),
    ("circle-leader", "words", "Who leads the reading circle on bees and gardens?", "service", "bees and gardens", ["leads"]),
    ("saltquay-late", "paraphrase", "I forgot to bring my novel back to Saltquay in time. What do I owe?", "Saltquay", "{fine} farthings", ["Saltquay", "late costs"]),
    ("castle-fire", "paraphrase", "Where do we gather when there is a fire at Castle Lane?", "Castle Lane", "meets", ["alarm", "Castle Lane"]),
    ("highfold-scarf", "paraphrase", "I left my scarf on a chair at Highfold. How long will they hold on to it?", "Highfold", "{days} days", ["left behind at Highfold"]),
    ("police", "paraphrase", "Can detectives find out which novels I have borrowed?", "service", "privacy", ["police"]),
    ("labrador", "paraphrase", "Where can my labrador stay while I look for a book?", "service", "dogs", ["Other dogs"]),
    ("fenbridge-stairs", "paraphrase", "How many stairs would I have to climb at Fenbridge?", "Fenbridge", "steps", ["At Fenbridge the main stair"]),
    ("millgate-computers", "number", "How many computers are there for readers at Millgate?", "Millgate", "computers", ["computers for readers at Millgate"]),
    ("orchard-members", "number", "How many friends does the Orchard Row branch have?", "Orchard Row", "members", ["friends of the Orchard Row"]),
    ("cabinet-serial", "number", "What is the serial number of the drying cabinet?", "service", "drying cabinet", ["drying cabinet", "serial number"]),
    ("lift-year", "number", "In which year did the service get its first lift?", "service", "Arrival of the lift", ["first lift"]),
    ("log-insured", "number", "For how many crowns is the ship's log insured?", "service", "ship's log", ["ship's log is insured"]),
    ("highfold-keeper", "alike", "Who is the keeper of the Highfold branch?", "Highfold", "keeper", ["keeper of the Highfold"]),
    ("fenbridge-winter", "alike", "When does the Fenbridge branch close in winter?", "Fenbridge", "winter_closes", ["December", "Fenbridge"]),
    ("aisle-23", "alike", "Who looks after aisle 23 of the central store?", "service", "aisle 23", ["aisle 23"]),
    ("saltquay-card", "alike", "What does a new card cost at Saltquay when the old one is lost?", "Saltquay", "{lost} crowns", ["At Saltquay a new card"]),
    ("parking", "absent", "How much does it cost to park a car at the Castle Lane branch?", None, None, []),
    ("wireless", "absent", "What is the password of the wireless network at Millgate?", None, None, []),
]  # fmt: skip


if __name__ == "__main__":
    main()
