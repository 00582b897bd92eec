-- The policy's versions, when which was in force, and replays of drafts over past cases.

create table policies (
    version bigint primary key,
    state text not null check (state in ('draft', 'proposed', 'published', 'discarded')),
    document text not null,
    note text not null,
    based_on bigint,
    created_by uuid references staff (id),
    proposed_by uuid references staff (id),
    created_at bigint not null,
    changed_at bigint not null,
    edits bigint not null
);

-- Append-only: the newest entry names the version in force.
create table policy_changes (
    seq bigint primary key,
    version bigint not null references policies (version),
    kind text not null check (kind in ('installed', 'published', 'rolled_back')),
    proposed_by uuid references staff (id),
    confirmed_by uuid references staff (id),
    solo boolean not null,
    note text not null,
    at bigint not null
);
create index policy_changes_version on policy_changes (version);

create table policy_replays (
    id uuid primary key,
    version bigint not null references policies (version),
    edits bigint not null,
    against bigint not null,
    mode text not null check (mode in ('live', 'test')),
    state text not null check (state in ('running', 'done', 'cancelled')),
    reached uuid,
    report text not null,
    total bigint not null,
    wanted_by uuid references staff (id),
    created_at bigint not null,
    finished_at bigint
);
create index policy_replays_version on policy_replays (version, created_at);
