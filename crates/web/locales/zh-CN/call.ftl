### 工作人员希望通电话。

weekday-1 = 星期一
weekday-2 = 星期二
weekday-3 = 星期三
weekday-4 = 星期四
weekday-5 = 星期五
weekday-6 = 星期六
weekday-7 = 星期日

mend-call = 告诉我们何时可以来电
next-call = 告诉我们何时可以来电
check-missing-call = 工作人员希望与您通电话。请选择时间，或选择书面沟通
cause-call = 您已答复通话一事。工作人员会查看，在您选的时间来电，或在这里给您写信。
system-call-asked = 我们希望与您通电话。案件页面会询问方便的时间。
system-person-call = 关于通话的答复已交给工作人员。

call-title = 我们什么时候可以给您打电话？
call-lead = 工作人员有个问题，电话里说得更快，大约十分钟。这不算一次尝试，也不会只凭通话作出决定。
call-times = 最多选 { $most } 个时间
call-zone = 以下时间按时区 { $zone } 计算。
call-day = { $date } { $weekday }
call-number = 电话号码
call-number-hint = 请带国家代码，例如 +86 10 66666666。号码只出现在您与我们的对话中。
call-words = 还有什么需要我们知道
call-words-hint = 例如您希望用哪种语言交谈。
call-when = 什么时候方便接电话？
call-when-hint = 写明日期和时间；如果您的时区不是 { $zone }，也请写明。
call-send = 发送这些时间
call-instead = 不方便接电话？
call-instead-lead = 那我们就书面沟通。这对您没有任何好坏影响。
call-instead-words = 您想说的话
call-instead-hint = 例如您觉得问题可能与什么有关。
call-instead-send = 改为书面沟通
call-safe = 我们在电话里绝不会索要密码、验证码或钱。如果怀疑来电的人，请挂断，并在对话中写给我们。
call-problem-times = 至少选一个时间，或选择书面沟通
call-problem-many = 最多选 { $most } 个时间
call-problem-gone = 有一个时间已经无法安排，请重新选择
call-problem-when = 写明什么时候方便接电话
call-problem-number = 用数字填写电话号码，例如 +86 10 66666666
call-problem-words = 最多 { $most } 个字符
call-message-times = 可以打 { $number } 找我：{ $times }（时区 { $zone }）。
call-message-number = 可以打 { $number } 找我。
call-message-writing = 我不方便接电话，请书面沟通。

console-cause-call = 已答复通话
console-history-call-times_named = 说明了何时可以来电
console-history-call-in_writing = 要求改为书面沟通
