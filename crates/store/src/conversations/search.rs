//! The blind index of messages: keyed hashes of terms, cut to 64 bits. Message ids are made in the order of
//! time, so that the newest that have a term are found without looking at the others.

use super::StoredMessage;
use crate::{
    StoreError, Tx,
    row::{Column as _, among, args},
};
use proofdesk_domain::{ApplicantId, MessageId};
use std::fmt::Write as _;

/// A term that this many messages have is not counted further; few in tests, which so have such terms.
const COMMON: i64 = if cfg!(test) { 3 } else { 2_000 };

/// How rare a term is, the rarest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rarity {
    /// So many messages have it.
    Few(i64),
    /// More than are counted: the older the last of its newest [`COMMON`], the rarer it is.
    Many(MessageId),
}

/// Sets the terms by which a message is found, in place of earlier ones.
pub async fn put(
    tx: &mut Tx,
    applicant: ApplicantId,
    message: MessageId,
    terms: &[i64],
) -> Result<(), StoreError> {
    tx.execute("delete from message_terms where message_id = $1", args![message]).await?;
    // One statement for all of them, as far as an engine takes them.
    for some in terms.chunks(200) {
        let mut sql = String::from("insert into message_terms (term, message_id, applicant_id) values ");
        let mut values = args![message, applicant];
        for (n, term) in some.iter().enumerate() {
            let comma = if n == 0 { "" } else { ", " };
            write!(sql, "{comma}(${}, $1, $2)", n + 3).expect("writing to a string never fails");
            values.push(term.to_value());
        }
        sql.push_str(" on conflict do nothing");
        tx.execute(&sql, values).await?;
    }
    Ok(())
}

/// The newest messages that have every one of the terms, at most `limit`, the newest first.
pub async fn find(tx: &mut Tx, terms: &[i64], limit: i64) -> Result<Vec<StoredMessage>, StoreError> {
    // The rarest leads: the others are only asked about what it has.
    let mut known = Vec::with_capacity(terms.len());
    for term in terms {
        let deep = "select message_id as v from message_terms where term = $1
                    order by message_id desc limit 1 offset $2";
        let rarity = if let Some(last) = tx.value(deep, args![*term, COMMON - 1]).await? {
            Rarity::Many(last)
        } else {
            let count = "select count(*) as v from message_terms where term = $1";
            Rarity::Few(tx.value(count, args![*term]).await?.unwrap_or(0))
        };
        if rarity == Rarity::Few(0) {
            return Ok(Vec::new());
        }
        known.push((rarity, *term));
    }
    known.sort_unstable();
    let Some((_, rarest)) = known.first() else { return Ok(Vec::new()) };
    // By the index alone; the messages themselves are fetched for what was found. The offset keeps PostgreSQL from joining:
    // it would go through everything that has the commoner term.
    let mut sql = String::from("select t.message_id from message_terms t where t.term = $1");
    let mut values = args![*rarest, limit];
    for (n, (_, term)) in known.iter().enumerate().skip(1) {
        let (alias, mark) = (format!("t{n}"), n + 2);
        write!(
            sql,
            " and exists (select 1 from message_terms {alias} where {alias}.term = ${mark}
               and {alias}.message_id = t.message_id limit 1 offset 0)"
        )
        .expect("writing to a string never fails");
        values.push(term.to_value());
    }
    sql.push_str(" order by t.message_id desc limit $2");
    let rows = tx.rows(&sql, values).await?;
    let ids: Vec<MessageId> =
        rows.iter().map(|row| row.get("message_terms", "message_id")).collect::<Result<_, _>>()?;
    let Some((rest, args)) = among("id", &ids) else { return Ok(Vec::new()) };
    tx.list(&format!("{rest} order by id desc"), args).await
}
