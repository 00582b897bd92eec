-- After a decision: freezes.

-- While one stands, nothing can be moved; the words are what the person reads.
create table freezes (
    id uuid primary key,
    applicant_id uuid not null references applicants (id),
    mode text not null check (mode in ('live', 'test')),
    reason_code text not null,
    sealed_words bytea,
    frozen_by uuid not null references staff (id),
    frozen_at bigint not null,
    lifted_by uuid references staff (id),
    lifted_at bigint
);
create index freezes_applicant on freezes (applicant_id, lifted_at);
