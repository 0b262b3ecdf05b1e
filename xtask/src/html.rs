//! The few edits that are made to the HTML trunk has written: a title, a `<meta>`, the list of its inline scripts.
//!
//! The document is our own `index.html`, so looking for its tags as text is enough; what is looked for and absent is an error.

use anyhow::{Context, Result};

/// Replaces what stands between `<title>` and `</title>`.
pub fn set_title(html: &str, title: &str) -> Result<String> {
    let start = html.find("<title>").context("the page has no <title>")? + "<title>".len();
    let end = start + html[start..].find("</title>").context("the page's <title> is not closed")?;
    Ok(splice(html, start, end, &escape(title)))
}

/// The content of the `<meta>` that has the attribute `key`, for example `name="description"`.
pub fn meta<'a>(html: &'a str, key: &str) -> Result<&'a str> {
    let (start, end) = meta_content(html, key)?;
    Ok(&html[start..end])
}

pub fn set_meta(html: &str, key: &str, content: &str) -> Result<String> {
    let (start, end) = meta_content(html, key)?;
    Ok(splice(html, start, end, &escape(content)))
}

/// Asks the browser to fetch WebAssembly files, given by their paths under the base, before the program asks for them.
pub fn preload_modules(html: &str, files: &[String]) -> Result<String> {
    let end = html.find("</head>").context("the page has no </head>")?;
    let link = |file: &String| {
        format!(
            "<link rel=\"preload\" href=\"{}\" crossorigin=\"anonymous\" as=\"fetch\" type=\"application/wasm\">",
            escape(file)
        )
    };
    let links: String = files.iter().map(link).collect();
    Ok(splice(html, end, end, &links))
}

/// The text of every `<script>` without a `src`, exactly as the browser sees it.
pub fn inline_scripts(html: &str) -> Result<Vec<&str>> {
    let mut scripts = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find("<script") {
        let tag = &rest[start..];
        let body = tag.find('>').context("a <script> tag is not closed")? + 1;
        let end = body + tag[body..].find("</script>").context("a <script> has no end")?;
        if !tag[..body].contains(" src=") {
            scripts.push(&tag[body..end]);
        }
        rest = &tag[end..];
    }
    Ok(scripts)
}

fn meta_content(html: &str, key: &str) -> Result<(usize, usize)> {
    let tag = html.find(&format!("<meta {key}")).with_context(|| format!("the page has no <meta {key}>"))?;
    let tag_end = tag + html[tag..].find('>').context("a <meta> is not closed")?;
    const CONTENT: &str = "content=\"";
    let start =
        tag + html[tag..tag_end].find(CONTENT).with_context(|| format!("<meta {key}> has no content"))? + CONTENT.len();
    let end = start + html[start..].find('"').with_context(|| format!("the content of <meta {key}> is not closed"))?;
    Ok((start, end))
}

fn splice(html: &str, start: usize, end: usize, text: &str) -> String {
    [&html[..start], text, &html[end..]].concat()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<head><title>Old</title><meta name="description" content="old"><script src="a.js"></script>
<script type="module">
import x from '/a.js';
</script></head>"#;

    #[test]
    fn titles_and_metas_are_replaced_and_escaped() {
        let page = set_title(PAGE, "A < B & \"C\"").unwrap();
        assert!(page.contains("<title>A &lt; B &amp; &quot;C&quot;</title>"));
        let page = set_meta(&page, "name=\"description\"", "{\"app\":1}").unwrap();
        assert_eq!(meta(&page, "name=\"description\"").unwrap(), "{&quot;app&quot;:1}");
        assert!(page.ends_with("</head>"));
    }

    #[test]
    fn absent_tags_are_errors() {
        assert!(set_title("<p>", "x").is_err());
        assert!(set_meta(PAGE, "name=\"keywords\"", "x").is_err());
    }

    #[test]
    fn modules_are_fetched_early() {
        let page = preload_modules(PAGE, &["a_b.wasm".into()]).unwrap();
        assert!(
            page.ends_with(
                "href=\"a_b.wasm\" crossorigin=\"anonymous\" as=\"fetch\" type=\"application/wasm\"></head>"
            )
        );
        assert!(preload_modules("<p>", &[]).is_err());
    }

    #[test]
    fn inline_scripts_keep_their_white_space() {
        assert_eq!(inline_scripts(PAGE).unwrap(), ["\nimport x from '/a.js';\n"]);
        assert!(inline_scripts("<script>alert(1)").is_err());
    }
}
