//! Articles, their index, and what readers did: the same on both engines.

use super::{made, made::at, on_both_engines};
use crate::help::{
    articles::{self, Article, Category, Redirect, Text, Version},
    index,
    readers::{self, Deed, Reading},
};
use proofdesk_domain::{
    ArticleId,
    help::{Index, Language, Profile},
    verification::{Mode, State, Verification},
};
use uuid::Uuid;

fn article(slug: &str) -> Article {
    Article {
        id: ArticleId::from_uuid(Uuid::new_v4()),
        slug: slug.into(),
        category: "photo".into(),
        place: 1,
        reasons: vec![proofdesk_domain::reason::codes::IMAGE_GLARE],
        class: Some("R".into()),
        owner: None,
        review_on: Some(at(9)),
        built_in: true,
        created_at: at(0),
        version: 1,
    }
}

fn version(of: &Article, number: i64, title: &str) -> Version {
    Version {
        article_id: of.id,
        locale: Language::ZhCn,
        number,
        title: title.into(),
        summary: "s".into(),
        keywords: "k".into(),
        body: "b".into(),
        author: None,
        built_in: false,
        saved_at: at(number),
        published_at: None,
    }
}

async fn with_article(store: &crate::Store, slug: &str) -> Article {
    let mut tx = store.begin().await.unwrap();
    let article = insert_article(&mut tx, slug).await;
    tx.commit().await.unwrap();
    article
}

async fn insert_article(tx: &mut crate::Tx, slug: &str) -> Article {
    let category =
        Category { slug: "photo".into(), place: 0, title_en: "Photos".into(), title_zh: "照片".into() };
    articles::put_category(tx, &category).await.unwrap();
    let article = article(slug);
    articles::insert(tx, &article).await.unwrap();
    article
}

/// An article that the person beside this case read.
pub(super) async fn insert_reading(tx: &mut crate::Tx, case: &Verification) {
    let article = insert_article(tx, &format!("read-{}", Uuid::new_v4())).await;
    let reading = Reading {
        id: Uuid::new_v4(),
        article_id: article.id,
        locale: Language::En,
        applicant_id: case.applicant,
        verification_id: case.id,
        state: case.state,
        read_at: at(30),
    };
    readers::insert_reading(tx, &reading, at(0)).await.unwrap();
}

