// Runs in the page of a wall before anything else (first-load.test.ts): asked from outside, the page would be held up by the asking.

/** When the scene stood with its first figures, and when its map was drawn, in ms since the page was asked for. */
const told = {};
globalThis.told = told;
const now = () => Math.round(performance.now());
const look = () => {
  if (document.querySelector('main.scene .panel strong button')) told.scene ??= now();
  if (document.querySelector('[data-drawn=true]')) told.map ??= now();
  if (told.map === undefined) requestAnimationFrame(look);
};
requestAnimationFrame(look);
