import { describe, expect, it } from 'vitest';
import { effectScope, nextTick, ref, shallowRef } from 'vue';
import { freeOrder, pushed, type WallPush } from '#shared/wall/order.ts';
import { usualSpeech, type Utterance } from '#shared/wall/speech.ts';
import type { ListedWall } from '#shared/wire/walls.ts';
import { stateOf } from '../../../client/apps/desk/walls/walls-room.ts';
import { openOrders } from '../../../client/apps/wall/remote/orders.ts';
import { p95 } from '../../../client/apps/wall/remote/pixel-time.ts';
import { useSpeech, type Voice } from '../../../client/apps/wall/remote/speech.ts';
import { beatMs, hungMs, openWatchdog } from '../../../client/apps/wall/remote/watchdog.ts';

const by = { id: 'duty1', name: '值班席 01' };

describe('what a wall was told', () => {
  const kept = () => {
    const held = new Map<string, string>();
    return {
      getItem: (key: string) => held.get(key) ?? null,
      setItem: (key: string, value: string) => void held.set(key, value),
    };
  };
  const told = (...pushes: WallPush[]) => pushes.reduce((order, set) => pushed(order, set, by, 1), freeOrder);

  it('does what the last push names, once; after a reload nothing that was done, after a gap all that stands', () => {
    const store = kept();
    const [first, second] = [told({ scene: 'grid' }), told({ scene: 'grid' }, { grid: null })];
    expect([...openOrders(store).due(first)]).toEqual(['scene']);
    const again = openOrders(store);
    expect([...again.due(first)]).toEqual([]);
    // Back to all that the wall may show is a push as any other.
    expect([...again.due(second)]).toEqual(['grid']);
    const later = told({ scene: 'grid' }, { grid: 'g' }, { incident: 'i' }, { message: null });
    expect([...openOrders(kept()).due(later)]).toEqual(['scene', 'grid', 'incident']);
  });
  it('takes no older order for a newer one, and forgets the sight of whom it follows no more', () => {
    const orders = openOrders(kept());
    const [old, now] = [told({ follow: true }), told({ follow: true }, { follow: false })];
    orders.take({ order: old });
    orders.take({ sight: { bounds: [1, 2, 3, 4] } });
    expect(orders.sight.value?.bounds).toEqual([1, 2, 3, 4]);
    orders.take({ order: now });
    orders.take({ order: old });
    expect(orders.order.value.version).toBe(2);
    expect(orders.sight.value).toBeNull();
  });
});

describe('the watchdog of a page', () => {
  function run(silence: number, asleep = false) {
    let now = 0;
    const [tells, wakes]: [number[], number[]] = [[], []];
    const dog = openWatchdog(() => now, { tell: (ms) => tells.push(ms), wake: (ms) => wakes.push(ms) });
    dog.heard();
    if (asleep) {
      now += silence;
      dog.tick();
    } else
      for (const end = now + silence; now < end;) {
        now += beatMs;
        dog.tick();
      }
    dog.heard();
    return { tells, wakes };
  }
  it('says nothing of a page that is slow, tells of one that hangs again and again, and wakes it once', () => {
    expect(run(hungMs - beatMs)).toEqual({ tells: [], wakes: [] });
    const { tells, wakes } = run(hungMs + 25_000);
    expect(tells).toEqual([hungMs, hungMs + 10_000, hungMs + 20_000]);
    expect(wakes).toEqual([hungMs + 25_000]);
  });
  it('takes no machine that slept for a page that hung', () =>
    expect(run(8 * 3_600_000, true)).toEqual({ tells: [], wakes: [] }));
});

describe('urgent matters aloud', () => {
  function speaking(voices: string[], more: { silent?: boolean; say?: Voice['say'] } = {}) {
    const said: [string, number][] = [];
    const urgent = shallowRef<Utterance[]>([{ id: 'old', text: '旧' }]);
    const speech = ref(usualSpeech);
    const voice: Voice = {
      voices: () => voices.map((lang) => ({ lang })),
      onVoices: () => () => undefined,
      say: more.say ?? (async (text, volume) => void said.push([text, volume])),
      stop: () => undefined,
    };
    const scope = effectScope();
    const made = scope.run(() =>
      useSpeech({
        voice,
        urgent: () => urgent.value,
        speech: () => speech.value,
        hour: () => 12,
        lang: () => 'zh-CN',
        silent: () => more.silent ?? false,
      }),
    );
    const bring = async (...ids: string[]): Promise<void> => {
      urgent.value = [...urgent.value, ...ids.map((id) => ({ id, text: id }))];
      for (let i = 0; i < 20; i++) await nextTick();
    };
    return { said, speech, bring, state: () => made?.state.value, stop: () => scope.stop() };
  }
  it('says what comes, once, by the volume of the hour, and nothing that stood there already', async () => {
    const one = speaking(['en-US', 'zh-CN']);
    await one.bring('a', 'b');
    await one.bring('c');
    expect(one.said).toEqual([
      ['a', 0.9],
      ['b', 0.9],
      ['c', 0.9],
    ]);
    expect(one.state()).toBe('speaks');
    one.speech.value = { ...usualSpeech, on: false };
    await one.bring('d');
    one.speech.value = usualSpeech;
    await one.bring('e');
    expect(one.said.map(([text]) => text)).toEqual(['a', 'b', 'c', 'e']);
    one.stop();
  });
  it('tells why it is silent: no voice of the language, a browser that forbids it, another instant', async () => {
    const mute = speaking(['en-US']);
    await mute.bring('a');
    expect([mute.said.length, mute.state()]).toEqual([0, 'none']);
    const forbidden = speaking(['zh-CN'], { say: () => Promise.reject(new Error('not-allowed')) });
    await forbidden.bring('a');
    expect(forbidden.state()).toBe('blocked');
    const past = speaking(['zh-CN'], { silent: true });
    await past.bring('a');
    expect(past.said).toEqual([]);
    for (const one of [mute, forbidden, past]) one.stop();
  });
});

describe('a wall at the desk', () => {
  const wall = (more: Partial<ListedWall>): ListedWall =>
    ({
      status: { health: 'live', picture: 'sound' },
      saidAt: 100_000,
      hungSince: null,
      ...more,
    }) as ListedWall;
  it.each([
    ['live', {}, 110_000],
    ['away', {}, 116_000],
    ['hung', { hungSince: 70_000 }, 101_000],
    ['unsound', { status: { health: 'late', picture: 'sound' } }, 101_000],
    ['unsound', { status: { health: 'live', picture: 'lost' } }, 101_000],
    ['live', { status: { health: 'past', picture: 'sound' } }, 101_000],
    ['never', { status: null, saidAt: null }, 101_000],
  ] as const)('is %s', (state, more, now) =>
    expect(stateOf(wall(more as Partial<ListedWall>), now)).toBe(state),
  );
});

it('the 95th of some numbers', () => {
  expect(p95([])).toBeNull();
  expect(p95([7])).toBe(7);
  expect(p95(Array.from({ length: 100 }, (_, i) => 100 - i))).toBe(95);
});
