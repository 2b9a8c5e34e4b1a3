// Runs in the page of a wall before anything else (tests/bench/wall-page.ts).

/** Drawing contexts that were made, as long as somebody holds them. */
const made = [];
const known = new WeakSet();
const original = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function getContext(...given) {
  const context = Reflect.apply(original, this, given);
  if (String(given[0]).startsWith('webgl') && context && !known.has(context)) {
    known.add(context);
    made.push(new WeakRef(context));
  }
  return context;
};
globalThis.liveContexts = () =>
  made.filter((one) => {
    const context = one.deref();
    return context !== undefined && !context.isContextLost();
  }).length;

/** The instant at which the frame that shows a text has been drawn; fails when none does in 20 s. */
globalThis.shownAt = (text) =>
  new Promise((found, failed) => {
    const timer = setTimeout(() => failed(new Error(`${text} was not shown in 20 s`)), 20_000);
    const watcher = new MutationObserver(() => {
      if (!document.body.textContent.includes(text)) return;
      watcher.disconnect();
      clearTimeout(timer);
      // A message that is posted inside a frame is taken once the frame is drawn.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => found(Date.now()));
        port1.start();
        port2.postMessage(null);
      });
    });
    watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
  });

/** Frames a second over so many ms, and the longest wait between two. */
globalThis.framesOver = (ms) =>
  new Promise((found) => {
    const begun = performance.now();
    let [frames, last, longest] = [0, begun, 0];
    const count = (at) => {
      frames += 1;
      longest = Math.max(longest, at - last);
      last = at;
      if (at - begun < ms) requestAnimationFrame(count);
      else found({ perSecond: (frames * 1_000) / (at - begun), longestMs: longest });
    };
    requestAnimationFrame(count);
  });
