//! Which page an address means. The address is the only place where the current page is kept.

use guide::Section;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    Home,
    Section(Section),
    NotFound,
}

impl Route {
    /// `base` is what [`crate::base_path::current`] gives, `path` is `location.pathname`.
    ///
    /// Static hosts answer `/lstm` with a redirect to `/lstm/`, and a reader may open `index.html` by name: all mean the same page.
    pub fn from_path(base: &str, path: &str) -> Route {
        let Some(rest) = path.strip_prefix(base) else {
            return Route::NotFound;
        };
        if !rest.is_empty() && !rest.starts_with('/') {
            return Route::NotFound;
        }
        let rest = rest.strip_suffix("/index.html").unwrap_or(rest);
        match rest.trim_matches('/') {
            "" => Route::Home,
            slug => Section::from_slug(slug).map_or(Route::NotFound, Route::Section),
        }
    }

    /// For the browser's tab and history.
    pub fn document_title(self) -> String {
        match self {
            Route::Home => "Glassbox: the AI engineering guide, running in your browser".into(),
            Route::Section(section) => format!("{} · Glassbox", section.title()),
            Route::NotFound => "Page not found · Glassbox".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Route::{self, *};
    use guide::Section as S;

    #[test]
    fn every_section_is_found_at_the_root_and_below_a_folder() {
        for base in ["", "/repo", "/a/b"] {
            for &section in S::ALL {
                for end in ["", "/", "/index.html"] {
                    let path = format!("{base}/{}{end}", section.slug());
                    assert_eq!(Route::from_path(base, &path), Section(section), "{path}");
                }
            }
            for end in ["/", "", "/index.html"] {
                assert_eq!(Route::from_path(base, &format!("{base}{end}")), Home);
            }
        }
    }

    #[test]
    fn what_is_not_in_the_guide_is_not_found() {
        for (base, path) in [
            ("", "/nothing"),
            ("", "/lstm/more"),
            ("", "/LSTM"),
            ("/repo", "/repository"),
            ("/repo", "/lstm"),
            ("/repo", "/repo/404.html"),
        ] {
            assert_eq!(Route::from_path(base, path), NotFound, "{path}");
        }
    }
}
