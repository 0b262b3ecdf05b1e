//! The documents panel as the tests of it use it.

use std::path::PathBuf;

use tests::harness::Tab;

/// Long enough for a machine that builds something else meanwhile.
pub const LIVE: f32 = 90.0;

/// The page with its documents panel open and its storage looked up.
#[track_caller]
pub fn open(tab: &Tab) {
    tab.goto("rag/?backend=cpu");
    show(tab);
}

#[track_caller]
pub fn show(tab: &Tab) {
    press_stage(tab, "1 Documents");
    tab.wait_for_element(".rag-adding textarea", LIVE);
    tab.wait_for("the storage", LIVE, "!document.querySelector('.rag-panel').innerText.includes('Looking up')");
}

#[track_caller]
pub fn press_stage(tab: &Tab, stage: &str) {
    let there =
        format!("[...document.querySelectorAll('.rag-strip button')].some(it => it.innerText.startsWith({stage:?}))");
    tab.wait_for(stage, LIVE, &there);
    tab.eval(&format!(
        "[...document.querySelectorAll('.rag-strip button')].find(it => it.innerText.startsWith({stage:?})).click()"
    ));
}

/// Waits until the list has these names and says of each line that it is saved (or whatever `kept` is).
#[track_caller]
pub fn wait_for_list(tab: &Tab, names: &[&str], kept: &str) {
    let list = "JSON.stringify([...document.querySelectorAll('.rag-documents li')].map(line => [line.querySelector('input').value, line.querySelector('.rag-kept').innerText]))";
    let expected: Vec<[&str; 2]> = names.iter().map(|name| [*name, kept]).collect();
    let expected = serde_json::to_string(&expected).expect("JSON");
    tab.wait_for(&format!("the list {expected}"), LIVE, &format!("{list} === {expected:?}"));
}

#[track_caller]
pub fn type_in(tab: &Tab, text: &str) {
    tab.fill(".rag-adding textarea", "A new document", text);
    tab.click(".rag-adding button", "Add this text");
}

/// What stands in the field for a new document.
#[track_caller]
pub fn draft(tab: &Tab) -> String {
    tab.eval("document.querySelector('.rag-adding textarea').value").as_str().unwrap_or_default().to_string()
}

/// Opens files at once: a list of JavaScript expressions, each a `File`.
#[track_caller]
pub fn open_files(tab: &Tab, files: &str) {
    tab.eval(&format!(
        "(() => {{
            const data = new DataTransfer();
            for (const file of {files}) data.items.add(file);
            const input = document.querySelector('.rag-adding input[type=file]');
            input.files = data.files;
            input.dispatchEvent(new Event('change', {{ bubbles: true }}));
        }})()"
    ));
}

/// The same, dropped on the field.
#[track_caller]
pub fn drop_files(tab: &Tab, files: &str) {
    tab.eval(&format!(
        "(() => {{
            const data = new DataTransfer();
            for (const file of {files}) data.items.add(file);
            const over = document.querySelector('.rag-adding textarea');
            over.dispatchEvent(new DragEvent('drop', {{ bubbles: true, cancelable: true, dataTransfer: data }}));
        }})()"
    ));
}

/// A `File` of these bytes.
pub fn file(name: &str, bytes: &[u8]) -> String {
    format!("new File([new Uint8Array({bytes:?})], {name:?})")
}

/// A committed one.
pub fn fixture(name: &str) -> (PathBuf, Vec<u8>) {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/documents")).join(name);
    let bytes = std::fs::read(&path).expect("the fixtures are committed");
    (path, bytes)
}

/// Waits until some message about files says so.
#[track_caller]
pub fn wait_told(tab: &Tab, words: &str) {
    let said = format!("document.querySelector('.rag-told').innerText.includes({words:?})");
    tab.wait_for(&format!("the words {words:?}"), LIVE, &said);
}

/// What is in the browser's storage: `[number, name, format, text]` of each document, then how many vectors there are.
#[track_caller]
pub fn stored(tab: &Tab) -> (Vec<(u64, String, String, String)>, u64) {
    let found = tab.eval(
        "(async () => {
            const done = request => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = reject; });
            const database = await done(indexedDB.open('glassbox-documents', 1));
            const store = name => database.transaction(name).objectStore(name);
            const [keys, values] = [await done(store('documents').getAllKeys()), await done(store('documents').getAll())];
            const vectors = (await done(store('vectors').getAllKeys())).reduce((sum, key) => sum + key[3], 0);
            database.close();
            // What is no document says that some were deleted.
            return [values.map((value, at) => [keys[at], value.name, value.format, value.text]).filter(it => it[1]), vectors];
        })()",
    );
    let documents = serde_json::from_value(found[0].clone()).expect("documents");
    (documents, found[1].as_u64().expect("a number"))
}

/// The five that the page opens with.
pub const DEFAULTS: [&str; 5] =
    ["Machine learning", "Deep learning", "Natural language processing", "Transformers", "BERT"];

/// These and then the others.
pub fn defaults_and<'n>(others: &[&'n str]) -> Vec<&'n str> {
    DEFAULTS.iter().copied().chain(others.iter().copied()).collect()
}
