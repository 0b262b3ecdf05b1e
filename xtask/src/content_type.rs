//! What a file is, said in the header browsers insist on: a worker script or wasm with the wrong type is refused.

use std::path::Path;

pub fn of(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_browsers_insist_on() {
        assert_eq!(of(Path::new("a/worker_bg.wasm")), "application/wasm");
        assert!(of(Path::new("worker.js")).starts_with("text/javascript"));
        assert!(of(Path::new("x.css")).starts_with("text/css"));
        assert_eq!(of(Path::new("weights.safetensors")), "application/octet-stream");
        assert_eq!(of(Path::new(".nojekyll")), "application/octet-stream");
    }
}
