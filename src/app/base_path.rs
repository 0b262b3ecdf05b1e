//! The folder the site is served from, as the router wants it: `""` or `"/repo"`.
//!
//! It is read from the document at start, so that one build works at the root of a host and below any folder of it.

use std::sync::OnceLock;

/// The folder of this document.
pub fn current() -> &'static str {
    static BASE: OnceLock<String> = OnceLock::new();
    BASE.get_or_init(|| from_base_uri(&base_uri()))
}

/// `document.baseURI`, which `<base href>` in index.html sets.
pub fn base_uri() -> String {
    leptos::prelude::document().base_uri().ok().flatten().unwrap_or_default()
}

fn from_base_uri(uri: &str) -> String {
    let after_host = uri.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    let path = after_host.split(['?', '#']).next().unwrap_or("");
    match path.rsplit_once('/') {
        Some((folder, _file)) => format!("/{folder}"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::from_base_uri;

    #[test]
    fn the_base_is_the_folder_without_a_trailing_slash() {
        let cases = [
            ("http://127.0.0.1:8080/", ""),
            ("http://127.0.0.1:8080", ""),
            ("http://127.0.0.1:8080/index.html", ""),
            ("https://someone.github.io/repo/", "/repo"),
            ("https://someone.github.io/repo/404.html?x=/a/#/b/", "/repo"),
            ("https://school.example/a/b/", "/a/b"),
            ("", ""),
        ];
        for (uri, base) in cases {
            assert_eq!(from_base_uri(uri), base, "{uri}");
        }
    }
}
