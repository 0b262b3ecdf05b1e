#!/usr/bin/env python3
"""Makes assets/documents/handbook.md and questions.tsv: a handbook that no model has read, of a library service in a town that does not exist.

The facts are invented, drawn from a seed so that branches differ in numbers and names but not in wording: search that only knows the subject
finds the right paragraph in the wrong branch. Every answer of questions.tsv stands in its own section and in no other; a test holds that.
"""

import random
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent.parent / "assets/documents"
random.seed(1907)
FIRST = "Ada Bram Cleo Dov Edda Falk Greta Hanno Ilse Jory Kaja Lasse Mirren Nils Odile Piet Quirin Runa Sven Tilda Ulf Vera Wim Xenia Yorick Zoe Arvid Birte Casper Dorte".split()
LAST = "Vane Holm Tarrow Quist Underhay Pell Morrow Sandvik Birk Corrie Dunmore Eskdale Fenn Garrick Hale Ives Jessop Kell Lund Marsh Nye Orrin Pryor Rook Selby Thorne Usher Voss Wray Yarrow".split()
BRANCHES = ["Millgate", "Saltquay", "Highfold", "Orchard Row", "Fenbridge", "Castle Lane"]
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday".split()
HOURS = ["seven", "eight", "half past eight", "nine", "half past nine", "ten", "half past ten"]
LATE = ["five", "half past five", "six", "half past six", "seven", "half past seven", "eight"]

names = [f"{first} {last}" for first in FIRST for last in LAST]
random.shuffle(names)
numbers = list(range(101, 990))
random.shuffle(numbers)


def person():
    return names.pop()


def number():
    """No two are the same, so that a number is an answer."""
    return numbers.pop()


def branch(name):
    """A dozen sections; the places in braces are what differs."""
    opens, closes = random.sample(HOURS, 2), random.sample(LATE, 2)
    late, shut = random.sample(DAYS, 2)
    rooms = random.sample(["Lantern Room", "Map Room", "Quiet Attic", "Weaver Room", "Long Gallery", "Copper Room", "Fern Room", "Anchor Room"], 2)
    keeper, deputy, porter, teller = person(), person(), person(), person()
    f = dict(
        b=name, o1=opens[0], o2=opens[1], c1=closes[0], c2=closes[1], late=late, shut=shut, r1=rooms[0], r2=rooms[1], keeper=keeper,
        deputy=deputy, porter=porter, teller=teller, **{f"n{i}": number() for i in range(30)},
    )  # fmt: skip
    sections = [
        ("Opening hours", "The {b} branch opens at {o1} and closes at {c1}. On {late} it stays open for readers with work to finish, and the doors are locked only when the last table is empty. It is closed on {shut} mornings, when the shelves are put in order. Returned books go through the flap beside the door, which is emptied before opening."),
        ("Winter hours", "From the first frost to the end of the spring fair the {b} branch opens at {o2} and closes at {c2}. The reading lamps are lit an hour earlier than in summer. When snow lies in the yard, readers come in through the side door, where there are {n0} hooks for wet coats."),
        ("Staff", "{keeper} is the keeper of the {b} branch and answers for its budget. {deputy} is the deputy and orders new books. The porter is {porter}, who holds the only key to the cellar. Questions about fines go to the deputy, and complaints about noise to the porter."),
        (f"The {rooms[0]}", "The {r1} at {b} seats {n1} people and is let for meetings. It costs {n2} crowns for an afternoon, and nothing for a school. The projector must be asked for a day before. Food is not allowed, but tea may be taken in covered cups."),
        (f"The {rooms[1]}", "The {r2} at {b} is for silent reading and seats {n3} people. Telephones are left at the desk. Its window was given by a guild of the town and cost {n4} crowns. Whoever falls asleep is woken gently at the bell that is rung before closing."),
        ("Cards and fees", "A reader's card of the {b} branch costs {n5} crowns a year for those who live outside the town, and nothing for those who live in it. A lost card is replaced for {n6} crowns. Children receive a card when they can write their name in the register."),
        ("Loans", "At {b} a reader may take {n7} books home in a year, of which eight at a time. A loan lasts three weeks and is renewed once, unless somebody waits for the book. A book that comes back late costs {n8} farthings a day, up to its price."),
        ("Machines", "The copying machine at {b} carries the number {n9} and takes coins only. The scanner beside it was bought from the sale of {n10} old atlases. When paper is stuck, readers call the porter and do not pull. The machine is switched off a quarter of an hour before closing."),
        ("Children", "The children's corner at {b} has {n11} picture books and a carpet in the shape of a whale. {teller} tells stories there on {late} afternoons. Parents wait outside the rope. A child who finds the hidden brass mouse may stamp the date into the next book."),
        ("Collection", "The {b} branch holds a collection of its own: {n12} letters of sailors, bound in {n13} folders. They are read at the desk with clean hands and a pencil. Copies are made by the staff, since the paper is thin. The catalogue of the collection is being written anew."),
        ("Building", "The house of the {b} branch has {n14} windows and a roof of slate. Its stair has {n15} steps, and there is a lift for those who need one. The clock over the door was repaired by a reader and is three minutes fast, which the town has come to rely on."),
        ("Safety", "If the alarm sounds at {b}, everybody leaves by the nearest door and meets at lamp post {n16} in the street. The keeper counts heads with the list from the desk. The extinguishers were last tested under number {n17}. Nobody goes back for coats, bags or unfinished chapters."),
        ("Lost property", "What is left behind at {b} is kept for {n18} days in the chest under the stair. Umbrellas have a rack of their own, with {n19} places. Keys are handed to the town hall each Friday. Whoever asks for something must describe it before it is shown."),
        ("Computers", "There are {n20} computers for readers at {b}, booked by the half hour at the desk. A printed page costs {n21} farthings in colour. Nothing is kept on the machines overnight. Those who need help ask {deputy}, who holds a lesson for beginners before opening on {late}."),
        ("Volunteers", "The friends of the {b} branch are {n22} people who cover books, water plants and read to the blind. They are led by {teller}, and meet in the {r1} after closing. In a good year they gather {n23} crowns at the book sale, all of which is spent on shelves."),
        ("Deliveries", "The book van comes to {b} with up to {n24} crates from the store. It waits in the yard for twenty minutes and takes back what other branches have asked for. The driver signs in register {n25}. A book that is wanted from another branch is there on the second working day."),
        ("Newspapers", "The {b} branch takes {n26} newspapers and journals, which lie on the sloping table by the stove. Old numbers are kept for a year and then given to the school. The crossword is copied for all who ask, so that the paper stays clean. The oldest volume has {n27} pages."),
        ("Exhibitions", "In the hall of the {b} branch there is room for {n28} pictures. An exhibition lasts six weeks and is opened by the keeper with a short speech. Who wants to show something writes to the deputy by the end of May. Frames are lent for {n29} crowns each."),
    ]  # fmt: skip
    return [(title, text.format(**f)) for title, text in sections], f


