import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openLayers, type BackWindow } from '../../../client/ui/layers.ts';

/** A browser's history as far as the way back needs it. */
function browser(state: unknown = null) {
  const entries: unknown[] = [state];
  let at = 0;
  const listeners = new Set<(event: { state: unknown }) => void>();
  const tell = (): void => listeners.forEach((listener) => listener({ state: entries[at] }));
  const go = (by = 0): void => {
    const to = Math.min(entries.length - 1, Math.max(0, at + by));
    if (to === at) return;
    at = to;
    tell();
  };
  const push = (next: unknown): void => void entries.splice((at += 1), Infinity, next);
  const window: BackWindow = {
    history: {
      get state(): unknown {
        return entries[at];
      },
      pushState: push,
      go,
    },
    addEventListener: (_name, listener) => void listeners.add(listener),
    removeEventListener: (_name, listener) => void listeners.delete(listener),
  };
  return {
    window,
    go,
    /** A link to another place of the page. */
    follow: () => {
      push(null);
      tell();
    },
    place: () => at,
  };
}

describe('the way back of a phone', () => {
  it('closes what is on top, one at a time, before it leaves the page', () => {
    const { window, go, place } = browser();
    const layers = openLayers(window);
    const closed: string[] = [];
    layers.put(() => closed.push('map'));
    layers.put(() => closed.push('picture'));
    go(-1);
    expect(closed).toEqual(['picture']);
    go(-1);
    expect(closed).toEqual(['picture', 'map']);
    expect(place()).toBe(0);
  });

  it('leaves no entry behind when something else closes a layer, and closes what lay over it', () => {
    const { window, place } = browser();
    const layers = openLayers(window);
    const closed: string[] = [];
    const takeMap = layers.put(() => closed.push('map'));
    const takePicture = layers.put(() => closed.push('picture'));
    takeMap();
    expect([closed, place()]).toEqual([['picture'], 0]);
    takePicture();
    takeMap();
    expect([closed, place()]).toEqual([['picture'], 0]);
  });

  it('closes all of them when the page goes on, and then goes back no further', () => {
    const { window, follow, place } = browser();
    const layers = openLayers(window);
    let open = true;
    const take = layers.put(() => (open = false));
    follow();
    expect(open).toBe(false);
    take();
    expect(place()).toBe(2);
  });

  it('begins without the layers under which the page had died', () => {
    const { window, go, place } = browser();
    window.history.pushState({ layers: 1 }, '');
    openLayers(window);
    expect(place()).toBe(0);
    go(1);
    expect(place()).toBe(1);
  });

  it('never leaves the page while a layer is open, whatever is opened and closed', () => {
    const acts = fc.array(fc.oneof(fc.constant('put' as const), fc.constant('back' as const), fc.nat(4)), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(acts, (list) => {
        const { window, go, place } = browser();
        const layers = openLayers(window);
        const open: { take: () => void; isOpen: boolean }[] = [];
        for (const act of list) {
          const live = open.filter(({ isOpen }) => isOpen);
          if (act === 'put') {
            const layer = { take: (): void => undefined, isOpen: true };
            layer.take = layers.put(() => (layer.isOpen = false));
            open.push(layer);
          } else if (act === 'back') go(-1);
          else {
            const one = live[act];
            one?.take();
            if (one) one.isOpen = false;
          }
          expect(place()).toBe(open.filter(({ isOpen }) => isOpen).length);
        }
      }),
    );
  });
});
