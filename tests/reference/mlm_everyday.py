"""Everyday sentences with one word masked, and words that would do. Written before the model was trained."""

SENTENCES = [
    ("The capital of France is [MASK].", "paris"),
    ("She opened the [MASK] and went in.", "door"),
    ("He drank a cup of [MASK].", "tea coffee water milk chocolate"),
    ("The opposite of hot is [MASK].", "cold"),
    ("Two plus two is [MASK].", "four"),
    ("A dog is a kind of [MASK].", "animal pet mammal"),
    ("The sun rises in the [MASK].", "east morning sky"),
    ("She plays the [MASK] in an orchestra.", "violin piano flute cello viola trumpet horn drums harp clarinet oboe bass"),
    ("Water freezes at zero [MASK].", "degrees"),
    ("I am going to the [MASK] to buy some bread.", "store shop market supermarket bakery grocery baker"),
    ("He put the money in the [MASK].", "bank box safe bag pocket drawer purse wallet"),
    ("The river overflowed its [MASK].", "banks bank"),
    ("They are [MASK] football in the park.", "playing watching"),
    ("My mother and [MASK] live in London.", "father sister brother"),
    ("It was raining, so she took her [MASK].", "umbrella coat hat raincoat"),
    ("[MASK] is the largest planet in the solar system.", "jupiter"),
    ("The teacher wrote on the [MASK].", "board blackboard wall"),
    ("Birds can [MASK].", "fly sing"),
    ("He was [MASK] because he had not slept.", "tired exhausted sleepy"),
    ("Please close the [MASK] when you leave.", "door window gate"),
]
