//! One search as it runs: the Rust of this page's engine, and the same with sentence-transformers, FAISS and bm25s.

use super::Page;
use crate::components::*;
use leptos::prelude::*;
use protocol::rag::Search;

const RUST: Listing = Listing {
    path: "source/engine/rag/search.rs",
    from: "/// One question.",
    until: "/// # Errors",
    title: "src/engine/rag/search.rs",
    note: "Rust, as built into this page's engine",
};
const PYTHON: Listing = Listing {
    path: "assets/twins/rag.py",
    from: "class Retriever",
    until: "",
    title: "the same with sentence-transformers, FAISS and bm25s",
    note: "the guide's RAGSystem, with words beside vectors",
};

/// Which lines are in use.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Lit {
    search: Search,
    mmr: bool,
}

pub fn code(page: Page) -> AnyView {
    let live = page.see(|lesson| {
        let retrieval = &lesson.setup.retrieval;
        let by_words = !lesson.is_loaded();
        Lit {
            search: if by_words { Search::Bm25 } else { retrieval.search },
            mmr: retrieval.mmr.is_some() && !by_words,
        }
    });
    listings(RUST, PYTHON, Signal::derive(move || marks(live.get())), &[], None)
}

fn marks(Lit { search, mmr }: Lit) -> Marks {
    match (search, mmr) {
        (Search::Dense, false) => {
            (&["flat.scores(query)", "Search::Dense =>"], &["self.index.search(", "order = list(dense"])
        }
        (Search::Dense, true) => (
            &["flat.scores(query)", "Search::Dense =>", "mmr::select("],
            &["self.index.search(", "order = list(dense", "passing = diverse("],
        ),
        (Search::Bm25, false) => {
            (&["index.words.search_where(", "Search::Bm25 =>"], &["self.words.retrieve(", "order = list(terms)"])
        }
        (Search::Bm25, true) => (
            &["index.words.search_where(", "Search::Bm25 =>", "mmr::select("],
            &["self.words.retrieve(", "order = list(terms)", "passing = diverse("],
        ),
        (Search::Hybrid, false) => (
            &["flat.scores(query)", "index.words.search_where(", "fusion::reciprocal_rank("],
            &["self.index.search(", "self.words.retrieve(", "order = fuse("],
        ),
        (Search::Hybrid, true) => (
            &["flat.scores(query)", "index.words.search_where(", "fusion::reciprocal_rank(", "mmr::select("],
            &["self.index.search(", "self.words.retrieve(", "order = fuse(", "passing = diverse("],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_search_has_its_lines_in_both_languages() {
        for search in [Search::Dense, Search::Bm25, Search::Hybrid] {
            for mmr in [false, true] {
                let (rust, python) = marks(Lit { search, mmr });
                assert_marks(RUST, include_str!("../../../engine/rag/search.rs"), rust);
                assert_marks(PYTHON, include_str!("../../../../assets/twins/rag.py"), python);
            }
        }
    }
}
