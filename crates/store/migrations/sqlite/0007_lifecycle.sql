-- The time after an approval: how long it stands, what was decided elsewhere, and people at the door.

-- One row for each approval. `stairs` is JSON: which level stands until when, and why it ends.
create table tenures (
    verification_id blob primary key references verifications (id),
    applicant_id blob not null references applicants (id),
    mode text not null check (mode in ('live', 'test')),
    stairs text not null,
    asked_code text,
    sealed_words blob,
    asked_by blob references staff (id),
    asked_at bigint,
    looked_at bigint not null,
    next_at bigint,
    told bigint not null,
    created_at bigint not null
);
create index tenures_applicant on tenures (applicant_id);
create index tenures_due on tenures (next_at);

-- An approval that was taken over: who verified, when, how, and where the evidence of it is.
create table imports (
    verification_id blob primary key references verifications (id),
    applicant_id blob not null references applicants (id),
    mode text not null check (mode in ('live', 'test')),
    key_hash blob not null,
    content_hash blob not null,
    sealed blob not null,
    api_key_id blob references api_keys (id),
    imported_at bigint not null,
    unique (mode, key_hash)
);
create index imports_applicant on imports (applicant_id);

-- Somebody who cannot get in, and the person who helps. `sealed` holds the address and what was written,
-- under the house's key: nobody has proved yet whose account it is about.
create table door_requests (
    id blob primary key,
    mode text not null check (mode in ('live', 'test')),
    reference text not null unique,
    token_hash blob not null unique,
    applicant_id blob references applicants (id),
    locale text not null,
    sealed blob not null,
    state text not null check (state in ('open', 'answered', 'closed')),
    handled_by blob references staff (id),
    due_at bigint not null,
    opened_at bigint not null,
    changed_at bigint not null,
    version bigint not null
);
create index door_requests_inbox on door_requests (mode, state, due_at);
create index door_requests_applicant on door_requests (applicant_id);
create index door_requests_age on door_requests (changed_at);

-- A new address for an account, after identification: two people, notice to the old address, and time.
create table address_changes (
    id blob primary key,
    request_id blob not null references door_requests (id),
    applicant_id blob not null references applicants (id),
    account_id blob not null references accounts (id),
    mode text not null check (mode in ('live', 'test')),
    sealed_change blob not null,
    proposed_by blob not null references staff (id),
    proposed_at bigint not null,
    confirmed_by blob references staff (id),
    confirmed_at bigint,
    effect_at bigint,
    ended text check (ended in ('done', 'stopped', 'refused')),
    ended_at bigint
);
create index address_changes_request on address_changes (request_id);
create index address_changes_applicant on address_changes (applicant_id);
create index address_changes_account on address_changes (account_id);
create index address_changes_due on address_changes (ended, effect_at);