def service():
    """What belongs to no branch: offices, the store, the vans, rules, the year, and the years before."""
    parts = []
    for office, task in [("Binding", "sews and glues what has come apart"), ("Catalogue", "describes every new book on one card"), ("Accounts", "pays the bills and counts the coins of the copying machines"), ("Digitising", "photographs old papers page by page"), ("School visits", "takes chests of books to classes"), ("Music", "lends scores and instruments"), ("Maps", "keeps the plans of the town"), ("Archive", "keeps the papers of the council"), ("Readers' letters", "answers every letter within a week"), ("Interlibrary loans", "borrows from other towns")]:
        who, room, line = person(), number(), number()
        parts.append((f"{office} office", f"The {office.lower()} office of the service {task}. It is led by {who} and sits in room {room} of the town hall annexe. The telephone there has the extension {line}. It is open to the public in the mornings, and at other times to those who have been asked to come."))
    for van, use in [("Heron", "villages along the river"), ("Badger", "farms on the hill"), ("Magpie", "schools"), ("Otter", "homes for the old"), ("Wren", "exchange between the branches"), ("Hare", "the hospital and the prison")]:
        driver, books, year = person(), number(), number()
        parts.append((f"The van {van}", f"The van called {van} serves the {use}. It carries {books} books on shelves that tilt inwards, so that nothing falls out at a bend. {driver} drives it and knows most readers by name. Its licence plate ends in {year}. In deep snow it stays in the yard, and the post takes over."))
    for machine, use in [("book press", "presses a glued spine overnight"), ("card printer", "prints readers' cards"), ("drying cabinet", "saves books that fell into water"), ("microfilm reader", "shows newspapers of the last century"), ("sorting belt", "sorts returned books by branch"), ("cooling chamber", "kills moths and beetles in old bindings"), ("stamping machine", "sets the town's arms on covers"), ("paper shredder", "destroys old registers"), ("trolley lift", "carries trolleys between the floors of the store"), ("label maker", "makes the labels of the spines")]:
        serial, minutes, who = number(), number(), person()
        parts.append((f"The {machine}", f"The {machine} in the central store {use}. Its serial number is {serial}, which has to be given when a part is ordered. One run takes {minutes} seconds. Only {who} and those whom that person has taught may use it. After each run the tray is wiped and the hood closed."))
    for award, of in [("Silver Quill", "the best letter to the library"), ("Copper Bookmark", "the reader with the longest list"), ("Lantern Prize", "a story by a child"), ("Bridge Medal", "a translation"), ("Ink Pot", "a drawing of the town"), ("Long Table Award", "a reading circle"), ("Green Spine", "the repair of a book")]:
        who, crowns, year = person(), number(), number()
        parts.append((f"The {award}", f"The {award} is given each autumn for {of}. It was founded by {who}, who left {crowns} crowns for it. So far {year} people have been proposed. The jury has five members, one of whom is always under sixteen. The winner's name is painted on the wall of the town hall stair."))
    for rule, text in [("Dogs", "Dogs that guide people are welcome in every branch. Other dogs wait at ring {n} in the yard, where there is water. The town's council decided so by {m} votes, after a long evening."), ("Photographs", "Readers may take photographs without a flash. For a film a permit with form {n} is needed, and the fee of {m} crowns is paid at the town hall."), ("Gifts of books", "A gift of more than {n} books is announced by letter. What is not kept goes to the sale, and the giver receives a list with no more than {m} lines."), ("Damaged books", "A book that was damaged is shown at the desk with form {n}. Small tears cost nothing; a wet book costs {m} farthings for drying and is kept until it is flat."), ("Guests", "A guest without a card signs book {n} at the desk and may read, but not borrow. After {m} visits a card is advised, and it is made out on the spot."), ("Quiet", "Talking is allowed in halls and on stairs. The noise meters are set to level {n}, and the bell rings by itself if they are passed {m} times."), ("Privacy", "What somebody has read is nobody's business. Lists of loans are destroyed after {n} hours, and the police need a paper of a judge with seal {m}."), ("Bicycles", "Bicycles stand in the racks, of which the town has built {n}. The pump hangs by a chain and its key is number {m} on the board at the desk."), ("Music in the branches", "On the piano of a branch anybody may play between noon and one. It is tuned to {n} cycles and covered with a cloth that was woven with {m} stars."), ("Complaints", "Complaints are written into the green book. They are answered within {n} hours by the director, or else the service plants a tree; so far there are {m} of them.")]:
        body = text.format(n=number(), m=number())
        parts.append((f"Rule: {rule}", f"{body} The rule holds in all six branches and in the vans. Who thinks that it should be changed writes to the council of readers, which meets in the first week of each quarter."))
    for place, year in zip(["Founding", "First fire", "New catalogue", "Great flood", "Arrival of the lift", "Strike of the porters", "Visit of the poet", "First van", "Year of the long winter", "Painting of the hall", "Theft of the atlas", "Return of the atlas", "First computer", "Centenary"], sorted(random.sample(range(1811, 2009), 14))):
        who, count = person(), number()
        parts.append((f"{place}", f"This part of the service's history belongs to the year {year}. The director at that time was {who}. The register of readers had {count} names, each written with the same steel pen. What happened is told on the board in the town hall, next to a drawing that was made on the day."))
    for circle in ["crime novels", "bees and gardens", "ships", "old maps", "poetry", "chess", "knitting patterns", "railways", "star charts", "cookery", "local dialect", "ghost stories"]:
        who, members, branch_name, day = person(), number(), random.choice(BRANCHES), random.choice(DAYS)
        parts.append((f"Reading circle: {circle}", f"The reading circle for {circle} meets on {day} evenings at the {branch_name} branch. {who} leads it and chooses the first book of the year; the others are chosen by vote. Its list has {members} titles. Newcomers bring a cup and one sentence about a book that they did not like."))
    for store in range(1, 41):
        subject = ["law", "medicine", "farming", "travel", "theatre", "birds", "mathematics", "weaving", "mining", "languages"][store % 10]
        who, books, metres = person(), number(), number()
        parts.append((f"Store, aisle {store}", f"Aisle {store} of the central store holds books on {subject} that are asked for less than once a year. There are {metres} metres of shelves in it, and lamp {books} lights it when somebody walks in. {who} looks after it. A book from here is at any branch on the third working day."))
    for treasure in ["sea atlas", "herbal", "book of hours", "ship's log", "cook's notebook", "globe", "letter of the queen", "chess problem", "sketchbook", "song book", "almanac", "bridge plan", "weather diary", "guild roll", "moth album", "star map", "school slate", "trial record", "recipe for ink", "miller's account"]:
        who, leaves, shelf, crowns = person(), number(), number(), number()
        parts.append((f"Treasure: the {treasure}", f"The {treasure} is one of the twenty treasures of the service. It has {leaves} leaves or parts and lies in case {shelf} of the strong room. It was given by {who} and is insured for {crowns} thousand crowns. It is shown on the first Sunday of the month, under glass and in weak light."))
    return parts


