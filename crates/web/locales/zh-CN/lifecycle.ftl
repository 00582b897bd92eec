# 通过之后的时间、无法登录的人，以及做不了的步骤。

levels-until = 有效至
levels-ended = 已于此时结束
levels-renew = 重新验证“{ $level }”

renewal-title-soon = “{ $level }”即将到期
renewal-title-over = “{ $level }”已到期
renewal-title-waits = 在工作人员查看之前，“{ $level }”保持不变
renewal-why-document = 当时使用的证件到期：
renewal-why-interval = 我们会定期重新核实。日期：
renewal-why-asked = 工作人员请您重新验证。日期：
renewal-stays-soon = 在此之前一切不变。之后您仍保有“{ $level }”。
renewal-stays-over = 您仍保有“{ $level }”。
renewal-stays-waits = 您已按时提交，在我们查看期间一切不变。
renewal-keeps-soon = 在此之前一切不变。
renewal-keeps-over = 您可以重新获得。
renewal-keeps-waits = 您已按时提交，在我们查看期间一切不变。
renewal-do = 仍然有效的内容已为您填好，您只需补上缺少的部分。
status-title-lapsed = 您的验证已到期
status-over-lapsed = 有效期已过，并没有对您不利的决定。

imported-lead = 您已由 { $by } 验证，时间：
imported-taken = 由我们接收
imported-by = 验证方
imported-at = 验证时间
imported-method = 方式
imported-evidence = 凭据
imported-expires = 证件最后有效日

review-correct = 更正我填写的内容

receipt-by-imported = 并非由我们决定：从别处接收
receipt-imported-by = 验证方
receipt-imported-at = 在那里验证的时间（UTC）
receipt-imported-method = 方式

talk-locked-else = 邮箱也无法使用，或者怎样都登录不了？

locked-title = 我无法登录
locked-lead = 不需要账户，直接写给工作人员。我们会在 { $time }内通过邮件答复。
locked-first = 多数人设置新密码后即可登录：
locked-email = 您现在的邮箱地址
locked-email-hint = 我们会答复到这个地址，请填写您能收到邮件的地址。
locked-about = 是关于哪个账户的
locked-about-hint = 您注册时用的邮箱地址，或您的案件编号（PD-…）。如果就是上面的地址，可以留空。
locked-words = 发生了什么？
locked-words-hint = 请不要在这里发送密码、证件号码或照片。
locked-send = 发给工作人员
locked-problem-email = 填写一个您能收信的邮箱地址，例如 name@example.org
locked-problem-words = 先写下发生了什么
locked-sent-title = 工作人员已收到您的消息
locked-sent-1 = 您会收到一封带链接的邮件。请打开一次链接，这样我们就知道这个地址是您的。
locked-sent-2 = 工作人员会在 { $time }内答复，答复就在同一个链接里。
locked-sent-3 = 在更改账户的任何内容之前，我们会请您连同证件一起让我们看到。我们绝不会询问您的密码。
locked-talk-title = 您写给工作人员的消息
locked-talk-change = 账户的新地址生效时间：
locked-talk-closed = 此对话已关闭。如果仍需要帮助，请重新写信：
stop-title-ready = 要停止更换地址吗？
stop-title-stopped = 已停止：没有任何更改
stop-title-nothing = 没有需要停止的更改
stop-lead-ready = 有人请求把您的账户换成另一个邮箱地址。如果不是您本人，请在这里停止。
stop-lead-stopped = 您的账户保留原来的地址。如果担心，请设置新密码。
stop-lead-nothing = 更改之前已被停止，或者已经生效。如果无法登录，请写给工作人员。
stop-do = 停止

without-title-document = 我没有这种证件
without-title-camera = 我没有摄像头
without-title-pages = 我无法使用这些页面
without-document-lead = 下面任意一种即可：
without-document-one = 没有{ $kind }：可用{ $others }
without-document-choose = 选择其他证件
without-camera-1 = 在另一台有摄像头的设备上登录，您的案件会在那里继续。
without-camera-2 = 可以请别人帮忙拍照，也可以选择文件而不是拍照。
without-camera-file = 选择文件
without-person = 或者由工作人员陪您完成
without-person-lead = 工作人员会在 { $time }内答复，能看到您的案件，并可以为您上传和更正。他们所做的一切都会被记录。您随时可以自己继续。
without-words = 还有什么需要我们知道的（可不填）
without-ask = 请工作人员帮忙
list-or = { "" }或{ "" }
system-help-camera = 我没有摄像头，请工作人员帮忙处理照片。
system-help-document = 我没有这些证件，请工作人员告知还有什么办法。
system-help-pages = 我无法使用这些页面，请工作人员陪我完成。
system-help-waits = 工作人员会在这里答复。

people-stands = 验证的有效期
people-until = 至
people-ended = 已结束于
people-no-end = 无期限
people-told = 已告知 { $n } 次
people-why-document = 证件到期
people-why-interval = 政策规定
people-why-asked = 工作人员要求
people-renew-lead = 请此人重新验证。到期之前一切不变；到期后若未完成，级别结束。仍然有效的内容会保留；若原因与照片或证件有关，则需要新照片。
people-renew-days = 期限（天）
people-renew = 请其重新验证
people-problem-days = 请填写 1 到 365 之间的天数。
people-problem-nothing_stands = 没有可以到期的验证。
console-done-asked = 已提出。此人会被告知有新消息。
console-done-document = 已选择证件。
console-done-answered = 已答复。邮件会告知有答复。
console-done-closed = 已关闭。
console-done-way-in = 设置新密码的链接已发往账户本身的地址。
console-done-proposed = 已提出，需要第二个人确认。
console-done-confirmed = 已确认。原地址已收到通知，可以停止更改。
console-done-refused = 已拒绝：没有任何更改。

