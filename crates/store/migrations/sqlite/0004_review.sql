-- People deciding: opinions that wait for a second person, appeals, manual steps, escalation, presence, drafts, skills.

-- A decision that two people must say: it has no effect until another person says the same.
create table opinions (
    decision_id blob primary key references decisions (id),
    verification_id blob not null references verifications (id),
    applicant_id blob not null references applicants (id),
    given_at bigint not null,
    ended text check (ended in ('agreed', 'differed', 'void')),
    ended_at bigint,
    agreed_by blob references staff (id)
);
create index opinions_verification on opinions (verification_id, given_at);
create index opinions_applicant on opinions (applicant_id);

create table appeals (
    id blob primary key,
    verification_id blob not null references verifications (id),
    applicant_id blob not null references applicants (id),
    decision_id blob not null references decisions (id),
    mode text not null check (mode in ('live', 'test')),
    sealed_sentence blob,
    opened_at bigint not null,
    due_at bigint not null,
    outcome text check (outcome in ('upheld', 'overturned', 'reopened', 'withdrawn')),
    answer_id blob references decisions (id),
    heard_by blob references staff (id),
    heard_at bigint,
    solo boolean not null
);
create index appeals_verification on appeals (verification_id, opened_at);
create index appeals_applicant on appeals (applicant_id);
create index appeals_decision on appeals (decision_id);
create index appeals_heard on appeals (mode, heard_at);

-- What people do by hand where a level asks for it: screening, say. The newest of a step counts.
create table manual_steps (
    id blob primary key,
    verification_id blob not null references verifications (id),
    applicant_id blob not null references applicants (id),
    step text not null,
    outcome text not null check (outcome in ('clear', 'hit', 'unable')),
    sealed_note blob,
    done_by blob not null references staff (id),
    done_at bigint not null
);
create index manual_steps_verification on manual_steps (verification_id, done_at);
create index manual_steps_applicant on manual_steps (applicant_id);

create table escalations (
    verification_id blob primary key references verifications (id),
    applicant_id blob not null references applicants (id),
    escalated_by blob references staff (id),
    escalated_at bigint not null
);
create index escalations_applicant on escalations (applicant_id);

-- Who has a case before them just now.
create table presence (
    verification_id blob not null references verifications (id),
    staff_id blob not null references staff (id),
    applicant_id blob not null references applicants (id),
    seen_at bigint not null,
    primary key (verification_id, staff_id)
);
create index presence_applicant on presence (applicant_id);

-- What somebody was writing when the laptop closed.
create table drafts (
    id blob primary key,
    verification_id blob not null references verifications (id),
    staff_id blob not null references staff (id),
    applicant_id blob not null references applicants (id),
    sealed blob not null,
    saved_at bigint not null,
    unique (verification_id, staff_id)
);
create index drafts_applicant on drafts (applicant_id);

-- What a staff member can read and knows, as JSON lists of words; an empty list is everything.
create table skills (
    staff_id blob primary key references staff (id),
    languages text not null,
    documents text not null,
    changed_at bigint not null
);

create index verifications_claimed on verifications (claimed_by, state);
create index decisions_age on decisions (decided_at);
create index opinions_waiting on opinions (ended, verification_id);
create index terms_subject on terms (subject_kind, subject_id);
drop index verifications_queue;
create index verifications_inbox on verifications (mode, state, due_at, queued_at, id);
