### The staff console.

console-title = Proofdesk console
console-nav = Console
console-nav-inbox = Inbox
console-nav-operations = Operations
console-nav-staff = Staff
console-nav-keys = API keys
console-to-portal = To the applicants’ portal
console-close = Close
console-cancel = Cancel
console-change = Change
console-copy = Copy
console-copied = Copied
console-email = E-mail address
console-password = Password
console-name = Name
console-role = Role
console-you = you
console-world = World
console-why = Why
console-nothing = nothing
console-seconds = s
console-error-prefix = Error:{" "}
console-offline = No connection to the server. What you see may be old; it refreshes by itself.
console-failed = That did not work. Nothing was changed; try again.

## Sign-in

console-sign-in-title = Sign in to the console
console-sign-in-lead = For staff only. Applicants sign in at the portal.
console-sign-in = Sign in
console-sign-out = Sign out
console-sign-in-wrong = The address and the password do not belong together.
console-sign-in-empty = Type your address and your password.
console-sign-in-locked = Too many wrong passwords for this account.
console-sign-in-until = The next try is possible from { $time }.

## Roles

console-role-agent = Agent
console-role-agent-what = answers people, asks them for pictures and documents
console-role-reviewer = Reviewer
console-role-reviewer-what = decides cases
console-role-compliance = Compliance
console-role-compliance-what = decides the grave ones
console-role-admin = Admin
console-role-admin-what = runs the installation

## Time

console-span-days = { $d } d
console-span-hours = { $h } h { $m } min
console-span-seconds = { $s } s
console-span-minutes = { $m } min
console-clock-left = { $span } left
console-clock-over = { $span } over
console-clock-none = no clock
console-waited = waiting { $span }

## Inbox

console-inbox-title = Inbox
console-inbox-count = { $n ->
    [one] 1 waits for a person
   *[other] { $n } wait for a person
}
console-inbox-late = { $n ->
    [one] 1 is late
   *[other] { $n } are late
}
console-inbox-empty = Nobody is waiting
console-inbox-empty-why = New cases and messages appear here by themselves.
console-inbox-show-all = Show everything
console-filter = Filter
console-filter-whose = Whose
console-filter-mode = World
console-search = Search this list
console-whose-all = Everybody’s
console-whose-mine = Mine
console-whose-free = Unclaimed
console-mode-all = Both worlds
console-mode-live = Live
console-mode-live-what = real people
console-mode-test = Test
console-mode-test-what = specimens; nothing here counts
console-kind-appeal = Appeal
console-kind-review = Review
console-kind-conversation = Message
console-nobody = No address
console-claimed-mine = yours
console-claimed-mine-long = You have claimed this case. What you open here is logged.
console-claimed-by = { $name } is looking at this
console-claim = Claim and open
console-take-over = Take over
console-release = Give back

## Turns, states, causes

console-turn-applicant = The applicant’s turn
console-turn-checks = Checks are running
console-turn-person = Your turn
console-turn-nobody = Finished
console-state-draft = being filled in
console-state-needs_input = needs input
console-state-checking = checking
console-state-in_review = in review
console-state-appealed = appealed
console-state-approved = approved
console-state-declined = declined
console-state-cancelled = cancelled
console-state-expired = expired
console-state-revoked = revoked
console-cause-finding = A finding that a person must judge
console-cause-manual_step = This level or document needs a person’s look
console-cause-same_finding_twice = The same finding twice
console-cause-attempts_used = All attempts used
console-cause-trying_too_long = Has been trying for too long
console-cause-dispute = “You misread this”
console-cause-asked = Asked for a person
console-cause-our_fault = Our checks failed
console-cause-appeal = Appeals against a no
console-cause-message = Wrote a message
console-delayed = Our checks are late; the system is retrying
console-attempts = { $n ->
    [one] 1 failed attempt
   *[other] { $n } failed attempts
}

## The document

