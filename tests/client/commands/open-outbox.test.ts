import { describe, expect, it } from 'vitest';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { CommandAnswer, CommandBody } from '#shared/wire/http.ts';
import type { EntryStore } from '../../../client/commands/kept-entries.ts';
import { openOutbox } from '../../../client/commands/open-outbox.ts';
import { entryOf, type Draft, type Entry } from '../../../client/commands/outbox.ts';
import { unreachable } from '../../../client/http/call.ts';

const report: CommandBody = {
  kind: 'report',
  source: 'patrol',
  item: 'manhole',
  title: '井盖缺失',
  detail: '',
  address: '',
  place: { lng: 120.2, lat: 31.9 },
  urgent: false,
  evidence: [],
};
const draft = (title: string, more: Partial<Draft> = {}): Draft => ({
  title,
  act: { zh: '上报', en: 'Report' },
  command: { ...report, title },
  ...more,
});

/** What a device keeps: plain copies, whatever page writes them. */
function device() {
  const held = new Map<string, string>();
  const store: EntryStore = {
    read: () => Promise.resolve([...held.values()].map((text) => JSON.parse(text) as Entry)),
    keep: (entries) => {
      for (const entry of entries) held.set(entry.key, JSON.stringify(entry));
      return Promise.resolve();
    },
    drop: (keys) => {
      for (const key of keys) held.delete(key);
      return Promise.resolve();
    },
  };
  return { held, store };
}

/** A server that carries a key out once, behind a line that can be cut. */
function server() {
  const answers = new Map<string, CommandAnswer | Refusal>();
  const ledger: string[] = [];
  const state = { up: true, losesAnswers: false, judge: (_: CommandBody): Refusal | null => null };
  const dead = refuse('busy', 'unreachable', unreachable);
  return {
    ledger,
    state,
    command(body: CommandBody, key: string): Promise<CommandAnswer | Refusal> {
      if (!state.up) return Promise.resolve(dead);
      let answer = answers.get(key);
      if (!answer) {
        answer = state.judge(body) ?? {
          kind: 'done',
          subject: `n${ledger.length}`,
          version: 1,
          seq: ledger.length,
        };
        if (answer.kind === 'done') ledger.push(body.kind === 'report' ? body.title : body.kind);
        answers.set(key, answer);
      }
      return Promise.resolve(state.losesAnswers ? dead : answer);
    },
  };
}

let keys = 0;
function page(api: ReturnType<typeof server>, store: EntryStore, who = 'field-1') {
  const waits: { ms: number; end: () => void }[] = [];
  const outbox = openOutbox({
    api,
    jurisdiction: 'jiangyin',
    who,
    store,
    now: () => 1_790_000_000_000,
    newKey: () => `key-${(keys += 1)}`,
    wait: (ms) => new Promise((end) => waits.push({ ms, end })),
  });
  return { outbox, waits };
}

