### Numbers, the ledger of what was taken back, second looks, tags, and the public figures.

numbers-nav = Numbers
numbers-title = Numbers
numbers-mode = World
numbers-time = Time
numbers-weeks = { $n } weeks
numbers-by = By
numbers-show = Drawn
numbers-go = Show
numbers-file = As a file (CSV)
numbers-since = Since { $date }.
numbers-cut = There are more cases than are counted here; the newest are.
numbers-whole = In all
numbers-none = Nothing in this time.
numbers-week = { $day } { $month }
numbers-week-of = Week from
numbers-answered = First sendings answered
numbers-decided = Decided
numbers-checks = The checks alone
numbers-unknown = Not known
numbers-card-first_try = Passed at the first try
numbers-card-machine = Decided by the checks alone
numbers-card-overturned = Something taken back
numbers-card-p50 = Half were decided within
numbers-card-p90 = Nine of ten within
numbers-card-p99 = 99 of 100 within
numbers-card-answered = First sendings answered
numbers-card-decided = Decided
numbers-card-waiting = Wait for a person now
numbers-card-rereviews = Looked at again
numbers-rereviews = { $done }, of which { $overturned } did not stand
numbers-show-first_try = First-try pass rate
numbers-show-machine = By the checks alone
numbers-show-overturned = Something taken back
numbers-show-time = Time to decision, median
numbers-line-first_try = First-try pass rate
numbers-line-machine = By the checks alone
numbers-line-overturned = Something taken back
numbers-line-p50 = Half within
numbers-line-p90 = 9 of 10 within
numbers-line-p99 = 99 of 100 within
numbers-plot-shares = Shares by week
numbers-plot-times = Time from the first sending to the decision, by week
numbers-plot-group = { $what }: { $by }
numbers-meaning = What is counted
numbers-meaning-first_try = First-try pass rate: of everybody who sent for the first time in this time and has had an answer, those whose first answer was the approval. Whoever still waits is not counted.
numbers-meaning-time = Time to decision: from the first sending to the first approval or no, time in which it was the applicant’s turn included.
numbers-meaning-overturned = Something taken back: decided cases in which a person took back what the checks or a person had said. The ledger names each.
numbers-public = The public page
numbers-public-on = Everybody can see the figures at
numbers-public-off = Nobody outside sees any figures.
numbers-public-lead = It shows first-try pass rate, time to decision, what was taken back and how many wait now, for the last twelve weeks. What rests on fewer than ten cases is left out. Switching it is recorded.
numbers-public-switch-on = Show the figures to everybody
numbers-public-switch-off = Show them to nobody

month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

ledger-title = Taken back
ledger-lead = What a person took back of what the checks or a person had said: appeals that turned a decision, misreadings, findings that a person undid, and approvals of the checks that did not stand when somebody looked again.
ledger-total = { $n ->
    [one] One entry.
   *[other] { $n } entries.
}
ledger-plot = How often something was taken back: { $by }
ledger-by-week = By week
ledger-by-reason = By reason
ledger-by-check = By check
ledger-by-document = By document
ledger-by-country = By country
ledger-by-device = By device
ledger-by-policy = By policy version
ledger-by-level = By level
ledger-by-reviewer = By reviewer
ledger-by-source = By how it was taken back
ledger-source-appeal = On appeal
ledger-source-dispute = Misread
ledger-source-undone = Undone by a person
ledger-source-rereview = At a second look
ledger-check-picture = The picture
ledger-check-document = The document
ledger-check-details = The typed details
ledger-check-reading = The reading
ledger-device-phone = Phone or tablet
ledger-device-desk = Computer
ledger-device-api = Program
ledger-device-chrome = Chrome
ledger-device-edge = Edge
ledger-device-firefox = Firefox
ledger-device-safari = Safari
ledger-device-other = Another browser
ledger-times = Times
ledger-of-raised = Times it stood in the way
ledger-of-decided = Cases decided
ledger-share = Share
ledger-newest = The newest
ledger-how = How
ledger-said = What had been said
ledger-said-by = Who had said it
ledger-taken-back-by = Who took it back
ledger-when = When
ledger-a-person = A person
ledger-none = Nothing was taken back
ledger-none-why = In this time no decision, finding or reading was taken back.

console-done-figures-on = Everybody can see the figures now.
console-done-figures-off = Nobody outside sees the figures any more.
console-kind-rereview = Second look
console-cause-rereview = Approved by the checks alone; chosen to be looked at again
console-history-case-assigned = handed the case to somebody
console-history-case-tagged = tagged the case
console-history-case-untagged = took a tag off
console-history-rereview-chosen = chose the approval to be looked at again
console-history-rereview-opened = opened the evidence for a second look
console-history-rereview-confirmed = looked again and confirmed the approval
console-history-rereview-overturned = looked again: the approval does not stand

