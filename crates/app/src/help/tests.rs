//! The help centre from its two sides.

use super::{HelpError, NewArticle, Placement, TextState, Verdict};
use crate::{
    App, Error,
    staff::{NewStaff, StaffSession},
    testing::app_in,
};
use proofdesk_domain::{
    access::{Actor, Role},
    help::{ArticleText, Language, TextProblem, built_in},
    verification::Mode,
};

async fn rig() -> (App, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let (app, _) = app_in(folder.path(), None, Mode::Test).await;
    app.install_help().await.unwrap();
    (app, folder)
}

async fn staff(app: &App, role: Role) -> StaffSession {
    let email = format!("{}@example.org", role.as_str());
    let new = NewStaff { name: "Ada", email: &email, role, password: "correct horse battery" };
    app.create_staff(&Actor::System, new).await.unwrap();
    let token = app.staff_sign_in(&email, "correct horse battery").await.unwrap();
    app.staff_session(token.as_str()).await.unwrap().unwrap()
}

fn words(title: &str) -> ArticleText {
    ArticleText {
        title: title.into(),
        summary: "In short.".into(),
        keywords: String::new(),
        body: "Body.".into(),
    }
}

#[tokio::test]
async fn the_built_in_articles_are_there_and_explain_every_reason() {
    let (app, _folder) = rig().await;
    for language in Language::ALL {
        let listed: usize = app.help_centre(language).await.unwrap().iter().map(|c| c.articles.len()).sum();
        assert_eq!(listed, built_in::articles().len());
    }
    assert_eq!(app.help_gaps().await.unwrap(), []);
    let glare = app.help_article(Language::ZhCn, "glare").await.unwrap();
    assert_eq!((glare.language, glare.languages.len()), (Language::ZhCn, 2));
    assert!(matches!(app.help_article(Language::En, "nowhere").await, Err(Error::NotFound)));
}

#[tokio::test]
async fn search_finds_chinese_words_of_two_characters_and_remembers_what_it_did_not_find() {
    let (app, _folder) = rig().await;
    let st = staff(&app, Role::Agent).await;
    for (language, asked, slug) in [
        (Language::ZhCn, "模糊", "blurred-photo"),
        (Language::ZhCn, "護照過期", "expired-document"),
        (Language::En, "photo is blury", "blurred-photo"),
        (Language::En, "image.glare", "glare"),
    ] {
        let found = app.search_help(language, asked).await.unwrap();
        assert_eq!(found.hits.first().map(|hit| &*hit.slug), Some(slug), "{asked}");
        assert!(!found.elsewhere);
    }
    // In the other language only.
    let found = app.search_help(Language::En, "反光").await.unwrap();
    assert!(found.elsewhere && found.hits[0].language == Language::ZhCn);
    for nothing in ["где мои деньги 12345678", "😀", "x", ""] {
        assert!(app.search_help(Language::En, nothing).await.unwrap().hits.is_empty(), "{nothing}");
    }
    assert!(app.search_help(Language::En, &"quux ".repeat(20_000)).await.unwrap().hits.is_empty());
    let missed = app.help_searches(&st).await.unwrap();
    assert!(missed.iter().any(|search| search.words == "где мои деньги"));
    assert!(missed.iter().all(|search| !search.words.contains("1234") && search.words.len() <= 160));
    app.forget_help_search(&st, Language::En, "где мои деньги").await.unwrap();
    assert!(app.help_searches(&st).await.unwrap().iter().all(|search| search.words != "где мои деньги"));
}

