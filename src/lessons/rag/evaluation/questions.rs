//! The reader's own questions: typed one by one, or pasted as a table.

use protocol::rag::{Document, Question};

/// Questions that a reader may have: each is searched, and its answer embedded.
pub const MOST: usize = 200;

/// A question, the passage that answers it as it stands in a document, and words that a right answer has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub text: String,
    /// Empty if no document answers it.
    pub quote: String,
    pub answer: String,
}

impl Known {
    /// What is wrong with it as a question to these documents, in words; nothing if nothing is.
    pub fn hindrance(&self, documents: &[Document]) -> Option<String> {
        if self.text.trim().is_empty() {
            return Some("Type the question.".into());
        }
        if self.quote.trim().is_empty() {
            let words = "Words of a right answer need the passage they stand in. Paste it, or leave both empty for a question that no document answers.";
            return (!self.answer.trim().is_empty()).then(|| words.into());
        }
        if self.answer.trim().is_empty() {
            return Some("Give the words that a right answer has, for example a name or a number.".into());
        }
        if !contains(&self.quote, &self.answer) {
            return Some("The passage does not have the words of the answer. Choose words that stand in it.".into());
        }
        documents.iter().all(|document| places(&document.text, &self.quote).is_empty()).then(|| {
            "The passage stands in no document. Copy it from one, letter for letter; line breaks do not matter.".into()
        })
    }

    /// With every place where its passage stands.
    pub fn resolved(&self, documents: &[Document]) -> Question {
        let of = |document: &Document| {
            let id = document.id;
            places(&document.text, &self.quote).into_iter().map(move |(start, end)| (id, start as u32, end as u32))
        };
        let gold = documents.iter().flat_map(of).collect();
        Question { text: self.text.trim().into(), gold, answer: self.answer.trim().into() }
    }
}

/// A table with a question in each line: question, passage and words of the answer, between tabs. A first line that names the columns is
/// passed over.
///
/// # Errors
/// In words for the reader, with the number of each line that is not like that. Then nothing is taken.
pub fn read(table: &str) -> Result<Vec<Known>, String> {
    let (mut all, mut problems) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(table.lines()) {
        if line.trim().is_empty() || (number == 1 && line.to_ascii_lowercase().starts_with("question\t")) {
            continue;
        }
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        match fields[..] {
            [text, quote, answer] if !text.is_empty() => {
                all.push(Known { text: text.into(), quote: quote.into(), answer: answer.into() });
            }
            [_, _, _] => problems.push(format!("line {number} has no question")),
            [_] => problems.push(format!("line {number} has one column")),
            _ => problems.push(format!("line {number} has {} columns", fields.len())),
        }
    }
    let wanted = "Each line needs three: the question, the passage that answers it, and words of the answer, with a tab between them. The last two may be empty.";
    if !problems.is_empty() {
        let more = problems.len().saturating_sub(3);
        problems.truncate(3);
        let more = if more > 0 { format!(", and {more} more lines like that") } else { String::new() };
        return Err(format!("{}{more}. {wanted} Nothing was taken.", crate::format::capital(&problems.join(", "))));
    }
    match all.len() {
        0 => Err(format!("There is no question in it. {wanted}")),
        many if many > MOST => {
            Err(format!("{many} questions are too many: a table may have {MOST}. Nothing was taken."))
        }
        _ => Ok(all),
    }
}

/// The same table. White space inside a field becomes one space: a tab or a line's end would be another field.
pub fn write(all: &[Known]) -> String {
    let field = |text: &str| text.split_whitespace().collect::<Vec<&str>>().join(" ");
    let line = |it: &Known| format!("{}\t{}\t{}\n", field(&it.text), field(&it.quote), field(&it.answer));
    std::iter::once("question\tpassage\tanswer\n".to_owned()).chain(all.iter().map(line)).collect()
}

