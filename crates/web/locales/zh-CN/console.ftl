### 工作人员控制台。

console-title = Proofdesk 控制台
console-nav = 控制台
console-nav-inbox = 收件箱
console-nav-operations = 运行
console-nav-staff = 人员
console-nav-keys = API 密钥
console-to-portal = 前往申请人门户
console-close = 关闭
console-cancel = 取消
console-change = 更改
console-copy = 复制
console-copied = 已复制
console-email = 电子邮箱
console-password = 密码
console-name = 名称
console-role = 角色
console-you = 您
console-world = 环境
console-why = 原因
console-nothing = 无
console-seconds = 秒
console-error-prefix = 错误：
console-offline = 与服务器的连接已断开。您看到的内容可能不是最新的；恢复后会自动刷新。
console-failed = 操作没有成功。没有任何更改，可以再试一次。

## 登录

console-sign-in-title = 登录控制台
console-sign-in-lead = 仅供工作人员使用。申请人在门户登录。
console-sign-in = 登录
console-sign-out = 退出登录
console-sign-in-wrong = 邮箱与密码不匹配。
console-sign-in-empty = 填写邮箱和密码。
console-sign-in-locked = 此账户输错密码的次数过多。
console-sign-in-until = { $time } 之后可以再试。

## 角色

console-role-agent = 客服
console-role-agent-what = 答复申请人，请其补交照片和文件
console-role-reviewer = 审核员
console-role-reviewer-what = 决定个案
console-role-compliance = 合规
console-role-compliance-what = 决定重大个案
console-role-admin = 管理员
console-role-admin-what = 管理系统

## 时间

console-span-days = { $d } 天
console-span-hours = { $h } 小时 { $m } 分钟
console-span-seconds = { $s } 秒
console-span-minutes = { $m } 分钟
console-clock-left = 剩 { $span }
console-clock-over = 超时 { $span }
console-clock-none = 无时限
console-waited = 已等 { $span }

## 收件箱

console-inbox-title = 收件箱
console-inbox-count = { $n } 项等待人工处理
console-inbox-late = { $n } 项已超时
console-inbox-empty = 没有人在等待
console-inbox-empty-why = 新的个案和消息会自动出现在这里。
console-inbox-show-all = 显示全部
console-filter = 筛选
console-filter-whose = 归属
console-filter-mode = 环境
console-search = 在列表中查找
console-whose-all = 所有人的
console-whose-mine = 我的
console-whose-free = 未认领
console-mode-all = 两个环境
console-mode-live = 正式
console-mode-live-what = 真实的人
console-mode-test = 测试
console-mode-test-what = 样本证件，结果不作数
console-kind-appeal = 申诉
console-kind-review = 审核
console-kind-conversation = 消息
console-nobody = 无邮箱
console-claimed-mine = 我的
console-claimed-mine-long = 您已认领此个案。您在此查看的内容会被记录。
console-claimed-by = { $name } 正在查看
console-claim = 认领并打开
console-take-over = 接手
console-release = 退回

## 轮到谁、状态、原因

console-turn-applicant = 轮到申请人
console-turn-checks = 正在自动检查
console-turn-person = 轮到您
console-turn-nobody = 已结束
console-state-draft = 填写中
console-state-needs_input = 待补充
console-state-checking = 检查中
console-state-in_review = 审核中
console-state-appealed = 申诉中
console-state-approved = 已通过
console-state-declined = 已拒绝
console-state-cancelled = 已取消
console-state-expired = 已过期
console-state-revoked = 已撤销
console-cause-finding = 有一项需要人工判断的发现
console-cause-manual_step = 此等级或证件需要人工查看
console-cause-same_finding_twice = 同一问题出现两次
console-cause-attempts_used = 次数已用完
console-cause-trying_too_long = 尝试时间过长
console-cause-dispute = “你们读错了”
console-cause-asked = 要求人工处理
console-cause-our_fault = 我方检查失败
console-cause-appeal = 对拒绝提出申诉
console-cause-message = 发来消息
console-delayed = 我方检查延迟，系统正在重试
console-attempts = { $n } 次未通过

## 证件

