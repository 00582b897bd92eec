-- After a decision: freezes.

-- While one stands, nothing can be moved; the words are what the person reads.
create table freezes (
    id blob primary key,
    applicant_id blob not null references applicants (id),
    mode text not null check (mode in ('live', 'test')),
    reason_code text not null,
    sealed_words blob,
    frozen_by blob not null references staff (id),
    frozen_at bigint not null,
    lifted_by blob references staff (id),
    lifted_at bigint
);
create index freezes_applicant on freezes (applicant_id, lifted_at);
