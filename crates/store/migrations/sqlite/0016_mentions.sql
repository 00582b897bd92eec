-- Colleagues whom a note names, until each has seen it.

create table mentions (
    message_id blob not null references messages (id),
    staff_id blob not null references staff (id),
    conversation_id blob not null references conversations (id),
    applicant_id blob not null references applicants (id),
    made_at bigint not null,
    seen_at bigint,
    primary key (message_id, staff_id)
);
create index mentions_waiting on mentions (staff_id, made_at) where seen_at is null;
create index mentions_conversation on mentions (conversation_id, staff_id);
create index mentions_applicant on mentions (applicant_id);

-- What the desk's figures are counted from.
create index conversations_opened on conversations (mode, opened_at);
create index conversations_closed on conversations (mode, closed_at);
