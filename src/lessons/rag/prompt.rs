//! What the model is asked: a template, the chunks that fit into it, and what did not.

use protocol::rag::{Measure, Measured, Request};

use super::Lesson;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Template {
    /// The guide's: `Context: … Question: … Answer:`.
    Guide,
    /// With an instruction, for a model that was trained to follow one: its answers stay short. The question stands behind the passages: with the
    /// question before them SmolLM2 had 1 of the 18 packaged answers right, behind them 4 to 9 (docs/benchmarks.md).
    #[default]
    Chat,
}

impl Template {
    pub const ALL: [Template; 2] = [Template::Guide, Template::Chat];

    pub fn text(self) -> &'static str {
        match self {
            Template::Guide => "Context: {context}\n\nQuestion: {question}\n\nAnswer:",
            Template::Chat => {
                "Passages:\n{context}\n\nAnswer the question in one short sentence, from these passages.\nQuestion: {question}"
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// As edited; `{context}` and `{question}` are filled in.
    pub template: String,
    /// Tokens that template, question and context may have together.
    pub budget: u32,
}

impl Default for Prompt {
    fn default() -> Self {
        // The guide cuts its prompt at 512 tokens.
        Prompt { template: Template::default().text().into(), budget: 512 }
    }
}

/// What became of a chunk that retrieval took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cutting {
    Kept,
    /// It did not fit into the budget beside those before it.
    Over,
}

/// A chunk and the tokens that it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Used {
    pub chunk: u32,
    pub tokens: u32,
    pub cutting: Cutting,
}

impl Prompt {
    /// What is missing in the template, in words; nothing if nothing is.
    pub fn hindrance(&self) -> Option<&'static str> {
        if !self.template.contains("{context}") {
            Some("The template has no {context}: what was found would not reach the model. Put it in.")
        } else if !self.template.contains("{question}") {
            Some("The template has no {question}: the model would not know what is asked. Put it in.")
        } else {
            None
        }
    }

    /// The template filled in. What is filled in is not searched for places to fill again.
    pub fn fill(&self, context: &str, question: &str) -> String {
        let mut text = String::new();
        let mut rest = self.template.as_str();
        while let Some(at) = rest.find('{') {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            let places = [("{context}", context), ("{question}", question)];
            match places.into_iter().find_map(|(place, by)| rest.strip_prefix(place).map(|rest| (rest, by))) {
                Some((after, by)) => {
                    text.push_str(by);
                    rest = after;
                }
                None => {
                    text.push('{');
                    rest = &rest[1..];
                }
            }
        }
        text.push_str(rest);
        text
    }
}

/// Tokens of a text by its words: four for every three, as English has it. An estimate, and called so where it is shown.
fn estimated(text: &str) -> u32 {
    (text.split_whitespace().count() as u32 * 4).div_ceil(3)
}

/// Between two passages.
pub(super) const BETWEEN: &str = "\n";

impl Lesson {
    /// Asks how long the prompt's parts are for the model that answers, unless it is known.
    pub(super) fn measure(&self) -> Vec<Request> {
        let measure = self.parts();
        let is_known = self.measured.as_ref().is_some_and(|it| it.measure == measure);
        if is_known || measure.parts.is_empty() { Vec::new() } else { vec![Request::Measure(measure)] }
    }

    fn parts(&self) -> Measure {
        let parts = self.taken().into_iter().map(|chunk| self.chunk_in_context(chunk)).collect();
        Measure { frame: self.prompt.fill("", &self.setup.question), parts }
    }

    /// Whether sizes are counted by what cuts text for the model; otherwise they are estimates.
    pub fn is_measured(&self) -> bool {
        self.measured_now().is_some()
    }

    /// The sizes of the prompt as it is.
    pub(super) fn measured_now(&self) -> Option<&Measured> {
        self.measured.as_deref().filter(|it| it.measure == self.parts())
    }

    /// Of the template, the question, and what the chat template puts around them.
    pub fn frame_tokens(&self) -> u32 {
        match self.measured_now() {
            Some(measured) => measured.frame,
            None => estimated(&self.prompt.fill("", &self.setup.question)),
        }
    }

    /// The chunks that retrieval took, and which of them fit the budget, the best first. A chunk that does not fit ends the prompt: what is
    /// worse than it does not take its place.
    pub fn used(&self) -> Vec<Used> {
        let measured = self.measured_now();
        let mut left = self.prompt.budget.saturating_sub(self.frame_tokens());
        let mut is_full = false;
        let used = |(place, chunk): (usize, u32)| {
            // One more for what stands between two passages.
            let tokens = 1 + match measured {
                Some(measured) => measured.parts[place],
                None => estimated(&self.chunk_in_context(chunk)),
            };
            is_full |= tokens > left;
            if !is_full {
                left -= tokens;
            }
            Used { chunk, tokens, cutting: if is_full { Cutting::Over } else { Cutting::Kept } }
        };
        self.taken().into_iter().enumerate().map(used).collect()
    }

    /// The chunks that are in the prompt, the best first.
    pub fn kept(&self) -> Vec<u32> {
        self.used().into_iter().filter(|used| used.cutting == Cutting::Kept).map(|used| used.chunk).collect()
    }

    /// All that the model is sent.
    pub fn prompt_text(&self) -> String {
        self.prompt_of(&self.kept(), &self.setup.question)
    }

    /// The same with these chunks, whatever was found.
    pub fn prompt_of(&self, chunks: &[u32], question: &str) -> String {
        let context: Vec<String> = chunks.iter().map(|chunk| self.chunk_in_context(*chunk)).collect();
        self.prompt.fill(&context.join(BETWEEN), question)
    }
}
