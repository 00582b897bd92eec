### The mails we send (English), as plain text.
### They say only that there is news: never personal data, never the outcome.
### Load together with reasons.ftl, which holds the name of the button "Talk to a person".
###
###   $link                the page to open; given to every mail
###   $code                the code, for confirm-address (24 hours)
###   $code $has_code      for reset-password (1 hour): "yes" shows the code, "no" the link

mail-confirm-address-subject = Your code to confirm this address
mail-confirm-address-body =
    Hello,

    Your code is:

    { $code }

    Type it on the page you have open. It works for 24 hours.

    If you did not ask for it, you can leave this mail alone. We never ask for this code by mail or phone.

    If you need help, “{ action-talk_to_person }” is on every page of our site.

mail-reset-password-subject = Choose a new password
mail-reset-password-body =
    Hello,

    Somebody asked for a new password for the account with this address. { $has_code ->
        [yes] Type this code on the page you have open:
       *[no] Open this link to choose one:
    }

    { $has_code ->
        [yes] { $code }
       *[no] { $link }
    }

    It works once, within 1 hour.

    If you did not ask for it, you can leave this mail alone: your password stays as it is.

    If you need help, “{ action-talk_to_person }” is on every page of our site.

mail-news-subject = There is news about your verification
mail-news-body =
    Hello,

    There is news about your verification. Sign in to see it:

    { $link }

    To protect your privacy, this mail does not say more.

    If you need help, open the link and choose “{ action-talk_to_person }”.

mail-message-subject = A person has answered you
mail-message-body =
    Hello,

    A person has answered your message. Sign in to read it and to reply:

    { $link }

    To protect your privacy, this mail does not say more.

    If you need help, open the link and choose “{ action-talk_to_person }”.

mail-reset-of-unknown-address-subject = Request for a new password
mail-reset-of-unknown-address-body =
    Hello,

    Somebody asked for a new password for an account with this address, and there is no account with it here.

    If it was you, you may have used another address. Try that one, or start here:

    { $link }

    If it was not you, you can leave this mail alone.

    If you need help, open the link and choose “{ action-talk_to_person }”.

mail-already-registered-subject = You already have an account
mail-already-registered-body =
    Hello,

    Somebody tried to register with this address. It already has an account, so no new one was made.

    If it was you, sign in here, or choose a new password there:

    { $link }

    If it was not you, you can leave this mail alone: nothing has changed in your account.

    If you need help, open the link and choose “{ action-talk_to_person }”.
