//! Lists of conversations, a page at a time.

use crate::{
    StoreError, Tx,
    row::{Column as _, Value},
};
use proofdesk_domain::{
    ConversationId, StaffId, Timestamp,
    conversation::{Conversation, ConversationTurn, Priority},
    help::Language,
    verification::Mode,
};
use std::cmp::Reverse;

/// Whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Whoever has it, or nobody.
    Anybody,
    /// That one.
    One(StaffId),
    /// Nobody.
    Nobody,
}

/// What a list shows.
#[derive(Clone, Debug)]
pub struct Filter {
    /// One world only.
    pub mode: Option<Mode>,
    /// Whose turn; none is every one that is not closed.
    pub turn: Option<ConversationTurn>,
    /// Whose.
    pub held: Held,
    /// Of that team.
    pub team: Option<String>,
    /// With that tag.
    pub tag: Option<String>,
    /// At least so urgent.
    pub priority: Option<Priority>,
    /// In that language.
    pub language: Option<Language>,
    /// Those that were put aside, instead of the others.
    pub snoozed: bool,
    /// Only those of which a promise was broken.
    pub breached: bool,
    /// What time it is.
    pub now: Timestamp,
}

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// The moment by which the list is ordered, of the last one seen.
    pub at: Timestamp,
    /// Its id.
    pub id: ConversationId,
}

impl Filter {
    /// Whether it is ordered by what is due; else by the last message, the newest first.
    pub fn by_due(&self) -> bool {
        self.turn == Some(ConversationTurn::Staff)
    }
}

/// A page of conversations.
pub async fn list(
    tx: &mut Tx,
    filter: &Filter,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Conversation>, StoreError> {
    // Each world and urgency has its own order in an index: a page is the first of a page of each.
    let modes = filter.mode.map_or_else(|| vec![Mode::Live, Mode::Test], |mode| vec![mode]);
    let priorities: Vec<Option<Priority>> = match filter.priority {
        Some(least) if least > Priority::ALL[0] => {
            Priority::ALL.iter().filter(|p| **p >= least).map(|p| Some(*p)).collect()
        }
        _ => vec![None],
    };
    let mut found = Vec::new();
    for mode in modes {
        for priority in &priorities {
            found.extend(list_part(tx, filter, mode, *priority, after, limit).await?);
        }
    }
    if filter.by_due() {
        found.sort_by_key(|talk| (talk.due_at.is_none(), talk.due_at, talk.id));
    } else {
        found.sort_by_key(|talk| Reverse((talk.last_at, talk.id)));
    }
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// A page of one world's, all of them or those that are exactly so urgent.
async fn list_part(
    tx: &mut Tx,
    filter: &Filter,
    mode: Mode,
    priority: Option<Priority>,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Conversation>, StoreError> {
    let mut values: Vec<Value> = Vec::new();
    let mut terms: Vec<String> = Vec::new();
    let mut mark = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    terms.push(format!("mode = {}", mark(mode.to_value())));
    match filter.turn {
        Some(turn) => terms.push(format!("turn = {}", mark(turn.to_value()))),
        // In the words of the index `conversations_open`.
        None => terms.push("turn in ('staff', 'applicant')".to_owned()),
    }
    if filter.by_due() {
        // The bot's stand in no queue.
        terms.push("answering = 'people'".to_owned());
    }
    match filter.held {
        Held::Anybody => {}
        Held::One(id) => terms.push(format!("assignee_id = {}", mark(id.to_value()))),
        Held::Nobody => terms.push("assignee_id is null".to_owned()),
    }
    if let Some(team) = &filter.team {
        terms.push(format!("team = {}", mark(team.to_value())));
    }
    if let Some(tag) = &filter.tag {
        // Tags hold no quotes: the list's own quotes bound the word.
        let pattern = format!("%\"{}\"%", tag.replace(['%', '"', '\\'], ""));
        terms.push(format!("tags like {}", mark(pattern.to_value())));
    }
    if let Some(priority) = priority {
        terms.push(format!("priority = {}", mark(priority.to_value())));
    }
    if let Some(language) = filter.language {
        terms.push(format!("language = {}", mark(language.to_value())));
    }
    if filter.snoozed {
        terms.push(format!("snoozed_until > {}", mark(filter.now.to_value())));
    } else {
        terms.push(format!("(snoozed_until is null or snoozed_until <= {})", mark(filter.now.to_value())));
    }
    if filter.breached {
        terms.push("breached_at is not null".to_owned());
    }
    let (column, order, beyond) =
        if filter.by_due() { ("due_at", "", ">") } else { ("last_at", " desc", "<") };
    if let Some(after) = after {
        let (at, id) = (mark(after.at.to_value()), mark(after.id.to_value()));
        terms.push(format!("({column} {beyond} {at} or ({column} = {at} and id {beyond} {id}))"));
    }
    let limit = mark(limit.to_value());
    let rest = format!("where {} order by {column}{order}, id{order} limit {limit}", terms.join(" and "));
    tx.list(&rest, values).await
}