console-look = Document
console-view = Which side
console-view-front = Show the front
console-view-back = Show the back
console-view-compare = Compare
console-tools = Picture
console-zoom-in = Zoom in
console-zoom-out = Zoom out
console-zoom-fit = Fit
console-rotate-left = Turn left
console-rotate-right = Turn right
console-places = Show or hide the places found
console-places-short = Places
console-slot-front = Front
console-slot-back = Back
console-slot-details = Details
console-earlier = Earlier pictures
console-superseded = replaced by a newer picture
console-picture = Picture of the document: { $page }
console-picture-keys = Arrow keys move it, plus and minus zoom, comma and full stop turn it.
console-picture-open = Open alone
console-uploaded-by = uploaded by { $name }
console-no-pictures = No pictures have been sent yet.

## Facts

console-facts = Findings and details
console-findings = Findings
console-findings-none = Nothing stands against this case.
console-findings-settled = { $n ->
    [one] 1 settled finding
   *[other] { $n } settled findings
}
console-finding-resolved = resolved
console-finding-disputed = disputed by the applicant
console-finding-overruled = overruled: the applicant was right
console-finding-upheld = upheld
console-confidential = hidden from the applicant
console-times = seen { $n } times
console-measured = Measured { $value }
console-threshold-least = at least { $value } is needed
console-threshold-most = at most { $value } is allowed
console-confidence = How sure the reading is
console-read = read
console-raised-by = Raised by { $name }.
console-disputes = Disputes
console-dispute-says = The applicant says we misread:
console-dispute-words = Your answer if the finding stands
console-dispute-words-hint = The applicant reads this. It is needed only to uphold the finding.
console-dispute-overruled = The applicant was right; the finding is gone.
console-dispute-upheld = The finding stands.
console-uphold = Uphold the finding
console-overrule = Overrule: the applicant is right
console-compare = Typed and read
console-differing = { $n ->
    [one] 1 differs
   *[other] { $n } differ
}
console-field = Field
console-typed = Typed
console-printed = Printed
console-zone = Zone
console-barcode = Barcode
console-agrees-no = The sources differ
console-agrees-yes = The sources agree
console-compare-none = Nothing has been typed or read yet.
console-decisions = Decisions
console-by-checks = by the checks
console-policy = policy { $version }
console-applicant = Applicant
console-invitation = Invitation code
console-external-ref = The platform’s own reference
console-reads = Reads
console-region = Lives in
console-other-cases = Other cases
console-masked-free = Nobody has claimed this case. Claim it to see all of it; that is logged.
console-masked-role = Your role sees cases without personal details.
console-masked = Somebody else has claimed this case, so personal details are left out.

## On the applicant's behalf

console-correct = Correct the details for the applicant
console-correct-save = Save the correction
console-why-hint = Recorded with your name: “called in, misspelled the name”.
console-typed-surname = Surname
console-typed-given_names = Given names
console-typed-native_name = Name in its own script
console-typed-birth_date = Date of birth (YYYY-MM-DD)
console-typed-nationality = Nationality (three letters)
console-typed-document_number = Document number
console-field-missing = Nothing is typed here.
console-field-too_long = This is longer than 200 characters.
console-field-not_a_date = Write the date as YYYY-MM-DD.
console-field-impossible_date = Nobody can be born on that date.
console-field-unknown_country = Use the three-letter code, such as DEU or CHN.
console-field-odd_characters = Leave out brackets, bars and other characters that no document prints.
console-upload = Upload a picture for the applicant
console-upload-send = Upload
console-page = Page
console-file = Picture
console-recheck = Run the checks again
console-recheck-hint = Uses no attempt.

## Conversation and history

console-side = Conversation and history
console-talk = Conversation
console-talk-empty = Nobody has written yet.
console-talk-case = Open the case
console-beside = The case beside this conversation
console-talk-turn-staff = waits for an answer
console-talk-turn-applicant = answered
console-talk-turn-nobody = closed
console-note-tag = internal
console-say-kind = Answer or note
console-say-reply = Answer
console-say-note = Internal note
console-say-label = Your text
console-say-lang = The applicant reads { $lang }.
console-say-note-hint = Only staff can read this. @ and a name tells that colleague.
console-say-send = Send to the applicant
console-say-keep = Keep the note
console-history = History
console-actor-applicant = Applicant
console-actor-platform = The platform
console-actor-system = Proofdesk

