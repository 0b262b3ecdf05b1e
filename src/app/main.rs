//! The page: what the reader sees and clicks. It computes nothing itself; models live in the engine worker.

mod base_path;
mod build_info;
mod components;
mod fetch;
mod library;
mod links;
mod live_worker;
mod my_text;
mod offline;
mod pack_io;
mod pages;
mod route;
mod shell;
mod storage;
mod theme;
mod worker_client;
mod worker_state;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(shell::App);
}
