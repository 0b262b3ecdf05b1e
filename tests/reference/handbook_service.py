"""The second half of the handbook of `handbook.py`: what belongs to no branch."""

import random

OFFICES = [
    ("Binding", "sews and glues what has come apart"), ("Catalogue", "describes every new book, so that it can be found by more than its title"),
    ("Accounts", "pays the bills and counts the coins of the copying machines"), ("Digitising", "photographs old papers page by page"),
    ("School visits", "takes chests of books to classes"), ("Music", "lends scores and practice violins"), ("Maps", "keeps the plans of the town since its first survey"),
    ("Archive", "keeps the papers of the town council"), ("Readers' letters", "answers every letter within a week"), ("Interlibrary loans", "borrows from other towns what the service does not have"),
]  # fmt: skip
VANS = [
    ("Heron", "the villages along the river", "a ramp for wheelchairs"), ("Badger", "the farms on the hill", "chains for its wheels"), ("Magpie", "the schools", "a shelf of games"),
    ("Otter", "the homes for the old", "chairs for those who would rather sit while they choose"), ("Wren", "the exchange between the branches", "a lock on every crate"), ("Hare", "the hospital and the prison", "two doors, of which one is always shut"),
]  # fmt: skip
MACHINES = [
    ("book press", "presses glued spines until they hold", "The glue has to be dry to the touch before the cloth is taken off."), ("card printer", "prints readers' cards", "A ribbon is enough for four hundred cards."),
    ("drying cabinet", "saves books that fell into water", "Books stand in it fanned open, never in a pile."), ("microfilm reader", "shows newspapers of the last century", "Films are wound back before they are returned."),
    ("sorting belt", "sorts returned books by branch", "What it cannot read falls into the grey basket."), ("cooling chamber", "kills moths and beetles in old bindings", "Books are wrapped before they go in and unwrapped a day after they come out."),
    ("stamping machine", "sets the town's arms on covers", "The plate is warmed for ten minutes first."), ("paper shredder", "destroys old registers", "What is shredded is burnt on the same day."),
    ("trolley lift", "carries trolleys between the floors of the store", "Nobody rides in it."), ("label maker", "makes the labels of the spines", "The typeface is older than the machine."),
]  # fmt: skip
PRIZES = [
    ("Silver Quill", "the best letter to the library"), ("Copper Bookmark", "the reader with the longest list"), ("Lantern Prize", "a story by a child"), ("Bridge Medal", "a translation"),
    ("Ink Pot", "a drawing of the town"), ("Long Table Award", "a reading circle"), ("Green Spine", "the repair of a book"),
]  # fmt: skip
HISTORY = [
    ("Founding", "A shoemaker opened the first reading room above his shop, with {n} books and one lamp."), ("First fire", "A stove set the attic of Millgate alight; {n} books were carried out by a chain of neighbours."),
    ("New catalogue", "Cards took the place of the great ledgers, and {n} titles were written out by hand in one winter."), ("Great flood", "The river stood in the cellars for five days, and {n} books were dried in bakers' ovens."),
    ("Arrival of the lift", "The service got its first lift in {year}, and the porters danced in it. It carried {n} crates in its first week."), ("Strike of the porters", "For {n} hours no crate was moved, until the council agreed to buy gloves."),
    ("Visit of the poet", "A poet read to {n} people in a room for eighty, with the windows open to the street."), ("First van", "A baker's cart was rebuilt to carry {n} books, and a horse went with it."),
    ("Year of the long winter", "The branches stayed open all night as warm rooms, and {n} people slept between the shelves."), ("Painting of the hall", "A painter covered the town hall stair with {n} portraits of readers, some of them flattering."),
    ("Theft of the atlas", "The sea atlas was taken on a Sunday, and {n} people wrote in with what they had seen."), ("Return of the atlas", "The sea atlas came back by post, with {n} pages and a note that said sorry."),
    ("Centenary", "The service was a hundred years old, and {n} readers had their fines forgiven."), ("First computer", "A computer was put into the Catalogue office, where it learnt {n} titles in its first year."),
]  # fmt: skip
YEARS = [1871, 1884, 1893, 1902, 1911, 1919, 1924, 1931, 1947, 1953, 1962, 1964, 1971, 1979]
RULES = [
    ("Photographs", "Readers may take photographs without a flash. For a film a permit is needed, which costs {n} crowns a day."), ("Gifts of books", "A gift of more than {n} books is announced by letter. What is not kept goes to the sale, and the giver receives a list."),
    ("Damaged books", "A book that was damaged is shown at the desk, and nobody is scolded. Small tears cost nothing; drying a wet book costs {n} crowns."), ("Guests", "A guest without a card signs the book at the desk and may read, but not borrow. After {n} visits a card is made out on the spot."),
    ("Quiet", "Talking is allowed in halls and on stairs. In reading rooms a lamp turns red above {n} decibels, and that is all it does."), ("Bicycles", "Bicycles stand in the racks, which hold {n} of them at each branch. The pump hangs by a chain at the desk."),
    ("Music in the branches", "On the piano of a branch anybody may play between noon and one. It is tuned {n} times a year and covered with a cloth at night."), ("Complaints", "Complaints are written into the green book. They are answered within {n} days by the director, or else the service plants a tree."),
]  # fmt: skip
CIRCLES = ["crime novels", "bees and gardens", "ships", "old maps", "poetry", "chess", "knitting patterns", "railways", "star charts", "cookery", "local dialect", "ghost stories"]
NEWCOMERS = ["Newcomers bring a cup and one sentence about a book that they did not like.", "Newcomers may listen for a whole season before they say a word.", "Newcomers choose the biscuits.", "Newcomers are asked which book they would save from a fire."]
SUBJECTS = ["law", "medicine", "farming", "travel", "theatre", "birds", "mathematics", "weaving", "mining", "languages"]
AISLE = ["A book from here is at any branch on the third working day.", "The lowest shelf stays empty, in case the river rises.", "A ladder belongs to it and is chained to the wall.", "Half of it is waiting to be catalogued anew."]
TREASURES = [
    ("sea atlas", "charts of a coast that has moved since"), ("herbal", "pressed flowers that still have some colour"), ("book of hours", "a calendar with two wrong saints"), ("ship's log", "a voyage of which only half came home"),
    ("cook's notebook", "recipes for a household of ninety"), ("globe", "an island that was never there"), ("letter of the queen", "a polite refusal to visit"), ("chess problem", "a position that nobody solved for sixty years"),
    ("sketchbook", "the market square on every day of one year"), ("song book", "tunes without a single bar line"), ("almanac", "weather foretold and, in another hand, the weather that came"), ("bridge plan", "a bridge with an arch more than the town could pay"),
    ("weather diary", "forty years of wind"), ("guild roll", "names of weavers and their fines"), ("moth album", "wings between sheets of wax paper"), ("star map", "constellations named after tools"),
    ("school slate", "a sum that is wrong"), ("trial record", "a case about a stolen bell"), ("recipe for ink", "oak galls, rain water and patience"), ("miller's account", "sacks of flour and who owed for them"),
]  # fmt: skip


