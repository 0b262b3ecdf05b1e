//! Paths as they stand in a URL: the base a site lives under, and which file a request names.

use std::fmt;
use std::path::PathBuf;

/// The path a site lives under: `/` or `/repo/`. Begins and ends with a slash.
#[derive(Clone, Debug, PartialEq)]
pub struct Base(String);

impl Base {
    pub fn root() -> Self {
        Self("/".into())
    }

    /// Accepts `repo`, `/repo` and `/repo/` alike: the slashes are easy to forget and their absence breaks every link.
    pub fn parse(text: &str) -> Result<Self, String> {
        let segments: Vec<&str> = text.split('/').filter(|segment| !segment.is_empty()).collect();
        let plain = |segment: &str| segment != "." && segment != ".." && segment.chars().all(is_plain);
        if !segments.iter().all(|segment| plain(segment)) {
            return Err(format!("{text} cannot be a base path: use letters, digits and - _ . ~ between slashes"));
        }
        Ok(Self(if segments.is_empty() { "/".into() } else { format!("/{}/", segments.join("/")) }))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows the base in `path`; `None` when the path lies outside it.
    pub fn strip<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(self.0.as_str())
    }
}

impl fmt::Display for Base {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.~".contains(c)
}

/// The file named by the decoded segments of a URL path, relative to the served folder. `None` for anything that could leave it.
pub fn relative_file(path: &str) -> Option<PathBuf> {
    let decoded = percent_decode(path)?;
    let mut file = PathBuf::new();
    for segment in decoded.split('/').filter(|segment| !segment.is_empty()) {
        if segment == "." || segment == ".." || segment.contains(['\\', '\0', ':']) {
            return None;
        }
        file.push(segment);
    }
    Some(file)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        if byte == b'%' {
            let digits = tail.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(byte);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_has_both_slashes() {
        for text in ["repo", "/repo", "repo/", "/repo/", "//repo//"] {
            assert_eq!(Base::parse(text).unwrap().as_str(), "/repo/");
        }
        assert_eq!(Base::parse("").unwrap(), Base::root());
        assert_eq!(Base::parse("/a/b.c").unwrap().as_str(), "/a/b.c/");
        for text in ["/../", "/a b/", "/\"/", "https://x/"] {
            assert!(Base::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn requests_outside_the_base_are_not_ours() {
        let base = Base::parse("/repo/").unwrap();
        assert_eq!(base.strip("/repo/lstm/"), Some("lstm/"));
        assert_eq!(base.strip("/repo/"), Some(""));
        assert_eq!(base.strip("/repository/"), None);
        assert_eq!(base.strip("/"), None);
    }

    #[test]
    fn no_request_leaves_the_folder() {
        for path in [
            "../secret",
            "a/../../secret",
            "%2e%2e/secret",
            "..%2fsecret",
            "a\\..\\secret",
            "c:/secret",
            "%00",
            "a/./b",
        ] {
            assert_eq!(relative_file(path), None, "{path}");
        }
        for path in ["%", "%4", "%zz", "%+1", "%ff"] {
            assert_eq!(relative_file(path), None, "{path} is malformed");
        }
    }

    #[test]
    fn names_are_decoded_once() {
        assert_eq!(relative_file("a%20b/%C3%A9.css"), Some("a b/é.css".into()));
        assert_eq!(relative_file("%252e%252e/x"), Some("%2e%2e/x".into()));
        assert_eq!(relative_file(""), Some(PathBuf::new()));
    }
}
