//! What a case waits for: its job that is still to be done.

use crate::{StoreError, Tx, journal::jobs::Job, row::args};
use uuid::Uuid;

/// The newest job of this kind about a subject that is not done: ready, leased, or put aside.
pub async fn find_pending_job(
    tx: &mut Tx,
    kind: &'static str,
    subject: Uuid,
) -> Result<Option<Job>, StoreError> {
    let rest = "where subject_id = $1 and kind = $2 and state <> 'done'
                order by created_at desc, id desc limit 1";
    tx.find(rest, args![subject, kind.to_owned()]).await
}
