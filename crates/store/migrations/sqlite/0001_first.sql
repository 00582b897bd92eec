-- The first schema. The SQLite folder holds the same text with `uuid` and `bytea` written as `blob`;
-- a test holds the two together. Moments are microseconds since the Unix epoch, UTC. Personal content
-- stands in columns named `sealed...` only. Every table that belongs to a person has `applicant_id`.

create table applicants (
    id blob primary key,
    mode text not null check (mode in ('live', 'test')),
    locale text not null,
    region text,
    age_confirmed boolean not null,
    sealed_invitation blob,
    external_ref text,
    created_at bigint not null,
    erased_at bigint
);
create unique index applicants_external_ref on applicants (mode, external_ref);

create table accounts (
    id blob primary key,
    applicant_id blob not null references applicants (id),
    mode text not null check (mode in ('live', 'test')),
    email_hash blob not null,
    sealed_email blob not null,
    password_hash text not null,
    confirmed_at bigint,
    failed_logins bigint not null,
    locked_until bigint,
    created_at bigint not null,
    unique (mode, email_hash)
);
create index accounts_applicant on accounts (applicant_id);

create table mailed_codes (
    id blob primary key,
    account_id blob not null references accounts (id),
    applicant_id blob not null references applicants (id),
    purpose text not null check (purpose in ('confirm', 'reset')),
    code_hash blob not null,
    created_at bigint not null,
    expires_at bigint not null,
    tries bigint not null,
    used_at bigint
);
create index mailed_codes_account on mailed_codes (account_id, purpose, created_at);
create index mailed_codes_applicant on mailed_codes (applicant_id);

create table staff (
    id blob primary key,
    sealed_name blob not null,
    email_hash blob not null unique,
    sealed_email blob not null,
    role text not null,
    password_hash text not null,
    active boolean not null,
    failed_logins bigint not null,
    locked_until bigint,
    created_at bigint not null
);

create table verifications (
    id blob primary key,
    mode text not null check (mode in ('live', 'test')),
    applicant_id blob not null references applicants (id),
    reference text not null unique,
    level text not null,
    state text not null,
    review_cause text,
    document_kind text,
    issuing_country text,
    policy_version bigint not null,
    attempts bigint not null,
    trying_since bigint,
    sent_at bigint,
    queued_at bigint,
    due_at bigint,
    claimed_by blob references staff (id),
    decided_at bigint,
    created_at bigint not null,
    version bigint not null
);
create index verifications_applicant on verifications (applicant_id, created_at);
create index verifications_queue on verifications (mode, state, due_at);
create index verifications_decided on verifications (mode, decided_at);

create table sessions (
    token_hash blob primary key,
    id blob not null unique,
    kind text not null check (kind in ('applicant', 'staff', 'link')),
    mode text,
    applicant_id blob references applicants (id),
    account_id blob references accounts (id),
    staff_id blob references staff (id),
    scope_verification_id blob references verifications (id),
    csrf_secret blob not null,
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null
);
create index sessions_applicant on sessions (applicant_id);
create index sessions_staff on sessions (staff_id);
create index sessions_expiry on sessions (expires_at);

create table consents (
    id blob primary key,
    applicant_id blob not null references applicants (id),
    notice_version text not null,
    kind text not null,
    locale text not null,
    given_at bigint not null,
    withdrawn_at bigint
);
create index consents_applicant on consents (applicant_id, given_at);

create table details (
    id blob primary key,
    verification_id blob not null references verifications (id),
    applicant_id blob not null references applicants (id),
    turn bigint not null,
    entered_by blob references staff (id),
    sealed blob not null,
    entered_at bigint not null,
    unique (verification_id, turn)
);
create index details_applicant on details (applicant_id);

