-- What somebody has in hand, and what nobody has, comes in the order of the promise, without sorting all that waits.
drop index verifications_claimed;
create index verifications_claimed on verifications (claimed_by, mode, state, due_at, queued_at, id);
