//! Embeds what the pages are made of: templates, texts, our assets, and other people's browser files.
//!
//! Writes `embedded.rs` with one table per kind; the binary then needs no files beside it.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

fn main() {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let vendor = here.join("../../vendor/web");
    println!("cargo::rerun-if-changed={}", vendor.display());
    for needed in ["htmx.min.js", "panzoom.js", "tus.min.js"] {
        if !vendor.join(needed).is_file() {
            println!(
                "cargo::error=vendor/web/{needed} is missing: run `make setup` (or scripts/fetch-web.sh) once"
            );
        }
    }
    let mut code = String::new();
    table(&mut code, "TEMPLATES", &[(here.join("templates"), "")], "&str", "include_str!");
    table(&mut code, "LOCALES", &[(here.join("locales"), "")], "&str", "include_str!");
    table(
        &mut code,
        "ASSETS",
        &[(here.join("assets"), ""), (vendor, "vendor/"), (here.join("../../wasm/built"), "")],
        "&[u8]",
        "include_bytes!",
    );
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it")).join("embedded.rs");
    fs::write(out, code).expect("the build folder can be written");
}

/// One `(path, contents)` table over every file under `roots`, sorted by path.
fn table(code: &mut String, name: &str, roots: &[(PathBuf, &str)], kind: &str, include: &str) {
    let mut files = Vec::new();
    for (root, prefix) in roots {
        println!("cargo::rerun-if-changed={}", root.display());
        collect(root, root, prefix, &mut files);
    }
    files.sort();
    let _ = writeln!(
        code,
        "/// Path and contents, sorted by path.\npub(crate) const {name}: &[(&str, {kind})] = &["
    );
    for (path, file) in files {
        let _ = writeln!(code, "    ({path:?}, {include}({:?})),", file.display().to_string());
    }
    code.push_str("];\n");
}

fn collect(root: &Path, folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            collect(root, &path, prefix, files);
        } else if let Ok(inside) = path.strip_prefix(root) {
            let name = inside.to_string_lossy().replace('\\', "/");
            files.push((format!("{prefix}{name}"), path.clone()));
        }
    }
}