console-look = 证件
console-view = 哪一面
console-view-front = 显示正面
console-view-back = 显示背面
console-view-compare = 对比
console-tools = 图片
console-zoom-in = 放大
console-zoom-out = 缩小
console-zoom-fit = 适合窗口
console-rotate-left = 向左旋转
console-rotate-right = 向右旋转
console-places = 显示或隐藏标出的位置
console-places-short = 位置
console-slot-front = 正面
console-slot-back = 背面
console-slot-details = 填写的信息
console-earlier = 之前的图片
console-superseded = 已被新图片取代
console-picture = 证件图片：{ $page }
console-picture-keys = 方向键移动，加减号缩放，逗号和句号旋转。
console-picture-open = 单独打开
console-uploaded-by = 由 { $name } 上传
console-no-pictures = 还没有提交图片。

## 事实

console-facts = 发现与信息
console-findings = 发现
console-findings-none = 此个案没有未解决的问题。
console-findings-settled = { $n } 项已处理的发现
console-finding-resolved = 已解决
console-finding-disputed = 申请人有异议
console-finding-overruled = 已推翻：申请人是对的
console-finding-upheld = 维持
console-confidential = 对申请人保密
console-times = 出现 { $n } 次
console-measured = 测得 { $value }
console-threshold-least = 至少需要 { $value }
console-threshold-most = 最多允许 { $value }
console-confidence = 识读的把握
console-read = 读到
console-raised-by = 由 { $name } 提出。
console-disputes = 异议
console-dispute-says = 申请人认为我们读错了：
console-dispute-words = 维持时给申请人的答复
console-dispute-words-hint = 申请人会看到。只有维持发现时需要填写。
console-dispute-overruled = 申请人是对的，该发现已取消。
console-dispute-upheld = 发现维持不变。
console-uphold = 维持发现
console-overrule = 推翻：申请人是对的
console-compare = 填写与识读
console-differing = { $n } 处不一致
console-field = 字段
console-typed = 填写
console-printed = 印刷
console-zone = 机读码
console-barcode = 条码
console-agrees-no = 来源不一致
console-agrees-yes = 来源一致
console-compare-none = 还没有填写或识读任何内容。
console-decisions = 决定
console-by-checks = 自动检查
console-policy = 规则版本 { $version }
console-applicant = 申请人
console-invitation = 邀请码
console-external-ref = 平台自己的编号
console-reads = 阅读语言
console-region = 居住地
console-other-cases = 其他个案
console-masked-free = 此个案无人认领。认领后可查看全部内容，并会被记录。
console-masked-role = 您的角色查看个案时不显示个人信息。
console-masked = 此个案由他人认领，因此不显示个人信息。

## 代申请人办理

console-correct = 代申请人更正信息
console-correct-save = 保存更正
console-why-hint = 会与您的姓名一起记录，例如“来电说明姓名拼错”。
console-typed-surname = 姓
console-typed-given_names = 名
console-typed-native_name = 本国文字姓名
console-typed-birth_date = 出生日期（YYYY-MM-DD）
console-typed-nationality = 国籍（三个字母）
console-typed-document_number = 证件号码
console-field-missing = 此处没有填写。
console-field-too_long = 超过 200 个字符。
console-field-not_a_date = 日期写成 YYYY-MM-DD。
console-field-impossible_date = 没有人会在这一天出生。
console-field-unknown_country = 使用三个字母的代码，例如 CHN 或 DEU。
console-field-odd_characters = 去掉括号、竖线等证件上不会印的字符。
console-upload = 代申请人上传图片
console-upload-send = 上传
console-page = 页面
console-file = 图片
console-recheck = 重新检查
console-recheck-hint = 不占用次数。

## 对话与历史

console-side = 对话与历史
console-talk = 对话
console-talk-empty = 还没有人写消息。
console-talk-case = 打开个案
console-beside = 此对话旁的个案
console-talk-turn-staff = 等待答复
console-talk-turn-applicant = 已答复
console-talk-turn-nobody = 已关闭
console-note-tag = 内部
console-say-kind = 答复或备注
console-say-reply = 答复
console-say-note = 内部备注
console-say-label = 内容
console-say-lang = 申请人阅读{ $lang }。
console-say-note-hint = 只有工作人员能看到。@ 加姓名会通知该同事。
console-say-send = 发给申请人
console-say-keep = 保存备注
console-history = 历史
console-actor-applicant = 申请人
console-actor-platform = 平台
console-actor-system = Proofdesk

## 决定

