//! The two schemas say the same, and no table is forgotten by an erasure.

use super::on_both_engines;
use crate::{
    dialect,
    erasure::{Fate, TABLES},
};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn both_migration_folders_say_the_same() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let read = |engine: &str| -> BTreeMap<String, String> {
        std::fs::read_dir(root.join(engine))
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                let text = std::fs::read_to_string(&path).unwrap();
                (path.file_name().unwrap().to_string_lossy().into_owned(), common_part(&text))
            })
            .collect()
    };
    let postgres: BTreeMap<_, _> = read("postgres")
        .into_iter()
        .map(|(name, text)| (name, text.replace(" uuid", " blob").replace(" bytea", " blob")))
        .collect();
    assert!(!postgres.is_empty());
    assert_eq!(postgres, read("sqlite"));
}

/// Without comments, and without what stands between `-- dialect begins` and `-- dialect ends`.
fn common_part(text: &str) -> String {
    let mut own = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        match line.trim() {
            "-- dialect begins" => own = true,
            "-- dialect ends" => own = false,
            comment if comment.starts_with("--") => {}
            _ if own => {}
            _ => lines.push(line),
        }
    }
    lines.join("\n")
}

on_both_engines! {
    async fn every_table_has_a_fate_and_sealed_columns_belong_to_somebody(store: &Store) {
        let mut tx = store.read().await.unwrap();
        let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in tx.rows(dialect::list_columns(store.engine()), Vec::new()).await.unwrap() {
            let (table, column): (String, String) =
                (row.get("schema", "t").unwrap(), row.get("schema", "c").unwrap());
            tables.entry(table).or_default().insert(column);
        }
        let fates: BTreeMap<&str, Fate> = TABLES.iter().copied().collect();
        assert_eq!(fates.len(), TABLES.len(), "a table is listed twice");
        assert_eq!(
            tables.keys().map(String::as_str).collect::<BTreeSet<_>>(),
            fates.keys().copied().collect::<BTreeSet<_>>(),
            "erasure::TABLES and the schema name different tables",
        );
        for (table, columns) in &tables {
            let owned = columns.contains("applicant_id") || table == "applicants";
            let fate = fates[table.as_str()];
            assert_eq!(owned, fate != Fate::NotTheirs, "{table}: whose is it?");
            for column in columns.iter().filter(|c| c.starts_with("sealed")) {
                let reached = match fate {
                    Fate::Deleted => true,
                    Fate::Emptied(what) => what.contains(&format!("{column} = null")),
                    Fate::Kept(_) => false,
                    // Staff are not applicants: their rows are sealed under the house's key.
                    Fate::NotTheirs => table == "staff",
                };
                assert!(reached, "{table}.{column} outlives its person");
            }
        }
    }
}
