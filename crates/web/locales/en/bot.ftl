## What the bot says, and the console's page of what came of it. It says that it is a program, promises nothing and blames nobody.
bot-name = Assistant
bot-title = Ask, or talk to a person
bot-program = a program
bot-who = The assistant is a program. It shows what your case shows and quotes the help pages; it decides nothing. A person comes whenever you ask.
bot-model = Some of its answers are worded by a language model ({ $model } at { $host }). It gets your question without your names, numbers and addresses, and passages of the help pages; nothing else. It decides nothing.

bot-open-no-case = You have not begun a verification yet. Ask what you want to know, or choose one of these.
bot-open-draft = Your verification has not been sent yet. What you typed and uploaded so far is kept.
bot-open-mend = { $n ->
    [one] One thing stands in the way of your verification:
   *[other] { $n } things stand in the way of your verification. In this order:
}
bot-open-send-again = Everything on your list is seen to. Look it over once and send it: nothing that was in order is asked for again.
bot-open-checking = Our checks are running. The status page shows each step, and a mail says when there is news. There is nothing you need to do.
bot-open-delayed = Our checks are held up. That is our fault: what you sent is kept, no attempt is used, and it goes on by itself.
bot-open-waits = A person is looking at your case. You need to send nothing more unless they ask for it.
bot-open-appealed = Your appeal is with a person who did not make the first decision. They look at everything anew.
bot-open-approved = Your verification is approved, and your limits have risen.
bot-open-declined = A person decided against this verification. These are the reasons they gave:
bot-open-revoked = A person took the approval back. These are the reasons they gave:
bot-open-appealable = You can appeal: somebody who had no part in the decision looks at everything anew.
bot-open-not-appealable = The status page has the whole decision. A person can explain it to you.
bot-open-cancelled = You stopped this verification. You can begin again whenever you like.
bot-open-expired = The time of this verification has run out. You can begin again, or a person can go on where it stopped.
bot-open-frozen = A person has stopped everything on your account for now. The status page says what can be told. Only a person can say more.
bot-waits = Your place in the queue is { $n }. A look is promised by { $by }.
bot-times-photos = It was so in your last { $n ->
    [2] two
    [3] three
   *[other] { $n }
} photos.
bot-times-tries = It was so the last { $n ->
    [2] two
    [3] three
   *[other] { $n }
} times.
bot-words = The person who asked for it writes: “{ $words }”
bot-headline = { $title }.

bot-nothing-unknown = The help pages have no answer to that. A person has.
bot-nothing-too-little = That is too little to look for. Write a few words, or let a person answer.
bot-nothing-language = The help pages are there in English and in Chinese only. A person can help you.
bot-nothing-language-other = 帮助页面只有中文和英文。可以请人工客服帮助您。
bot-ask-again = What is it about? Write it in a few words, or choose one of these.
bot-resolved = Good to hear. Should it come back, write here.
bot-from = From the help page
bot-phrased = Worded by a language model from
bot-others = Perhaps also
bot-question-1 = How long does it take?
bot-question-2 = How do I take a good photo?
bot-question-3 = Which documents are accepted?
bot-do-status = See where it stands
bot-do-levels = See the levels

bot-replies = Answers to choose from
bot-reply-helped = That helped
bot-reply-not-helped = That did not help
bot-reply-person = Talk to a person
bot-reply-else = Something else
bot-message = Your question
bot-message-hint = Answered at once from your case and the help pages. Do not send passwords or card numbers.
bot-ask = Ask the assistant
bot-send-person = Send to a person

bot-over = A person takes over from here.
bot-over-due = An answer is promised by
bot-over-before = { $n ->
    [0] Nobody waits before you.
    [one] One other waits before you.
   *[other] { $n } others wait before you.
}
bot-over-sees = What the person sees, so that you explain nothing twice
bot-cause-asked-you = You asked for a person.
bot-cause-urgent-you = You wrote that it is urgent.
bot-cause-money-you = It is about your money.
bot-cause-fraud-you = It may be about misuse of your account or identity.
bot-cause-complaint-you = It is a complaint.
bot-cause-unhelpful-you = The assistant’s answers did not help.
bot-cause-turns_used-you = The assistant has said what it can.
bot-cause-failed-you = The assistant could not answer. That is our fault.
bot-cause-asked-they = They asked for a person.
bot-cause-urgent-they = They wrote that it is urgent.
bot-cause-money-they = It is about money.
bot-cause-fraud-they = It may be about fraud, or an account taken over.
bot-cause-complaint-they = It is a complaint.
bot-cause-unhelpful-they = Two answers of the assistant did not help.
bot-cause-turns_used-they = The assistant had said what it can.
bot-cause-failed-they = The assistant failed.
bot-summary = Summary
bot-summary-case = Case { $reference }: { $state }. { $n ->
    [0] No failed attempt.
    [one] One failed attempt.
   *[other] { $n } failed attempts.
}
bot-summary-against = Stands against it
bot-summary-times = { $title } ({ $n } times in a row)
bot-summary-asked = Asked
bot-summary-told = The assistant told
bot-told-case = What the case shows { $verdict ->
    [yes] – it helped
    [no] – it did not help
   *[none] {""}
}
bot-told-article = “{ $title }” { $verdict ->
    [yes] – it helped
    [no] – it did not help
   *[none] {""}
}
bot-told-nothing = That it has no answer

## The console's page.
botfig-nav = Assistant
botfig-title = The assistant: what came of it
botfig-lead = Stretches of conversations of the last { $days } days in which the assistant answered. Solved counts only what is confirmed: the verification went through afterwards with nobody taking over, or the person said that it helped and did not come back. Silence is not success.
botfig-mode-live = Live
botfig-mode-test = Test
botfig-language = Language
botfig-talks = Answered
botfig-through = Went through afterwards
botfig-said = Said that it helped
botfig-confirmed = Confirmed
botfig-over = To people
botfig-reopened = Came back after that
botfig-none = No result
botfig-causes = Why people took over
botfig-cause = Reason
botfig-cause-asked = Asked for a person
botfig-cause-urgent = Urgent
botfig-cause-money = Money blocked or missing
botfig-cause-fraud = Fraud suspected
botfig-cause-complaint = Complaint
botfig-cause-unhelpful = Two answers did not help
botfig-cause-turns_used = It had said what it can
botfig-cause-failed = It failed
botfig-cause-none = Nobody has been handed over yet.
botfig-model = Language model
botfig-model-off = Off. The assistant answers with what cases show and with the articles’ own words; nothing leaves this installation. PROOFDESK_BOT_MODEL_URL and PROOFDESK_BOT_MODEL turn it on.
botfig-model-on = { $model } at { $host } may word answers.
botfig-model-sent = It is sent: the question, at most 500 characters of it, without the names, dates and numbers that the case knows, without mail addresses, links and numbers of four digits or more; and passages of up to three articles.
botfig-model-kept = Its words are shown only where they come within { $n } seconds, cite a passage, and every sentence is held by the passages; otherwise the articles’ own words are. After a person took over nothing of it is shown. Nothing that it says acts. Applicants are told on the page of the conversation.
botfig-articles = Each article’s own figures are in the list of articles