create table evidence (
    id blob primary key,
    verification_id blob not null references verifications (id),
    applicant_id blob not null references applicants (id),
    slot text not null,
    object_key text not null,
    view_object_key text,
    content_hash blob not null,
    bytes bigint not null,
    width bigint,
    height bigint,
    state text not null,
    uploaded_by blob references staff (id),
    sealed_inspection blob,
    created_at bigint not null
);
create index evidence_verification on evidence (verification_id, slot, created_at);
create index evidence_applicant on evidence (applicant_id, content_hash);
create index evidence_object on evidence (object_key);
create index evidence_view on evidence (view_object_key);

create table uploads (
    id blob primary key,
    applicant_id blob not null references applicants (id),
    verification_id blob not null references verifications (id),
    slot text not null,
    declared_bytes bigint not null,
    received_bytes bigint not null,
    uploaded_by blob references staff (id),
    evidence_id blob references evidence (id),
    created_at bigint not null,
    expires_at bigint not null
);
create index uploads_applicant on uploads (applicant_id);
create index uploads_verification on uploads (verification_id);
create index uploads_expiry on uploads (expires_at);

create table upload_parts (
    id blob primary key,
    upload_id blob not null references uploads (id),
    applicant_id blob not null references applicants (id),
    start_byte bigint not null,
    bytes bigint not null,
    object_key text not null,
    unique (upload_id, start_byte)
);
create index upload_parts_applicant on upload_parts (applicant_id);
create index upload_parts_object on upload_parts (object_key);

create table checks (
    id blob primary key,
    verification_id blob not null references verifications (id),
    applicant_id blob not null references applicants (id),
    evidence_id blob references evidence (id),
    name text not null,
    outcome text not null check (outcome in ('clear', 'consider', 'unable')),
    policy_version bigint not null,
    attempt bigint not null,
    sealed_measurements blob,
    finished_at bigint not null
);
create index checks_verification on checks (verification_id, finished_at);
create index checks_evidence on checks (evidence_id);
create index checks_applicant on checks (applicant_id);

create table findings (
    id blob primary key,
    verification_id blob not null references verifications (id),
    applicant_id blob not null references applicants (id),
    evidence_id blob references evidence (id),
    check_id blob references checks (id),
    attempt bigint not null,
    code text not null,
    severity text not null,
    page text,
    state text not null,
    raised_by blob references staff (id),
    sealed blob not null,
    created_at bigint not null,
    resolved_at bigint,
    resolved_by blob references staff (id)
);
create index findings_verification on findings (verification_id, created_at);
create index findings_evidence on findings (evidence_id);
create index findings_check on findings (check_id);
create index findings_applicant on findings (applicant_id);

create table disputes (
    id blob primary key,
    verification_id blob not null references verifications (id),
    applicant_id blob not null references applicants (id),
    finding_id blob references findings (id),
    field text,
    state text not null check (state in ('open', 'accepted', 'rejected')),
    sealed_sentence blob,
    opened_at bigint not null,
    resolved_at bigint,
    resolved_by blob references staff (id)
);
create index disputes_verification on disputes (verification_id, opened_at);
create index disputes_finding on disputes (finding_id);
create index disputes_applicant on disputes (applicant_id);

create table decisions (
    id blob primary key,
    verification_id blob not null references verifications (id),
    applicant_id blob not null references applicants (id),
    outcome text not null,
    reason_codes text not null,
    decider blob references staff (id),
    policy_version bigint not null,
    sealed_note blob,
    decided_at bigint not null,
    undo_until bigint,
    undone_at bigint
);
create index decisions_verification on decisions (verification_id, decided_at);
create index decisions_applicant on decisions (applicant_id);

create table conversations (
    id blob primary key,
    mode text not null check (mode in ('live', 'test')),
    applicant_id blob not null references applicants (id),
    verification_id blob references verifications (id),
    reference text not null unique,
    turn text not null,
    last_seq bigint not null,
    due_at bigint,
    breached_at bigint,
    opened_at bigint not null,
    closed_at bigint,
    version bigint not null
);
create index conversations_applicant on conversations (applicant_id, opened_at);
create index conversations_verification on conversations (verification_id);
create index conversations_queue on conversations (mode, turn, due_at);

