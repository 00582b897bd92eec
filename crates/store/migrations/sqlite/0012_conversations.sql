-- Conversations as chat and ticket in one: who answers them, their clocks, what stands in them beside words.

alter table conversations add column sealed_subject blob;
alter table conversations add column origin text not null default 'chat';
alter table conversations add column language text not null default 'en';
alter table conversations add column answering text not null default 'people';
alter table conversations add column priority text not null default 'normal';
alter table conversations add column tags text not null default '[]';
alter table conversations add column team text;
alter table conversations add column assignee_id blob references staff (id);
alter table conversations add column last_at bigint;
alter table conversations add column waiting_since bigint;
alter table conversations add column replied_at bigint;
alter table conversations add column snoozed_until bigint;
alter table conversations add column reopened bigint not null default 0;
alter table conversations add column merged_into blob references conversations (id);
update conversations set last_at = (select max(sent_at) from messages m where m.conversation_id = conversations.id);
update conversations set waiting_since = last_at where turn = 'staff';
drop index conversations_queue;
create index conversations_inbox on conversations (mode, turn, answering, due_at, id);
create index conversations_assigned on conversations (assignee_id, turn, due_at, id);
create index conversations_recent on conversations (mode, last_at, id);
create index conversations_merged on conversations (merged_into);

-- The bot writes too, and messages are of several kinds.
alter table messages rename to messages_before;
create table messages (
    id blob primary key,
    conversation_id blob not null references conversations (id),
    applicant_id blob not null references applicants (id),
    seq bigint not null,
    kind text not null,
    author_kind text not null check (author_kind in ('applicant', 'staff', 'bot', 'system')),
    author_id blob references staff (id),
    visibility text not null check (visibility in ('both', 'internal')),
    sealed_body blob not null,
    sealed_extra blob,
    client_id blob,
    sent_at bigint not null,
    edited_at bigint,
    withdrawn_at bigint,
    unique (conversation_id, seq),
    unique (conversation_id, client_id)
);
insert into messages (id, conversation_id, applicant_id, seq, kind, author_kind, author_id, visibility, sealed_body, sent_at)
    select id, conversation_id, applicant_id, seq,
           case when author_kind = 'system' then 'event' when visibility = 'internal' then 'note' else 'said' end,
           author_kind, author_id, visibility, sealed_body, sent_at
    from messages_before;
drop table messages_before;
create index messages_applicant on messages (applicant_id);

-- What a message said before it was changed or withdrawn.
create table message_versions (
    id blob primary key,
    message_id blob not null references messages (id),
    conversation_id blob not null references conversations (id),
    applicant_id blob not null references applicants (id),
    sealed_body blob not null,
    replaced_at bigint not null
);
create index message_versions_message on message_versions (message_id, replaced_at);
create index message_versions_conversation on message_versions (conversation_id);
create index message_versions_applicant on message_versions (applicant_id);

-- The blind index of messages: keyed hashes of their terms, cut to 64 bits. Ids are made in the order of time, so
-- that the newest of a term stand at its end.
create table message_terms (
    term bigint not null,
    message_id blob not null references messages (id),
    applicant_id blob not null references applicants (id),
    primary key (term, message_id)
);
create index message_terms_message on message_terms (message_id);
create index message_terms_applicant on message_terms (applicant_id);

-- When it was ours to answer, from which every clock can be worked out anew.
create table conversation_runs (
    conversation_id blob not null references conversations (id),
    applicant_id blob not null references applicants (id),
    began_at bigint not null,
    ended_at bigint,
    primary key (conversation_id, began_at)
);
create index conversation_runs_applicant on conversation_runs (applicant_id);

create table conversation_clocks (
    conversation_id blob not null references conversations (id),
    applicant_id blob not null references applicants (id),
    promise text not null,
    began_at bigint not null,
    minutes bigint not null,
    ended_at bigint,
    due_at bigint,
    tick_at bigint,
    stage text not null,
    broken_at bigint,
    primary key (conversation_id, promise, began_at)
);
create index conversation_clocks_tick on conversation_clocks (tick_at);
create index conversation_clocks_ended on conversation_clocks (promise, ended_at);
create index conversation_clocks_applicant on conversation_clocks (applicant_id);

