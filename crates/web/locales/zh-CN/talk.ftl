# 对话。
talk-withdrawn = 这条消息已撤回。
talk-bot = 助手
console-actor-bot = 助手
system-handed-over = 接下来由工作人员为您服务。工作人员能看到您的申请和您写过的内容。