create table messages (
    id blob primary key,
    conversation_id blob not null references conversations (id),
    applicant_id blob not null references applicants (id),
    seq bigint not null,
    author_kind text not null check (author_kind in ('applicant', 'staff', 'system')),
    author_id blob references staff (id),
    visibility text not null check (visibility in ('both', 'internal')),
    sealed_body blob not null,
    sent_at bigint not null,
    unique (conversation_id, seq)
);
create index messages_applicant on messages (applicant_id);

create table api_keys (
    id blob primary key,
    mode text not null check (mode in ('live', 'test')),
    name text not null,
    key_hash blob not null unique,
    scopes text not null,
    created_at bigint not null,
    last_used_at bigint,
    revoked_at bigint
);

create table links (
    token_hash blob primary key,
    id blob not null unique,
    verification_id blob not null references verifications (id),
    applicant_id blob not null references applicants (id),
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);
create index links_verification on links (verification_id);
create index links_applicant on links (applicant_id);

create table idempotency (
    id blob primary key,
    api_key_id blob not null references api_keys (id),
    key_hash blob not null,
    request_hash blob not null,
    applicant_id blob references applicants (id),
    status bigint not null,
    sealed_response blob,
    created_at bigint not null,
    unique (api_key_id, key_hash)
);
create index idempotency_applicant on idempotency (applicant_id);
create index idempotency_age on idempotency (created_at);

create table terms (
    term_hash blob not null,
    subject_kind text not null,
    subject_id blob not null,
    mode text not null check (mode in ('live', 'test')),
    applicant_id blob not null references applicants (id),
    primary key (term_hash, subject_kind, subject_id)
);
create index terms_applicant on terms (applicant_id);

create table settings (
    key text primary key,
    value text not null,
    changed_at bigint not null
);

create table jobs (
    id blob primary key,
    kind text not null,
    applicant_id blob references applicants (id),
    subject_id blob,
    payload text not null,
    state text not null check (state in ('ready', 'leased', 'done', 'aside')),
    run_at bigint not null,
    lease_token blob,
    lease_until bigint,
    tries bigint not null,
    last_error text,
    created_at bigint not null,
    finished_at bigint
);
create index jobs_ready on jobs (state, run_at);
create index jobs_subject on jobs (subject_id, kind);
create index jobs_applicant on jobs (applicant_id);

create table outbox (
    id blob primary key,
    kind text not null,
    applicant_id blob references applicants (id),
    sealed blob not null,
    state text not null check (state in ('ready', 'leased', 'done', 'aside')),
    run_at bigint not null,
    lease_token blob,
    lease_until bigint,
    tries bigint not null,
    last_error text,
    created_at bigint not null,
    finished_at bigint
);
create index outbox_ready on outbox (state, run_at);
create index outbox_applicant on outbox (applicant_id);

create table events (
    seq bigint primary key,
    mode text check (mode in ('live', 'test')),
    applicant_id blob references applicants (id),
    audience text not null check (audience in ('portal', 'console', 'both')),
    kind text not null,
    subject_id blob,
    at bigint not null
);
create index events_applicant on events (applicant_id, seq);
create index events_age on events (at);

create table audit (
    seq bigint primary key,
    at bigint not null,
    mode text,
    actor_kind text not null,
    actor_id blob,
    action text not null,
    subject_kind text not null,
    subject_id blob,
    applicant_id blob,
    detail_hash blob,
    prev_hash blob not null,
    hash blob not null
);
create index audit_subject on audit (subject_id, seq);
create index audit_applicant on audit (applicant_id, seq);

-- One row each: whoever appends holds its lock until the end of the transaction.
create table event_head (
    id bigint primary key check (id = 1),
    seq bigint not null
);
insert into event_head (id, seq) values (1, 0);

create table audit_head (
    id bigint primary key check (id = 1),
    seq bigint not null,
    hash blob
);
insert into audit_head (id, seq) values (1, 0);
