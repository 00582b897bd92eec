### The applicant's portal.
### Tone: what was seen and what to do. No "please", "sorry", "valid", "invalid", "oops"; no blame, no jargon.

choose-one = Choose one
answer-yes = Yes
answer-no = No

## Start page

home-title = Show who you are, once, and know where you stand
home-lead = You need your passport or identity card, a phone with a camera, and about three minutes.
home-register = Open an account
home-sign-in = Sign in
home-how = How it works
home-step1-title = Type your details
home-step1 = As they stand on your document.
home-step2-title = Photograph the document
home-step2 = We tell you at once when a photo cannot be used, and why.
home-step3-title = Get the outcome
home-step3 = Most people have it within a minute. If something is off, you see the place on your own photo and what to do.
home-promises = What you can count on
home-promise1 = Every problem comes with its reason: what we measured, what is needed, and where.
home-promise2 = You see the whole list at once, and nothing that passed is asked for twice.
home-promise3 = When we are wrong, say so: a person looks, and you send nothing again.
home-promise4 = A person is always there. No machine says the final no.
home-help = Preparing a good photo, and other help

## A link from the platform

link-title-ready = Verify your identity
link-ready = This link opens your verification on this device. It works once.
link-title-used = This link was opened before
link-used = It works once, for your safety. Go back to where you got it and ask for a new one. What you sent is kept.
link-title-expired = This link has run out
link-expired = Go back to where you got it and ask for a new one. What you sent is kept.
link-title-unknown = This link does not open anything
link-unknown = Part of it may be missing. Copy the whole link, or ask for a new one where you got it.

## Accounts

account-email = E-mail address
account-password = Password
register-title = Open an account
register-have-account = You have one already?
register-email-hint = We send a code there to confirm that it is yours, and tell you when there is news.
register-password-hint = At least { $least } characters. Three or four words that do not belong together are good.
register-have-code = I have an invitation code
register-code = Invitation code
register-code-hint = Letters and digits, as you received it.
register-submit = Continue
register-problem-email = Type an e-mail address with an @ and a domain, like name@example.org
register-problem-password-short = Use at least { $least } characters for the password
register-problem-password-long = Use at most { $most } characters for the password
register-problem-password-guessable = This password is easy to guess. Use words that do not belong together
register-problem-invitation = The invitation code has more characters than any code of ours. Leave it empty if you have none
confirm-title = Type the code that we mailed you
confirm-sent-to = It went to { $email }.
confirm-hint = Six digits. Look in the spam folder too. The code works for 24 hours.
confirm-resent = A new code is on its way. The one before does not work any more.
confirm-no-mail = No mail came
confirm-no-mail-do = It can take a few minutes. You can have a new code sent, or start again with another address.
confirm-resend = Send a new code
confirm-other-address = Use another address
confirm-problem-missing = Type the six digits from the mail
confirm-problem-wrong = This is not the code that we mailed last. { $left ->
    [one] One try is left before a new code is needed
   *[other] { $left } tries are left before a new code is needed
}
confirm-problem-expired = This code has run out. Have a new one sent below
confirm-problem-too-many = Too many tries with this code. Have a new one sent below
sign-in-title = Sign in
sign-in-forgot = I do not know my password
sign-in-new = New here?
sign-in-problem-wrong = The address and the password do not belong together. Check both
sign-in-problem-locked = Too many tries. You can try again after { $time }, or choose a new password
sign-in-problem-closed = Too many tries. Choose a new password to open this account
reset-title = Choose a new password
reset-lead = We send a link to your address. It works once, within an hour.
reset-submit = Send the link
reset-sent-title = Look into your mail
reset-sent = We have sent a mail to the address that you typed. It holds a link to choose a new password, or says that there is no account with this address.
reset-sent-nothing = If nothing comes within a few minutes, look in the spam folder and check that the address was right.
reset-new-title = Choose a new password
reset-new-password = New password
reset-new-submit = Save and sign in
reset-spent-title = This link does not work any more
reset-spent = It works once and for an hour. Have a new one sent.
reset-again = Send a new link

## Before anything is uploaded

