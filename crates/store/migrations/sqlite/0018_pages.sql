-- A page of conversations comes in its order from an index: what is open, what is urgent, what somebody has or nobody.
create index conversations_open on conversations (mode, last_at, id) where turn in ('staff', 'applicant');
create index conversations_urgent on conversations (mode, turn, answering, priority, due_at, id);
create index conversations_held on conversations (assignee_id, mode, turn, answering, due_at, id);
-- dialect begins
-- The terms of messages are one tree by term and message, not rows beside it.
alter table message_terms rename to message_terms_before;
create table message_terms (
    term bigint not null,
    message_id blob not null references messages (id),
    applicant_id blob not null references applicants (id),
    primary key (term, message_id)
) without rowid;
insert into message_terms (term, message_id, applicant_id)
    select term, message_id, applicant_id from message_terms_before order by term, message_id;
drop table message_terms_before;
create index message_terms_message on message_terms (message_id);
create index message_terms_applicant on message_terms (applicant_id);
-- dialect ends