QUESTIONS = [
    ("How many people fit into the silent reading room at Saltquay?", "Saltquay", 4, "n3"), ("How much does a lost card cost at Millgate?", "Millgate", 5, "n6"),
    ("Who is the keeper of the Highfold branch?", "Highfold", 2, "keeper"), ("Who holds the key to the cellar at Fenbridge?", "Fenbridge", 2, "porter"),
    ("At which lamp post do people meet when the alarm sounds at Castle Lane?", "Castle Lane", 11, "n16"), ("How many steps has the stair at Orchard Row?", "Orchard Row", 10, "n15"),
    ("How many computers are there for readers at Millgate?", "Millgate", 13, "n20"), ("How long is lost property kept at Highfold?", "Highfold", 12, "n18"),
    ("What does it cost to borrow a frame for an exhibition at Saltquay?", "Saltquay", 17, "n29"), ("How many sailors' letters does the Castle Lane branch hold?", "Castle Lane", 9, "n12"),
]  # fmt: skip
SERVICE_QUESTIONS = [
    ("Who drives the van Otter?", "The van Otter", "at a bend. ", " drives it"), ("What is the serial number of the drying cabinet?", "The drying cabinet", "Its serial number is ", ", which"),
    ("In which room does the catalogue office sit?", "Catalogue office", "sits in room ", " of the town hall"), ("Who founded the Lantern Prize?", "The Lantern Prize", "founded by ", ", who"),
    ("At which ring in the yard do dogs wait?", "Rule: Dogs", "wait at ring ", " in the yard"), ("In which year did the lift arrive?", "Arrival of the lift", "belongs to the year ", ". The director"),
    ("Who leads the reading circle on bees and gardens?", "Reading circle: bees and gardens", "branch. ", " leads it"), ("Who looks after aisle 23 of the store?", "Store, aisle 23", "walks in. ", " looks"),
    ("In which case does the ship's log lie?", "Treasure: the ship's log", "lies in case ", " of the strong"), ("How many bicycle racks has the town built?", "Rule: Bicycles", "the town has built ", ". The pump"),
]  # fmt: skip