rereview-title = Second look
rereview-lead = The checks alone approved this. Look at the evidence first: what they read and found is shown once you have answered.
rereview-evidence = What was typed
rereview-document = Document
rereview-issuer = Issued by
rereview-answer = Does the approval stand?
rereview-confirm = It stands
rereview-confirm-hint = The document is what it should be, and what was typed is what it says.
rereview-overturn = It does not stand
rereview-code = What the checks missed
rereview-followed = What follows
rereview-followed-renewal = The person verifies anew; until then they keep what they have
rereview-followed-freeze = Everything is stopped at once
rereview-words = What the person reads
rereview-words-hint = They read it on their page, in your words. A confidential reason is not shown to them.
rereview-note = Note for colleagues
rereview-send = Record
rereview-done-confirmed = { $name } looked again and confirmed the approval.
rereview-done-overturned = { $name } looked again: the approval does not stand.
rereview-verdict = What the checks had read
rereview-whole = Open the whole case
rereview-taken = { $name } has it open.
rereview-take = Take over
rereview-gone = The approval no longer stands, so there is nothing to look at.
rereview-barred-seen = You have seen what the checks said about this case, so a colleague looks at it.
rereview-barred-own_account = This is your own account. A colleague looks at it.
rereview-problem-verdict = Say whether the approval stands.
rereview-problem-code = Choose what the checks missed, and what follows.
rereview-problem-words = Write what the person is to read.
rereview-problem-too_long = The text is too long.
rereview-problem-taken = A colleague has taken it over, or it was answered meanwhile.
console-done-looked-again = Your second look is recorded.

bulk-title = Several cases at once
bulk-hint = Tick cases to do something to all of them.
bulk-count = { $n } chosen
bulk-pick = Choose { $reference }
bulk-do-pick = Choose this row, or not
bulk-do-all = Choose all, or none
bulk-do-bar = Do something to the chosen ones
bulk-to = Hand to
bulk-assign = Hand over
bulk-tag-word = Tag
bulk-tag = Tag
bulk-untag = Take the tag off
bulk-recheck = Run checks again
bulk-tags = Tags
bulk-tag-filter = Only cases with a tag
bulk-tag-any = Any tag
bulk-tag-remove = Take off the tag { $tag }
bulk-back = Back to the inbox
bulk-done-assign = { $n ->
    [one] One case was handed over.
   *[other] { $n } cases were handed over.
}
bulk-done-tag = { $n ->
    [one] One case was tagged.
   *[other] { $n } cases were tagged.
}
bulk-done-untag = { $n ->
    [one] The tag was taken off one case.
   *[other] The tag was taken off { $n } cases.
}
bulk-done-recheck = { $n ->
    [one] The checks of one case are running again.
   *[other] The checks of { $n } cases are running again.
}
bulk-refused = { $n ->
    [one] One case stayed as it was
   *[other] { $n } cases stayed as they were
}
bulk-refused-changed = somebody else changed it just now
bulk-refused-tags = it has ten tags already
bulk-refused-state = it does not wait for a person
bulk-refused-taken = a colleague has it in hand
bulk-refused-pending = a decision is about to take effect
bulk-refused-own_account = it is their own account
bulk-refused-barred = they may not decide it: they decided before, or compliance decides
bulk-refused-not_ours = its checks did not fail by our fault
bulk-refused-incomplete = something is missing that the checks look at
bulk-problem-none = No case was chosen.
bulk-problem-to = Choose a colleague.
bulk-problem-tag = A tag is a short word: letters, digits, blanks, - and _, at most 30.
console-done-bulk-assign = The chosen cases are handed over.
console-done-bulk-tag = The chosen cases are tagged.
console-done-bulk-untag = The tag is taken off the chosen cases.
console-done-bulk-recheck = The checks of the chosen cases are running again.
console-done-tagged = The case is tagged.
console-done-untagged = The tag is taken off.
console-done-tag-word = A tag is a short word: letters, digits, blanks, - and _, at most 30. Nothing was changed.
console-done-tag-many = The case has ten tags already. Nothing was changed.

figures-others = How long others waited
figures-title = How we are doing
figures-lead = How long decisions take, how many pass at the first try, and how often we were wrong.
figures-card-first_try = passed at the first try
figures-card-p50 = half were decided within
figures-card-p90 = nine of ten within
figures-card-p99 = 99 of 100 within
figures-card-overturned = of decisions, a person took something back
figures-card-waiting = wait for a person now
figures-fewer = Fewer than { $n }
figures-too-few = Too few to tell
figures-since = Counted since { $from }; as of { $at }.
figures-weeks = Week by week
figures-meaning-overturned = Something taken back: decided cases in which a person took back what our checks or one of us had said, because somebody disputed or appealed, or because we looked again.
figures-meaning-small = What rests on fewer than { $n } people is not told, so that no number names anybody.

migrate-title = Policy version { $from }; version { $to } is in force
migrate-lead = The case finishes under version { $from }, with which it began. On purpose it can go on under the one in force; have the checks run again after that.
migrate-do = Go on under version { $to }
console-done-migrated = The case goes on under the policy in force.
console-history-case-migrated = let the case go on under the policy in force
