-- Use of limits. Amounts are decimals written out in plain digits: no engine ever calculates with them.

-- One row a person: whoever counts holds its lock. Holds the running sums, so that a decision reads one
-- row however many uses there were.
create table limit_heads (
    applicant_id blob primary key references applicants (id),
    usage text not null,
    next_expiry bigint,
    version bigint not null
);

create table limit_uses (
    id blob primary key,
    mode text not null check (mode in ('live', 'test')),
    applicant_id blob not null references applicants (id),
    key_hash blob not null,
    one_step boolean not null,
    operation text not null,
    currency text not null,
    amount text not null,
    reference_currency text,
    worth text,
    level text not null,
    policy_version bigint not null,
    state text not null check (state in ('reserved', 'committed', 'released', 'expired')),
    counted_at bigint not null,
    created_at bigint not null,
    expires_at bigint not null,
    committed_at bigint,
    given_back_at bigint,
    unique (mode, key_hash)
);
create index limit_uses_applicant on limit_uses (applicant_id, counted_at);
create index limit_uses_expiry on limit_uses (state, expires_at);

create table limit_rates (
    mode text not null check (mode in ('live', 'test')),
    currency text not null,
    reference_currency text not null,
    value text not null,
    as_of bigint not null,
    received_at bigint not null,
    primary key (mode, currency, reference_currency)
);