console-bar-note = 十秒后发出，在此之前可以撤销。
console-bar-masked = 先认领个案，才能作出决定。
console-bar-applicant = 现在轮到申请人，没有需要决定的事项。
console-bar-checks = 检查正在进行，暂时没有需要决定的事项。
console-bar-person = 您的角色可以在此答复；由审核员作出决定。
console-bar-nobody = 此个案已结束。
console-outcome-approved = 通过
console-outcome-needs_input = 要求重拍
console-outcome-revoked = 撤回通过
console-outcome-declined = 拒绝
console-pending = 由 { $name } 决定，生效倒计时
console-undo = 撤销
console-approve-title = 通过此个案？
console-approve-standing = 还有 { $n } 项未解决的发现：
console-approve-note = 记录备注
console-approve-note-hint = 只有工作人员能看到。仍有发现时，写明理由。
console-retake-title = 需要重新提交什么？
console-retake-send = 要求重拍
console-reason-filter = 查找原因
console-reason-note = 说明
console-reason-note-hint = 要注意什么（用{ $lang }写）
console-field-any = 不限字段
console-preview-title = 申请人将看到的内容
console-preview-none = 选择一个原因即可预览。
console-preview-show = 在新标签页中显示
console-do-revoke = 撤回通过
console-revoke-title = 撤回此通过
console-revoke-lead = 额度会立即恢复到之前的水平，署您的姓名。
console-revoke-send = 撤回
console-decline-title = 拒绝此个案
console-decline-lead = 这是最终的否定决定，署您的姓名，申请人可以向其他人申诉。
console-decline-reason = 原因
console-decline-message = 给申请人的话
console-decline-hint = 写明原因，以及对方还可以做什么。对方阅读{ $lang }。
console-decline-send = 拒绝
console-group-file = 文件
console-group-image = 图片
console-group-capture = 拍摄方式
console-group-doc = 证件
console-group-read = 未能识读
console-group-data = 信息不一致
console-group-registry = 登记机关
console-group-face = 人脸
console-group-device = 设备
console-group-poa = 地址证明
console-group-screening = 名单筛查
console-group-integrity = 真实性
console-group-policy = 规则
console-group-session = 通话
console-group-system = 我方

## 刚完成的事、出了什么问题

console-done-undone = 已撤销，没有发出任何内容。
console-done-released = 已退回收件箱。
console-done-claimed = 此个案现在由您处理。
console-done-corrected = 更正已保存。
console-done-uploaded = 图片已放入。
console-done-recheck = 正在重新检查。
console-done-settled = 异议已处理。
console-done-empty = 没有其他等待的个案了。
console-done-decided = 已决定，十秒后生效。
console-done-retried = 任务正在重新运行。
console-done-mail-retried = 邮件正在重新发送。
console-done-staff-added = 该人员现在可以登录。
console-done-password = 新密码已设置，已有的登录已结束。
console-done-deactivated = 该人员不能再登录。
console-done-key-revoked = 密钥已失效。
console-problem-too_late = 已经发出，无法撤销。
console-problem-no_reason = 至少选择一个原因。
console-problem-no_message = 写一段给申请人的话。
console-problem-too_long = 文字过长。
console-problem-not_for_decline = 此原因不能作为最终拒绝的理由。
console-problem-not_for_retake = 此原因不能要求申请人处理。
console-problem-page = 说明指的是哪一页。
console-problem-already_pending = 已有一项决定即将生效。
console-problem-wrong_state = 此处已不再轮到您：重新查看个案。
console-problem-claimed = 此个案已由他人认领。
console-problem-own_decision = 申诉须由原决定人以外的人处理。
console-problem-words = 写下申请人将看到的答复。
console-problem-why = 用几个字说明原因。
console-problem-details = 查看标出的字段。
console-problem-empty = 先写点内容。
console-problem-refused = 此文件里没有能打开的图片。可以使用 JPEG、PNG、WebP、HEIC，以及含照片的 PDF。
console-problem-too_large = 文件过大。
console-problem-file = 选择一个文件。
console-problem-busy = 系统的一部分暂时没有响应。没有任何更改，稍后再试。
console-problem-name = 填写名称。
console-problem-email = 填写电子邮箱。
console-problem-email_taken = 已有人员使用此邮箱。
console-problem-password = 密码至少 15 个字符，且不能容易被猜到。
console-problem-role = 选择角色。
console-problem-scopes = 至少选择一项权限。

## 两个版本

