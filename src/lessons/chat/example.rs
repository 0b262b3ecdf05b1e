//! Questions that show what a model of this size does, and what it only seems to do.

/// A question, and what to watch for. The answers are this model's own at temperature 0, recorded from llama.cpp on the same file; the reader sees
/// in the tab what it says here and now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    pub name: &'static str,
    pub question: &'static str,
    /// The beginning of the recorded answer.
    pub recorded: &'static str,
    pub verdict: &'static str,
}

pub const EXAMPLES: [Example; 5] = [
    Example {
        name: "A capital",
        question: "What is the capital of Australia?",
        recorded: "The capital of Australia is Canberra.",
        verdict: "Right. One fact, asked the way it stands in thousands of texts.",
    },
    Example {
        name: "A product",
        question: "What is 17 times 24?",
        recorded: "17 * 24 = 392",
        verdict: "Wrong: it is 408. The digits are written one by one, and nothing in between multiplies.",
    },
    Example {
        name: "Counting letters",
        question: "How many letters r are in the word strawberry?",
        recorded: "The word strawberry has 11 letters.",
        verdict: "Wrong twice: there are 3, and the word has 10. It never sees letters, only tokens.",
    },
    Example {
        name: "A king who never was",
        question: "Who was the king of France in 2020?",
        recorded: "The King of France in 2020 was King François-Marie Ananke.",
        verdict: "Invented. It completes what sounds likely and has no way to say that there was none.",
    },
    Example {
        name: "Three words",
        question: "Answer with exactly three words: what is the sea?",
        recorded: "The sea is a place where the boundaries of the human imagination are blurred",
        verdict: "It does not keep to the rule. Following instructions is what size and more training buy.",
    },
];
