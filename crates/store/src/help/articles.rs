//! Articles, their texts by language, every version, earlier addresses, pictures, categories.

use crate::{
    StoreError, Tx,
    row::{among, args, table},
};
use proofdesk_domain::{ArticleId, ReasonCode, StaffId, Timestamp, help::Language};

table! {
    /// Where articles are listed.
    "help_categories" => pub struct Category {
        /// What names it.
        slug: String,
        /// Its place among the others.
        place: i64,
        /// Its title in English.
        title_en: String,
        /// Its title in Chinese.
        title_zh: String,
    }
}

table! {
    /// An article, in all its languages.
    "help_articles" => pub struct Article {
        /// Its id.
        id: ArticleId,
        /// The last part of its address.
        slug: String,
        /// Where it is listed.
        category: String,
        /// Its place there.
        place: i64,
        /// The reasons that it explains.
        reasons: Vec<ReasonCode>,
        /// The letter of the class that it explains.
        class: Option<String>,
        /// Who looks after it.
        owner: Option<StaffId>,
        /// When it is to be looked at again.
        review_on: Option<Timestamp>,
        /// It came with Proofdesk.
        built_in: bool,
        /// When it was begun.
        created_at: Timestamp,
        /// Counts writes.
        version: i64,
    }
}

table! {
    /// An article in one language.
    "help_texts" => pub struct Text {
        /// Of which article.
        article_id: ArticleId,
        /// In which language.
        locale: Language,
        /// The version that readers see.
        published: Option<i64>,
        /// Since when.
        published_at: Option<Timestamp>,
        /// The version written last.
        newest: i64,
        /// When.
        changed_at: Timestamp,
        /// Hash of the text that came with Proofdesk, as it was taken over last.
        built_in_hash: Option<[u8; 32]>,
        /// Counts writes: a write against an older count is refused.
        edits: i64,
    }
}

table! {
    /// A version of a text. Once published it never changes.
    "help_versions" => pub struct Version {
        /// Of which article.
        article_id: ArticleId,
        /// In which language.
        locale: Language,
        /// From 1.
        number: i64,
        /// Heading.
        title: String,
        /// A sentence or two.
        summary: String,
        /// Other words for it.
        keywords: String,
        /// Markdown.
        body: String,
        /// Who wrote it; none for what came with Proofdesk.
        author: Option<StaffId>,
        /// It came with Proofdesk as it is.
        built_in: bool,
        /// When it was written.
        saved_at: Timestamp,
        /// When it was published, if it ever was.
        published_at: Option<Timestamp>,
    }
}

table! {
    /// An earlier address of an article.
    "help_redirects" => pub struct Redirect {
        /// The last part of the address.
        slug: String,
        /// Whose it was.
        article_id: ArticleId,
        /// Since when it leads on.
        made_at: Timestamp,
    }
}

table! {
    /// A picture that authors added.
    "help_pictures" => pub struct Picture {
        /// The last part of its address.
        name: String,
        /// Its media type.
        media: String,
        /// The file.
        bytes: Vec<u8>,
        /// In pixels.
        width: i64,
        /// In pixels.
        height: i64,
        /// Who added it.
        added_by: Option<StaffId>,
        /// When.
        added_at: Timestamp,
    }
}

/// Every category, in order.
pub async fn list_categories(tx: &mut Tx) -> Result<Vec<Category>, StoreError> {
    tx.list("order by place, slug", args![]).await
}

/// Writes a category, in place of an earlier one of that name.
pub async fn put_category(tx: &mut Tx, category: &Category) -> Result<(), StoreError> {
    let sql = "insert into help_categories (slug, place, title_en, title_zh) values ($1, $2, $3, $4)
               on conflict (slug) do update set place = excluded.place, title_en = excluded.title_en,
               title_zh = excluded.title_zh";
    let values = args![category.slug, category.place, category.title_en, category.title_zh];
    tx.execute(sql, values).await.map(|_| ())
}

/// Writes a new article. [`StoreError::Duplicate`] when the address is taken; roll back then.
pub async fn insert(tx: &mut Tx, article: &Article) -> Result<(), StoreError> {
    tx.insert(article).await
}

/// Writes an article unless somebody else wrote it since it was read ([`StoreError::Stale`]).
pub async fn update(tx: &mut Tx, article: &mut Article) -> Result<(), StoreError> {
    let version = article.version;
    article.version = tx.update_versioned("article", &*article, version).await?;
    Ok(())
}

/// An article.
pub async fn find(tx: &mut Tx, id: ArticleId) -> Result<Option<Article>, StoreError> {
    tx.find("where id = $1", args![id]).await
}

/// The article of that address.
pub async fn find_by_slug(tx: &mut Tx, slug: &str) -> Result<Option<Article>, StoreError> {
    tx.find("where slug = $1", args![slug.to_owned()]).await
}

/// Every article, by category and place.
pub async fn list(tx: &mut Tx) -> Result<Vec<Article>, StoreError> {
    tx.list("order by category, place, slug", args![]).await
}

/// Those of these ids, in no order.
pub async fn list_of(tx: &mut Tx, ids: &[ArticleId]) -> Result<Vec<Article>, StoreError> {
    match among("id", ids) {
        Some((rest, values)) => tx.list(&rest, values).await,
        None => Ok(Vec::new()),
    }
}

/// Where a former address leads.
pub async fn find_redirect(tx: &mut Tx, slug: &str) -> Result<Option<ArticleId>, StoreError> {
    let found: Option<Redirect> = tx.find("where slug = $1", args![slug.to_owned()]).await?;
    Ok(found.map(|redirect| redirect.article_id))
}

