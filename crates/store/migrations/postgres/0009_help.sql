-- The help centre: articles in languages, their versions, what they are found by, and what became of their readers.

create table help_categories (
    slug text primary key,
    place bigint not null,
    title_en text not null,
    title_zh text not null
);

create table help_articles (
    id uuid primary key,
    slug text not null unique,
    category text not null references help_categories (slug),
    place bigint not null,
    reasons text not null,
    class text,
    owner uuid references staff (id),
    review_on bigint,
    built_in boolean not null,
    created_at bigint not null,
    version bigint not null
);
create index help_articles_category on help_articles (category, place);

-- One article in one language: which version is published, which is being written.
create table help_texts (
    article_id uuid not null references help_articles (id),
    locale text not null,
    published bigint,
    published_at bigint,
    newest bigint not null,
    changed_at bigint not null,
    built_in_hash bytea,
    edits bigint not null,
    primary key (article_id, locale)
);

create table help_versions (
    article_id uuid not null references help_articles (id),
    locale text not null,
    number bigint not null,
    title text not null,
    summary text not null,
    keywords text not null,
    body text not null,
    author uuid references staff (id),
    built_in boolean not null,
    saved_at bigint not null,
    published_at bigint,
    primary key (article_id, locale, number)
);

-- Earlier addresses of articles.
create table help_redirects (
    slug text primary key,
    article_id uuid not null references help_articles (id),
    made_at bigint not null
);
create index help_redirects_article on help_redirects (article_id);

create table help_pictures (
    name text primary key,
    media text not null,
    bytes bytea not null,
    width bigint not null,
    height bigint not null,
    added_by uuid references staff (id),
    added_at bigint not null
);

-- In how many published articles of a language a term stands.
create table help_words (
    locale text not null,
    term text not null,
    articles bigint not null,
    primary key (locale, term)
);

-- What was looked for and not found; numbers and addresses are left out before it comes here.
create table help_searches (
    locale text not null,
    words text not null,
    times bigint not null,
    first_at bigint not null,
    last_at bigint not null,
    primary key (locale, words)
);
create index help_searches_last on help_searches (last_at);

-- How often an article was read on a day, and what its readers said.
create table help_counts (
    article_id uuid not null references help_articles (id),
    locale text not null,
    day bigint not null,
    reads bigint not null,
    helped bigint not null,
    not_helped bigint not null,
    primary key (article_id, locale, day)
);

-- A signed-in person with a case read an article: what became of the case tells whether it helped.
create table help_readings (
    id uuid primary key,
    article_id uuid not null references help_articles (id),
    locale text not null,
    applicant_id uuid not null references applicants (id),
    verification_id uuid not null references verifications (id),
    state text not null,
    read_at bigint not null
);
create index help_readings_article on help_readings (article_id, read_at);
create index help_readings_applicant on help_readings (applicant_id, article_id);
create index help_readings_verification on help_readings (verification_id);

-- What articles are found by. The engines search text differently.
-- dialect begins
create table help_index (
    article_id uuid not null references help_articles (id),
    locale text not null,
    profile text not null,
    terms tsvector not null,
    primary key (article_id, locale)
);
create index help_index_terms on help_index using gin (terms);
-- dialect ends
