-- A page of conversations comes in its order from an index: what is open, what is urgent, what somebody has or nobody.
create index conversations_open on conversations (mode, last_at, id) where turn in ('staff', 'applicant');
create index conversations_urgent on conversations (mode, turn, answering, priority, due_at, id);
create index conversations_held on conversations (assignee_id, mode, turn, answering, due_at, id);
