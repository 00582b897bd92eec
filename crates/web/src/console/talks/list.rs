//! Lists of conversations: by what they are, by views that somebody keeps, by the words in them.

use super::{
    AtDesk, back_of, back_with,
    cx::{self, Hit, Row, TalksPage, View},
};
use crate::{
    console::{cx::Clock, desk, known_deed, show},
    error::WebError,
    form::Posted,
    i18n::Texts,
    state::WebState,
};
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use proofdesk_app::{
    Error, StaffSession,
    conversation::desk::{BulkDeed, Colleague, Deed, HandTo, TalkFilter, WhoseTalk},
};
use proofdesk_domain::{
    ConversationId,
    access::Action,
    conversation::{ConversationTurn, Priority, assign::Presence},
};

/// What a list shows, as its address says.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    whose: String,
    turn: String,
    team: String,
    tag: String,
    priority: String,
    snoozed: String,
    breached: String,
    after: String,
    done: String,
    problem: String,
}

impl Asked {
    fn filter(&self) -> TalkFilter {
        let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        TalkFilter {
            mode: None,
            turn: match self.turn.as_str() {
                "" if self.snoozed.is_empty() => Some(ConversationTurn::Staff),
                word => ConversationTurn::find(word),
            },
            whose: match self.whose.as_str() {
                "mine" => WhoseTalk::Mine,
                "free" => WhoseTalk::Free,
                _ => WhoseTalk::All,
            },
            team: some(&self.team),
            tag: proofdesk_domain::conversation::talk::tag(&self.tag),
            priority: Priority::find(&self.priority),
            language: None,
            snoozed: !self.snoozed.is_empty(),
            breached: !self.breached.is_empty(),
        }
    }
}

/// A filter as the query of its address.
fn query_of(filter: &TalkFilter) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    match filter.whose {
        WhoseTalk::All => {}
        WhoseTalk::Mine => {
            query.append_pair("whose", "mine");
        }
        WhoseTalk::Free => {
            query.append_pair("whose", "free");
        }
    }
    query.append_pair("turn", filter.turn.map_or("open", ConversationTurn::as_str));
    if let Some(team) = &filter.team {
        query.append_pair("team", team);
    }
    if let Some(tag) = &filter.tag {
        query.append_pair("tag", tag);
    }
    if let Some(priority) = filter.priority {
        query.append_pair("priority", priority.as_str());
    }
    if filter.snoozed {
        query.append_pair("snoozed", "1");
    }
    if filter.breached {
        query.append_pair("breached", "1");
    }
    query.finish()
}

pub(super) async fn list(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let frame = desk(&state, &st, "talks").await?;
    let texts = state.pages.texts(visit.locale);
    let now = state.app.now();
    let query = asked.q.trim();
    // A whole reference opens its conversation.
    if query.to_lowercase().starts_with("tk-")
        && let Some(id) = state.app.find_conversation(&st, query).await?
    {
        return Ok(Redirect::to(&format!("/console/conversations/{id}")).into_response());
    }
    let filter = asked.filter();
    let filter_query = query_of(&filter);
    let mut found = Vec::new();
    if !query.is_empty() {
        for hit in state.app.find_words(&st, query).await? {
            found.push(Hit {
                href: format!("/console/conversations/{}#m-{}", hit.conversation, hit.seq),
                author: show::author(texts, &hit.author).1,
                reference: hit.reference,
                body: hit.body,
                at: hit.sent_at.as_micros(),
                internal: hit.internal,
            });
        }
    }
    let after = (!asked.after.is_empty()).then_some(asked.after.as_str());
    let listed = state.app.conversations(&st, &filter, after).await?;
    let rows = listed
        .rows
        .into_iter()
        .map(|row| Row {
            id: row.id.to_string(),
            mode: row.mode.as_str(),
            reference: row.reference,
            subject: row.subject,
            applicant: row.applicant_masked,
            case: row.case.map(|(reference, level)| (reference, show::level_name(texts, &level))),
            turn: row.turn.as_str(),
            priority: row.priority.as_str(),
            tags: row.tags,
            team: row.team,
            assignee: row.assignee,
            clock: row.due_at.map(|due| Clock::until(texts, due, now)),
            last: row.last_at.as_micros(),
            snoozed: row.snoozed_until.is_some(),
        })
        .collect();
    let named = if st.may(Action::OpenCase) { state.app.named_in(&st).await? } else { Vec::new() };
    let page = TalksPage {
        desk: frame,
        named: named
            .into_iter()
            .map(|note| cx::NamedRow {
                href: format!("/console/conversations/{}#m-{}", note.conversation, note.seq),
                by: note.by,
                reference: note.reference,
                at: note.at.as_micros(),
            })
            .collect(),
        assist: st.may(Action::Assist),
        here: state.app.my_presence(&st).await? == Presence::Here,
        query: query.to_owned(),
        found,
        views: views(&state, &st, texts, &filter_query).await?,
        filter: shown_filter(&filter),
        next: listed.next.map(|after| format!("/console/conversations?{filter_query}&after={after}")),
        filter_query,
        teams: state.app.policy().desk.teams.clone(),
        colleagues: colleagues(&state.app.colleagues(&st).await?, texts),
        rows,
        done: known_deed(&asked.done),
        problem: super::one::known_problem(&asked.problem),
    };
    state.page(&visit, &page)
}

fn shown_filter(filter: &TalkFilter) -> cx::Filter {
    cx::Filter {
        whose: match filter.whose {
            WhoseTalk::All => "all",
            WhoseTalk::Mine => "mine",
            WhoseTalk::Free => "free",
        },
        turn: filter.turn.map_or("", ConversationTurn::as_str),
        team: filter.team.clone().unwrap_or_default(),
        tag: filter.tag.clone().unwrap_or_default(),
        priority: filter.priority.map_or("", Priority::as_str),
        snoozed: filter.snoozed,
        breached: filter.breached,
    }
}

