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
