# Conversations.
talk-withdrawn = This message was taken back.
talk-bot = Assistant
console-actor-bot = Assistant
system-handed-over = A person takes over from here. They see your case and what you have written.
