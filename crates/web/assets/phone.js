// The desk's page while the phone takes the photo: the code goes once it was used.
const part = document.getElementById("live");
const code = document.querySelector("[data-while]");
const look = () => {
  const standing = part?.querySelector("[data-standing]")?.dataset.standing;
  if (code && standing) code.hidden = standing !== code.dataset.while;
};
if (part) new MutationObserver(look).observe(part, { childList: true, subtree: true });
look();
