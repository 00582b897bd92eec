-- Uploads that resume, and going on with another device.

-- What the sender says the whole file's SHA-256 is; held against what came.
alter table uploads add column sha256 blob;
create index uploads_open on uploads (applicant_id, evidence_id, created_at);

-- The side that a link is to photograph, where somebody made it for their own phone; null for a hosted link.
alter table links add column side text;
