//! The code that runs and its twin, fetched when they come into the page: sources are files of the site, not part of the program.

use super::{CodePanel, ConceptName, Source, empty};
use crate::fetch;
use leptos::prelude::*;
use leptos::task::spawn_local;
use viz::highlight::Language;

/// A part of a file of the site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Listing {
    /// As in `source/models/lstm/cell.rs` (what xtask copies out of `src/`) or `assets/twins/lstm.py`.
    pub path: &'static str,
    /// Shown from the line that contains this on; all of it if empty.
    pub from: &'static str,
    /// Shown up to the line that contains this, which is left out; to the end (or the file's tests) if empty.
    pub until: &'static str,
    pub title: &'static str,
    /// A few words at the right of the heading.
    pub note: &'static str,
}

impl Listing {
    fn language(&self) -> Language {
        if self.path.ends_with(".py") { Language::Python } else { Language::Rust }
    }

    /// The part of `file` that is shown.
    fn cut(&self, file: &str) -> String {
        let wanted = |mark: &str, line: &str| !mark.is_empty() && line.contains(mark);
        let lines = file.lines().skip_while(|line| !self.from.is_empty() && !line.contains(self.from));
        let lines = lines.take_while(|line| !wanted(self.until, line) && *line != "#[cfg(test)]");
        let text: Vec<&str> = lines.collect();
        text.join("\n").trim_end().to_string()
    }
}

/// What the lines in use contain, of each side.
pub type Marks = (&'static [&'static str], &'static [&'static str]);

/// Both sources side by side; lines that contain one of the marks are lit.
pub fn listings(
    left: Listing,
    right: Listing,
    live: Signal<Marks>,
    concepts: &'static [ConceptName],
    on_concept: Option<Callback<Option<&'static str>>>,
) -> AnyView {
    let texts = RwSignal::new(None::<[String; 2]>);
    let failed = RwSignal::new(false);
    spawn_local(async move {
        match (fetch::text(left.path).await, fetch::text(right.path).await) {
            (Some(one), Some(two)) => drop(texts.try_set(Some([left.cut(&one), right.cut(&two)]))),
            _ => drop(failed.try_set(true)),
        }
    });
    let body = move || match texts.get() {
        Some([one, two]) => {
            let [lines_of_one, lines_of_two] = [one.clone(), two.clone()];
            let source = |listing: Listing, text: String| Source {
                title: listing.title.into(),
                note: listing.note.into(),
                language: listing.language(),
                text,
            };
            view! {
                <CodePanel
                    left=source(left, one)
                    right=source(right, two)
                    live_left=Memo::new(move |_| lines_with(&lines_of_one, live.get().0))
                    live_right=Memo::new(move |_| lines_with(&lines_of_two, live.get().1))
                    concepts
                    on_concept=on_concept.unwrap_or(Callback::new(|_| ()))
                />
            }
            .into_any()
        }
        None if failed.get() => empty("The source could not be loaded. Check the connection and reload the page."),
        None => empty("The source is on its way."),
    };
    view! { <div>{body}</div> }.into_any()
}

/// The lines that contain one of the marks, counted from 0.
fn lines_with(source: &str, marks: &[&str]) -> Vec<usize> {
    let marked = |line: &str| marks.iter().any(|mark| line.contains(mark));
    source.lines().enumerate().filter(|(_, line)| marked(line)).map(|(at, _)| at).collect()
}

/// For the tests of a page: every mark must stand in exactly one line of what is shown.
#[cfg(test)]
pub fn assert_marks(listing: Listing, file: &str, marks: &[&str]) {
    let shown = listing.cut(file);
    assert!(!shown.is_empty(), "nothing of {} is shown", listing.path);
    for mark in marks {
        assert_eq!(lines_with(&shown, &[mark]).len(), 1, "“{mark}” in {}", listing.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_is_the_part_between_its_marks_without_the_tests() {
        let listing = Listing { path: "a.rs", from: "fn b", until: "fn d", title: "", note: "" };
        assert_eq!(listing.cut("fn a() {}\nfn b() {}\nfn c() {}\n\nfn d() {}\n"), "fn b() {}\nfn c() {}");
        let whole = Listing { from: "", until: "", ..listing };
        assert_eq!(whole.cut("fn a() {}\n\n#[cfg(test)]\nmod tests {}\n"), "fn a() {}");
        assert_eq!(lines_with("a\nb\nab", &["a"]), [0, 2]);
    }
}