on_both_engines! {
    async fn articles_texts_and_versions_round_trip(store: &Store) {
        let mut article = with_article(store, "glare").await;
        let mut tx = store.begin().await.unwrap();
        let first = version(&article, 1, "反光");
        articles::insert_version(&mut tx, &first).await.unwrap();
        let mut text = Text {
            article_id: article.id, locale: Language::ZhCn, published: None, published_at: None, newest: 1,
            changed_at: at(1), built_in_hash: Some([7; 32]), edits: 1,
        };
        articles::insert_text(&mut tx, &text).await.unwrap();
        assert!(articles::list_published(&mut tx, Language::ZhCn, None).await.unwrap().is_empty());
        articles::publish_version(&mut tx, &first, at(2)).await.unwrap();
        (text.published, text.published_at) = (Some(1), Some(at(2)));
        articles::update_text(&mut tx, &mut text).await.unwrap();
        assert_eq!(articles::find_text(&mut tx, article.id, Language::ZhCn).await.unwrap(), Some(text.clone()));
        assert_eq!(articles::list_texts(&mut tx, None).await.unwrap(), [text.clone()]);
        // A later draft is not what readers see, and what was published is never written over.
        articles::insert_version(&mut tx, &version(&article, 2, "草稿")).await.unwrap();
        assert!(articles::update_version(&mut tx, &version(&article, 1, "x")).await.is_err());
        articles::update_version(&mut tx, &version(&article, 2, "草稿二")).await.unwrap();
        let seen = articles::list_published(&mut tx, Language::ZhCn, Some(&[article.id])).await.unwrap();
        assert_eq!(seen.iter().map(|v| &*v.title).collect::<Vec<_>>(), ["反光"]);
        let all = articles::list_versions(&mut tx, article.id, Language::ZhCn).await.unwrap();
        assert_eq!(all.iter().map(|v| v.number).collect::<Vec<_>>(), [2, 1]);
        // Somebody who saw an older state is refused.
        let mut stale = Text { edits: 1, ..text };
        assert!(articles::update_text(&mut tx, &mut stale).await.is_err());
        article.slug = "light".into();
        articles::update(&mut tx, &mut article).await.unwrap();
        let redirect = Redirect { slug: "glare".into(), article_id: article.id, made_at: at(3) };
        articles::put_redirect(&mut tx, &redirect).await.unwrap();
        assert_eq!(articles::find_redirect(&mut tx, "glare").await.unwrap(), Some(article.id));
        assert_eq!(articles::list_redirects(&mut tx, article.id).await.unwrap(), [redirect]);
        assert_eq!(articles::find_by_slug(&mut tx, "light").await.unwrap(), Some(article));
        assert_eq!(articles::find_by_slug(&mut tx, "glare").await.unwrap(), None);
        tx.commit().await.unwrap();
    }

    async fn what_is_kept_is_found_by_the_same_terms(store: &Store) {
        let (one, two) = (with_article(store, "one").await, with_article(store, "two").await);
        let mut tx = store.begin().await.unwrap();
        let profiles = [
            (one.id, Profile::new(["照片模糊", "", "", "靠近一点 image.glare"])),
            (two.id, Profile::new(["護照過期", "", "", "换新证件 it's a \"quoted\" passport"])),
        ];
        index::put(&mut tx, Language::ZhCn, &profiles).await.unwrap();
        index::bump(&mut tx, at(1)).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = store.read().await.unwrap();
        assert_eq!(index::revision(&mut tx).await.unwrap(), 1);
        assert_eq!(index::list(&mut tx, Language::En).await.unwrap(), [], "the other language has none of it");
        let kept = Index::read(index::list(&mut tx, Language::ZhCn).await.unwrap());
        for (asked, found) in
            [("模糊", Some(one.id)), ("照片", Some(one.id)), ("护照", Some(two.id)), ("過期", Some(two.id)),
             ("image.glare", Some(one.id)), ("pasport", Some(two.id)), ("天气", None), ("'; drop table x", None)]
        {
            let ranked = kept.rank(&kept.question(asked), 9);
            assert_eq!(ranked.first().map(|r| r.id), found, "{asked}");
        }
        drop(tx);
        let mut tx = store.begin().await.unwrap();
        index::delete(&mut tx, one.id, Language::ZhCn).await.unwrap();
        let left = index::list(&mut tx, Language::ZhCn).await.unwrap();
        assert_eq!(left.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [two.id]);
        index::clear(&mut tx, Language::ZhCn).await.unwrap();
        assert_eq!(index::list(&mut tx, Language::ZhCn).await.unwrap(), []);
    }

    async fn what_became_of_readers_is_told_by_their_cases(store: &Store) {
        let article = with_article(store, "glare").await;
        let applicant = made::applicant(Mode::Live);
        let case = Verification { state: State::NeedsInput, ..made::verification(&applicant) };
        let mut tx = store.begin().await.unwrap();
        crate::applicants::insert(&mut tx, &applicant).await.unwrap();
        crate::verifications::insert(&mut tx, &case).await.unwrap();
        for deed in [Deed::Read, Deed::Read, Deed::Helped, Deed::NotHelped] {
            readers::count(&mut tx, article.id, Language::En, deed, at(0)).await.unwrap();
        }
        let reading = |seconds| Reading {
            id: Uuid::new_v4(), article_id: article.id, locale: Language::En, applicant_id: applicant.id,
            verification_id: case.id, state: State::NeedsInput, read_at: at(seconds),
        };
        readers::insert_reading(&mut tx, &reading(1), at(-100)).await.unwrap();
        // The same again a moment later is the same reading.
        readers::insert_reading(&mut tx, &reading(2), at(-100)).await.unwrap();
        readers::insert_reading(&mut tx, &reading(90), at(80)).await.unwrap();
        let tally = readers::tally(&mut tx, at(-1_000)).await.unwrap();
        assert_eq!(tally.len(), 1);
        assert_eq!((tally[0].reads, tally[0].helped, tally[0].not_helped), (2, 1, 1));
        assert_eq!((tally[0].with_case, tally[0].still, tally[0].approved), (1, 1, 0));
        let mut approved = case.clone();
        approved.state = State::Approved;
        crate::verifications::update(&mut tx, &mut approved).await.unwrap();
        let tally = readers::tally(&mut tx, at(-1_000)).await.unwrap();
        assert_eq!((tally[0].with_case, tally[0].still, tally[0].approved), (1, 0, 1));
        tx.commit().await.unwrap();
    }

    async fn searches_without_result_are_counted_and_forgotten(store: &Store) {
        let mut tx = store.begin().await.unwrap();
        for (words, seconds) in [("天气", 1), ("pineapple", 2), ("天气", 3)] {
            readers::count_search(&mut tx, Language::ZhCn, words, at(seconds)).await.unwrap();
        }
        let list = readers::list_searches(&mut tx, 10).await.unwrap();
        assert_eq!(list.iter().map(|s| (&*s.words, s.times)).collect::<Vec<_>>(), [("天气", 2), ("pineapple", 1)]);
        assert_eq!((list[0].first_at, list[0].last_at), (at(1), at(3)));
        readers::delete_search(&mut tx, Language::ZhCn, "天气").await.unwrap();
        readers::sweep(&mut tx, at(3)).await.unwrap();
        assert!(readers::list_searches(&mut tx, 10).await.unwrap().is_empty());
    }
}
