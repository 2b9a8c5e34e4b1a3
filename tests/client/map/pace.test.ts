import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { giveWay, slowMs, followMarks, followPace } from '../../../client/map/pace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('how long pictures hold up the page', () => {
  /** Pictures that cost so many ms each. */
  const seen = (costs: readonly number[]): boolean => {
    let render = (): void => undefined;
    let at = 0;
    const on = ((_: string, ear: () => void) => void (render = ear)) as never;
    const pace = followPace({ on }, () => at);
    for (const ms of costs) {
      render();
      at += ms;
      vi.runAllTimers();
    }
    return pace.isSlow();
  };

  it.each([
    ['nothing was drawn yet', [], false],
    ['a graphics card draws', [4, 6, 5, 3], false],
    ['a processor draws', [150, 130, 170], true],
    ['one picture of a quick machine was held up', [4, 900, 5, 3, 6], false],
    ['a start was busy and is over', [400, 300, 200, 5, 5, 6, 4, 5, 6, 5], false],
  ])('%s', (_, costs, is) => expect(seen(costs)).toBe(is));
});

describe('a slow map beside somebody at work', () => {
  /** A map that is asked for a picture every 10 ms for `ms`, and acts at some instants; when it was drawn. */
  const drawn = (isSlow: boolean, ms: number, acts: (at: number) => boolean, inside = false): number[] => {
    const pictures: number[] = [];
    const [page, began] = [new EventTarget(), performance.now()];
    const now = (): number => performance.now() - began;
    const map = { triggerRepaint: () => void pictures.push(now()) };
    const stop = giveWay(map, inside ? page : new EventTarget(), { isSlow: () => isSlow, page });
    for (; now() < ms; vi.advanceTimersByTime(10)) {
      if (acts(now())) page.dispatchEvent(new Event('keydown'));
      map.triggerRepaint();
    }
    stop();
    return pictures;
  };
  const once = (at: number): boolean => at === 0;

  it('is painted after a moment of rest, then some pictures apart, then as it comes', () => {
    const pictures = drawn(true, 4_000, once);
    expect(pictures[0]).toBe(slowMs.rest);
    const atWork = pictures.filter((at) => at < slowMs.while);
    expect(atWork).toHaveLength(Math.ceil((slowMs.while - slowMs.rest) / slowMs.apart));
    expect(pictures.filter((at) => at >= slowMs.while + slowMs.apart).length).toBeGreaterThan(50);
  });
  it('is not forgotten by somebody who never rests', () => {
    const pictures = drawn(true, 6_100, () => true);
    expect(pictures).toEqual([1, 2, 3, 4].map((nth) => nth * slowMs.most));
  });
  it.each([
    ['a machine with a graphics card', false, once, false],
    ['a hand on the map itself', true, once, true],
    ['nobody at work, as on a wall', true, () => false, false],
  ])('draws at once for %s', (_, isSlow, acts, inside) =>
    expect(drawn(isSlow, 1_000, acts, inside)).toHaveLength(100),
  );
  it('draws the last thing that was asked for before the rest', () => {
    const page = new EventTarget();
    let pictures = 0;
    const map = { triggerRepaint: () => void (pictures += 1) };
    giveWay(map, new EventTarget(), { isSlow: () => true, page });
    page.dispatchEvent(new Event('wheel'));
    map.triggerRepaint();
    expect(pictures).toBe(0);
    vi.advanceTimersByTime(slowMs.rest);
    expect(pictures).toBe(1);
  });
  it('stops with its map', () => {
    const page = new EventTarget();
    let pictures = 0;
    const map = { triggerRepaint: () => void (pictures += 1) };
    const stop = giveWay(map, new EventTarget(), { isSlow: () => true, page });
    page.dispatchEvent(new Event('keydown'));
    map.triggerRepaint();
    stop();
    vi.advanceTimersByTime(10_000);
    expect(pictures).toBe(0);
  });
});

describe('a mark of life without a picture', () => {
  /** With as many whole pictures first as a map takes. */
  const graphicsThat = (draws: () => void) => {
    const gl = { ...noGraphics, getSyncParameter: () => 2 };
    return { marks: followMarks(gl, draws) };
  };
  const noGraphics = {
    fenceSync: () => ({}),
    deleteSync: () => undefined,
    flush: () => undefined,
    SYNC_GPU_COMMANDS_COMPLETE: 0,
    SYNC_STATUS: 1,
    SIGNALED: 2,
  };
  function graphics(tried = 0) {
    let isDone = true;
    let whole = 0;
    let at = 0;
    const gl = { ...noGraphics, getSyncParameter: () => (isDone ? 2 : 1) };
    const marks = followMarks(
      gl,
      () => (whole += 1),
      () => at,
      tried,
    );
    /** Looks every four seconds; how often life was seen. */
    const looks = (times: number): number => {
      let alive = 0;
      for (let i = 0; i < times; i++, at += 4_000) marks.ask(() => (alive += 1));
      return alive;
    };
    return { marks, looks, stops: () => (isDone = false), whole: () => whole };
  }

  it('is seen at every second look', () => expect(graphics().looks(10)).toBe(5));
  it('is not seen when the graphics finish nothing', () => {
    const all = graphics();
    all.stops();
    expect(all.looks(10)).toBe(0);
  });
  it('asks for a whole picture once a minute, and holds no mark for one that does not come', () => {
    const { looks, whole, marks } = graphics();
    looks(16);
    expect([looks(5), whole()]).toEqual([0, 5]);
    marks.drawn();
    expect(looks(10)).toBe(5);
  });
  it('of a machine that only its start made slow is whole pictures first, which say so', () => {
    let draw = (): void => undefined;
    let now = 0;
    const on = ((_: string, ear: () => void) => void (draw = ear)) as never;
    const pace = followPace({ on }, () => now);
    const picture = (ms: number): void => {
      draw();
      now += ms;
      vi.runAllTimers();
    };
    for (let i = 0; i < 9; i++) picture(300);
    expect(pace.isSlow()).toBe(true);
    const { marks } = graphicsThat(() => picture(5));
    for (let look = 0; look < 4 && pace.isSlow(); look++) marks.ask(() => undefined);
    expect(pace.isSlow()).toBe(false);
  });
});
