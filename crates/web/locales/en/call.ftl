### A person asks for a call.

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

mend-call = Say when we may call
next-call = Say when we may call
check-missing-call = A person would like to call you. Say when, or that you prefer to write
cause-call = You answered about the call. A person reads it and calls you at one of your times, or writes to you here.
system-call-asked = We would like to call you. Your case page asks when.
system-person-call = The answer about the call is with a person.

call-title = When may we call you?
call-lead = A person has a question that is quicker to settle by voice. It takes about ten minutes. It uses no attempt, and nothing is decided because of it alone.
call-times = Pick up to { $most } times
call-zone = The times are those of the time zone { $zone }.
call-day = { $weekday }, { $date }
call-number = Telephone number
call-number-hint = With the code of the country, for example +49 30 901820. It stands only in your conversation with us.
call-words = Anything we should know
call-words-hint = For example the language that you prefer to speak.
call-when = When does a call suit you?
call-when-hint = Name a day and a time, and your time zone if it is not { $zone }.
call-send = Send these times
call-instead = You cannot take a call?
call-instead-lead = Then we go on in writing. It counts neither for you nor against you.
call-instead-words = Anything you want to say
call-instead-hint = For example what you think the question is about.
call-instead-send = Go on in writing
call-safe = On the telephone we never ask for a password, a code, or money. If you doubt who is calling, hang up and write to us in your conversation.
call-problem-times = Pick at least one time, or choose to go on in writing
call-problem-many = Pick at most { $most } times
call-problem-gone = One of the times cannot be kept any more. Pick again from the list
call-problem-when = Say when a call suits you
call-problem-number = Type the telephone number in digits, like +49 30 901820
call-problem-words = Use at most { $most } characters
call-message-times = You may call me on { $number }: { $times } (time zone { $zone }).
call-message-number = You may call me on { $number }.
call-message-writing = I cannot take a call. Let us go on in writing.

console-cause-call = Answered about the call
console-history-call-times_named = said when we may call
console-history-call-in_writing = asked to go on in writing instead of a call