def service(person, branches, days):
    """Sections, and the facts in them by name: offices, vans, machines, prizes, rules, history, circles, the store, treasures."""
    draw, parts, facts = random.randint, [], {}
    rooms = random.sample(range(101, 160), len(OFFICES))
    for (office, task), room in zip(OFFICES, rooms):
        parts.append((f"{office} office", f"The {office} office of the service {task}. It is led by {person()} and sits in room {room} of the town hall annexe. Its telephone has the extension {draw(20, 99)}. It is open to the public in the mornings, and at other times to those who have been asked to come."))
    for van, use, has in VANS:
        facts[van] = person()
        parts.append((f"The van {van}", f"The van called {van} serves {use}. It carries {100 * draw(6, 24)} books on shelves that tilt inwards, so that nothing falls out at a bend, and has {has}. {facts[van]} drives the van {van} and knows most readers by name. In deep snow it stays in the yard, and the post takes over."))
    for machine, use, care in MACHINES:
        facts[machine] = f"{random.choice('ABCDEFGH')}{draw(1000, 9999)}"
        parts.append((f"The {machine}", f"The {machine} in the central store {use}. One run takes {draw(2, 40)} minutes. {care} The serial number of the {machine} is {facts[machine]}, which has to be given when a part is ordered. Only {person()} and those who were taught by that person may use it."))
    for prize, of in PRIZES:
        facts[prize] = person()
        parts.append((f"The {prize}", f"The {prize} is given each autumn for {of}. It was founded by {facts[prize]}, who left {100 * draw(8, 60)} crowns for the {prize}. So far {draw(30, 400)} people have been proposed. The jury has five members, one of whom is always under sixteen. The winner's name is painted on the wall of the town hall stair."))
    facts |= {"dogs": "in the yard", "privacy": "a judge"}
    rules = [("Dogs", f"Dogs that guide people are welcome in every branch. Other dogs wait at the rings in the yard, where there is water. The council decided so by {draw(11, 19)} votes, after a long evening."), ("Privacy", f"What somebody has read is nobody's business. Lists of loans are destroyed after {draw(20, 60)} days, and the police see them only with an order of a judge.")]
    rules += [(rule, text.format(n=draw(3, 60))) for rule, text in RULES]
    for rule, text in rules:
        parts.append((f"Rule: {rule}", f"{text} The rule holds in all six branches and in the vans. Who thinks that it should be changed writes to the council of readers, which meets in the first week of each quarter."))
    for (place, text), year in zip(HISTORY, YEARS):
        facts[place] = year
        # The lift's sentence has its year itself.
        when = "" if "{year}" in text else f"This happened in {year}. "
        parts.append((place, f"{when}{text.format(n=draw(120, 900), year=year)} The director at that time was {person()}, whose portrait hangs in the reading room of the town hall. A board beside it tells the rest, next to a drawing that was made on the day."))
    for circle in CIRCLES:
        facts[circle] = person()
        parts.append((f"Reading circle: {circle}", f"The reading circle for {circle} meets on {random.choice(days)} evenings at the {random.choice(branches)} branch. {facts[circle]} leads the circle for {circle} and chooses the first book of the year; the others are chosen by vote. It has read {draw(20, 160)} books so far. {random.choice(NEWCOMERS)}"))
    for aisle in range(1, 41):
        facts[f"aisle {aisle}"] = person()
        parts.append((f"Store, aisle {aisle}", f"Aisle {aisle} of the central store holds books on {SUBJECTS[aisle % 10]} that are asked for less than once a year. There are {draw(18, 90)} metres of shelves in it. The lamps go on when somebody walks in. {facts[f'aisle {aisle}']} looks after aisle {aisle}. {random.choice(AISLE)}"))
    for (treasure, shows), case in zip(TREASURES, random.sample(range(1, 60), len(TREASURES))):
        facts[treasure] = f"{draw(4, 95)},000"
        parts.append((f"Treasure: the {treasure}", f"The {treasure} is one of the twenty treasures of the service: {shows}. It lies in case {case} of the strong room and was given by {person()}. The {treasure} is insured for {facts[treasure]} crowns. It is shown on the first Sunday of the month, under glass and in weak light."))
    return parts, facts