/// The built-in views, then those that somebody keeps.
async fn views(
    state: &WebState,
    st: &StaffSession,
    texts: &Texts,
    current: &str,
) -> Result<Vec<View>, WebError> {
    let waiting = || TalkFilter { turn: Some(ConversationTurn::Staff), ..TalkFilter::default() };
    let built_in = [
        ("mine", TalkFilter { whose: WhoseTalk::Mine, ..waiting() }),
        ("free", TalkFilter { whose: WhoseTalk::Free, ..waiting() }),
        ("waiting", waiting()),
        ("urgent", TalkFilter { priority: Some(Priority::High), ..waiting() }),
        ("breached", TalkFilter { breached: true, ..waiting() }),
        ("answered", TalkFilter { turn: Some(ConversationTurn::Applicant), ..TalkFilter::default() }),
        ("snoozed", TalkFilter { snoozed: true, ..TalkFilter::default() }),
        ("closed", TalkFilter { turn: Some(ConversationTurn::Nobody), ..TalkFilter::default() }),
    ];
    let view = |id: Option<String>, title: String, filter: &TalkFilter| {
        let query = query_of(filter);
        View { id, title, current: query == current, href: format!("/console/conversations?{query}") }
    };
    let mut all: Vec<View> = built_in
        .iter()
        .map(|(word, filter)| view(None, texts.get(&format!("console-view-{word}"), &[]), filter))
        .collect();
    for (id, title, filter) in state.app.views(st).await? {
        all.push(view(Some(id.to_string()), title, &filter));
    }
    Ok(all)
}

/// Colleagues for a choice: who is there first, with what each carries.
pub(super) fn colleagues(all: &[Colleague], texts: &Texts) -> Vec<(String, String)> {
    let mut sorted: Vec<&Colleague> = all.iter().collect();
    sorted.sort_by_key(|c| (c.presence != Presence::Here, c.name.clone()));
    sorted
        .into_iter()
        .map(|c| {
            let word = texts.get(&format!("console-presence-word-{}", c.presence.as_str()), &[]);
            (c.id.to_string(), format!("{} · {word} · {}/{}", c.name, c.load, c.capacity))
        })
        .collect()
}

/// The mark in the frame of every page.
pub(super) async fn mentions(
    State(state): State<WebState>,
    AtDesk { visit, st }: AtDesk,
) -> Result<Response, WebError> {
    state.page(&visit, &cx::MentionedPart { desk: desk(&state, &st, "talks").await? })
}

pub(super) async fn presence(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    posted: Posted,
) -> Result<Response, WebError> {
    let presence = Presence::find(posted.text("presence")).unwrap_or(Presence::Away);
    state.app.set_presence(&st, presence).await?;
    let word = if presence == Presence::Here { "desk-here" } else { "desk-away" };
    Ok(back_with(&back_of(&posted, "/console/conversations"), "done", word))
}

/// To whom, as a form says: a colleague's id, `team:…`, or nobody.
pub(super) fn hand_to(word: &str) -> Option<HandTo> {
    match word.strip_prefix("team:") {
        Some(team) => Some(HandTo::Team(team.to_owned())),
        None if word.is_empty() => Some(HandTo::Everybody),
        None => word.parse().ok().map(HandTo::Person),
    }
}

pub(super) async fn bulk(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    posted: Posted,
) -> Result<Response, WebError> {
    let back = back_of(&posted, "/console/conversations");
    let ids: Vec<ConversationId> = posted.all("id").filter_map(|id| id.parse().ok()).collect();
    let deed = match posted.text("deed") {
        "hand" => hand_to(posted.text("to")).map(BulkDeed::Hand),
        "tag" => Some(BulkDeed::Do(Deed::Tag(posted.text("tag").to_owned()))),
        "close" => Some(BulkDeed::Do(Deed::Close)),
        _ => None,
    };
    let Some(deed) = deed.filter(|_| !ids.is_empty()) else {
        return Ok(back_with(&back, "problem", "bulk-none"));
    };
    let done = state.app.in_bulk(&st, &ids, &deed).await?;
    Ok(if done == ids.len() as u64 {
        back_with(&back, "done", "bulk")
    } else {
        back_with(&back, "problem", "bulk-some")
    })
}

pub(super) async fn keep_view(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    posted: Posted,
) -> Result<Response, WebError> {
    let query = posted.text("filter").to_owned();
    let mut asked = Asked::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let value = value.into_owned();
        match &*name {
            "whose" => asked.whose = value,
            "turn" => asked.turn = value,
            "team" => asked.team = value,
            "tag" => asked.tag = value,
            "priority" => asked.priority = value,
            "snoozed" => asked.snoozed = value,
            "breached" => asked.breached = value,
            _ => {}
        }
    }
    let whose = posted.find("everybody").is_none().then_some(st.id);
    let back = format!("/console/conversations?{query}");
    match state.app.keep_view(&st, posted.text("title"), &asked.filter(), whose).await {
        Ok(()) => Ok(back_with(&back, "done", "view-kept")),
        Err(Error::Invalid(_)) => Ok(back_with(&back, "problem", "view-title")),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn drop_view(
    State(state): State<WebState>,
    AtDesk { st, .. }: AtDesk,
    posted: Posted,
) -> Result<Response, WebError> {
    let id = posted.text("id").parse().map_err(|_| WebError::from(Error::NotFound))?;
    state.app.drop_view(&st, id).await?;
    Ok(back_with("/console/conversations", "done", "view-dropped"))
}