describe('the outbox', () => {
  it('answers the writer at once while the line is good', async () => {
    const api = server();
    const { outbox } = page(api, device().store);
    await expect(outbox.give(draft('一'))).resolves.toMatchObject({ kind: 'done', subject: 'n0' });
    expect(api.ledger).toEqual(['一']);
    expect(outbox.waiting.value).toBe(0);
  });

  it('keeps what is written without a line across the death of the page, and sends it once and in order', async () => {
    const [api, { store, held }] = [server(), device()];
    api.state.up = false;
    const first = page(api, store);
    await expect(first.outbox.give(draft('一'))).resolves.toBe('waiting');
    await expect(first.outbox.give(draft('二'))).resolves.toBe('waiting');
    expect(first.outbox.waiting.value).toBe(2);
    first.outbox.close();

    // The line is back, but loses its answers: the server has done it, the page does not know.
    Object.assign(api.state, { up: true, losesAnswers: true });
    const second = page(api, store);
    await second.outbox.load();
    await second.outbox.send();
    expect(second.outbox.waiting.value).toBe(2);
    second.outbox.close();

    api.state.losesAnswers = false;
    const third = page(api, store);
    await third.outbox.load();
    await third.outbox.send();
    await expect.poll(() => third.outbox.waiting.value).toBe(0);
    expect(api.ledger).toEqual(['一', '二']);
    expect([...held.values()].map((text) => (JSON.parse(text) as Entry).state)).toEqual(['sent', 'sent']);
  });

  it('tries again by itself, ever later, with one timer', async () => {
    const api = server();
    api.state.up = false;
    const { outbox, waits } = page(api, device().store);
    await outbox.give(draft('一'));
    const retries = () => waits.filter(({ ms }) => ms !== 4_000 && ms !== 20_000);
    expect(retries().map(({ ms }) => ms)).toEqual([3_000]);
    await outbox.send();
    expect(retries()).toHaveLength(1);
    retries()[0]?.end();
    await expect.poll(() => retries().map(({ ms }) => ms)).toEqual([3_000, 6_000]);
    api.state.up = true;
    retries()[1]?.end();
    await expect.poll(() => outbox.waiting.value).toBe(0);
  });

  it('does not let a line that swallows everything hold it up', async () => {
    const api = { command: () => new Promise<never>(() => undefined) };
    const { store } = device();
    const waits: { ms: number; end: () => void }[] = [];
    const outbox = openOutbox({
      api,
      jurisdiction: 'jiangyin',
      who: 'f',
      store,
      now: () => 1,
      wait: (ms) => new Promise((end) => waits.push({ ms, end })),
    });
    const given = outbox.give(draft('一'));
    await expect.poll(() => waits.map(({ ms }) => ms).sort()).toEqual([20_000, 4_000].sort());
    waits.find(({ ms }) => ms === 4_000)?.end();
    await expect(given).resolves.toBe('waiting');
    waits.find(({ ms }) => ms === 20_000)?.end();
    await expect.poll(() => outbox.sending.value).toBe(false);
    expect(outbox.waiting.value).toBe(1);
  });

  it('shows a refusal to the writer who looks on, and keeps one that came later for mending', async () => {
    const [api, { store, held }] = [server(), device()];
    api.state.judge = () => refuse('invalid', 'place-outside', 'place');
    const { outbox } = page(api, store);
    await expect(outbox.give(draft('一'))).resolves.toMatchObject({ code: 'invalid' });
    expect(held.size).toBe(0);
    api.state.up = false;
    await outbox.give(draft('二'));
    await outbox.give(draft('三'));
    Object.assign(api.state, {
      up: true,
      judge: (body: CommandBody) =>
        body.kind === 'report' && body.title === '二' ? refuse('not-now', 'too-much-at-once') : null,
    });
    await outbox.send();
    expect(outbox.refused.value).toBe(1);
    expect(api.ledger).toEqual(['三']);
    await outbox.discard(outbox.entries.value.find(({ state }) => state === 'refused')?.key ?? '');
    expect(outbox.refused.value).toBe(0);
  });

  it('sends the step behind a report once, even when the page dies between the two', async () => {
    const [api, { store }] = [server(), device()];
    const follow = { transition: 'self-handle', form: {}, act: { zh: '自行处置', en: 'Self-handle' } };
    const { outbox } = page(api, store);
    await outbox.give(draft('一', { follow }));
    await expect.poll(() => api.ledger).toEqual(['一', 'take']);
    outbox.close();
    const again = page(api, store);
    await again.outbox.load();
    await again.outbox.send();
    expect(api.ledger).toEqual(['一', 'take']);
  });

  it('is tied to its writer: another person sees how many wait, sends none of them', async () => {
    const [api, { store }] = [server(), device()];
    api.state.up = false;
    await page(api, store).outbox.give(draft('一'));
    api.state.up = true;
    const other = page(api, store, 'field-2');
    await other.outbox.load();
    await other.outbox.send();
    expect([other.outbox.entries.value, other.outbox.others.value]).toEqual([[], 1]);
    expect(api.ledger).toEqual([]);
  });

  it('waits for the sign-in, and says when the browser keeps nothing', async () => {
    const api = server();
    api.state.judge = () => refuse('unauthenticated', 'not-signed-in');
    const broken: EntryStore = {
      read: () => Promise.reject(new Error('no')),
      keep: () => Promise.reject(new Error('no')),
      drop: () => Promise.reject(new Error('no')),
    };
    const { outbox, waits } = page(api, broken);
    await outbox.load();
    await expect(outbox.give(draft('一'))).resolves.toBe('waiting');
    expect([outbox.kept.value, outbox.signedOut.value, outbox.waiting.value]).toEqual([false, true, 1]);
    expect(waits.filter(({ ms }) => ms === 3_000)).toEqual([]);
  });

  it('keeps what waits once there is room again on the phone', async () => {
    const [api, { store, held }] = [server(), device()];
    api.state.up = false;
    const room = { isFull: true };
    const full = new DOMException('no room', 'QuotaExceededError');
    const keep: EntryStore['keep'] = (list) => (room.isFull ? Promise.reject(full) : store.keep(list));
    const { outbox } = page(api, { ...store, keep });
    await outbox.give(draft('一'));
    expect([outbox.kept.value, held.size]).toEqual([false, 0]);
    room.isFull = false;
    await outbox.give(draft('二'));
    await expect.poll(() => outbox.kept.value).toBe(true);
    expect(held.size).toBe(2);
  });

  it('tells why what waits does not go out, when the line is not at fault', async () => {
    const [api, { store }] = [server(), device()];
    api.state.judge = () => refuse('busy', 'disk-full');
    const { outbox } = page(api, store);
    await outbox.give(draft('一'));
    expect(outbox.hindrance.value).toMatchObject({ reason: 'the disk is full' });
    api.state.up = false;
    await outbox.send();
    expect(outbox.hindrance.value).toBeNull();
  });

  it.each([40, -40])(
    "a phone %i days ahead: nothing is too old, and instants become the server's",
    async (days) => {
      const [api, { store }] = [server(), device()];
      const now = 1_790_000_000_000;
      const ahead = days * dayMs;
      const bodies: CommandBody[] = [];
      api.state.judge = (body) => {
        bodies.push(body);
        return null;
      };
      const heard = { difference: null as number | null };
      const open = () =>
        openOutbox({
          api,
          jurisdiction: 'jiangyin',
          who: 'field-1',
          store,
          newKey: () => `key-${(keys += 1)}`,
          now: () => now + ahead + (heard.difference ?? 0),
          clock: {
            difference: () => heard.difference,
            hear: async () => void (api.state.up && (heard.difference = -ahead)),
          },
          wait: () => new Promise(() => undefined),
        });
      // Written yesterday by the true clock, the second without a line by one that was never set.
      await store.keep([
        {
          ...entryOf(draft('一'), { key: 'old', jurisdiction: 'jiangyin', who: 'field-1' }, [], now - dayMs),
        },
      ]);
      api.state.up = false;
      const outbox = open();
      await outbox.load();
      const evidence = [{ kind: 'text' as const, text: '离线', at: now + ahead }];
      void outbox.give({ ...draft('二'), command: { ...report, title: '二', evidence } });
      await expect.poll(() => outbox.waiting.value).toBe(2);
      expect(outbox.refused.value).toBe(0);
      api.state.up = true;
      await outbox.send();
      expect(api.ledger).toEqual(['一', '二']);
      expect(bodies[1]).toMatchObject({ evidence: [{ at: now }] });
    },
  );
});
