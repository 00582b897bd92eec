-- A page of conversations comes in its order from an index: what is open, and what is urgent.
create index conversations_open on conversations (mode, last_at, id) where turn in ('staff', 'applicant');
create index conversations_urgent on conversations (mode, turn, answering, priority, due_at, id);