console-stale-title = 有人先更改了此个案
console-stale-lead = 您的决定没有生效，因此没有覆盖任何内容。对照两边后再决定。
console-stale-yours = 您的决定
console-stale-now = 个案现在的情况
console-stale-look = 查看个案
console-stale-repeat = 在新版本上作出同样的决定

## 键盘与操作面板

console-palette = 操作
console-palette-hint = 输入操作或编号
console-palette-empty = 没有这个操作。
console-keys-title = 键盘
console-keys-single = 启用单键
console-do-inbox = 收件箱
console-do-search = 在收件箱中查找
console-do-keys = 显示按键
console-do-palette = 查找操作
console-do-down = 下一行
console-do-up = 上一行
console-do-open = 打开
console-do-approve = 通过
console-do-retake = 要求重拍
console-do-decline = 拒绝
console-do-next-case = 下一个个案
console-do-next-finding = 下一项发现
console-do-previous-finding = 上一项发现
console-do-answer = 答复申请人
console-do-note = 写内部备注

## 运行

console-figures = 数据（{ $mode }）
console-figures-since = 结果自 { $date } 起统计。
console-figure-queue = 等待人工
console-figure-unanswered = 未答复的消息
console-figure-breached = 当前超时
console-figure-decided = 已决定
console-figure-approved = 已通过
console-figure-first_try = 一次通过
console-figure-overturned = 被人工推翻
console-figure-outcome = 得到结果：半数以内、九成以内
console-figure-checking = 检查中
console-figure-needs_input = 轮到申请人
console-figure-none = 暂无
console-figure-pair = { $half } / { $most }
console-jobs = 搁置的任务
console-jobs-none = 没有失败的任务。
console-job-kind = 任务
console-job-error = 出错原因
console-job-tries = 尝试次数
console-job-at = 时间
console-job-retry = 重试
console-mails = 文件夹中的邮件
console-mails-lead = 没有配置邮件服务器，邮件写入文件夹。打开即可阅读。
console-mails-none = 还没有邮件。
console-unsent = 被拒收的邮件
console-unsent-lead = 邮件服务器最终拒收了这些邮件，或邮件未能生成。请先排除原因，再重新发送。仅仅延迟的邮件会自动重试，不在此列。
console-unsent-none = 没有被拒收的邮件。
console-unsent-retry = 重新发送

## 人员与密钥

console-staff-can = 可以登录
console-staff-active = 是
console-staff-inactive = 否
console-staff-new = 添加人员
console-staff-add = 添加
console-password-new = 新密码
console-password-hint = 至少 15 个字符。当面交给本人。
console-password-set = 设置密码
console-deactivate = 停用
console-scopes = 权限
console-keys-none = 还没有密钥。
console-key-new = 创建密钥
console-key-make = 创建
console-key-name-hint = 密钥的用途，例如“预发布后端”。
console-key-made = 创建时间
console-key-used = 最近使用
console-key-never = 从未
console-key-revoke = 吊销
console-key-revoked = 已吊销
console-key-secret = 新密钥
console-key-secret-once = 现在就复制：只显示这一次，不会保存。

## 历史：接在人名之后

console-history-more = { $text }：{ $more }
console-history-case-opened = 认领并打开了个案
console-history-case-released = 退回了个案
console-history-case-taken_over = 接手了个案
console-history-decision-made = 作出决定，十秒内可撤销
console-history-decision-undone = 撤销了决定
console-history-decision-dropped = 的决定未生效，因为个案已有变化
console-history-verification-begun = 开始办理
console-history-verification-created_for = 创建了个案
console-history-verification-document_chosen = 选择了证件
console-history-verification-details_saved = 填写了信息
console-history-verification-picture_uploaded = 上传了图片
console-history-verification-picture_refused = 发来的文件无法使用
console-history-verification-sent = 提交检查
console-history-verification-needs_input = 请申请人补充
console-history-verification-person_brought = 使个案转交人工
console-history-verification-checks_unable = 未能完成检查，将重试
console-history-verification-rechecked = 重新检查
console-history-verification-disputed = 表示我们读错了
console-history-verification-appealed = 提出申诉
console-history-verification-approved = 通过
console-history-verification-retake_asked = 要求重拍
console-history-verification-declined = 拒绝
console-history-verification-revoked = 撤回了通过
console-history-verification-cancelled = 停止办理
console-history-verification-expired = 因超过办理时限而关闭
console-history-dispute-upheld = 维持了一项发现
console-history-dispute-overruled = 推翻了一项发现
console-history-details-corrected = 代申请人更正了信息
console-history-evidence-uploaded_for = 代申请人上传了图片
console-history-link-created = 为申请人生成了链接
console-history-link-opened = 打开了链接

