-- What was taken back, what cases were sent with, approvals that are looked at again, and tags.

-- The ledger: what a person took back of what the checks or a person had said.
create table overturns (
    id blob primary key,
    mode text not null check (mode in ('live', 'test')),
    source text not null check (source in ('appeal', 'dispute', 'undone', 'rereview')),
    verification_id blob not null references verifications (id),
    applicant_id blob not null references applicants (id),
    reason_codes text not null,
    document_kind text,
    issuing_country text,
    device text,
    browser text,
    policy_version bigint not null,
    said_by blob references staff (id),
    taken_back_by blob references staff (id),
    taken_back_at bigint not null
);
create index overturns_age on overturns (mode, taken_back_at);
create index overturns_verification on overturns (verification_id);
create index overturns_applicant on overturns (applicant_id);

-- What a case was sent with last: the kind of device and the browser's family, nothing finer.
create table senders (
    verification_id blob primary key references verifications (id),
    applicant_id blob not null references applicants (id),
    device text not null,
    browser text,
    sent_at bigint not null
);
create index senders_applicant on senders (applicant_id);

-- Approvals of the checks alone that a person looks at again.
create table rereviews (
    id blob primary key,
    verification_id blob not null references verifications (id),
    applicant_id blob not null references applicants (id),
    decision_id blob not null unique references decisions (id),
    mode text not null check (mode in ('live', 'test')),
    opened_at bigint not null,
    due_at bigint not null,
    outcome text check (outcome in ('confirmed', 'overturned')),
    reason_code text,
    followed text check (followed in ('freeze', 'renewal')),
    sealed_note blob,
    done_by blob references staff (id),
    done_at bigint
);
create index rereviews_waiting on rereviews (mode, outcome, due_at);
create index rereviews_verification on rereviews (verification_id);
create index rereviews_applicant on rereviews (applicant_id);

-- Words of staff's own, by which cases are found together. Never shown to applicants.
create table tags (
    verification_id blob not null references verifications (id),
    tag text not null,
    applicant_id blob not null references applicants (id),
    tagged_by blob references staff (id),
    tagged_at bigint not null,
    primary key (verification_id, tag)
);
create index tags_tag on tags (tag, verification_id);
create index tags_applicant on tags (applicant_id);

create index verifications_tried on verifications (mode, trying_since);
create index findings_age on findings (created_at);

-- What was taken back before there was a ledger.
insert into overturns (id, mode, source, verification_id, applicant_id, reason_codes, document_kind, issuing_country,
    policy_version, said_by, taken_back_by, taken_back_at)
select f.id, v.mode,
    case when exists (select 1 from disputes d where d.finding_id = f.id and d.state = 'accepted') then 'dispute' else 'undone' end,
    f.verification_id, f.applicant_id, '["' || f.code || '"]', v.document_kind, v.issuing_country,
    v.policy_version, f.raised_by, f.resolved_by, f.resolved_at
from findings f join verifications v on v.id = f.verification_id
where f.state = 'overruled' and f.resolved_at is not null;
insert into overturns (id, mode, source, verification_id, applicant_id, reason_codes, document_kind, issuing_country,
    policy_version, said_by, taken_back_by, taken_back_at)
select a.id, a.mode, 'appeal', a.verification_id, a.applicant_id, d.reason_codes, v.document_kind, v.issuing_country,
    d.policy_version, d.decider, a.heard_by, a.heard_at
from appeals a join decisions d on d.id = a.decision_id join verifications v on v.id = a.verification_id
where a.outcome in ('overturned', 'reopened') and a.heard_at is not null;
