mod components;

fn main() {}