## Deciding

console-bar-note = Sent after ten seconds; until then you can undo it.
console-bar-masked = Claim the case to decide it.
console-bar-applicant = It is the applicant’s turn; there is nothing to decide.
console-bar-checks = The checks are running; there is nothing to decide yet.
console-bar-person = Your role may answer here; a reviewer decides.
console-bar-nobody = This case is finished.
console-outcome-approved = Approved
console-outcome-needs_input = Asked for a retake
console-outcome-revoked = Approval taken back
console-outcome-declined = Declined
console-pending = decided by { $name }, takes effect in
console-undo = Undo
console-approve-title = Approve this case?
console-approve-standing = { $n ->
    [one] One finding stands against it:
   *[other] { $n } findings stand against it:
}
console-approve-note = Note for the record
console-approve-note-hint = Only staff can read it. Say why, where findings still stand.
console-retake-title = What is to be sent again?
console-retake-send = Ask for a retake
console-reason-filter = Find a reason
console-reason-note = Note
console-reason-note-hint = What to mind, in { $lang }
console-field-any = no field
console-preview-title = What the applicant will read
console-preview-none = Pick a reason to see it.
console-preview-show = Show it in a new tab
console-do-revoke = Take the approval back
console-revoke-title = Take this approval back
console-revoke-lead = The limits fall back at once. It bears your name.
console-revoke-send = Take it back
console-decline-title = Decline this case
console-decline-lead = This is the final no. It bears your name, and the applicant can appeal to somebody else.
console-decline-reason = Reason
console-decline-message = Message to the applicant
console-decline-hint = Say what led to this and what stays open to them. They read { $lang }.
console-decline-send = Decline
console-group-file = The file
console-group-image = The picture
console-group-capture = How it was taken
console-group-doc = The document
console-group-read = What could not be read
console-group-data = Details that differ
console-group-registry = Registers
console-group-face = Face
console-group-device = Device
console-group-poa = Proof of address
console-group-screening = Screening
console-group-integrity = Integrity
console-group-policy = Policy
console-group-session = A call
console-group-system = Our side

## What was just done, what was the matter

console-done-undone = Undone. Nothing was sent.
console-done-released = Given back to the inbox.
console-done-claimed = The case is yours now.
console-done-corrected = The correction is saved.
console-done-uploaded = The picture is in place.
console-done-recheck = The checks are running again.
console-done-settled = The dispute is settled.
console-done-empty = There is no other case waiting. Well done.
console-done-decided = Decided. It takes effect in ten seconds.
console-done-retried = The job runs again.
console-done-mail-retried = The mail is sent again.
console-done-staff-added = The staff member can sign in now.
console-done-password = The new password is set; open sessions have ended.
console-done-deactivated = This person can no longer sign in.
console-done-key-revoked = The key no longer works.
console-problem-too_late = It is too late to undo this: it has been sent.
console-problem-no_reason = Pick at least one reason.
console-problem-no_message = Write a message to the applicant.
console-problem-too_long = The text is too long.
console-problem-not_for_decline = This reason cannot be a final no.
console-problem-not_for_retake = This reason cannot be asked of the applicant.
console-problem-page = Say which page is meant.
console-problem-already_pending = A decision is already on its way.
console-problem-wrong_state = It is no longer your turn here: look at the case again.
console-problem-claimed = Somebody else has claimed this case.
console-problem-own_decision = An appeal is for somebody else than the one who decided.
console-problem-words = Write what the applicant is to read.
console-problem-why = Say why, in a few words.
console-problem-details = Look at the marked fields.
console-problem-empty = Write something first.
console-problem-refused = There is no picture in this file that can be opened. JPEG, PNG, WebP, HEIC and PDF with a photo work.
console-problem-too_large = The file is too large.
console-problem-file = Choose a file.
console-problem-busy = A part of the service does not answer. Nothing was changed; try again in a moment.
console-problem-name = Type a name.
console-problem-email = Type an e-mail address.
console-problem-email_taken = Somebody with this address exists already.
console-problem-password = The password needs at least 15 characters and must not be easy to guess.
console-problem-role = Choose a role.
console-problem-scopes = Choose at least one scope.

