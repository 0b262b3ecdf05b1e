//! Browser tests over the built dist: what every page must do, then one file a page. Run by `cargo xtask test`.

mod e2e {
    mod hosting;
    mod keyboard;
    mod sections;
    mod shell;
}
