### Texts that every page shares: the frame, errors, units.

service-name = Proofdesk
title-with-service = { $title } – { service-name }
title-error = Error: { $title }
skip-to-content = Skip to the content
switch-language = Language
nav-home = Your verification
nav-sign-in = Sign in
nav-sign-out = Sign out
nav-help = Help
nav-talk = Talk to a person
footer-line = Identity checks with reasons, and a person when you need one.
footer-privacy = What happens to your data
test-banner = Test mode: nothing here counts. Use specimen documents only.
back = Back
continue = Continue
change = Change
optional = (optional)
password-show = Show password
password-hide = Hide password
there-is-a-problem = There is a problem
and-more = and more

date-no-end = no end date
date-day = Day
date-month = Month
date-year = Year
country-UTO = Utopia (specimens)

unit-bytes = { $n ->
    [one] { $shown } byte
   *[other] { $shown } bytes
}
unit-dpi = { $shown } dpi
unit-pixels = { $shown } pixels
unit-degrees = { $shown }°
unit-years = { $n ->
    [one] { $shown } year
   *[other] { $shown } years
}
unit-days = { $n ->
    [one] { $shown } day
   *[other] { $shown } days
}
unit-minutes = { $n ->
    [one] { $shown } minute
   *[other] { $shown } minutes
}
unit-hours = { $n ->
    [one] { $shown } hour
   *[other] { $shown } hours
}

## Errors: what happened, why, what to do.

error-code = Error { $status }
error-not-found-title = There is no page here
error-not-found-why = The address may be mistyped, or the page belongs to another account, or it has been removed.
error-not-found-do = Go to the start page. If a link in one of our mails brought you here, tell a person.
error-forbidden-title = This page is not open to you
error-forbidden-why = You are signed in, but this page belongs to somebody else or to another role.
error-forbidden-do = Go to the start page, or sign in with the account that the page belongs to.
error-stale-form-title = This page was open for too long
error-stale-form-why = For your safety a form works only in the session that opened it. You may have signed in or out in another tab since. Nothing was changed.
error-stale-form-do = Go back, reload the page, and send the form again.
error-too-large-title = That was more than we can take at once
error-too-large-why = What you sent is larger than this form accepts. Nothing of it was kept, and no attempt is used.
error-too-large-do = For a photo, use your camera’s normal setting. For a text, send it in parts.
error-too-often-title = Too many tries in a short time
error-too-often-why = To keep accounts safe we slow down repeated tries. This is about the number of tries only; nothing is wrong with your account.
error-too-often-do = { $wait } is enough: then try again. If you are stuck, talk to a person.
error-changed-title = This has changed in the meantime
error-changed-why = Somebody, or you in another tab, changed it after this page was opened. What you just sent was not applied, so nothing was overwritten.
error-changed-do = Open the page again to see how it stands now.
error-not-understood-title = We could not use what was sent
error-not-understood-why = Something in the form was missing or not one of the choices. Nothing was changed.
error-not-understood-do = Go back, reload the page, and send the form again.
error-interrupted-title = What you were sending broke off
error-interrupted-why = The connection was lost or too slow. Nothing of it was kept, and no attempt is used.
error-interrupted-do = Go back and send it again, if you can on a better connection.
error-busy-title = Our service is not answering just now
error-busy-why = This is our fault, not yours. Everything that we confirmed to you is kept, and no attempt is used.
error-busy-do = Wait a moment and reload the page. We are on it.
error-internal-title = Something broke on our side
error-internal-why = This is our fault, not yours. Everything that we confirmed to you is kept, and no attempt is used.
error-internal-do = Go back and try once more. If it happens again, talk to a person.
error-to-start = Go to the start page
error-to-console = Go to the inbox
