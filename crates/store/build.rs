//! Lists the migrations, so that the binary carries them. `sqlx::migrate!` does the same, but builds both database
//! drivers, SQLite with them, a second time for the compiler's side.

use std::{env, fmt::Write as _, fs, path::Path};

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    let here = env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is");
    let mut listed = String::new();
    for engine in ["sqlite", "postgres"] {
        let folder = Path::new(&here).join("migrations").join(engine);
        let mut files: Vec<_> = fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .map(|entry| entry.expect("an entry of the folder").path())
            .collect();
        files.sort();
        let _ = writeln!(listed, "pub(crate) const {}: &[(i64, &str, &str)] = &[", engine.to_uppercase());
        for file in files {
            let stem = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            let named =
                stem.split_once('_').and_then(|(version, what)| Some((version.parse::<i64>().ok()?, what)));
            let Some((version, what)) = named else {
                panic!("{}: a migration is named 0001_what.sql", file.display());
            };
            let _ = writeln!(
                listed,
                "    ({version}, \"{}\", include_str!(r\"{}\")),",
                what.replace('_', " "),
                file.display()
            );
        }
        listed.push_str("];\n");
    }
    let out = Path::new(&env::var("OUT_DIR").expect("cargo says where to write")).join("migrations.rs");
    fs::write(&out, listed).unwrap_or_else(|error| panic!("{}: {error}", out.display()));
}