/// Every place where the words of a quote stand, in bytes. Runs of white space count as one space.
pub fn places(text: &str, quote: &str) -> Vec<(usize, usize)> {
    let words: Vec<&str> = quote.split_whitespace().collect();
    let Some((first, rest)) = words.split_first() else { return Vec::new() };
    let ends_at = |start: usize| {
        rest.iter().try_fold(start + first.len(), |at, word| {
            let after = &text[at..];
            let gap = after.len() - after.trim_start().len();
            (gap > 0 && after[gap..].starts_with(word)).then(|| at + gap + word.len())
        })
    };
    text.match_indices(first).filter_map(|(start, _)| Some((start, ends_at(start)?))).collect()
}

/// Whether the words of `answer` stand in a text one after the other. Case does not count, nor what stands between words.
pub fn contains(text: &str, answer: &str) -> bool {
    fn words(text: &str) -> Vec<&str> {
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
    }
    let (text, answer) = (words(text), words(answer));
    let is_there = |part: &[&str]| part.iter().zip(&answer).all(|(a, b)| a.eq_ignore_ascii_case(b));
    !answer.is_empty() && text.windows(answer.len()).any(is_there)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(id: u32, text: &str) -> Document {
        Document { id, name: String::new(), text: text.into() }
    }

    fn known(text: &str, quote: &str, answer: &str) -> Known {
        Known { text: text.into(), quote: quote.into(), answer: answer.into() }
    }

    #[test]
    fn a_quote_is_found_wherever_it_stands_across_lines() {
        assert_eq!(places("Ä. It opens\n  at nine. It opens at nine.", "It opens at  nine."), [(4, 23), (24, 41)]);
        assert_eq!(places("It opensat nine.", "It opens at nine."), []);
        assert_eq!(places("anything", " \n"), []);
        let question =
            known(" When? ", "at nine", "nine").resolved(&[document(4, "at nine"), document(7, "or at\tnine")]);
        assert_eq!(
            question,
            Question { text: "When?".into(), gold: vec![(4, 0, 7), (7, 3, 10)], answer: "nine".into() }
        );
    }

    #[test]
    fn an_answer_is_words_and_not_letters() {
        assert!(contains("It opens at Nine, daily.", "nine"));
        assert!(contains("Ask O'Neil-Quist", "neil quist"));
        assert!(!contains("It opens at 19.", "9"));
        assert!(!contains("nine", "nine ten") && !contains("nine", "?"));
    }

    #[test]
    fn a_question_that_cannot_be_graded_is_told_why() {
        let documents = [document(1, "It opens at nine.")];
        let told = |text: &str, quote: &str, answer: &str| known(text, quote, answer).hindrance(&documents);
        assert_eq!(told("When?", "opens at nine", "nine"), None);
        assert_eq!(told("Who owns the moon?", "", ""), None);
        assert!(told(" ", "", "").is_some_and(|words| words.contains("question")));
        assert!(told("When?", "", "nine").is_some_and(|words| words.contains("Paste it")));
        assert!(told("When?", "opens at nine", "").is_some_and(|words| words.contains("Give the words")));
        assert!(told("When?", "opens at nine", "ten").is_some_and(|words| words.contains("stand in it")));
        assert!(told("When?", "opens at ten", "ten").is_some_and(|words| words.contains("no document")));
    }

    #[test]
    fn a_table_comes_back_as_it_went_and_ragged_lines_are_named() {
        let all = vec![known("When?", "opens\nat nine", "nine"), known("Who?", "", "")];
        let table = write(&all);
        assert_eq!(read(&table).unwrap(), [known("When?", "opens at nine", "nine"), known("Who?", "", "")]);
        assert_eq!(read("When?\tat nine\tnine").unwrap().len(), 1, "no line of names is needed");
        let told = read("a\tb\n\na\n\tb\tc\na\tb\tc\td\na\nWho?\t\t\n").unwrap_err();
        assert!(
            told.starts_with("Line 1 has 2 columns, line 3 has one column, line 4 has no question, and 2 more"),
            "{told}"
        );
        assert!(read("question\tpassage\tanswer\n").unwrap_err().contains("no question in it"));
        assert!(read(&"Who?\t\t\n".repeat(MOST + 1)).unwrap_err().contains("too many"));
    }
}
