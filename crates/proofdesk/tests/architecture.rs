//! Imports run the right way: each crate's manifest is held against the layers of ARCHITECTURE.md.

use std::{collections::BTreeSet, fs, path::Path};

/// Every crate of ours and the crates of ours it may import.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("quality", &[]),
    ("net", &[]),
    ("specimen", &[]),
    ("vault", &[]),
    ("vision", &["domain", "quality"]),
    ("reader", &["domain", "quality", "net", "vision"]),
    ("store", &["domain"]),
    ("outbound", &["domain"]),
    ("app", &["domain", "vision", "reader", "vault", "store", "outbound"]),
    ("web", &["domain", "app"]),
    ("api", &["domain", "app"]),
];

/// Libraries that only the crates beside them may know.
const ONLY: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("axum", &["web", "api"]),
    ("axum-server", &["web"]),
    ("minijinja", &["web"]),
    ("rten-simd", &["net"]),
    ("rten-vecmath", &["net"]),
    ("lettre", &["outbound"]),
    ("image", &["vision", "specimen"]),
    ("chacha20poly1305", &["vault"]),
];

/// Names under `[dependencies]` of a crate's manifest.
fn dependencies(name: &str) -> BTreeSet<String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("crates/ is above");
    let manifest = fs::read_to_string(crates.join(name).join("Cargo.toml")).expect("the manifest is there");
    let manifest: toml::Table = manifest.parse().expect("the manifest parses");
    let table = manifest.get("dependencies").and_then(|d| d.as_table()).cloned().unwrap_or_default();
    table.keys().cloned().collect()
}

#[test]
fn every_crate_imports_only_crates_above_it() {
    for (name, allowed) in LAYERS {
        for dependency in dependencies(name) {
            if let Some(ours) = dependency.strip_prefix("proofdesk-") {
                assert!(allowed.contains(&ours), "{name} imports {ours}: the arrow runs the wrong way");
            }
        }
    }
}

#[test]
fn every_crate_of_the_workspace_has_its_layer() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("crates/ is above");
    for entry in fs::read_dir(crates).expect("crates/ is readable") {
        let name = entry.expect("is readable").file_name().into_string().expect("is text");
        let known = name == "proofdesk" || LAYERS.iter().any(|(layer, _)| *layer == name);
        assert!(known, "crates/{name} has no layer here and in ARCHITECTURE.md");
    }
}

#[test]
fn libraries_stay_behind_the_crate_that_owns_them() {
    for (library, owners) in ONLY {
        for (name, _) in LAYERS.iter().chain(&[("proofdesk", &[][..])]) {
            let knows = dependencies(name).contains(*library);
            assert!(!knows || owners.contains(name), "{name} knows {library}; only {owners:?} may");
        }
    }
}
