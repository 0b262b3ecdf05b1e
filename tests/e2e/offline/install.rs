//! The site as an app: Chromium would install it, and its icons are those of the drawing.

use super::{KEEPS, wait_kept};
use serde_json::json;
use tests::harness::{Site, in_browser};

#[test]
fn it_can_be_installed() {
    for site in [Site::at_root(), Site::at_repo()] {
        in_browser(&site, KEEPS, |tab| {
            tab.goto("");
            wait_kept(tab);
            let errors = tab.devtools("Page.getInstallabilityErrors", json!({}));
            assert_eq!(errors["installabilityErrors"], json!([]));
            let manifest = tab.devtools("Page.getAppManifest", json!({}));
            assert_eq!(manifest["errors"], json!([]));
            assert_eq!(manifest["url"], site.url("assets/site.webmanifest"));
            let parsed = &manifest["manifest"];
            for name in ["startUrl", "scope", "id"] {
                assert_eq!(parsed[name], site.url(""), "{name} of {parsed}");
            }
        });
    }
}

/// The mean difference of a pixel's channels, of 255.
const DIFFERENCE: &str = "(async (svg, png, size) => {
    const pixels = async path => {
        const image = new Image(size, size);
        image.src = `assets/${path}`;
        await image.decode();
        if (path === png && image.naturalWidth !== size) return [];
        const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
        const pen = canvas.getContext('2d');
        pen.drawImage(image, 0, 0, size, size);
        return pen.getImageData(0, 0, size, size).data;
    };
    const [a, b] = [await pixels(svg), await pixels(png)];
    return a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] ?? 1e9)), 0) / a.length;
})";

#[test]
fn icons_are_made_of_the_drawing() {
    let site = Site::at_root();
    in_browser(&site, tests::harness::Browser::default(), |tab| {
        tab.goto("");
        for (svg, png, size) in [
            ("icon.svg", "icon-192.png", 192),
            ("icon.svg", "icon-512.png", 512),
            ("icon-maskable.svg", "icon-maskable-512.png", 512),
            ("icon-maskable.svg", "apple-touch-icon.png", 180),
        ] {
            let difference = tab.eval(&format!("{DIFFERENCE}({svg:?}, {png:?}, {size})"));
            assert!(difference.as_f64().is_some_and(|mean| mean < 1.0), "{png}: {difference}");
        }
    });
}
