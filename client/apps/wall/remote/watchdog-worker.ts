import { beatMs, openWatchdog } from './watchdog.ts';

/** The thread that watches a wall's page. Told once where to report; then a message a second says that the page lives. */
let address = '';
const watchdog = openWatchdog(() => performance.now(), {
  tell(stoodMs) {
    // Without a line the desk sees the wall go silent anyway.
    fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ stoodMs: Math.round(stoodMs) }),
    }).catch(() => undefined);
  },
  wake: (stoodMs) => postMessage({ reload: Math.round(stoodMs) }),
});
addEventListener('message', ({ data }: MessageEvent<{ address?: string }>) => {
  if (data.address !== undefined) address = data.address;
  watchdog.heard();
});
setInterval(watchdog.tick, beatMs);