console-imported = 从别处接收
console-imported-lead = 这不是我们的决定，依据如下。
console-attempts-title = 每次提交的结果
console-attempt = 第 { $n } 次提交
console-again = 再次出现
console-taken-back = 已由工作人员撤回
console-changes = 之前填写的内容
console-changes-applicant = 申请人
console-document-for = 为其选择证件
console-document-kind = 证件
console-document-country = 签发国（三个字母）
console-document-save = 选择
console-problem-incomplete = 还缺少资料、证件或照片，暂时无法完整检查。
console-problem-country = 列表中没有这个签发国。请使用三个字母，例如 DEU。

console-history-details-corrected_in_review = 在工作人员查看期间更正了填写的内容
console-history-document-chosen_for = 为申请人选择了证件
console-history-evidence-kept = 从之前的验证中保留了一张照片
console-history-verification-ending_told = 告知申请人验证即将到期
console-history-verification-help_asked = 请工作人员帮助完成一个步骤
console-history-verification-imported = 接收了在别处完成的验证
console-history-verification-lapsed = 结束了验证：有效期已过
console-history-verification-renewal_asked = 要求重新验证
console-history-verification-renewal_begun = 开始重新验证

locked-nav = 门口
locked-console-title = 门口
locked-console-lead = 无法登录、没有账户也写来的人。他们还没有证明任何事情。
locked-console-one = 门口：
locked-answer-by = 答复期限
locked-answered = 已答复
locked-none = 没有人在等待。
locked-writes-from = 来信地址
locked-reached = 链接已使用：地址属于本人
locked-not-reached = 链接尚未使用
locked-names = 所说的账户
locked-names-same = （同一地址）
locked-account = 找到的账户
locked-same = 来自账户本身的地址
locked-other = 另一个地址
locked-no-account = 没有账户使用该地址或编号。不要告诉对方：对所有人的答复都一样。
locked-said = 消息
locked-asker = 来信人
locked-answer = 答复
locked-answer-hint = 在对方证明账户属于自己之前，不要透露账户的任何情况。绝不要索要密码，也不要让对方用邮件发照片。
locked-answer-send = 发送答复
locked-way-in = 新的登录方式
locked-way-in-lead = 把设置新密码的链接发到账户本身的地址，绝不发到其他地址。这不需要核实身份：提出请求的人不会因此得到任何东西。
locked-way-in-send = 把链接发到账户的地址
locked-change = 为账户更换地址
locked-change-lead = 仅限永久失去该邮箱的人。需要：新邮箱已证实可用、核实身份、两个人确认，以及一段原地址可以停止更改的时间。登录也会停止更改。
locked-identified = 您如何核实身份
locked-identified-document = 对方再次出示了存档的证件：号码和照片一致
locked-identified-live = 我亲眼看到或亲耳听到本人，并且对方答出了只有本人才知道的内容
locked-identified-never = 姓名、出生日期、证件号码和编号不能证明任何人的身份：它们都可以被复制。
locked-note = 您看到和听到了什么
locked-propose = 提出新地址
locked-confirmed-by = 由 { $name } 确认
locked-effect = 生效时间
locked-confirm-lead = 请查看说明，有疑问时询问同事。确认后原地址会立即收到通知。
locked-confirm = 确认
locked-refuse = 拒绝
locked-close = 关闭此请求
locked-change-done = 已生效
locked-change-stopped = 已被账户所有者停止
locked-change-refused = 已拒绝
locked-problem-empty = 先写答复。
locked-problem-too_long = 太长了：最多 4,000 个字符。
locked-problem-closed = 此请求已关闭，无法再添加内容。
locked-problem-no_account = 不知道是关于哪个账户。
locked-problem-not_reached = 对方还没有使用发到新地址的链接：还不知道这个地址是否属于本人。
locked-problem-not_identified = 两项都需要：再次出示存档的证件，并且看到或听到本人。
locked-problem-note = 写下您看到和听到了什么。
locked-problem-taken = 另一个账户已使用这个地址。
locked-problem-waiting = 已有一个新地址在等待。
locked-problem-same_person = 需要由另一个人确认，不能是核实身份的人。

mail-door-subject = 您写给工作人员的消息
mail-door-body =
    您好：

    我们已收到您的消息，或工作人员已经答复。请在这里阅读和回复：

    { $link }

    为保护您的隐私，本邮件不透露更多内容。请不要把链接给别人。

    如果您没有给我们写信，可以忽略本邮件。

    如果需要帮助，请打开链接并选择“{ action-talk_to_person }”。

mail-address-change-subject = 有人请求更改您账户的地址
mail-address-change-body =
    您好：

    有人请求把您在我们这里的账户换成另一个邮箱地址。如果是您本人，无需任何操作。

    如果不是您本人，请在这里停止。登录也会停止更改：

    { $link }

    如果需要帮助，请打开链接并选择“{ action-talk_to_person }”。
