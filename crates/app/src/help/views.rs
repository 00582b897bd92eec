//! What the help centre's use cases hand over.

use proofdesk_domain::{
    ArticleId, ReasonCode, StaffId, Timestamp,
    help::{ArticleText, Language},
};

/// An article as readers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleView {
    /// Its id.
    pub id: ArticleId,
    /// The last part of its address.
    pub slug: String,
    /// Its category's slug and title.
    pub category: (String, String),
    /// In which language it is shown.
    pub language: Language,
    /// In which languages it is published.
    pub languages: Vec<Language>,
    /// The words.
    pub text: ArticleText,
    /// When this version was published.
    pub published_at: Timestamp,
    /// The reasons that it explains.
    pub reasons: Vec<ReasonCode>,
    /// Others of its category: slug and title.
    pub beside: Vec<Listed>,
}

/// An article in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The last part of its address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What it says, in a sentence or two.
    pub summary: String,
    /// When it was published.
    pub published_at: Timestamp,
}

/// A category with what is published in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryView {
    /// What names it.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its articles, in order.
    pub articles: Vec<Listed>,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextState {
    /// Nobody has written it.
    Missing,
    /// Written and not published.
    Draft,
    /// Readers see the newest version.
    Published,
    /// Readers see an earlier version; a newer one is being written.
    Changed,
}

impl TextState {
    /// The word for text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Changed => "changed",
        }
    }
}

/// An article in one language, in the author's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// The language.
    pub language: Language,
    /// Where it stands.
    pub state: TextState,
    /// When it was changed last.
    pub changed_at: Option<Timestamp>,
    /// When the published version was published.
    pub published_at: Option<Timestamp>,
    /// The newest title.
    pub title: String,
    /// What readers did and came to.
    pub outcome: Outcome,
}

/// What readers of an article did and what became of their cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How often it was read.
    pub reads: i64,
    /// Said that it helped.
    pub helped: i64,
    /// Said that it did not.
    pub not_helped: i64,
    /// Readers with an unfinished case.
    pub with_case: i64,
    /// Of those: approved since.
    pub approved: i64,
    /// Of those: with a person, or decided by one.
    pub with_person: i64,
    /// Of those: still not finished.
    pub still: i64,
}

/// An article in the author's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleRow {
    /// Its id.
    pub id: ArticleId,
    /// The last part of its address.
    pub slug: String,
    /// Its category's slug.
    pub category: String,
    /// It came with Proofdesk.
    pub built_in: bool,
    /// Who looks after it, by name.
    pub owner: Option<String>,
    /// When it is to be looked at again.
    pub review_on: Option<Timestamp>,
    /// That moment has passed.
    pub overdue: bool,
    /// In each language.
    pub faces: Vec<Face>,
}

/// One article as its authors see it, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleDetail {
    /// As in the list.
    pub row: ArticleRow,
    /// Who looks after it.
    pub owner_id: Option<StaffId>,
    /// The reasons that it explains.
    pub reasons: Vec<ReasonCode>,
    /// The letter of the class that it explains.
    pub class: Option<String>,
    /// Counts writes of the placement.
    pub version: i64,
    /// The language that is written.
    pub language: Language,
    /// The newest words in it.
    pub text: ArticleText,
    /// The number of the newest version; 0 when there is none.
    pub newest: i64,
    /// The number of the published one.
    pub published: Option<i64>,
    /// Counts writes of the text.
    pub edits: i64,
    /// A newer text came with Proofdesk than the one that was taken over: its words.
    pub offered: Option<ArticleText>,
    /// Every version, newest first.
    pub versions: Vec<VersionView>,
    /// Earlier addresses.
    pub redirects: Vec<(String, Timestamp)>,
    /// Staff who may own it: id and name.
    pub staff: Vec<(StaffId, String)>,
    /// The names of pictures that can be put in.
    pub pictures: Vec<String>,
}

/// A version in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionView {
    /// From 1.
    pub number: i64,
    /// Its words.
    pub text: ArticleText,
    /// Who wrote it; none for what came with Proofdesk.
    pub author: Option<String>,
    /// When.
    pub saved_at: Timestamp,
    /// When it was published first.
    pub published_at: Option<Timestamp>,
    /// Readers see it now.
    pub current: bool,
}

/// Something that was looked for and not found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastSearch {
    /// In which language.
    pub language: Language,
    /// The words.
    pub words: String,
    /// How often.
    pub times: i64,
    /// When last.
    pub last_at: Timestamp,
}