/// The former addresses of an article.
pub async fn list_redirects(tx: &mut Tx, id: ArticleId) -> Result<Vec<Redirect>, StoreError> {
    tx.list("where article_id = $1 order by made_at desc, slug", args![id]).await
}

/// Lets a former address lead to an article.
pub async fn put_redirect(tx: &mut Tx, redirect: &Redirect) -> Result<(), StoreError> {
    let sql = "insert into help_redirects (slug, article_id, made_at) values ($1, $2, $3)
               on conflict (slug) do update set article_id = excluded.article_id, made_at = excluded.made_at";
    tx.execute(sql, args![redirect.slug, redirect.article_id, redirect.made_at]).await.map(|_| ())
}

/// An address leads nowhere else any more: an article has it again.
pub async fn delete_redirect(tx: &mut Tx, slug: &str) -> Result<(), StoreError> {
    tx.execute("delete from help_redirects where slug = $1", args![slug.to_owned()]).await.map(|_| ())
}

/// Writes a new text.
pub async fn insert_text(tx: &mut Tx, text: &Text) -> Result<(), StoreError> {
    tx.insert(text).await
}

/// Writes a text unless somebody else wrote it since it was read ([`StoreError::Stale`]).
pub async fn update_text(tx: &mut Tx, text: &mut Text) -> Result<(), StoreError> {
    let sql = "update help_texts set published = $3, published_at = $4, newest = $5, changed_at = $6,
               built_in_hash = $7, edits = edits + 1 where article_id = $1 and locale = $2 and edits = $8";
    let values = args![
        text.article_id,
        text.locale,
        text.published,
        text.published_at,
        text.newest,
        text.changed_at,
        text.built_in_hash,
        text.edits,
    ];
    if tx.execute(sql, values).await? == 0 {
        return Err(StoreError::Stale("article"));
    }
    text.edits += 1;
    Ok(())
}

/// An article's text in a language.
pub async fn find_text(tx: &mut Tx, id: ArticleId, locale: Language) -> Result<Option<Text>, StoreError> {
    tx.find("where article_id = $1 and locale = $2", args![id, locale]).await
}

/// Every text of every article, or of one.
pub async fn list_texts(tx: &mut Tx, id: Option<ArticleId>) -> Result<Vec<Text>, StoreError> {
    match id {
        Some(id) => tx.list("where article_id = $1 order by locale", args![id]).await,
        None => tx.list("order by article_id, locale", args![]).await,
    }
}

/// Writes a new version.
pub async fn insert_version(tx: &mut Tx, version: &Version) -> Result<(), StoreError> {
    tx.insert(version).await
}

/// Writes over a version that was never published.
pub async fn update_version(tx: &mut Tx, version: &Version) -> Result<(), StoreError> {
    let sql = "update help_versions set title = $4, summary = $5, keywords = $6, body = $7, author = $8,
               saved_at = $9, built_in = $10
               where article_id = $1 and locale = $2 and number = $3 and published_at is null";
    let values = args![
        version.article_id,
        version.locale,
        version.number,
        version.title,
        version.summary,
        version.keywords,
        version.body,
        version.author,
        version.saved_at,
        version.built_in,
    ];
    match tx.execute(sql, values).await? {
        0 => Err(StoreError::Stale("article")),
        _ => Ok(()),
    }
}

/// Remembers when a version was published first.
pub async fn publish_version(tx: &mut Tx, version: &Version, now: Timestamp) -> Result<(), StoreError> {
    let sql = "update help_versions set published_at = coalesce(published_at, $4)
               where article_id = $1 and locale = $2 and number = $3";
    tx.execute(sql, args![version.article_id, version.locale, version.number, now]).await.map(|_| ())
}

/// One version.
pub async fn find_version(
    tx: &mut Tx,
    id: ArticleId,
    locale: Language,
    number: i64,
) -> Result<Option<Version>, StoreError> {
    tx.find("where article_id = $1 and locale = $2 and number = $3", args![id, locale, number]).await
}

/// Every version of a text, newest first.
pub async fn list_versions(tx: &mut Tx, id: ArticleId, locale: Language) -> Result<Vec<Version>, StoreError> {
    tx.list("where article_id = $1 and locale = $2 order by number desc", args![id, locale]).await
}

/// What readers of a language see, of every article or of these.
pub async fn list_published(
    tx: &mut Tx,
    locale: Language,
    ids: Option<&[ArticleId]>,
) -> Result<Vec<Version>, StoreError> {
    let picked = "exists (select 1 from help_texts t where t.article_id = help_versions.article_id
                  and t.locale = help_versions.locale and t.published = help_versions.number)";
    match ids {
        None => tx.list(&format!("where {picked} and locale = $1"), args![locale]).await,
        Some(ids) => {
            let Some((rest, mut values)) = among("article_id", ids) else { return Ok(Vec::new()) };
            values.extend(args![locale]);
            tx.list(&format!("{rest} and {picked} and locale = ${}", values.len()), values).await
        }
    }
}

/// A picture.
pub async fn find_picture(tx: &mut Tx, name: &str) -> Result<Option<Picture>, StoreError> {
    tx.find("where name = $1", args![name.to_owned()]).await
}

/// Adds a picture. [`StoreError::Duplicate`] when the name is taken; roll back then.
pub async fn insert_picture(tx: &mut Tx, picture: &Picture) -> Result<(), StoreError> {
    tx.insert(picture).await
}

/// The names of the pictures that authors added, newest first.
pub async fn list_picture_names(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let rows = tx.rows("select name from help_pictures order by added_at desc, name", args![]).await?;
    rows.iter().map(|row| row.get("help_pictures", "name")).collect()
}
