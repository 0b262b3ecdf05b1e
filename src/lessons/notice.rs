//! What a page has to tell the reader, beside the pictures.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    Info,
    Warning,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub severity: Severity,
    pub text: String,
}

impl Notice {
    pub fn info(text: impl Into<String>) -> Notice {
        Notice { severity: Severity::Info, text: text.into() }
    }

    pub fn warning(text: impl Into<String>) -> Notice {
        Notice { severity: Severity::Warning, text: text.into() }
    }
}

/// The notices on show: each stands once, and no more than three.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices(Vec<Notice>);

impl Notices {
    const SHOWN: usize = 3;

    pub fn add(&mut self, notice: Notice) {
        self.dismiss(&notice);
        self.0.push(notice);
        let surplus = self.0.len().saturating_sub(Self::SHOWN);
        self.0.drain(..surplus);
    }

    pub fn dismiss(&mut self, notice: &Notice) {
        self.0.retain(|other| other != notice);
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl std::ops::Deref for Notices {
    type Target = [Notice];

    fn deref(&self) -> &[Notice] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_stands_once_and_the_oldest_give_way() {
        let mut notices = Notices::default();
        for text in ["a", "b", "a", "c", "d"] {
            notices.add(Notice::info(text));
        }
        let texts: Vec<&str> = notices.iter().map(|notice| notice.text.as_str()).collect();
        assert_eq!(texts, ["a", "c", "d"]);
        notices.dismiss(&Notice::info("c"));
        assert_eq!(notices.len(), 2);
    }
}