#[tokio::test]
async fn an_article_is_written_published_moved_and_taken_back() {
    let (app, _folder) = rig().await;
    let (agent, admin) = (staff(&app, Role::Agent).await, staff(&app, Role::Admin).await);
    for bad in ["", "Ünder", "../x", "a b"] {
        let begun = app.begin_help(&agent, NewArticle { slug: bad, category: "photo" }).await;
        assert!(matches!(begun, Err(HelpError::Slug)), "{bad}");
    }
    let taken = app.begin_help(&agent, NewArticle { slug: "glare", category: "photo" }).await;
    assert!(matches!(taken, Err(HelpError::SlugTaken)));
    let id = app.begin_help(&agent, NewArticle { slug: "walrus", category: "photo" }).await.unwrap();
    app.save_help(&agent, id, Language::En, 0, words("Walrus passports")).await.unwrap();
    // Whoever saw an older state is not written over.
    let stale = app.save_help(&agent, id, Language::En, 0, words("Other")).await;
    assert!(matches!(stale, Err(HelpError::Error(Error::Stale { .. }))));
    // Agents draft; they do not publish. Readers see nothing yet.
    assert!(matches!(
        app.publish_help(&agent, id, Language::En, 1).await,
        Err(HelpError::Error(Error::NotAllowed))
    ));
    assert!(app.help_article(Language::En, "walrus").await.is_err());
    app.publish_help(&admin, id, Language::En, 1).await.unwrap();
    let hit = app.search_help(Language::En, "walrus").await.unwrap();
    assert_eq!(hit.hits[0].slug, "walrus");
    // Shown in English to somebody who reads Chinese, since there is no other.
    assert_eq!(app.help_article(Language::ZhCn, "walrus").await.unwrap().language, Language::En);
    // A draft in the other language without a title is not published.
    app.save_help(&agent, id, Language::ZhCn, 0, words("")).await.unwrap();
    let gap = app.publish_help(&admin, id, Language::ZhCn, 1).await;
    assert!(matches!(gap, Err(HelpError::Text(problems)) if problems == [TextProblem::Title]));
    // A change is a new version; the old one stays with readers until it is published.
    let detail = app.help_detail(&admin, id, Language::En).await.unwrap();
    app.save_help(&admin, id, Language::En, detail.edits, words("Seal passports")).await.unwrap();
    assert_eq!(app.help_article(Language::En, "walrus").await.unwrap().text.title, "Walrus passports");
    let detail = app.help_detail(&admin, id, Language::En).await.unwrap();
    assert_eq!((detail.newest, detail.published), (2, Some(1)));
    assert_eq!(detail.row.faces[0].state, TextState::Changed);
    app.publish_help(&admin, id, Language::En, detail.edits).await.unwrap();
    assert!(app.search_help(Language::En, "walrus").await.unwrap().hits.is_empty());
    // Another address: the earlier one leads on.
    let placement = Placement {
        slug: "seal",
        category: "document",
        reasons: vec![],
        class: None,
        owner: None,
        review_on: None,
    };
    app.place_help(&admin, id, detail.version, placement).await.unwrap();
    assert_eq!(app.help_redirect("walrus").await.unwrap().as_deref(), Some("seal"));
    // Back to the first words, then away from readers.
    let detail = app.help_detail(&admin, id, Language::En).await.unwrap();
    app.restore_help(&admin, id, Language::En, detail.edits, 1).await.unwrap();
    let detail = app.help_detail(&admin, id, Language::En).await.unwrap();
    assert_eq!((detail.text.title.as_str(), detail.versions.len()), ("Walrus passports", 3));
    app.withdraw_help(&admin, id, Language::En, detail.edits).await.unwrap();
    assert!(app.help_article(Language::En, "seal").await.is_err());
}

#[tokio::test]
async fn what_somebody_here_changed_survives_an_upgrade_and_what_nobody_did_follows() {
    let (app, _folder) = rig().await;
    let admin = staff(&app, Role::Admin).await;
    let mine = app.help_articles(&admin).await.unwrap().into_iter().find(|row| row.slug == "glare").unwrap();
    let detail = app.help_detail(&admin, mine.id, Language::En).await.unwrap();
    app.save_help(&admin, mine.id, Language::En, detail.edits, words("Ours")).await.unwrap();
    let edits = app.help_detail(&admin, mine.id, Language::En).await.unwrap().edits;
    app.publish_help(&admin, mine.id, Language::En, edits).await.unwrap();
    app.install_help().await.unwrap();
    app.rebuild_help_index().await.unwrap();
    assert_eq!(app.help_article(Language::En, "glare").await.unwrap().text.title, "Ours");
    let detail = app.help_detail(&admin, mine.id, Language::En).await.unwrap();
    assert!(detail.offered.is_none(), "the built-in text is the one that was changed, not a newer one");
    assert_ne!(app.help_article(Language::ZhCn, "glare").await.unwrap().text.title, "Ours");
}

#[tokio::test]
async fn pictures_are_opened_before_they_are_kept() {
    let (app, _folder) = rig().await;
    let agent = staff(&app, Role::Agent).await;
    let refused = app.add_help_picture(&agent, "drawing", b"<script>not a picture</script>".to_vec()).await;
    assert!(matches!(refused, Err(HelpError::Picture)), "{refused:?}");
    assert!(matches!(app.add_help_picture(&agent, "../x", vec![]).await, Err(HelpError::Slug)));
    let large = app.add_help_picture(&agent, "large", vec![0; 9 * 1024 * 1024]).await;
    assert!(matches!(large, Err(HelpError::PictureTooLarge)));
    let bytes = crate::testing::Shows::Passport.bytes("1");
    let name = app.add_help_picture(&agent, "drawing", bytes.clone()).await.unwrap();
    let (media, kept) = app.help_picture(&name).await.unwrap().unwrap();
    assert_eq!(
        (name.as_str(), media.as_str(), kept.starts_with(&[0xff, 0xd8])),
        ("drawing.jpg", "image/jpeg", true)
    );
    assert!(matches!(app.add_help_picture(&agent, "drawing", bytes).await, Err(HelpError::SlugTaken)));
}

#[tokio::test]
async fn readers_say_whether_it_helped() {
    let (app, _folder) = rig().await;
    let st = staff(&app, Role::Compliance).await;
    app.judge_help(Language::En, "glare", Verdict::Helped).await.unwrap();
    app.judge_help(Language::En, "glare", Verdict::NotHelped).await.unwrap();
    assert!(app.judge_help(Language::En, "nowhere", Verdict::Helped).await.is_err());
    let view = app.help_article(Language::En, "glare").await.unwrap();
    app.count_help_read(None, &view).await.unwrap();
    let rows = app.help_articles(&st).await.unwrap();
    let face = &rows.iter().find(|row| row.slug == "glare").unwrap().faces[0];
    assert_eq!((face.outcome.reads, face.outcome.helped, face.outcome.not_helped), (1, 1, 1));
}