## 决定前后的人
console-second-title = 第二双眼睛
console-second-yours = 您已作出决定。另一位同事会独立查看证据，看不到您的意见。
console-second-blind = { $name } 已作出决定。请您自己查看：您也决定之后，才会显示对方的意见。
console-second-differ = 两人意见不同。合规人员会看到双方意见并作出决定。
console-escalated-by = { $name } 已将此案移交合规。
console-escalated-differ = 因两人意见不同，已交合规处理。
console-barred-own_account = 这是您自己的账户，由其他人决定。
console-barred-own_decision = 您参与了被申诉的决定，由其他人审理申诉。
console-barred-has_spoken = 您已作出决定，还需第二人决定。
console-barred-for_compliance = 此案由合规人员决定。
console-appeals = 申诉
console-appeal-says = 申请人申诉：
console-appeal-upheld = 已审理：维持原决定
console-appeal-overturned = 已审理：推翻原决定
console-appeal-reopened = 已审理：案件继续
console-appeal-withdrawn = 已撤回
console-solo = 一人，单人模式
console-steps = 人工步骤
console-step = 步骤
console-step-open = 待办
console-step-clear = 未发现问题
console-step-hit = 发现问题
console-step-unable = 无法完成
console-step-record = 记录人工步骤
console-step-outcome = 结果
console-step-note = 查了哪里，发现了什么
console-step-save = 记录
console-stepname-screening = 名单筛查
console-duplicates = 与其他案件有相同之处
console-duplicates-lead = 机器不会据此作决定。相同的照片或号码可能有正当原因。
console-same-number = 证件号码相同
console-same-details = 姓名和出生日期相同
console-same-picture = 照片相同
console-present = { $names } 也在查看
console-escalate-title = 移交合规
console-escalate-lead = 案件回到队列，由合规人员决定。您写的内容是给他们的内部备注，申请人看不到。
console-do-escalate = 移交合规
console-hand-back = 交回所有人
console-do-mark = 在照片上标记位置
console-mark-short = 标记
console-mark-help = 用指针拖画。键盘：方向键移动，Shift 加方向键调整大小，Enter 保留，Delete 删除，Esc 退出。
console-mark-kept = 您标记的位置会一并发送：申请人会看到轮廓。
console-outcome-hidden = 已决定
console-done-escalated = 案件已移交合规。
console-done-handed-back = 案件已交回所有人。
console-done-step = 步骤已记录。
console-problem-has_spoken = 您已作出决定：不能自己当自己的第二双眼睛。
console-problem-for_compliance = 此案由合规人员决定。
console-problem-own_account = 这是您自己的账户：由其他人决定。
console-problem-steps_open = 须先完成人工步骤才能批准。
console-problem-step_outcome = 请选择步骤的结果。
console-history-appeal-overturned = 审理了申诉：推翻原决定
console-history-appeal-reopened = 审理了申诉：案件继续
console-history-appeal-upheld = 审理了申诉：维持原决定
console-history-appeal-withdrawn = 撤回了申诉
console-history-case-escalated = 将案件移交合规
console-history-case-handed_back = 将案件交回所有人
console-history-decision-confirmed = 与同事意见一致
console-history-decision-differs = 与同事意见不同；由合规决定
console-history-decision-solo = 单人模式：一人作出了需两人的决定
console-history-decision-waits = 已决定；等待第二人查看
console-history-step-recorded = 记录了人工步骤
console-row-escalated = 合规
console-row-second-yours = 等待第二人
console-row-second-wanted = 需要第二人
console-inbox-more = 显示更多

## 员工的专长与在办案件
console-staff-load = 在办
console-staff-load-is = 已认领 { $claimed } 件，今日决定 { $decided } 件
console-staff-knows = 专长
console-staff-knows-all = 全部
console-staff-knows-hint = 不勾选表示全部。有多件等待时，下一件会优先给其熟悉的案件。
console-staff-knows-set = 保存专长
console-staff-languages = 语言
console-staff-documents = 证件
console-lang-en = 英文
console-lang-zh-CN = 中文
console-done-skills = 专长已保存。