def main():
    lines, sections, facts = ["# Handbook of the Vellmouth Library Service", ""], {}, {}
    for name in BRANCHES:
        parts, facts[name] = branch(name)
        lines += [f"## {name} branch", ""]
        for title, text in parts:
            sections[f"{name} branch > {title}"] = text
            lines += [f"### {title}", "", text, ""]
    lines += ["## The whole service", ""]
    for title, text in service():
        sections[f"The whole service > {title}"] = text
        lines += [f"### {title}", "", text, ""]
    asked = []
    for question, name, place, key in QUESTIONS:
        heading = [path for path in sections if path.startswith(f"{name} branch >")][place]
        asked.append((question, str(facts[name][key]), heading))
    for question, title, before, after in SERVICE_QUESTIONS:
        text = sections[f"The whole service > {title}"]
        asked.append((question, text.split(before)[1].split(after)[0], f"The whole service > {title}"))
    for question, answer, heading in asked:
        holders = [path for path, text in sections.items() if answer in text]
        assert holders == [heading], (question, answer, heading, holders)
    counts = [len(text.split()) for text in sections.values()]
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "handbook.md").write_text("\n".join(lines).rstrip() + "\n")
    rows = ["question\tanswer\tsection", *("\t".join(row) for row in asked)]
    (FOLDER / "questions.tsv").write_text("\n".join(rows) + "\n")
    print(len(sections), "sections of", min(counts), "to", max(counts), "words;", len(asked), "questions")


main()
