## The help centre (/help). Articles themselves are data.
help-title = Help
help-description = How identity verification works, why a photo or a detail is not accepted, what to do about it, and how to reach a person.
help-lead = Find out what went wrong and what to do about it. Every answer is a few lines long.
help-search-label = What is it about?
help-search-button = Search
help-search-title = { $q }: search in the help
help-results = { $n ->
    [one] One answer for “{ $q }”
   *[other] { $n } answers for “{ $q }”
}
help-no-results = Nothing found for “{ $q }”
help-no-results-do = What you looked for was noted for those who write these pages, without numbers or addresses. Meanwhile:
help-no-results-words = Try other or fewer words, such as “photo blurred”.
help-no-results-languages = These pages are there in English and in Chinese (中文).
help-no-results-all = Look through all topics
help-elsewhere-en = These answers are there in English only.
help-elsewhere-zh-CN = These answers are there in Chinese only.
help-only-en = This page is there in English only.
help-only-zh-CN = This page is there in Chinese only.
help-stuck-title = Not what you were looking for?
help-stuck = Write to us. A person answers within { $time } and already sees your case.
help-path = Where you are
help-updated = Last changed on
help-resume = Back to my verification
help-helped = Did this help?
help-yes = Yes
help-no = No
help-said-yes = Good to hear
help-said-yes-more = Thank you for telling us.
help-said-no = Thank you for telling us
help-said-no-more = Those who write these pages see it. A person can help you now.
help-more = More about this