about-title = Two questions first
about-lead = So that you know whether we can serve you before you send anything.
about-age = Are you { $years } or older?
about-region = Where do you live?
about-region-hint = The country or region of your home address.
about-problem-age = Choose yes or no
about-problem-region = Choose the country or region where you live
not-served-title-age = You can come back when you are older
not-served-age = This service is for people of { $years } and older.
not-served-title-region = We cannot serve people who live there
not-served-region = We do not offer this service to people who live in { $region }. This is about the place alone, not about you.
not-served-nothing-kept = You have sent no document, and we hold none. Only your two answers are kept with your account.
not-served-change = Change my answers
notice-title = What we do with your document and your details
notice-lead = Read this first. Nothing is uploaded before you agree.
notice-what-title = What we take
notice-what = The details that you type, photos of your document, what we read from them, and what you write to us.
notice-why-title = What for
notice-why = To establish who you are, as the law asks of this service, and to help you when that fails. For nothing else: your photos and data never train models.
notice-who-title = Who sees it
notice-who = Our own staff, when a person looks at your case; every look is recorded. Nothing leaves this installation.
notice-how-long-title = How long
notice-how-long = As long as the law asks of this service, then it is erased. You can ask what is kept and until when.
notice-machines-title = What machines do
notice-machines = They measure the photos, read the text and compare it with what you typed. They can approve. They never say the final no: a named person does, and you can appeal.
notice-rights-title = What you can ask for
notice-rights = A copy of your data, a correction, its erasure, and a person instead of the machines, at any time.
notice-version = Version { $version } of this notice
notice-agree = I agree, continue
notice-decline = I do not agree
notice-decline-means = If you do not agree, a person tells you about another way. Nothing is uploaded.
declined-consent-title = Then we do it another way
declined-consent = Nothing was uploaded. A person has been told and writes to you about the ways that are open without these checks.
declined-consent-talk = Open the conversation
declined-consent-again = Read the notice again

## Levels

levels-title = Choose a level
levels-lead = Each level asks for more and allows more. You can go further later.
level-basic = Basic
level-standard = Standard
level-plus = Plus
levels-needs = What it asks for
need-email = A confirmed e-mail address
need-details = Your name, birth date and nationality
need-document = A passport or identity card
need-person = A look by a person
levels-takes = Takes most people about { $time }.
levels-person = Then a person looks, within { $time }.
levels-choose = Choose { $level }
levels-reached = You have this
levels-running = Under way
levels-go-on = Go on
limit-deposit = Pay in up to
limit-withdraw = Take out up to
limit-trade = Trade up to
limit-per-transaction = each time
limit-per-day = a day
limit-per-month = a month
usage-title = What is left
usage-what = Limit
usage-deposit = Pay in
usage-withdraw = Take out
usage-trade = Trade
usage-per-transaction = each time
usage-per-day = today
usage-per-month = this month
usage-left = { $left } left of { $limit }
usage-bar = { $used } used of { $limit }
usage-each = up to { $limit }
usage-shut = Opens with a higher level
usage-renews = Begins anew on
usage-zone = Days and months go by the time zone { $zone }. What you have under way counts until it is done or given back.

## The four steps

