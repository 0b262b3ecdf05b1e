//! Browser tests over the built dist, one file a page. Run by `cargo xtask test`.

mod e2e {
    mod shell;
}
