# The time after an approval, people who cannot get in, and steps that somebody cannot do.

levels-until = You have it until
levels-ended = It ended
levels-renew = Verify anew for { $level }

renewal-title-soon = { $level } ends soon
renewal-title-over = { $level } has ended
renewal-title-waits = { $level } stays until a person has looked
renewal-why-document = The document that it was given on runs out:
renewal-why-interval = We ask for a new look from time to time. The day:
renewal-why-asked = A person asked you to verify anew. The day:
renewal-stays-soon = Until then nothing changes. After it you still have { $level }.
renewal-stays-over = You still have { $level }.
renewal-stays-waits = You sent everything in time, so nothing changes while we look.
renewal-keeps-soon = Until then nothing changes.
renewal-keeps-over = You can have it again.
renewal-keeps-waits = You sent everything in time, so nothing changes while we look.
renewal-do = What is still good is filled in already: you only do what is missing.
status-title-lapsed = Your approval has ended
status-over-lapsed = Its time is over. Nothing was decided against you.

imported-lead = You were verified by { $by } on
imported-taken = Taken over by us
imported-by = Verified by
imported-at = Verified
imported-method = How
imported-evidence = Evidence
imported-expires = Document’s last day

review-correct = Correct what I typed

receipt-by-imported = Nobody here: taken over from elsewhere
receipt-imported-by = Verified by
receipt-imported-at = Verified there (UTC)
receipt-imported-method = How

talk-locked-else = You have no access to your mail any more, or nothing helps?

locked-title = I cannot get in
locked-lead = Write to a person, without an account. You get an answer by mail within { $time }.
locked-first = With a new password most people get in at once:
locked-email = Your email address now
locked-email-hint = We answer to this address. It must be one that you can read.
locked-about = The account that it is about
locked-about-hint = The address that you registered with, or the reference of your case (PD-…). Leave it empty if it is the same address.
locked-words = What happened?
locked-words-hint = Do not send passwords, document numbers or photos here.
locked-send = Send to a person
locked-problem-email = Write an email address that you can read, like name@example.org
locked-problem-words = Write what happened first
locked-sent-title = A person has your message
locked-sent-1 = A mail with a link comes to your address. Open the link once, so that we know the address is yours.
locked-sent-2 = A person answers within { $time }. The answer stands behind the same link.
locked-sent-3 = Before anything of an account is changed, we ask to see you with your document. We never ask for your password.
locked-talk-title = Your message to a person
locked-talk-change = The new address of your account counts from
locked-talk-closed = This is closed. If you still need help, write anew:
stop-title-ready = Stop the new address?
stop-title-stopped = Stopped: nothing was changed
stop-title-nothing = There is nothing to stop
stop-lead-ready = Somebody asked to give your account another email address. If that was not you, stop it here.
stop-lead-stopped = Your account keeps its address. If you are worried, choose a new password.
stop-lead-nothing = The change was stopped before, or it has taken place already. If you cannot get in, write to a person.
stop-do = Stop it

without-title-document = I do not have this document
without-title-camera = I have no camera
without-title-pages = I cannot use these pages
without-document-lead = One of these is enough:
without-document-one = Without { $kind }: { $others }
without-document-choose = Choose another document
without-camera-1 = Sign in on another device that has a camera. Your case goes on there.
without-camera-2 = Somebody else may take the photo. You can choose a file instead of taking a photo.
without-camera-file = Choose a file
without-person = Or a person does it with you
without-person-lead = A person answers within { $time }, sees your case, and can upload and correct for you. Everything they do is recorded. You can go on by yourself at any time.
without-words = Anything we should know (not needed)
without-ask = Ask a person
list-or = { " " }or{ " " }
system-help-camera = I have no camera. A person helps with the photos.
system-help-document = I do not have one of these documents. A person tells what else is possible.
system-help-pages = I cannot use these pages. A person does it with me.
system-help-waits = A person will answer here.

people-stands = How long approvals stand
people-until = until
people-ended = ended
people-no-end = without end
people-told = told { $n } times
people-why-document = document runs out
people-why-interval = policy
people-why-asked = a person asked
people-renew-lead = Asks this person to verify anew. Until the day they keep everything; after it the level ends unless they have. What is still good is taken along; a reason about a picture or document asks for a new photo.
people-renew-days = Days until then
people-renew = Ask to verify anew
people-problem-days = Write a number of days from 1 to 365.
people-problem-nothing_stands = No approval stands that could end.
console-done-asked = Asked. The person is told that there is news.
console-done-document = The document is chosen.
console-done-answered = Answered. A mail says that there is an answer.
console-done-closed = Closed.
console-done-way-in = A link for a new password is on its way to the account’s own address.
console-done-proposed = Proposed. A second person confirms it.
console-done-confirmed = Confirmed. The old address was told, and can stop it.
console-done-refused = Refused: nothing changes.

