//! The site keeps itself: it opens without a network, takes a new version when the reader does, and leaves when the host says so.

mod documents;
mod install;
mod refused;
mod update;
mod visit;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use tests::harness::{Browser, Site, Tab, copy_folder, named_by};

/// Long enough for a machine that builds something else meanwhile.
const PATIENCE: f32 = 120.0;

const KEEPS: Browser = Browser { webgpu: false, alone: false, phone: false, keeps_site: true, private: false };

/// The caches of the site's builds.
const BUILDS: &str = "caches.keys().then(names => names.filter(name => name.startsWith('glassbox-site ')).sort())";

const REGISTERED: &str = "navigator.serviceWorker.getRegistrations().then(all => all.length)";

/// What the fetched idea of the LSTM lesson says at its end; the tests change it.
const IDEA: &str = "assets/prose/lstm/idea.html";

#[track_caller]
fn wait_kept(tab: &Tab) {
    tab.wait_for("the offline copy", PATIENCE, "!!document.querySelector('.foot .offline[data-state=complete]')");
}

/// The mark at the end of [`IDEA`], as the page gets it.
fn idea(tab: &Tab) -> String {
    let text = tab.eval(&format!("fetch({IDEA:?}).then(answer => answer.text())"));
    text.as_str().unwrap_or_default().lines().last().unwrap_or_default().to_string()
}

/// A copy of the built site, whose builds a test can change under its server. Removed with the value.
struct Host {
    folder: PathBuf,
}

impl Host {
    fn new(name: &str) -> Host {
        let folder = env::temp_dir().join(format!("glassbox-{}-host-{name}", std::process::id()));
        copy_folder(&named_by("GLASSBOX_DIST"), &folder, "nothing is called so", |_| None).expect("the dist is copied");
        Host { folder }
    }

    fn site(&self) -> Site {
        Site::of(&self.folder)
    }

    /// Replaces a file; the copy shares the others with the dist.
    fn put(&self, path: &str, text: &str) {
        let file = self.folder.join(path);
        let _ = fs::remove_file(&file);
        fs::write(&file, text).expect("the file is written");
    }

    /// Publishes a build whose [`IDEA`] ends with `mark`.
    fn publish(&self, mark: &str) {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(IDEA);
        let text = fs::read_to_string(source).expect("the lesson has an idea");
        self.put(IDEA, &format!("{}\n<!-- {mark} -->", text.trim_end()));
        let listed = Command::new(named_by("GLASSBOX_XTASK")).arg("precache").arg(&self.folder).status();
        assert!(listed.is_ok_and(|status| status.success()), "the files are not listed anew");
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
