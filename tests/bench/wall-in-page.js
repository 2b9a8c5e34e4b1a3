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

/** Whether something was drawn by WebGL since the last frame: a map that stands still draws nothing. */
let hasDrawn = false;
for (const name of ['drawElements', 'drawArrays']) {
  const draw = WebGL2RenderingContext.prototype[name];
  WebGL2RenderingContext.prototype[name] = function drawCounted(...given) {
    hasDrawn = true;
    return Reflect.apply(draw, this, given);
  };
}

/** Pictures of the map a second over so many ms, and the longest wait between two. */
globalThis.picturesOver = (ms) =>
  new Promise((found) => {
    const begun = performance.now();
    let [pictures, last, longest] = [0, begun, 0];
    hasDrawn = false;
    const count = (at) => {
      if (hasDrawn) {
        pictures += 1;
        longest = Math.max(longest, at - last);
        last = at;
        hasDrawn = false;
      }
      if (at - begun < ms) requestAnimationFrame(count);
      else found({ pictures, perSecond: (pictures * 1_000) / (at - begun), longestMs: longest });
    };
    requestAnimationFrame(count);
  });

/** Who draws: the graphics card, or the processor in its place. */
globalThis.rendererName = () => {
  const gl = document.createElement('canvas').getContext('webgl2');
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  return names ? gl.getParameter(names.UNMASKED_RENDERER_WEBGL) : 'unknown';
};

/** Takes the panels off by a sheet, or puts them back. */
globalThis.showPanels = (isShown) => {
  document.querySelector('#no-panels')?.remove();
  if (isShown) return;
  const sheet = { id: 'no-panels', textContent: '.panel { display: none !important; }' };
  document.head.append(Object.assign(document.createElement('style'), sheet));
};