-- How far each reader has come: what reached their screen, what they had before their eyes.
create table conversation_marks (
    conversation_id blob not null references conversations (id),
    reader_id blob not null,
    applicant_id blob not null references applicants (id),
    delivered_seq bigint not null,
    read_seq bigint not null,
    seen_at bigint not null,
    primary key (conversation_id, reader_id)
);
create index conversation_marks_applicant on conversation_marks (applicant_id);

-- What somebody was writing: a reply and a note are two drafts.
create table conversation_drafts (
    id blob primary key,
    conversation_id blob not null references conversations (id),
    writer_id blob not null,
    kind text not null,
    applicant_id blob not null references applicants (id),
    sealed blob not null,
    saved_at bigint not null,
    unique (conversation_id, writer_id, kind)
);
create index conversation_drafts_applicant on conversation_drafts (applicant_id);

-- Who has it before them just now, and who is writing.
create table conversation_presence (
    conversation_id blob not null references conversations (id),
    who_id blob not null,
    applicant_id blob not null references applicants (id),
    seen_at bigint not null,
    typing_at bigint,
    primary key (conversation_id, who_id)
);
create index conversation_presence_applicant on conversation_presence (applicant_id);

create table attachments (
    id blob primary key,
    conversation_id blob not null references conversations (id),
    message_id blob references messages (id),
    applicant_id blob not null references applicants (id),
    uploaded_by blob references staff (id),
    object_key text not null,
    sealed_name blob not null,
    media_type text not null,
    bytes bigint not null,
    state text not null,
    evidence_id blob references evidence (id),
    created_at bigint not null,
    checked_at bigint
);
create index attachments_conversation on attachments (conversation_id, created_at);
create index attachments_message on attachments (message_id);
create index attachments_state on attachments (state, created_at);
create index attachments_object on attachments (object_key);
create index attachments_evidence on attachments (evidence_id);
create index attachments_applicant on attachments (applicant_id);

-- A checklist inside a conversation.
create table document_requests (
    id blob primary key,
    conversation_id blob not null references conversations (id),
    verification_id blob references verifications (id),
    applicant_id blob not null references applicants (id),
    asked_by blob not null references staff (id),
    state text not null,
    asked_at bigint not null,
    ended_at bigint,
    version bigint not null
);
create index document_requests_conversation on document_requests (conversation_id, asked_at);
create index document_requests_case on document_requests (verification_id, state);
create index document_requests_applicant on document_requests (applicant_id);

create table document_request_items (
    id blob primary key,
    request_id blob not null references document_requests (id),
    applicant_id blob not null references applicants (id),
    position bigint not null,
    asked text not null,
    sealed_words blob,
    state text not null,
    attachment_id blob references attachments (id),
    evidence_id blob references evidence (id),
    changed_at bigint not null
);
create index document_request_items_request on document_request_items (request_id, position);
create index document_request_items_attachment on document_request_items (attachment_id);
create index document_request_items_evidence on document_request_items (evidence_id);
create index document_request_items_applicant on document_request_items (applicant_id);

-- What they said of our help when it was over. One a conversation; who, why and how are for figures.
create table conversation_feedback (
    conversation_id blob primary key references conversations (id),
    applicant_id blob not null references applicants (id),
    mode text not null check (mode in ('live', 'test')),
    score bigint not null,
    sealed_words blob,
    language text not null,
    staff_id blob references staff (id),
    outcome text,
    reason_code text,
    given_at bigint not null
);
create index conversation_feedback_given on conversation_feedback (mode, given_at);
create index conversation_feedback_applicant on conversation_feedback (applicant_id);

-- Who is at the desk, and how much each carries.
create table availability (
    staff_id blob primary key references staff (id),
    presence text not null,
    capacity bigint,
    teams text not null,
    last_assigned_at bigint,
    changed_at bigint not null
);

-- Ready-made words, in each language, with what they do beside.
create table canned_replies (
    id blob primary key,
    title text not null,
    words text not null,
    actions text not null,
    changed_by blob not null references staff (id),
    changed_at bigint not null
);
create index canned_replies_title on canned_replies (title, id);

-- Views of the inbox that somebody keeps; those of nobody are everybody's.
create table saved_views (
    id blob primary key,
    staff_id blob references staff (id),
    title text not null,
    filter text not null,
    created_at bigint not null
);
create index saved_views_staff on saved_views (staff_id, title);
