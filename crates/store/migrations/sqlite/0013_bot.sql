-- The bot: stretches of conversations in which it answered, and what kind of answers those were. No words of anybody.

create table bot_talks (
    id blob primary key,
    conversation_id blob not null references conversations (id),
    applicant_id blob not null references applicants (id),
    mode text not null,
    locale text not null,
    verification_id blob references verifications (id),
    state text,
    began_at bigint not null,
    last_at bigint not null,
    waiting_since bigint,
    outcome text,
    cause text,
    ended_at bigint,
    reopened_at bigint,
    version bigint not null
);
create index bot_talks_conversation on bot_talks (conversation_id, began_at);
create index bot_talks_applicant on bot_talks (applicant_id);
create index bot_talks_began on bot_talks (mode, began_at);
create index bot_talks_waiting on bot_talks (waiting_since) where waiting_since is not null;

create table bot_turns (
    id blob primary key,
    talk_id blob not null references bot_talks (id),
    applicant_id blob not null references applicants (id),
    seq bigint not null,
    told text not null,
    article_id blob references help_articles (id),
    phrased boolean not null,
    helped boolean,
    told_at bigint not null
);
create unique index bot_turns_place on bot_turns (talk_id, seq);
create index bot_turns_applicant on bot_turns (applicant_id);
