//! The packaged set: a handbook of a few hundred passages and twenty questions whose answers are known. Both are files of the site, fetched
//! when they are wanted.

use protocol::rag::{Document, Question};

/// Where they lie in the site, and what the handbook is called as a document.
pub const HANDBOOK: &str = "assets/documents/handbook.md";
pub const QUESTIONS: &str = "assets/documents/questions.tsv";
pub const NAME: &str = "Handbook of the Vellmouth Library Service";

/// What makes a question hard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It has the words of the passage.
    Words,
    /// It says the same in other words.
    Paraphrase,
    /// It asks for a number.
    Number,
    /// Other passages say nearly the same about something else.
    Alike,
    /// The handbook does not say. There is no gold, and the right answer is that it does not.
    Absent,
}

impl Kind {
    pub const ALL: [Kind; 5] = [Kind::Words, Kind::Paraphrase, Kind::Number, Kind::Alike, Kind::Absent];

    /// As the table of questions spells it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Words => "words",
            Kind::Paraphrase => "paraphrase",
            Kind::Number => "number",
            Kind::Alike => "alike",
            Kind::Absent => "absent",
        }
    }
}

/// A question of the packaged set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packaged {
    /// A word that stays when questions are added: `lift-year`.
    pub id: String,
    pub kind: Kind,
    /// Its gold is the sentence that answers it, in bytes of the handbook; none for [`Kind::Absent`].
    pub question: Question,
}

/// Reads [`QUESTIONS`]: a line for each question with id, kind, question, answer and the sentence that answers it, between tabs; the first line
/// names the columns.
///
/// # Errors
/// In words for the reader, if a line is not like that, or if its sentence does not stand in the handbook exactly once: the text was changed then.
pub fn questions(table: &str, handbook: &Document) -> Result<Vec<Packaged>, String> {
    let mut all: Vec<Packaged> = Vec::new();
    for line in table.lines().skip(1).filter(|line| !line.trim().is_empty()) {
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [id, kind, text, answer, sentence] = fields[..] else {
            return Err(format!("a line of the questions has {} columns and not five: {line}", fields.len()));
        };
        let kind = Kind::ALL.into_iter().find(|it| it.name() == kind);
        let kind = kind.ok_or_else(|| format!("“{id}” is of no known kind"))?;
        if all.iter().any(|it| it.id == id) {
            return Err(format!("“{id}” is there twice"));
        }
        let gold = match kind {
            Kind::Absent => Vec::new(),
            _ => vec![place(sentence, handbook).ok_or_else(|| {
                format!("the sentence that answers “{text}” does not stand in “{}” exactly once", handbook.name)
            })?],
        };
        all.push(Packaged {
            id: id.into(),
            kind,
            question: Question { text: text.into(), gold, answer: answer.into() },
        });
    }
    Ok(all)
}

/// Where the sentence stands, if it does once.
fn place(sentence: &str, document: &Document) -> Option<(u32, u32, u32)> {
    let mut found = document.text.match_indices(sentence).filter(|_| !sentence.is_empty());
    let (start, _) = found.next()?;
    found.next().is_none().then_some((document.id, start as u32, (start + sentence.len()) as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = include_str!("../../../assets/documents/questions.tsv");
    const TEXT: &str = include_str!("../../../assets/documents/handbook.md");

    fn document(text: &str) -> Document {
        Document { id: 7, name: NAME.into(), text: text.into() }
    }

    #[test]
    fn every_answer_stands_in_its_sentence_and_the_sentence_once_in_the_handbook() {
        let all = questions(TABLE, &document(TEXT)).unwrap();
        assert_eq!(all.len(), 20);
        for Packaged { id, kind, question } in &all {
            assert_eq!(question.gold.is_empty(), *kind == Kind::Absent, "{id}");
            assert_eq!(question.answer.is_empty(), *kind == Kind::Absent, "{id}");
            for &(document, start, end) in &question.gold {
                let sentence = &TEXT[start as usize..end as usize];
                assert_eq!(document, 7);
                assert!(sentence.contains(&question.answer), "{id}: {sentence}");
                assert!(!question.text.contains(&question.answer), "{id} gives its answer away");
            }
        }
    }

    #[test]
    fn a_changed_handbook_and_a_broken_table_are_told() {
        let table = |line: &str| format!("id\tkind\tquestion\tanswer\tsentence\n{line}\n");
        let asked = |line: &str, text: &str| questions(&table(line), &document(text));
        let good = "hours\twords\tWhen does it open?\tnine\tIt opens at nine.";
        assert_eq!(asked(good, "Ä. It opens at nine.").unwrap()[0].question.gold, [(7, 4, 21)]);
        assert!(asked(good, "It opens at ten.").is_err());
        assert!(asked(good, "It opens at nine. It opens at nine.").is_err());
        assert!(asked("hours\twords\tWhen?\tnine", "").is_err());
        assert!(asked("hours\tguessed\tWhen?\tnine\tIt opens at nine.", "It opens at nine.").is_err());
        assert!(questions(&table(&format!("{good}\n{good}")), &document("It opens at nine.")).is_err());
        assert_eq!(asked("moon\tabsent\tWho owns the moon?\t\t", "").unwrap()[0].question.gold, []);
    }
}
