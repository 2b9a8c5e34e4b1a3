import type { Map as MapLibre } from 'maplibre-gl';

/** ms that a picture of the map may hold up the page: above it a flight no longer looks like one. */
const slowestMs = 50;
/** The last pictures are looked at, and the middle of them counts: one that was held up by something else says nothing. */
const lookedAt = 7;

/**
 * Notices how long the pictures of a map hold up the page. With a graphics card some milliseconds; without one each is painted by the
 * processor, an eighth of a second and more in which nobody can go on to the next matter.
 */
export function followPace(map: Pick<MapLibre, 'on'>, now: () => number = () => performance.now()) {
  const held: number[] = [];
  map.on('render', () => {
    const began = now();
    // What a picture costs comes after its drawing, when the browser waits for it; the next task runs behind that.
    setTimeout(() => {
      held.push(now() - began);
      if (held.length > lookedAt) held.shift();
    }, 0);
  });
  return {
    isSlow: (): boolean => (held.toSorted((a, b) => a - b)[Math.floor(held.length / 2)] ?? 0) > slowestMs,
  };
}

/**
 * ms of a slow map: `rest` without a press or a turn of the wheel until it goes on, `most` that it waits whatever somebody does, and
 * `apart` between its pictures `while` somebody was at work a moment ago.
 */
export const slowMs = { rest: 400, most: 1_500, apart: 350, while: 2_500 };

/** What somebody does that the page must answer at once. */
const acts = ['keydown', 'pointerdown', 'wheel'] as const;

/**
 * On a machine that is slow the page answers first and the map is painted after it: while somebody types, clicks or scrolls beside the
 * map, its pictures wait for a moment of rest, and what came meanwhile is one picture. Returns how to stop.
 */
export function giveWay(
  map: Pick<MapLibre, 'triggerRepaint'>,
  container: EventTarget,
  { isSlow, page = document }: { isSlow: () => boolean; page?: EventTarget },
): () => void {
  const now = (): number => performance.now();
  let actedAt = -Infinity;
  let drawnAt = -Infinity;
  let waitsSince: number | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const acted = (event: Event): void => {
    if (!event.composedPath().includes(container)) actedAt = now();
  };
  for (const act of acts) page.addEventListener(act, acted, { capture: true, passive: true });
  const draw = map.triggerRepaint.bind(map);
  const go = (): void => {
    timer = null;
    const apart = now() - actedAt < slowMs.while ? drawnAt + slowMs.apart : 0;
    const rest = Math.max(actedAt + slowMs.rest, apart) - now();
    if (rest <= 0 || !isSlow() || now() - (waitsSince ?? now()) >= slowMs.most) {
      waitsSince = null;
      drawnAt = now();
      draw();
    } else {
      waitsSince ??= now();
      timer = setTimeout(go, Math.min(rest, waitsSince + slowMs.most - now()));
    }
  };
  // The library asks for each of its own pictures by this too.
  map.triggerRepaint = () => {
    if (timer === null) go();
  };
  return () => {
    if (timer !== null) clearTimeout(timer);
    for (const act of acts) page.removeEventListener(act, acted, { capture: true });
  };
}

/**
 * Whole pictures that are drawn first where a map stands still: a start is busy with other things, and without new pictures its last
 * ones would call a quick machine slow for as long as nothing moves. More than half of those that are looked at.
 */
const trials = Math.ceil(lookedAt / 2);
/** ms after which a machine that is slow is asked for a whole picture all the same. */
const wholeMs = 60_000;

/**
 * A proof that the graphics live which costs no picture: a mark behind everything that they were given, which they pass when all of it is
 * painted. Once a minute the map must draw whole. `ask` at each look; `alive` is called at a later one.
 */
export function followMarks(
  gl: Pick<WebGL2RenderingContext, 'fenceSync' | 'getSyncParameter' | 'deleteSync' | 'flush'> & {
    readonly [name in 'SYNC_GPU_COMMANDS_COMPLETE' | 'SYNC_STATUS' | 'SIGNALED']: number;
  },
  draw: () => void,
  now: () => number = () => performance.now(),
  triedFirst = trials,
) {
  let left = triedFirst;
  let mark: WebGLSync | null = null;
  let drawnAt = now();
  return {
    drawn: (): void => void (drawnAt = now()),
    ask(alive: () => void): void {
      if (left > 0) {
        left -= 1;
        return draw();
      }
      if (now() - drawnAt > wholeMs) return draw();
      if (mark && gl.getSyncParameter(mark, gl.SYNC_STATUS) === gl.SIGNALED) {
        gl.deleteSync(mark);
        mark = null;
        alive();
      } else if (!mark) {
        mark = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
        gl.flush();
      }
    },
  };
}
