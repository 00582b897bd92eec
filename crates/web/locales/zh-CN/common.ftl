### 各页共用的文字：页框、错误、单位。

service-name = Proofdesk
title-with-service = { $title } – { service-name }
title-error = 有误：{ $title }
skip-to-content = 跳到正文
switch-language = 语言
nav-home = 我的认证
nav-sign-in = 登录
nav-sign-out = 退出登录
nav-help = 帮助
nav-talk = 联系人工
footer-line = 身份认证，结果有据可查；需要时，有人为您服务。
footer-privacy = 您的资料如何处理
test-banner = 测试模式：这里的一切都不算数，只使用样本证件。
back = 返回
continue = 继续
change = 修改
optional = （选填）
password-show = 显示密码
password-hide = 隐藏密码
there-is-a-problem = 有地方需要修改
and-more = 等等

date-no-end = 长期
date-day = 日
date-month = 月
date-year = 年
country-UTO = 乌托邦（样本）

unit-bytes = { $n ->
   *[other] { $shown } 字节
}
unit-dpi = { $shown } dpi
unit-pixels = { $shown } 像素
unit-degrees = { $shown }°
unit-years = { $n ->
   *[other] { $shown } 年
}
unit-days = { $n ->
   *[other] { $shown } 天
}
unit-minutes = { $n ->
   *[other] { $shown } 分钟
}
unit-hours = { $n ->
   *[other] { $shown } 小时
}

## 错误：发生了什么、为什么、怎么办。

error-code = 错误 { $status }
error-not-found-title = 这里没有页面
error-not-found-why = 地址可能有误，或者该页面属于另一个账户，或者已被移除。
error-not-found-do = 请回到首页。如果您是点了我们邮件里的链接来到这里的，请告诉人工客服。
error-forbidden-title = 您无法打开这个页面
error-forbidden-why = 您已登录，但这个页面属于别人或其他角色。
error-forbidden-do = 回到首页，或用该页面所属的账户登录。
error-stale-form-title = 这个页面打开得太久了
error-stale-form-why = 为了您的安全，表单只在打开它的那次登录中有效。您可能在别的标签页里登录或退出过。没有任何内容被改动。
error-stale-form-do = 返回上一页，刷新后重新提交。
error-too-large-title = 内容太大，一次收不下
error-too-large-why = 您发送的内容超过了这个表单的上限。我们没有保留其中任何部分，也不会算作一次尝试。
error-too-large-do = 照片请用相机的普通设置；文字请分几次发送。
error-too-often-title = 短时间内尝试次数太多
error-too-often-why = 为了保护账户安全，我们会放慢重复尝试的速度。这只和次数有关，您的账户没有问题。
error-too-often-do = 等 { $wait } 后再试即可。如果遇到困难，请联系人工。
error-changed-title = 内容刚刚有了变化
error-changed-why = 在您打开这个页面之后，别人或您在其他标签页里作了修改。您刚才提交的内容没有生效，因此没有覆盖任何东西。
error-changed-do = 重新打开页面，查看现在的情况。
error-not-understood-title = 发送的内容无法使用
error-not-understood-why = 表单中缺少内容，或所选的不在选项之内。没有任何内容被改动。
error-not-understood-do = 返回上一页，刷新后重新提交。
error-interrupted-title = 发送中断了
error-interrupted-why = 连接断开或太慢。没有保留其中任何部分，也不算一次尝试。
error-interrupted-do = 返回上一页重新发送；如果可以，换一个更好的网络。
error-busy-title = 我们的服务暂时没有响应
error-busy-why = 这是我们的问题，与您无关。凡是我们确认过的内容都已保存，也不会算作一次尝试。
error-busy-do = 稍等片刻再刷新页面。我们正在处理。
error-internal-title = 我们这边出了故障
error-internal-why = 这是我们的问题，与您无关。凡是我们确认过的内容都已保存，也不会算作一次尝试。
error-internal-do = 返回上一页再试一次。如果还是不行，请联系人工。
error-to-start = 回到首页
error-to-console = 回到收件箱
