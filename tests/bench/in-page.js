// Runs in the page that `desk` measures, as it stands here: what a build adds to a script is not known there.
globalThis.bench = {
  /** Takes the next press of a kind; `dossierMs` is then how long it took until another number stood in the dossier's head and was out. */
  watch(press) {
    const shown = () => document.querySelector('.facts .number')?.textContent ?? null;
    const before = shown();
    const out = (done, since) =>
      requestAnimationFrame(() => {
        // A message after the frame's own work: the frame is out.
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => done(performance.now() - since));
        port1.start();
        port2.postMessage(null);
      });
    this.dossierMs = new Promise((done, fail) => {
      setTimeout(() => fail(new Error(`no other dossier came of ${press} within 20 s: ${before}`)), 20_000);
      const began = ({ timeStamp }) => {
        const look = () => {
          const now = shown();
          if (now === null || now === before) requestAnimationFrame(look);
          else out(done, timeStamp);
        };
        look();
      };
      document.addEventListener(press, began, { once: true, capture: true });
    });
  },
  /** The middle of a row that stands wholly in sight and is not chosen. */
  rowInSight(place) {
    const pane = document.querySelector('nav .scroll').getBoundingClientRect();
    const boxes = [...document.querySelectorAll('nav .row:not(.selected) button.open')].map((row) =>
      row.getBoundingClientRect(),
    );
    const middles = boxes
      .map(({ left, top, width, height }) => ({ x: left + width / 3, y: top + height / 2, height }))
      // Beside rows out of sight, those under the heading that stays are left out.
      .filter(({ y, height }) => y - height > pane.top + 60 && y + height < pane.bottom);
    const { x, y } = middles[place % middles.length];
    return { x, y };
  },
  /** ms in which the page reads the opened matter from the server, and nothing else. */
  async readAlone() {
    const id = document.querySelector('.facts .number')?.textContent ?? '';
    const address = `/api/${location.pathname.split('/')[1]}/incidents/${encodeURIComponent(id)}`;
    const began = performance.now();
    await (await fetch(address)).json();
    return performance.now() - began;
  },
  /** Collects the spans between frames until `framesEnd`. */
  framesBegin() {
    this.spans = [];
    this.isCounting = true;
    let last = null;
    const frame = (at) => {
      if (last !== null) this.spans.push(at - last);
      last = at;
      if (this.isCounting) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  },
  framesEnd() {
    this.isCounting = false;
    return this.spans;
  },
  renderer() {
    const gl = document.createElement('canvas').getContext('webgl2');
    const names = gl?.getExtension('WEBGL_debug_renderer_info');
    return gl && names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : 'none';
  },
};
