//! The sources that ran: the table of sinusoids, and the attention layer with the place where each scheme enters.

use super::{Page, SCHEMES};
use crate::components::*;
use leptos::prelude::*;
use protocol::positional_encoding::Scheme;

const TABLE: Listing = Listing {
    path: "source/algorithms/positional_encoding/sinusoid.rs",
    from: "    /// The rows of `positions`",
    until: "    /// `PE(p) · PE(q)`",
    title: "src/algorithms/positional_encoding/sinusoid.rs",
    note: "Rust, as built into this page",
};
const MODULE: Listing = Listing {
    path: "assets/twins/positional_encoding.py",
    from: "class PositionalEncoding",
    until: "# The attention layer",
    title: "the module in PyTorch",
    note: "batch first, odd d_model allowed",
};
const LAYER: Listing = Listing {
    path: "source/models/attention/layer.rs",
    from: "    /// Runs the layer on",
    until: "    /// `x` `[batch, tokens, d_model]` projected",
    title: "src/models/attention/layer.rs",
    note: "Burn, as built into this page's engine",
};
const ATTENTION: Listing = Listing {
    path: "assets/twins/positional_encoding.py",
    from: "def rotate",
    until: "",
    title: "the layer in PyTorch",
    note: "nn.MultiheadAttention, opened up",
};

pub fn code(page: Page) -> AnyView {
    let scheme = page.see(|lesson| lesson.scheme);
    // A scheme that is pointed at in the text comes first.
    let live = Memo::new(move |_| {
        let pointed = page.concept.get().and_then(|class| SCHEMES.iter().find(|info| info.class == class));
        marks(pointed.map_or(scheme.get(), |info| info.scheme))
    });
    let cosine = page.see(|lesson| {
        let dimension = lesson.hover.map_or(2 * lesson.followed(), |(dimension, _)| dimension);
        dimension % 2 == 1
    });
    let of_table = Signal::derive(move || table_marks(cosine.get()));
    view! {
        {listings(TABLE, MODULE, of_table, &[], None)}
        {listings(LAYER, ATTENTION, live.into(), &[], None)}
    }
    .into_any()
}

fn table_marks(cosine: bool) -> Marks {
    if cosine { (&["table.push("], &["pe[:, 1::2]"]) } else { (&["table.push("], &["pe[:, 0::2]"]) }
}

/// What the lines contain where a scheme enters, in Rust and in Python.
fn marks(scheme: Scheme) -> Marks {
    match scheme {
        Scheme::None => (&["let weights = softmax("], &["weights = scores.softmax("]),
        Scheme::Sinusoidal | Scheme::Learned => (&["x + positions.clone()"], &["x = x + added"]),
        Scheme::Rope => {
            (&["query = scheme::rotate(", "key = scheme::rotate("], &["query = rotate(query", "key = rotate(key"])
        }
        Scheme::Alibi => (&["scores = scores + bias.clone()"], &["scores = scores + bias"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scheme_has_its_lines_in_both_languages() {
        let python = include_str!("../../../../assets/twins/positional_encoding.py");
        for scheme in Scheme::ALL {
            let (ours, theirs) = marks(scheme);
            assert_marks(LAYER, include_str!("../../../models/attention/layer.rs"), ours);
            assert_marks(ATTENTION, python, theirs);
        }
        for cosine in [false, true] {
            let (ours, theirs) = table_marks(cosine);
            assert_marks(TABLE, include_str!("../../../algorithms/positional_encoding/sinusoid.rs"), ours);
            assert_marks(MODULE, python, theirs);
        }
    }
}