verify-step = Step { $n } of { $of }
details-title = Your details
details-lead = Type them as they stand on the document that you will photograph.
details-surname = Surname (family name)
details-surname-hint = In Latin letters. If the document shows a single name, type it here and leave the next field empty.
details-given = Given names
details-given-hint = All of them, in the order of the document.
details-native = Name in your own script (optional)
details-native-hint = If the document also shows your name in another script, for example 张三.
details-birth = Date of birth
details-birth-hint = For example 27 3 1985
details-nationality = Nationality
details-nationality-hint = As on the document.
details-number = Document number
details-number-hint = Letters and digits as printed. In a passport it stands at the top right of the page with your photo.
label-surname = Surname
label-given_names = Given names
label-native_name = Name in your own script
label-birth_date = Date of birth
label-nationality = Nationality
label-document_number = Document number
problem-surname-missing = Type your surname
problem-given_names-missing = Type your given names
problem-birth_date-missing = Type your date of birth: day, month and year
problem-nationality-missing = Choose your nationality
problem-document_number-missing = Type the document number
problem-too_long = { $field }: use at most { $most } characters
problem-not_a_date = There is no such day. Check day, month and year
problem-impossible_date = Type the year of birth with four digits; the date has to lie in the past
problem-unknown_country = Choose a country from the list
problem-odd_characters = { $field }: use only letters, digits, spaces and the signs that documents print, such as - and ’
document-title = Your document
document-kind = Which document will you photograph?
document-kind-passport = Passport
document-kind-id_card = Identity card
document-kind-driving_licence = Driving licence
document-kind-residence_permit = Residence permit
document-kind-visa = Visa
document-kind-other = Another document
document-hint-passport = One photo: the page with your picture
document-hint-two-sides = Two photos: front and back
document-country = Which country issued it?
document-country-hint = As printed on the document; it may differ from where you live.
document-none = I have none of these
document-none-do = A person can tell you what else is possible.
document-problem-kind = Choose the document that you will photograph
document-problem-country = Choose the country that issued the document
photo-title-passport = Photograph the page with your picture
photo-title-front = Photograph the front
photo-title-back = Photograph the back
photo-lead-passport = Open the passport flat. The two lines of letters and < signs at the bottom have to be in the photo.
photo-lead-front = The side with your picture.
photo-lead-back = The other side of the same card.
photo-how-alt = On the left, a card lying flat with all four corners in the picture: good. On the right, a card cut off at the edges with a patch of light on it: not usable.
photo-tip1 = All four corners in the picture, with a narrow border around.
photo-tip2 = Daylight, no flash. Tilt the document a little when you see a white patch.
photo-tip3 = Hold still until the text is sharp.
photo-label = Your photo
photo-hint = JPEG, PNG, WebP, HEIC, or a PDF with the photo in it, up to { $most }.
photo-take = Take a photo
photo-choose = Choose a file
photo-preview-alt = The photo that you chose
photo-send = Use this photo
photo-missing = Take a photo or choose a file first
photo-kept = We have this photo already.
photo-kept-alt = The photo that we have
photo-keep = Keep it and go on
photo-refused = This photo cannot be used
photo-refused-free = This does not count as an attempt.
photo-refused-kept = The photo from before is kept.
photo-refused-same = This is the same photo again
photo-same = It is the very photo that we could not use before. This is what we found then:
photo-take-another = Take another photo
photo-no-camera = No camera, or stuck here?
photo-progress = Sending your photo
photo-progress-label = How much has been sent
photo-checking = It has arrived. We are opening it.
photo-again = The connection broke off. Nothing is lost: we try again by ourselves in a moment.
photo-offline = You are offline. Your photo is still here; we go on as soon as the connection is back.
photo-paused = Paused. Your photo is still here.
photo-pause = Pause
photo-resume = Go on
photo-gave-up = It did not get through this time. Your photo is still here and no attempt is used. Check the connection, then press the button again.
photo-too-large = This file is larger than { $most }. Take a new photo with your camera’s normal setting.
check-title = Check your answers
check-missing = Something is still missing
check-missing-details = Complete your details
check-missing-document = Choose your document
check-missing-front = Add the photo of the front
check-missing-back = Add the photo of the back
check-missing-changed = Nothing has changed since you sent it last, so the outcome would be the same. Go back to see what to mend
check-missing-retake-front = Take the new photo of the front
check-missing-retake-back = Take the new photo of the back
check-empty = Not given yet
check-passed = In order
check-name = Name
check-native = Name in your own script
check-birth = Date of birth
check-nationality = Nationality
check-number = Document number
check-document = Document
check-country = Issued by
check-photo-passport = Page with your picture
check-photo-front = Front
check-photo-back = Back
check-declare-title = Before you send
check-declare = By sending you confirm that these details are yours and that the photos show your own document.
check-send = Send for checking
check-after = The checks take seconds. You can close the page: we send a mail when there is news.

## The status page