## Two versions

console-stale-title = Somebody changed this case first
console-stale-lead = Your decision was not applied, so nothing was overwritten. Look at both and decide again.
console-stale-yours = What you decided
console-stale-now = How the case stands now
console-stale-look = Look at the case
console-stale-repeat = Decide the same on the new version

## Keys and palette

console-palette = Actions
console-palette-hint = Type an action or a reference
console-palette-empty = No action has this name.
console-keys-title = Keyboard
console-keys-single = Single keys are on
console-do-inbox = Inbox
console-do-search = Search the inbox
console-do-keys = Show the keys
console-do-palette = Find an action
console-do-down = Next row
console-do-up = Previous row
console-do-open = Open
console-do-approve = Approve
console-do-retake = Ask for a retake
console-do-decline = Decline
console-do-next-case = Next case
console-do-next-finding = Next finding
console-do-previous-finding = Previous finding
console-do-answer = Answer the applicant
console-do-note = Write an internal note

## Operations

console-figures = Figures, { $mode }
console-figures-since = Outcomes since { $date }.
console-figure-queue = waiting for a person
console-figure-unanswered = messages without an answer
console-figure-breached = promises broken now
console-figure-decided = decided
console-figure-approved = approved
console-figure-first_try = approved at the first try
console-figure-overturned = overturned by a person
console-figure-outcome = to the outcome: half within, nine tenths within
console-figure-checking = being checked
console-figure-needs_input = the applicant’s turn
console-figure-none = none yet
console-figure-pair = { $half } / { $most }
console-jobs = Work set aside
console-jobs-none = Nothing has failed.
console-job-kind = Work
console-job-error = What went wrong
console-job-tries = Tries
console-job-at = Since
console-job-retry = Try again
console-mails = Mails in the folder
console-mails-lead = No mail server is configured, so mails are written to a folder. Open one to read it.
console-mails-none = No mail has been written yet.
console-unsent = Mails that were refused
console-unsent-lead = A mail server would not take these for good, or their writing failed. Mend the cause, then send them again. What is only late is tried again by itself and does not stand here.
console-unsent-none = No mail has been refused.
console-unsent-retry = Send again

## Staff and keys

console-staff-can = Can sign in
console-staff-active = yes
console-staff-inactive = no
console-staff-new = Add a staff member
console-staff-add = Add
console-password-new = New password
console-password-hint = At least 15 characters. Hand it over in person.
console-password-set = Set the password
console-deactivate = Deactivate
console-scopes = May
console-keys-none = No keys yet.
console-key-new = Make a key
console-key-make = Make the key
console-key-name-hint = What the key is for: “staging back end”.
console-key-made = Made
console-key-used = Last used
console-key-never = never
console-key-revoke = Revoke
console-key-revoked = revoked
console-key-secret = The new key’s secret
console-key-secret-once = Copy it now: it is shown this once and kept nowhere.

## History: what somebody did, after their name

console-history-more = { $text }: { $more }
console-history-case-opened = claimed the case and opened it
console-history-case-released = gave the case back
console-history-case-taken_over = took the case over
console-history-decision-made = decided; ten seconds to undo
console-history-decision-undone = took the decision back
console-history-decision-dropped = had a decision dropped, because the case had moved on
console-history-verification-begun = began
console-history-verification-created_for = created the case
console-history-verification-document_chosen = chose a document
console-history-verification-details_saved = typed the details
console-history-verification-picture_uploaded = uploaded a picture
console-history-verification-picture_refused = sent a file that could not be used
console-history-verification-sent = sent it for checking
console-history-verification-needs_input = asked the applicant to mend something
console-history-verification-person_brought = had the case go to a person
console-history-verification-checks_unable = could not finish the checks; they are tried again
console-history-verification-rechecked = had the checks run again
console-history-verification-disputed = said that we misread something
console-history-verification-appealed = appealed
console-history-verification-approved = approved
console-history-verification-retake_asked = asked for a retake
console-history-verification-declined = declined
console-history-verification-revoked = took the approval back
console-history-verification-cancelled = stopped
console-history-verification-expired = closed it: the time to finish ran out
console-history-dispute-upheld = upheld a finding
console-history-dispute-overruled = overruled a finding
console-history-details-corrected = corrected the details for the applicant
console-history-evidence-uploaded_for = uploaded a picture for the applicant
console-history-link-created = made a link for the applicant
console-history-link-opened = opened the link

