//! What a link carries of this part of the page: what differs from how it opens.

use protocol::vocabularies::{Model, Specials};

use super::Vocabularies;

/// Longest text in a link, in characters.
const LINK_TEXT: usize = 300;

impl Vocabularies {
    pub fn query(&self) -> Vec<(&'static str, String)> {
        let start = Vocabularies::default();
        let mut query = Vec::new();
        let mut say = |differs: bool, key, value: &str| {
            if differs {
                query.push((key, value.to_string()));
            }
        };
        say(self.text != start.text && self.text.chars().count() <= LINK_TEXT, "vtext", &self.text);
        say(self.as_ids, "vids", "1");
        say(self.specials == Specials::AsText, "vspecial", "text");
        say(self.searched == Model::Minilm, "vsearch", "minilm");
        say(!self.query.is_empty() && self.query.chars().count() <= LINK_TEXT, "vfind", &self.query);
        query
    }

    /// Takes over a link's query (decoded). What makes no sense is left as the page opens.
    pub fn from_query(query: &[(String, String)]) -> Vocabularies {
        let value = |key: &str| query.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        let cut = |text: &str| text.chars().take(LINK_TEXT).collect::<String>();
        let mut state = Vocabularies::default();
        if let Some(text) = value("vtext") {
            state.text = cut(text);
        }
        state.as_ids = value("vids") == Some("1");
        if value("vspecial") == Some("text") {
            state.specials = Specials::AsText;
        }
        if value("vsearch") == Some("minilm") {
            state.searched = Model::Minilm;
        }
        state.query = value("vfind").map(cut).unwrap_or_default();
        state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(state: &Vocabularies) -> Vocabularies {
        let owned: Vec<_> = state.query().into_iter().map(|(name, value)| (name.to_string(), value)).collect();
        Vocabularies::from_query(&owned)
    }

    #[test]
    fn what_is_on_show_comes_back() {
        assert_eq!(Vocabularies::default().query(), []);
        let mut state = Vocabularies::default();
        state.set_text("naïve & <b>".into());
        (state.as_ids, state.specials, state.searched) = (true, Specials::AsText, Model::Minilm);
        state.query = " the".into();
        let back = again(&state);
        assert_eq!(back.query(), state.query());
        assert_eq!((back.text, back.query), (state.text, state.query));
    }

    #[test]
    fn a_long_text_is_left_out() {
        let mut state = Vocabularies::default();
        state.set_text("x".repeat(LINK_TEXT + 1));
        assert_eq!(state.query(), []);
    }
}
