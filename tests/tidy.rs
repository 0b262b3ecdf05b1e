//! The project's invariants, checked without a browser in a second or two. What each one is for stands in ARCHITECTURE.md.

mod tidy {
    mod dependencies;
    mod files;
    mod hosting;
    mod layers;
    mod project;
    mod style;
    mod weights;
}
