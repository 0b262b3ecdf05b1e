//! The server as a client sees it: real requests over a real socket.

use super::*;

/// A site of three files under `/repo/`, served until the test ends.
struct Running {
    folder: PathBuf,
    port: u16,
}

impl Running {
    fn start(name: &str) -> Self {
        Self::start_as(name, |server| server)
    }

    fn start_as(name: &str, adapt: impl FnOnce(Server) -> Server) -> Self {
        let folder = std::env::temp_dir().join(format!("glassbox-server-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("lstm")).unwrap();
        fs::write(folder.join("index.html"), "home").unwrap();
        fs::write(folder.join("lstm/index.html"), "lstm").unwrap();
        fs::write(folder.join("404.html"), "missing").unwrap();
        fs::write(folder.join("a.wasm"), "wasm").unwrap();
        let server = Server::bind(&folder, &Base::parse("/repo/").unwrap(), 0).unwrap();
        let port = server.listener.local_addr().unwrap().port();
        assert_eq!(server.address(), format!("http://127.0.0.1:{port}/repo/"));
        let server = adapt(server);
        std::thread::spawn(move || server.run());
        Self { folder, port }
    }

    fn ask(&self, request: &str, headers: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        write!(stream, "{request} HTTP/1.1\r\nHost: x\r\n{headers}\r\n").unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").unwrap().1
}

#[test]
fn addresses_map_to_files() {
    let site = Running::start("files");
    assert_eq!(body(&site.ask("GET /repo/", "")), "home");
    assert_eq!(body(&site.ask("GET /repo/lstm/?seed=1", "")), "lstm");
    let wasm = site.ask("GET /repo/a.wasm?v=1", "");
    assert!(wasm.contains("Content-Type: application/wasm") && wasm.contains("Cache-Control: no-cache"), "{wasm}");
    let head = site.ask("HEAD /repo/a.wasm", "");
    assert!(head.contains("Content-Length: 4") && body(&head).is_empty(), "{head}");
}

#[test]
fn folders_get_their_slash() {
    let site = Running::start("folders");
    for (path, to) in [("/repo/lstm?seed=1", "/repo/lstm/?seed=1"), ("/repo", "/repo/")] {
        let answer = site.ask(&format!("GET {path}"), "");
        assert!(answer.starts_with("HTTP/1.1 301") && answer.contains(&format!("Location: {to}\r\n")), "{answer}");
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    let site = Running::start("missing");
    for path in ["/repo/gpt", "/repo/gpt/", "/repo/a.wasm/", "/repo/assets/x.js"] {
        let answer = site.ask(&format!("GET {path}"), "");
        assert!(answer.starts_with("HTTP/1.1 404") && body(&answer) == "missing", "{path}: {answer}");
    }
    assert!(site.ask("GET /", "").starts_with("HTTP/1.1 404"));
    assert!(site.ask("GET /repository/", "").starts_with("HTTP/1.1 404"));
    assert!(site.ask("POST /repo/", "").starts_with("HTTP/1.1 405"));
}

#[test]
fn nothing_outside_the_folder_is_served() {
    let site = Running::start("outside");
    fs::write(site.folder.with_extension("secret"), "secret").unwrap();
    let name = site.folder.file_name().unwrap().to_string_lossy().into_owned();
    for path in
        [format!("/repo/../{name}.secret"), format!("/repo/%2e%2e/{name}.secret"), format!("/repo/..%2f{name}.secret")]
    {
        assert!(site.ask(&format!("GET {path}"), "").starts_with("HTTP/1.1 400"), "{path}");
    }
    fs::remove_file(site.folder.with_extension("secret")).unwrap();
}

#[test]
fn an_unchanged_file_is_not_sent_again() {
    let site = Running::start("etag");
    let first = site.ask("GET /repo/a.wasm", "");
    let tag = first.lines().find_map(|line| line.strip_prefix("ETag: ")).unwrap();
    let again = site.ask("GET /repo/a.wasm", &format!("If-None-Match: {tag}\r\n"));
    assert!(again.starts_with("HTTP/1.1 304") && body(&again).is_empty(), "{again}");
    fs::write(site.folder.join("a.wasm"), "longer").unwrap();
    assert_eq!(body(&site.ask("GET /repo/a.wasm", &format!("If-None-Match: {tag}\r\n"))), "longer");
}

#[test]
fn one_connection_carries_many_requests() {
    let site = Running::start("many");
    let answers = site.ask("GET /repo/ HTTP/1.1\r\n\r\nGET /repo/lstm/", "");
    assert_eq!(answers.matches("HTTP/1.1 200").count(), 2, "{answers}");
}

#[test]
fn a_taken_port_is_named_with_the_way_out() {
    let site = Running::start("taken");
    let error = Server::bind(&site.folder, &Base::root(), site.port).err().unwrap();
    assert!(error.to_string().contains("--port"), "{error}");
}

#[test]
fn development_keeps_nothing_off_line() {
    let built = "the worker of a built site";
    let site = Running::start("worker");
    fs::write(site.folder.join("sw.js"), built).unwrap();
    assert_eq!(body(&site.ask("GET /repo/sw.js", "")), built);
    let site = Running::start_as("development", Server::for_development);
    fs::write(site.folder.join("sw.js"), built).unwrap();
    let worker = site.ask("GET /repo/sw.js", "");
    assert!(worker.contains("Content-Type: text/javascript"), "{worker}");
    assert_eq!(body(&worker), offline::DEVELOPMENT);
    assert_eq!(body(&site.ask("GET /repo/", "")), "home");
}
