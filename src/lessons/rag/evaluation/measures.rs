//! What an evaluation comes to: each question's place and measures, their means, and the difference between two settings.

use algorithms::retrieval::ranking::{Measures, Relevant, mean, measures};
use protocol::rag::{Asked, Evaluated, Question};

use super::questions::contains;

/// Where the first right chunk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At this rank, counted from 1, among those that pass the threshold.
    Rank(usize),
    /// It was found, and lies below the threshold.
    Below,
    /// It was not found.
    Missing,
    /// Every chunk holds less than half of the passage.
    Cut,
    /// No document answers the question.
    Absent,
}

/// One question at one setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    pub place: Place,
    /// At the setting's k.
    pub measures: Measures,
    /// Whether the sentence that was quoted has the words of the answer; for a question that no document answers, whether nothing was.
    pub is_answered: bool,
}

/// Means over the questions that the documents answer, and counts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    /// Questions that the documents answer.
    pub answerable: usize,
    pub hits: usize,
    pub mean: Measures,
    /// The quoted sentence has the words of the answer.
    pub contains: usize,
    /// Questions that the documents do not answer.
    pub absent: usize,
    /// Of those, answered by nothing: "not in your documents".
    pub declined: usize,
}

pub fn scored(question: &Question, asked: &Asked, k: usize) -> Scored {
    let found: Vec<usize> = asked.found.iter().map(|chunk| *chunk as usize).collect();
    let right: Vec<Relevant> = asked.right.iter().map(|chunk| Relevant { index: *chunk as usize, gain: 1.0 }).collect();
    let is_right = |chunk: &u32| asked.right.contains(chunk);
    let is_absent = question.gold.is_empty();
    let place = match asked.found.iter().position(is_right) {
        _ if is_absent => Place::Absent,
        Some(at) => Place::Rank(at + 1),
        None if asked.right.is_empty() => Place::Cut,
        None if asked.below.iter().any(is_right) => Place::Below,
        None => Place::Missing,
    };
    let is_answered = if is_absent { asked.found.is_empty() } else { contains(&asked.answer, &question.answer) };
    Scored { place, measures: measures(&found, &right, k), is_answered }
}

pub fn all(questions: &[Question], evaluated: &Evaluated) -> Vec<Scored> {
    let k = evaluated.retrieval.k as usize;
    questions.iter().zip(&evaluated.asked).map(|(question, asked)| scored(question, asked, k)).collect()
}

pub fn summary(all: &[Scored]) -> Summary {
    let (absent, there): (Vec<&Scored>, Vec<&Scored>) = all.iter().partition(|it| it.place == Place::Absent);
    let measures: Vec<Measures> = there.iter().map(|it| it.measures).collect();
    let count = |of: &[&Scored], is: fn(&Scored) -> bool| of.iter().filter(|it| is(it)).count();
    Summary {
        answerable: there.len(),
        hits: count(&there, |it| it.measures.hit > 0.0),
        mean: mean(&measures),
        contains: count(&there, |it| it.is_answered),
        absent: absent.len(),
        declined: count(&absent, |it| it.is_answered),
    }
}

/// How many questions only one of two settings has among its first k: A's, then B's.
pub fn split(a: &[Scored], b: &[Scored]) -> (usize, usize) {
    let only = |one: &Scored, other: &Scored| one.measures.hit > other.measures.hit;
    let count = |is: &dyn Fn(&Scored, &Scored) -> bool| a.iter().zip(b).filter(|(a, b)| is(a, b)).count();
    (count(&|a, b| only(a, b)), count(&|a, b| only(b, a)))
}

/// The chance of a split at least as uneven if each differing question fell to either setting by the toss of a coin: the exact McNemar test,
/// two-sided (Dietterich, 1998, "Approximate Statistical Tests for Comparing Supervised Classification Learning Algorithms").
pub fn by_chance((a, b): (usize, usize)) -> f64 {
    let (n, least) = (a + b, a.min(b));
    let (mut ways, mut tail) = (1.0, 0.0);
    for k in 0..=least {
        tail += ways;
        ways *= (n - k) as f64 / (k + 1) as f64;
    }
    (2.0 * tail / 2.0_f64.powi(n as i32)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(answer: &str) -> Question {
        Question { text: "q".into(), gold: vec![(1, 0, 4)], answer: answer.into() }
    }

    fn asked(found: &[u32], below: &[u32], right: &[u32], answer: &str) -> Asked {
        Asked {
            found: found.into(),
            below: below.into(),
            right: right.into(),
            answer: answer.into(),
            ..Asked::default()
        }
    }

    #[test]
    fn a_question_has_one_place() {
        let place = |asked: Asked| scored(&question("nine"), &asked, 2).place;
        assert_eq!(place(asked(&[5, 3, 4], &[], &[3, 4], "")), Place::Rank(2));
        assert_eq!(place(asked(&[5], &[3], &[3], "")), Place::Below);
        assert_eq!(place(asked(&[5], &[], &[3], "")), Place::Missing);
        assert_eq!(place(asked(&[5], &[], &[], "")), Place::Cut);
        let nowhere = Question { text: "q".into(), ..Question::default() };
        let absent = |found: &[u32]| scored(&nowhere, &asked(found, &[], &[], "It opens."), 2);
        assert_eq!(
            (absent(&[5]).place, absent(&[5]).is_answered, absent(&[]).is_answered),
            (Place::Absent, false, true)
        );
    }

    #[test]
    fn means_are_over_what_the_documents_answer() {
        let nowhere = Question { text: "q".into(), ..Question::default() };
        let questions = [question("nine"), question("nine"), nowhere];
        let evaluated = Evaluated {
            retrieval: protocol::rag::Retrieval { k: 2, ..Default::default() },
            asked: vec![
                asked(&[5, 3], &[], &[3, 4], "At nine."),
                asked(&[5, 6, 3], &[], &[3], "At ten."),
                asked(&[], &[], &[], ""),
            ],
            ..Evaluated::default()
        };
        let told = summary(&all(&questions, &evaluated));
        assert_eq!((told.answerable, told.hits, told.contains, told.absent, told.declined), (2, 1, 1, 1, 1));
        assert_eq!((told.mean.hit, told.mean.recall, told.mean.reciprocal_rank), (0.5, 0.25, 0.25));
        // One of two right chunks, at rank 2: (1 / log2 3) / (1 + 1 / log2 3), halved by the question that missed.
        assert!((told.mean.ndcg - 0.193_426).abs() < 1e-6, "{}", told.mean.ndcg);
    }

    #[test]
    fn a_split_is_as_likely_as_a_coin_says() {
        // scipy.stats.binomtest(k, n, 0.5).pvalue
        for (split, expected) in [((0, 0), 1.0), ((3, 0), 0.25), ((1, 5), 0.21875), ((0, 6), 0.03125), ((2, 2), 1.0)] {
            assert!((by_chance(split) - expected).abs() < 1e-12, "{split:?}");
        }
        let hit = |hit| Scored {
            place: Place::Missing,
            measures: Measures { hit, ..Measures::default() },
            is_answered: false,
        };
        let (a, b) = ([hit(1.0), hit(1.0), hit(0.0), hit(0.0)], [hit(1.0), hit(0.0), hit(1.0), hit(0.0)]);
        assert_eq!(split(&a, &b), (1, 1));
    }
}
