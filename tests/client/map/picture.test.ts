import { describe, expect, it } from 'vitest';
import {
  hasRoom,
  proofMs,
  stillMs,
  straySources,
  strayStates,
  followFrames,
} from '../../../client/map/picture.ts';

const empty = { type: 'FeatureCollection', features: [] } as const;

describe('a map that looks at itself', () => {
  /** Looks every two seconds while frames come or do not; what each look found. */
  const looks = (drawsAt: readonly boolean[], everyMs = 2_000, isSeen = true): boolean[] => {
    let now = 0;
    let asked = 0;
    const frames = followFrames(
      () => (asked += 1),
      () => now,
    );
    return drawsAt.map((draws) => {
      now += everyMs;
      if (draws && asked > 0) frames.drawn();
      return frames.isMoving(isSeen);
    });
  };

  it('asks for a frame where none was drawn for a while, not at each look, and is content while they come', () => {
    let now = 0;
    const asks: number[] = [];
    const frames = followFrames(
      () => {
        asks.push(now);
        frames.drawn();
      },
      () => now,
    );
    for (; now < 5 * proofMs; now += 2_000) expect(frames.isMoving(true)).toBe(true);
    expect(asks).toHaveLength(4);
    // Whatever draws by itself is asked for nothing.
    for (; now < 9 * proofMs; now += 2_000) {
      frames.drawn();
      expect(frames.isMoving(true)).toBe(true);
    }
    expect(asks).toHaveLength(4);
  });
  it('stands still when no frame came for five seconds though some were asked for, and moves again with the next', () => {
    const idle = proofMs / 2_000;
    const found = looks([...Array<boolean>(idle + 5).fill(false), true]);
    expect(found.indexOf(false)).toBe(idle - 1 + Math.ceil(stillMs / 2_000));
    expect(found.lastIndexOf(false)).toBe(idle + 4);
    expect(found.at(-1)).toBe(true);
  });
  it('is not blamed for the first look after a page that was blocked for a minute', () =>
    expect(looks([true, true], 60_000)).toEqual([true, true]));
  it('is not blamed while nobody sees the page, which draws nothing then', () =>
    expect(looks(Array<boolean>(9).fill(false), 2_000, false)).not.toContain(false));

  it.each([
    [0, 900, 1, false],
    [1600, 0, 1, false],
    [1600, 900, 1, true],
    // A pane that is folded away is not laid out at all.
    [0, 0, 0, true],
  ])('a box of %d × %d of %d parts has room: %s', (clientWidth, clientHeight, rects, has) => {
    const getClientRects = () => ({ length: rects }) as DOMRectList;
    expect(hasRoom({ clientWidth, clientHeight, getClientRects })).toBe(has);
  });

  it('names the features whose state is not the wanted one; a state never set is the missing one', () => {
    const held: Record<string, object> = { a: { open: 2 }, b: {}, c: { open: 1 } };
    const map = { getFeatureState: ({ id }: { id?: string | number }) => held[String(id)] ?? {} };
    const wanted = [
      ['a', 2],
      ['b', 0],
      ['c', 4],
      ['d', 0],
      ['e', 1],
    ] as const;
    expect(strayStates(map, { source: 'grid', key: 'open', missing: 0 }, wanted)).toEqual(['c', 'e']);
  });
  it('names the sources that hold other data than were put last, and those that are gone', () => {
    const put = new Map([
      ['kept', { ...empty, features: [] }],
      ['old', { ...empty, features: [] }],
      ['gone', { ...empty, features: [] }],
    ]);
    const map = {
      getSource: (name: string) =>
        name === 'gone' ? undefined : { serialize: () => ({ data: name === 'kept' ? put.get(name) : {} }) },
    };
    expect(straySources(map as never, put)).toEqual(['old', 'gone']);
  });
});
