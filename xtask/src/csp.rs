//! The content security policy: `index.html` states it, the build adds the hashes of the inline scripts trunk has written.

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::html;

const META: &str = "http-equiv=\"Content-Security-Policy\"";

/// The page with a policy under which exactly its own inline scripts run.
pub fn seal(page: &str) -> Result<String> {
    let hashes: Vec<String> = html::inline_scripts(page)?.into_iter().map(source_hash).collect();
    let policy = allow_scripts(html::meta(page, META)?, &hashes)?;
    html::set_meta(page, META, &policy)
}

/// A script as a source expression: `'sha256-...'`.
fn source_hash(script: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)))
}

fn allow_scripts(policy: &str, hashes: &[String]) -> Result<String> {
    let mut found = false;
    let directives: Vec<String> = policy
        .split(';')
        .map(|directive| {
            let directive = directive.split_whitespace().collect::<Vec<_>>().join(" ");
            if directive.starts_with("script-src ") {
                found = true;
                std::iter::once(directive.as_str())
                    .chain(hashes.iter().map(String::as_str))
                    .collect::<Vec<_>>()
                    .join(" ")
            } else {
                directive
            }
        })
        .filter(|directive| !directive.is_empty())
        .collect();
    found.then(|| directives.join("; ")).context("the content security policy has no script-src")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_what_browsers_compute() {
        // The example of the CSP specification, section 8.3.
        assert_eq!(source_hash("alert('Hello, world.');"), "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
    }

    #[test]
    fn hashes_join_the_scripts_and_nothing_else() {
        let policy = "default-src 'none';\n  script-src 'self';  style-src 'self';";
        let sealed = allow_scripts(policy, &["'sha256-x'".into()]).unwrap();
        assert_eq!(sealed, "default-src 'none'; script-src 'self' 'sha256-x'; style-src 'self'");
        assert!(allow_scripts("default-src 'none'", &[]).is_err());
    }

    #[test]
    fn a_page_is_sealed_with_its_own_scripts() {
        let page = "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self'\"><script>alert('Hello, world.');</script>";
        let sealed = seal(page).unwrap();
        assert!(
            sealed.contains("script-src 'self' 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='\""),
            "{sealed}"
        );
        assert!(sealed.ends_with("<script>alert('Hello, world.');</script>"));
    }
}
