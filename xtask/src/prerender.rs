//! One HTML file for each address, so that deep links and reloads work on a plain file server, each with its own title and description.

use std::fs;
use std::path::Path;

use anyhow::Result;
use guide::Section;

use crate::html;
use crate::split::Modules;

const DESCRIPTION: &str = "name=\"description\"";

/// Writes `<slug>/index.html` for every section and `404.html` beside the home page.
pub fn write_pages(dist: &Path, home: &str, modules: &Modules) -> Result<()> {
    for section in Section::ALL {
        let folder = dist.join(section.slug());
        fs::create_dir_all(&folder)?;
        let page = page(home, &title(section.title()), section.promise())?;
        let files = modules.get(&section.slug().replace('-', "_"));
        fs::write(folder.join("index.html"), html::preload_modules(&page, files.map_or(&[], Vec::as_slice))?)?;
    }
    fs::write(dist.join("404.html"), not_found(home)?)?;
    Ok(())
}

fn page(home: &str, title: &str, description: &str) -> Result<String> {
    html::set_meta(&html::set_title(home, title)?, DESCRIPTION, description)
}

/// The application shows its own "not found" page for an address it does not know; search engines are told by the status and here.
fn not_found(home: &str) -> Result<String> {
    let page = page(home, &title("Page not found"), "There is no page at this address.")?;
    Ok(page.replacen("<title>", "<meta name=\"robots\" content=\"noindex\">\n    <title>", 1))
}

fn title(page: &str) -> String {
    format!("{page} · Glassbox")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: &str =
        "<title>Glassbox</title><meta name=\"description\" content=\"home\"><base href=\"/repo/\"></head>";

    #[test]
    fn every_section_has_a_page_of_its_own() {
        let dist = std::env::temp_dir().join(format!("glassbox-prerender-{}", std::process::id()));
        let modules = Modules::from([("lstm".into(), vec!["app-1_lstm.wasm".into()])]);
        write_pages(&dist, HOME, &modules).unwrap();
        for section in Section::ALL {
            let page = fs::read_to_string(dist.join(section.slug()).join("index.html")).unwrap();
            assert!(page.contains("· Glassbox</title>") && page.contains("<base href=\"/repo/\">"), "{page}");
            assert!(!page.contains("content=\"home\""), "{page}");
            assert_eq!(page.contains("app-1_lstm.wasm"), *section == Section::Lstm);
        }
        let missing = fs::read_to_string(dist.join("404.html")).unwrap();
        assert!(missing.contains("noindex") && missing.contains("Page not found"));
        fs::remove_dir_all(dist).unwrap();
    }
}