## People around a decision
console-second-title = A second pair of eyes
console-second-yours = You have decided. A colleague looks at the evidence without seeing what you said.
console-second-blind = { $name } has decided. Look for yourself: what they said shows when you have decided too.
console-second-differ = Two people differ. Compliance sees both opinions and decides.
console-escalated-by = { $name } handed this case to compliance.
console-escalated-differ = With compliance, because two people differ.
console-barred-own_account = This is your own account. Somebody else decides.
console-barred-own_decision = You took part in the decision that is appealed. Somebody else hears the appeal.
console-barred-has_spoken = You have decided. A second person decides too.
console-barred-for_compliance = Compliance decides this case.
console-appeals = Appeals
console-appeal-says = The applicant appeals:
console-appeal-upheld = Heard: the decision stands
console-appeal-overturned = Heard: the decision was turned
console-appeal-reopened = Heard: the case goes on
console-appeal-withdrawn = Withdrawn
console-solo = one person, solo mode
console-steps = Steps by hand
console-step = Step
console-step-open = To do
console-step-clear = Nothing found
console-step-hit = Something found
console-step-unable = Could not be done
console-step-record = Record a step by hand
console-step-outcome = What came of it
console-step-note = Where you looked, and what you found
console-step-save = Record it
console-stepname-screening = Screening
console-duplicates = Shares something with other cases
console-duplicates-lead = No machine decides on this. The same picture or number can have a good reason.
console-same-number = same document number
console-same-details = same name and birth date
console-same-picture = same picture
console-present = { $names } also has this open
console-escalate-title = Hand this case to compliance
console-escalate-lead = It goes back to the queue, and compliance decides. Your words are a note for them; the applicant does not read it.
console-do-escalate = Escalate
console-hand-back = Hand back to everybody
console-do-mark = Mark a place on the picture
console-mark-short = Mark
console-mark-help = Draw with the pointer. By keys: arrows move, Shift and arrows size, Enter keeps, Delete removes, Escape leaves.
console-mark-kept = The place that you marked goes with it: the applicant sees it outlined.
console-outcome-hidden = Decided
console-done-escalated = The case is with compliance.
console-done-handed-back = The case is back with everybody.
console-done-step = The step is recorded.
console-problem-has_spoken = You have decided already: nobody is their own second pair of eyes.
console-problem-for_compliance = Compliance decides this case.
console-problem-own_account = This is your own account: somebody else decides.
console-problem-steps_open = Steps by hand are to be done before this can be approved.
console-problem-step_outcome = Choose what came of the step.
console-history-appeal-overturned = heard the appeal: the decision was turned
console-history-appeal-reopened = heard the appeal: the case goes on
console-history-appeal-upheld = heard the appeal: the decision stands
console-history-appeal-withdrawn = withdrew the appeal
console-history-case-escalated = handed the case to compliance
console-history-case-handed_back = handed the case back to everybody
console-history-decision-confirmed = said the same as a colleague
console-history-decision-differs = said something else than a colleague; compliance decides
console-history-decision-solo = decided alone what takes two people: solo mode
console-history-decision-waits = decided; a second person is to look
console-history-step-recorded = recorded a step by hand
console-row-escalated = Compliance
console-row-second-yours = Waits for a second person
console-row-second-wanted = Second person wanted
console-inbox-more = Show more

## What staff know and have in hand
console-staff-load = In hand
console-staff-load-is = { $claimed } claimed, { $decided } decided today
console-staff-knows = Knows
console-staff-knows-all = everything
console-staff-knows-hint = Nothing ticked means everything. The next case is one that they know, where several wait.
console-staff-knows-set = Keep what they know
console-staff-languages = Languages
console-staff-documents = Documents
console-lang-en = English
console-lang-zh-CN = Chinese
console-done-skills = What they know is kept.