live-away = We are on it: our service does not answer just now. What you sent is kept, no attempt is used, and this page goes on by itself.
status-reference = Reference
status-title-draft = Not sent yet
status-draft = What you typed and uploaded so far is kept.
status-go-on = Go on where you stopped
status-stop = Stop this verification
status-stop-means = Nothing more happens with it then. You can begin again, at this level or another. What you sent is erased later, as the notice says.
status-stop-do = Stop it
status-begin-again = Begin again
step-details = Your details
step-document = Your document
step-photos = The photos
step-send = Check and send
status-title-checking = We are checking what you sent
status-checking = This takes seconds. The page goes on by itself.
status-checking-leave = You can close this page. We send a mail when there is news.
step-received = Everything has arrived and is kept safe
step-pictures = The photos are opened and measured
step-reading = The document is read
step-comparing = What we read is compared with what you typed
step-decision = The outcome is decided
step-done = done
step-now = under way
step-later = still to come
status-title-delayed = We are on it
status-delayed = Our checks are slower than they should be. This is our fault.
status-delayed-safe = What you sent is kept, no attempt is used, and you have nothing to do. It goes on by itself, and we send a mail when there is news.
status-title-needs_input = Your turn
status-needs-input = { $count ->
    [0] Everything is mended. Check it and send it again.
    [one] One thing is to be mended. Then we check again.
   *[other] { $count } things are to be mended. This is the whole list, in order.
}
status-attempts = { $left ->
    [one] After one more attempt a person takes over.
   *[other] After { $left } more attempts a person takes over.
}
status-attempts-last = After the next attempt a person takes over.
status-attempts-free = Saying that we misread something does not use one.
page-passport = the page with your picture
finding-measured = Measured
finding-needed-least = Needed, at least
finding-needed-most = Allowed, at most
finding-typed = You typed
finding-read = We read
finding-sure = How sure we are
finding-close-up = Close up
finding-place-alt = Your photo of { $page } with the place outlined
finding-place-caption = Your photo of { $page }; the place is outlined
finding-photo-alt = Your photo of { $page }
finding-photo-caption = Your photo of { $page }
finding-close-alt = The outlined place, close up
finding-by-person = from the person who looked
finding-mended = Mended, to be checked
finding-disputed = A person looks at this
mend-photo = Take a new photo
mend-details = Correct what I typed
mend-document = Choose another document
next-photo_front = Take the new photo of the front
next-photo_passport = Take the new photo
next-photo_back = Take the new photo of the back
next-details = Correct my details
next-document = Choose another document
next-check = Check and send again
next-talk = Talk to a person
status-title-in_review = A person is looking
status-title-appealed = Your appeal is with a person
cause-finding = Something on your document has to be judged by a person. You have nothing to do.
cause-manual_step = The checks are done. For this a person looks as well. You have nothing to do.
cause-same_finding_twice = The same thing came up twice. That is no use to you, so a person takes over now, with everything you sent.
cause-attempts_used = Three attempts did not get through. A person takes over now, with everything you sent.
cause-trying_too_long = You have been trying for a while. A person takes over now, with everything you sent.
cause-dispute = You told us that we misread something. A person looks at your photo. You send nothing again and no attempt is used.
cause-asked = You asked for a person. They see your whole case.
cause-our_fault = Our own checks did not finish. This is our fault, so a person does it. No attempt is used.
cause-appeal = Somebody who did not make the first decision looks at it anew.
queue-place = Your place
queue-position = { $n ->
    [1] You are next
   *[other] Number { $n } in the queue
}
queue-claimed = Somebody has opened your case
queue-by = Looked at by
queue-late = The promised time has passed. That is our fault. Your case has moved to the front, and nothing that you sent is lost.
next-title = What happens next
review-next1 = The person sees your photos, what you typed and what we read. You do not have to explain again.
review-next2 = You see the outcome here and get a mail that there is news.
review-next3 = If the promised time passes, your case moves up by itself.
review-add = Add something, or ask
status-title-approved = Approved
status-approved = You have reached { $level }. Your limits have risen already.
approved-limits = What you can do now
approved-levels = See all levels
decided-by = Decided by { $name },
decided-by-checks = Decided by the checks,
status-title-declined = We cannot approve this
status-declined = { $name } looked at your case and decided on
declined-what-now = What now
declined-still = You keep { $level }:
declined-appeal = If you see it differently, appeal. Somebody else looks at everything anew.
status-title-cancelled = You stopped this verification
status-title-expired = The time to finish ran out
status-title-revoked = This approval was taken back
status-over-cancelled = Nothing more happens with it. You can begin again whenever you like.
status-over-expired = You can begin again, or ask a person to go on where it stopped.
status-over-revoked = A person decided this. Talk to us to learn why and what you can do.
status-advice = Worth knowing for next time
status-passed = In order already
status-passed-kept = You will not be asked for this again.
passed-file = The files open
passed-quality = The photos are sharp and well lit
passed-document = The document is one that we accept
passed-zone = The machine-readable lines agree with themselves
passed-name = The name
passed-birth_date = The date of birth
passed-number = The document number
passed-expiry = The document has not expired
passed-age = The age
status-meanwhile = What you can do meanwhile
status-meanwhile-text = { $now } stays open to you. { $then } follows as soon as this is done.
status-sent = Sent
status-sent-after = . You can bookmark this page.
said-by = { $name }

