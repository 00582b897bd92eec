## 助手说的话，以及工作台中“结果如何”的页面。它说明自己是程序，不作承诺，不责怪任何人。
bot-name = 助手
bot-title = 提问，或联系人工
bot-program = 程序
bot-who = 助手是一个程序。它会说明您的案件目前的情况，并引用帮助页面；它不作任何决定。只要您提出，就由人工接手。
bot-model = 部分回答由语言模型（{ $host } 上的 { $model }）组织文字。它只会收到去掉姓名、号码和地址的问题，以及帮助页面的段落。它不作任何决定。

bot-open-no-case = 您还没有开始认证。请直接提问，或从下面选择。
bot-open-draft = 您的认证还没有提交。已填写和上传的内容都已保存。
bot-open-mend = { $n ->
    [1] 您的认证还差一项：
   *[other] 您的认证还差 { $n } 项，请按顺序处理：
}
bot-open-send-again = 清单上的内容都已处理。请再看一遍并提交：已经没问题的不会再要求一次。
bot-open-checking = 系统正在检查。状态页显示每一步，有消息时会发邮件。您不需要做任何事。
bot-open-delayed = 检查被耽搁了，这是我们的责任：您提交的内容都在，不占用次数，系统会自动继续。
bot-open-waits = 您的案件正由人工查看。除非对方提出，您不需要再提交任何内容。
bot-open-appealed = 您的申诉由没有参与首次决定的人员处理，会重新查看全部内容。
bot-open-approved = 您的认证已通过，额度已提高。
bot-open-declined = 工作人员决定不通过这次认证，理由如下：
bot-open-revoked = 工作人员撤回了通过的结果，理由如下：
bot-open-appealable = 您可以申诉：由没有参与该决定的人员重新查看全部内容。
bot-open-not-appealable = 状态页有完整的决定。工作人员可以向您解释。
bot-open-cancelled = 您已停止这次认证，随时可以重新开始。
bot-open-expired = 这次认证的时间已过。您可以重新开始，也可以请人工从中断处继续。
bot-open-frozen = 工作人员暂时停用了您账户上的一切操作。状态页写明了可以告知的内容，更多情况只有人工可以说明。
bot-waits = 您排在第 { $n } 位，承诺在 { $by } 前查看。
bot-times-photos = 您最近 { $n ->
    [2] 两
    [3] 三
   *[other] { $n }
} 次拍的照片都是这样。
bot-times-tries = 最近 { $n ->
    [2] 两
    [3] 三
   *[other] { $n }
} 次都是这样。
bot-words = 提出要求的工作人员写道：“{ $words }”
bot-headline = { $title }。

bot-nothing-unknown = 帮助页面里没有这个问题的答案，人工可以回答。
bot-nothing-too-little = 内容太少，无法查找。请多写几个字，或由人工回答。
bot-nothing-language = 帮助页面只有中文和英文。可以请人工客服帮助您。
bot-nothing-language-other = The help pages are there in English and in Chinese only. A person can help you.
bot-ask-again = 是关于什么的？请用几个字说明，或从下面选择。
bot-resolved = 太好了。如果问题再出现，请在这里留言。
bot-from = 摘自帮助页面
bot-phrased = 由语言模型根据此页组织文字：
bot-others = 也可以看看
bot-question-1 = 需要多长时间？
bot-question-2 = 照片怎么拍才好？
bot-question-3 = 接受哪些证件？
bot-do-status = 查看进度
bot-do-levels = 查看等级

bot-replies = 可选的回答
bot-reply-helped = 有帮助
bot-reply-not-helped = 没有帮助
bot-reply-person = 联系人工
bot-reply-else = 其他问题
bot-message = 您的问题
bot-message-hint = 根据您的案件和帮助页面立即回答。请不要发送密码或卡号。
bot-ask = 问助手
bot-send-person = 发给人工

bot-over = 从这里起由人工接手。
bot-over-due = 承诺回复时间
bot-over-before = { $n ->
    [0] 您前面没有人在等。
   *[other] 您前面还有 { $n } 人在等。
}
bot-over-sees = 工作人员看到的内容，您不必重复说明
bot-cause-asked-you = 您要求联系人工。
bot-cause-urgent-you = 您说明情况紧急。
bot-cause-money-you = 事关您的资金。
bot-cause-fraud-you = 可能涉及账户或身份被盗用。
bot-cause-complaint-you = 这是投诉。
bot-cause-unhelpful-you = 助手的回答没有帮助。
bot-cause-turns_used-you = 助手已说完它所知道的。
bot-cause-failed-you = 助手未能回答，这是我们的责任。
bot-cause-asked-they = 对方要求联系人工。
bot-cause-urgent-they = 对方说明情况紧急。
bot-cause-money-they = 事关资金。
bot-cause-fraud-they = 可能涉及欺诈或账户被盗。
bot-cause-complaint-they = 这是投诉。
bot-cause-unhelpful-they = 助手的两次回答都没有帮助。
bot-cause-turns_used-they = 助手已说完它所知道的。
bot-cause-failed-they = 助手出错。
bot-summary = 摘要
bot-summary-case = 案件 { $reference }：{ $state }。{ $n ->
    [0] 没有失败的尝试。
   *[other] { $n } 次失败的尝试。
}
bot-summary-against = 尚存问题
bot-summary-times = { $title }（连续 { $n } 次）
bot-summary-asked = 提问
bot-summary-told = 助手的回答
bot-told-case = 案件目前的情况{ $verdict ->
    [yes] （有帮助）
    [no] （没有帮助）
   *[none] {""}
}
bot-told-article = 《{ $title }》{ $verdict ->
    [yes] （有帮助）
    [no] （没有帮助）
   *[none] {""}
}
bot-told-nothing = 没有找到答案

## 工作台页面。
botfig-nav = 助手
botfig-title = 助手：结果如何
botfig-lead = 最近 { $days } 天内由助手回答的对话段落。只有得到确认的才算解决：之后认证通过且无人接手，或对方表示有帮助且没有再回来。沉默不算成功。
botfig-mode-live = 正式
botfig-mode-test = 测试
botfig-language = 语言
botfig-talks = 已回答
botfig-through = 之后认证通过
botfig-said = 表示有帮助
botfig-confirmed = 已确认解决
botfig-over = 转人工
botfig-reopened = 之后又回来
botfig-none = 没有结果
botfig-causes = 转人工的原因
botfig-cause = 原因
botfig-cause-asked = 要求人工
botfig-cause-urgent = 情况紧急
botfig-cause-money = 资金受阻或缺失
botfig-cause-fraud = 怀疑欺诈
botfig-cause-complaint = 投诉
botfig-cause-unhelpful = 两次回答没有帮助
botfig-cause-turns_used = 助手已说完所知
botfig-cause-failed = 助手出错
botfig-cause-none = 还没有转给人工的对话。
botfig-model = 语言模型
botfig-model-off = 已关闭。助手只用案件情况和文章原文回答，没有任何内容离开本系统。设置 PROOFDESK_BOT_MODEL_URL 和 PROOFDESK_BOT_MODEL 可启用。
botfig-model-on = { $host } 上的 { $model } 可以组织回答的文字。
botfig-model-sent = 发送的内容：问题（最多 500 个字符，去掉案件中的姓名、日期和号码，去掉邮箱、链接和四位以上的数字），以及最多三篇文章的段落。
botfig-model-kept = 只有在 { $n } 秒内返回、引用了段落、且每句话都有段落依据时才会显示；否则显示文章原文。人工接手后，它的内容一律不显示。它说的话不会触发任何操作。对话页面会告知用户。
botfig-articles = 每篇文章的数据见文章列表
