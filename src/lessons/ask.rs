//! One question at a time: while an answer is under way only the newest further question is kept.
//!
//! A reader who scrubs through a text asks for sixty connectivities in a second; the engine should compute the last one.

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ask<Q> {
    sent: Option<Q>,
    next: Option<Q>,
}

impl<Q> Default for Ask<Q> {
    fn default() -> Self {
        Ask { sent: None, next: None }
    }
}

impl<Q: Clone + PartialEq> Ask<Q> {
    /// The question to send now, if none is under way.
    pub fn want(&mut self, question: Q) -> Option<Q> {
        if self.sent.is_some() {
            self.next = (self.sent.as_ref() != Some(&question)).then_some(question);
            return None;
        }
        self.sent = Some(question.clone());
        Some(question)
    }

    /// Asks only if nothing is under way or waiting: for pictures that may skip a frame.
    pub fn want_if_idle(&mut self, question: Q) -> Option<Q> {
        if self.sent.is_some() {
            return None;
        }
        self.want(question)
    }

    /// An answer came: the question it answers, and the one to send next.
    pub fn answered(&mut self) -> (Option<Q>, Option<Q>) {
        let answered = self.sent.take();
        let next = self.next.take();
        self.sent = next.clone();
        (answered, next)
    }

    /// No answer will come any more.
    pub fn forget(&mut self) {
        *self = Ask::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_question_waits() {
        let mut ask = Ask::default();
        assert_eq!(ask.want(1), Some(1));
        assert_eq!(ask.want(2), None);
        assert_eq!(ask.want(3), None);
        assert_eq!(ask.want_if_idle(9), None);
        assert_eq!(ask.answered(), (Some(1), Some(3)));
        assert_eq!(ask.answered(), (Some(3), None));
        assert_eq!(ask.want_if_idle(4), Some(4));
    }

    #[test]
    fn going_back_to_the_question_under_way_drops_the_waiting_one() {
        let mut ask = Ask::default();
        ask.want(1);
        ask.want(2);
        ask.want(1);
        assert_eq!(ask.answered(), (Some(1), None));
    }

    #[test]
    fn after_forgetting_it_asks_again() {
        let mut ask = Ask::default();
        ask.want(1);
        ask.forget();
        assert_eq!(ask.want(1), Some(1));
    }
}
