//! The few statements that the engines want written differently.

use crate::Engine;

/// How a transaction that writes begins. SQLite takes its one write lock at once, so that it never has
/// to give up midway.
pub(crate) const fn begin_write(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "BEGIN IMMEDIATE",
        Engine::Postgres => "BEGIN",
    }
}

/// How a transaction that only reads begins: it sees one moment of the database throughout.
pub(crate) const fn begin_read(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "BEGIN DEFERRED",
        Engine::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    }
}

/// Ends the choice of a job: other workers pass over rows that one has locked. SQLite has one writer.
pub(crate) const fn skip_locked(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "",
        Engine::Postgres => "for update skip locked",
    }
}

/// Ends a read of rows that are about to be changed.
pub(crate) const fn for_update(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "",
        Engine::Postgres => "for update",
    }
}

/// Puts rows into the index of the help centre: article, language, profile, terms parted by spaces.
pub(crate) fn insert_help_index(engine: Engine, rows: usize) -> String {
    let row = |n: usize| {
        let at = n * 4;
        let [a, b, c, d] = [at + 1, at + 2, at + 3, at + 4];
        match engine {
            Engine::Sqlite => format!("(${a}, ${b}, ${c}, ${d})"),
            Engine::Postgres => format!("(${a}, ${b}, ${c}, array_to_tsvector(string_to_array(${d}, ' ')))"),
        }
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("insert into help_index (article_id, locale, profile, terms) values {}", rows.join(", "))
}

/// Finds articles of a language (`$1`) that have any of the terms, those with the most telling ones
/// first, and the terms as the statement's further values. Terms are ours: no quotes stand in them.
pub(crate) fn find_help(engine: Engine, terms: &[(String, i64)], limit: i64) -> (String, Vec<String>) {
    match engine {
        Engine::Sqlite => {
            let any: Vec<String> = terms.iter().map(|(term, _)| format!("\"{term}\"")).collect();
            let sql = format!(
                "select article_id, profile from help_index where help_index match $2 and locale = $1
                 order by bm25(help_index) limit {limit}"
            );
            (sql, vec![any.join(" OR ")])
        }
        Engine::Postgres => {
            let mut values =
                vec![terms.iter().map(|(term, _)| format!("'{term}'")).collect::<Vec<_>>().join(" | ")];
            let mut points = Vec::new();
            for (term, weight) in terms {
                values.push(format!("'{term}'"));
                points.push(format!(
                    "(case when terms @@ ${}::tsquery then {weight} else 0 end)",
                    values.len() + 1
                ));
            }
            let points = points.join(" + ");
            let sql = format!(
                "select article_id, profile from help_index where terms @@ $2::tsquery and locale = $1
                 order by {points} desc, article_id limit {limit}"
            );
            (sql, values)
        }
    }
}

/// The tables and columns that exist: for the tests of the schema.
#[cfg(test)]
pub(crate) const fn list_columns(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "select m.name as t, p.name as c from sqlite_master m join pragma_table_info(m.name) p
             where m.type = 'table' and m.name not like '\\_sqlx%' escape '\\'
             and m.name not like 'sqlite%'
             and m.name not like 'help_index\\_%' escape '\\'"
        }
        Engine::Postgres => {
            "select table_name::text as t, column_name::text as c from information_schema.columns
             where table_schema = current_schema() and table_name not like '\\_sqlx%'"
        }
    }
}
