// Whether somebody is pressing just now. What is replaced between a press and its release takes the click with it,
// and nobody learns why nothing happened; so news waits for the release.

const CLICK_MS = 60; // a touch screen's click comes in a task of its own after the release

let down = false;
let timer = 0;

const release = () => {
  clearTimeout(timer);
  timer = setTimeout(() => (down = false), CLICK_MS);
};

addEventListener('pointerdown', ({ button }) => {
  if (button !== 0) return; // a menu of the browser's may swallow the other buttons' release
  clearTimeout(timer);
  down = true;
}, true);
for (const end of ['pointerup', 'pointercancel', 'dragend']) addEventListener(end, release, true);
addEventListener('blur', ({ target }) => target === window && release());
// The release was swallowed too: whatever moves without a button down says so.
addEventListener('pointermove', ({ buttons }) => down && buttons === 0 && release(), true);

/** Whether a press has begun and its click not yet come. */
export const pressing = () => down;
