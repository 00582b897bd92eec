### 我们发出的邮件（简体中文），纯文本。
### 邮件只说有新消息，不含个人资料，也不写结果。参数见 ../en/mail.ftl。

mail-confirm-address-subject = 确认邮箱的验证码
mail-confirm-address-body =
    您好：

    您的验证码是：

    { $code }

    在刚才打开的页面上输入即可，24 小时内可用。

    如果不是您本人操作，不用理会这封邮件。我们不会通过邮件或电话向您索要验证码。

    需要帮助时，网站每一页都有“{ action-talk_to_person }”。

mail-reset-password-subject = 重设密码
mail-reset-password-body =
    您好：

    有人申请为使用这个邮箱的账户重设密码。{ $has_code ->
        [yes] 在刚才打开的页面上输入下面的验证码，就可以设置新密码：
       *[no] 打开下面的链接，就可以设置新密码：
    }

    { $has_code ->
        [yes] { $code }
       *[no] { $link }
    }

    1 小时内可用，只能用一次。

    如果不是您本人操作，不用理会这封邮件，您的密码不会改变。

    需要帮助时，网站每一页都有“{ action-talk_to_person }”。

mail-news-subject = 您的验证有新消息
mail-news-body =
    您好：

    您的身份验证有新消息，登录后查看：

    { $link }

    为了保护您的隐私，邮件里不写具体内容。

    需要帮助时，打开上面的链接，点“{ action-talk_to_person }”。

mail-message-subject = 工作人员回复了您
mail-message-body =
    您好：

    工作人员回复了您的留言，登录后查看并回复：

    { $link }

    为了保护您的隐私，邮件里不写具体内容。

    需要帮助时，打开上面的链接，点“{ action-talk_to_person }”。

mail-reset-of-unknown-address-subject = 重设密码的申请
mail-reset-of-unknown-address-body =
    您好：

    有人申请为使用这个邮箱的账户重设密码，但这个邮箱没有在我们这里注册过。

    如果是您本人操作，您可能是用另一个邮箱注册的，可以换一个邮箱再试，或从这里开始：

    { $link }

    如果不是您本人操作，不用理会这封邮件。

    需要帮助时，打开上面的链接，点“{ action-talk_to_person }”。

mail-already-registered-subject = 您已经有账户了
mail-already-registered-body =
    您好：

    有人用这个邮箱申请注册，但这个邮箱已经有账户，所以没有新建。

    如果是您本人操作，从这里登录；忘了密码也可以在那里重设：

    { $link }

    如果不是您本人操作，不用理会这封邮件，您的账户没有变化。

    需要帮助时，打开上面的链接，点“{ action-talk_to_person }”。