console-imported = Taken over from elsewhere
console-imported-lead = Nobody here decided this. It rests on what stands here.
console-attempts-title = What each sending ended in
console-attempt = Sending { $n }
console-again = again
console-taken-back = taken back by a person
console-changes = What was typed before
console-changes-applicant = Applicant
console-document-for = Choose the document for them
console-document-kind = Document
console-document-country = Issuer (three letters)
console-document-save = Choose
console-problem-incomplete = Details, document or a picture are still missing: there is nothing whole to check yet.
console-problem-country = That is no issuer of the list. Use three letters, such as DEU.

console-history-details-corrected_in_review = corrected what they typed while a person looked
console-history-document-chosen_for = chose the document for the applicant
console-history-evidence-kept = took a picture along from the approval before
console-history-verification-ending_told = told the applicant that the approval ends soon
console-history-verification-help_asked = asked a person for help with a step
console-history-verification-imported = took over a verification made elsewhere
console-history-verification-lapsed = ended the approval: its time was over
console-history-verification-renewal_asked = asked for it to be verified anew
console-history-verification-renewal_begun = began to verify anew

locked-nav = At the door
locked-console-title = At the door
locked-console-lead = People who cannot get in and wrote without an account. They have proved nothing yet.
locked-console-one = At the door:
locked-answer-by = Answer by
locked-answered = answered
locked-none = Nobody waits.
locked-writes-from = Writes from
locked-reached = link used: it is theirs
locked-not-reached = link not used yet
locked-names = Names as the account
locked-names-same = (the same address)
locked-account = Account found
locked-same = writes from the account’s own address
locked-other = another address
locked-no-account = No account has that address or reference. Do not say so: the answer is the same for everybody.
locked-said = Messages
locked-asker = Asker
locked-answer = Answer
locked-answer-hint = Say nothing about an account that they have not proved to be theirs. Never ask for a password, or for photos by mail.
locked-answer-send = Send the answer
locked-way-in = A new way in
locked-way-in-lead = Mails a link for a new password to the address that the account has, never to another. It needs no identification: whoever asks gains nothing by it.
locked-way-in-send = Mail a link to the account’s address
locked-change = A new address for the account
locked-change-lead = Only for somebody who has lost that mailbox for good. It takes a reached mailbox, identification, two people, and time in which the old address can stop it. Signing in stops it too.
locked-identified = How you identified them
locked-identified-document = They showed the document that is on file again: number and portrait agree
locked-identified-live = I saw or heard them live, and they answered what only they can
locked-identified-never = Names, birth dates, document numbers and references identify nobody: they can be copied.
locked-note = What you saw and heard
locked-propose = Propose the new address
locked-confirmed-by = confirmed by { $name }
locked-effect = counts from
locked-confirm-lead = Look at the note, and ask the colleague where in doubt. The old address is told as soon as you confirm.
locked-confirm = Confirm
locked-refuse = Refuse
locked-close = Close this request
locked-change-done = counts now
locked-change-stopped = stopped by the account’s owner
locked-change-refused = refused
locked-problem-empty = Write the answer first.
locked-problem-too_long = That is too long: at most 4,000 characters.
locked-problem-closed = This is closed: nothing can be added.
locked-problem-no_account = No account is known that it is about.
locked-problem-not_reached = They have not used the link that was mailed to the new address: nobody knows yet whether it is theirs.
locked-problem-not_identified = Both are needed: the document on file shown again, and the person seen or heard live.
locked-problem-note = Write what you saw and heard.
locked-problem-taken = Another account has this address already.
locked-problem-waiting = A new address waits already.
locked-problem-same_person = A second person confirms it, not the one who identified them.

mail-door-subject = Your message to a person
mail-door-body =
    Hello,

    Your message has reached us, or a person has answered it. Read and answer here:

    { $link }

    To protect your privacy, this mail does not say more. Keep the link to yourself.

    If you did not write to us, you can leave this mail alone.

    If you need help, open the link and choose “{ action-talk_to_person }”.

mail-address-change-subject = Somebody asked to change your account’s address
mail-address-change-body =
    Hello,

    Somebody asked to give your account with us another email address. If that was you, there is nothing to do.

    If it was not you, stop it here. Signing in stops it as well:

    { $link }

    If you need help, open the link and choose “{ action-talk_to_person }”.
