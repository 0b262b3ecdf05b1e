//! The documents the page opens on, each with a trap in it.

/// One document a line. Same meaning without a shared word (1 and 2), negation (3), repetition and punctuation (4), the same words in
/// another order (5 and 6), one word with two meanings (8 and 9), forms of one word (12), stop words alone (14).
pub const SAMPLE: &str = "\
The film was good.
An excellent movie.
It was not a good film, it was a bad film.
Good, good, GOOD: nothing but good!
Dog bites man.
Man bites dog.
The dog slept in the sun all day.
She sat on the bank of the river and watched the river.
The bank lends money, and the bank wants the money back.
A film about money, a river and a dog.
The actors were good, the music was good, and the ending was the best of the year.
They run, she runs, he ran: to a counter these are three words.
The end of the film was the best of it.
It is what it is, and that is that.
";

/// What the lab looks for at first.
pub const QUERY: &str = "good film";

/// A query whose best answer is not first by default.
pub const HARD_QUERY: &str = "the dog, the river, the money";

/// The document that has all three: "A film about money, a river and a dog."
pub const HARD_TARGET: usize = 9;
