-- What articles are found by is kept in memory where it is asked for, the same on either engine; here stands what it is
-- made of.
create table help_profiles (
    article_id blob not null references help_articles (id),
    locale text not null,
    profile text not null,
    primary key (article_id, locale)
);
insert into help_profiles (article_id, locale, profile) select article_id, locale, profile from help_index;
drop table help_index;
drop table help_words;
