//! Builds again when a migration changes: `sqlx::migrate!` reads the folders while compiling.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