## Disputes and appeals

dispute-title = You misread this
dispute-lead = Tell us, and a person looks at your photo. You upload nothing again, and no attempt is used.
dispute-sentence = What does it really say?
dispute-sentence-hint = One sentence helps, for example: “The last letter is O, not 0.”
dispute-submit = Send to a person
dispute-cancel = Go back
dispute-after = The whole case then waits for that person. You see the promised time on the next page.
dispute-problem-too-long = Use at most { $most } characters
dispute-lead-approved = You are approved, and that stands. Tell us, and a person looks at your photo and answers you.
dispute-after-approved = Your words go into your conversation with us, where the answer comes too.

## What we read, beside what was typed

read-title = What we read from your document
read-lead = If we misread something, say so. You send no new photo, and no attempt is used.
read-lead-approved = You are approved, and that stands. If we misread something all the same, say so.
read-also = (in another place: { $value })
read-unsure = (hard to read)
read-which = : { $field }
read-disputed = A person looks at this
read-settled = A person has looked at this
read-message = You misread the { $field } on my document. You read “{ $read }”.
appeal-title = Appeal
appeal-lead = Somebody who did not make the first decision looks at everything anew. You see their name when they have decided.
appeal-why = Why do you see it differently?
appeal-why-hint = Say what was overlooked. You can add documents later in the conversation.
appeal-submit = Send the appeal
appeal-problem-missing = Write why you see it differently
appeal-problem-too-long = Use at most { $most } characters

## Talk to a person

talk-title = Talk to a person
talk-lead = Write what you need. A person answers within { $time } and sees your whole case, so you do not have to explain it again.
talk-signed-out = Sign in or open an account, so that the answer reaches you and nobody else.
talk-locked-title = You cannot get in?
talk-locked = With a new password you can. A mail with a link comes to your address:
talk-messages = Messages
talk-you = You
talk-message = Your message
talk-message-hint = Do not send passwords or card numbers.
talk-send = Send
talk-answer-by = A person answers by
talk-problem-empty = Write a message first
talk-problem-too-long = Use at most { $most } characters, or send it in parts
system-consent-declined = You did not agree to the notice. A person writes to you about the other ways that are open.
system-appealed = You appealed against the decision. Somebody else looks at everything anew.
system-person-finding = A person looks at your document.
system-person-manual-step = A person looks, as this level asks for.
system-person-same-finding-twice = The same thing came up twice. A person has taken over.
system-person-attempts-used = Three attempts did not get through. A person has taken over.
system-person-trying-too-long = This has taken long enough. A person has taken over.
system-person-dispute = You told us that we misread something. A person looks.
system-person-asked = You asked for a person.
system-person-our-fault = Our own checks did not finish. A person has taken over.

## Help


## The appeal, once it was heard
appeal-heard-title = Your appeal was heard
appeal-heard-upheld = Somebody else looked at everything anew. The decision stands, for the reasons below.
appeal-heard-overturned = Somebody else looked at everything anew. You were right: the decision was turned.
appeal-heard-reopened = Somebody else looked at everything anew. The decision no longer stands: your verification goes on.
appeal-heard-by = Heard by { $name },
appeal-heard-solo = One person decided and heard the appeal, since this service is run by one person.
