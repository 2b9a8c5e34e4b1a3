import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { applyOps, emptyView, viewHash, type Op, type View } from '#shared/views/view.ts';
import type { Down } from '#shared/wire/down.ts';
import { openChannel, packRows, type Channel, type Message } from '../../../server/stream/channel.ts';

function stage(): {
  channel: Channel;
  patches: Down['patch'][];
  put: (key: string, value: number | null) => void;
} {
  let push: (ops: Op[], seq: number) => void = () => undefined;
  let seq = 0;
  const patches: Down['patch'][] = [];
  const channel = openChannel(
    'board:all',
    (_, given) => {
      push = given;
      push([['t', 'first', { value: 0 }]], seq);
      return { close: () => undefined };
    },
    (patch) => patches.push(patch),
  );
  return {
    channel,
    patches,
    put: (key, value) => push([['t', key, value === null ? null : { value }]], (seq += 1)),
  };
}
/** What a screen holds after messages. */
function apply(view: View, messages: readonly Message[]): View {
  let held = view;
  for (const { name, body } of messages) {
    if (name === 'snapshot') {
      held = emptyView();
      const json = body.body[0] === 0x1f ? gunzipSync(body.body) : Buffer.from(body.body);
      applyOps(held, JSON.parse(json.toString()) as Op[]);
      expect(viewHash(held)).toBe(body.hash);
    } else if (name === 'patch') {
      applyOps(held, body.ops);
      expect(viewHash(held)).toBe(body.hash);
    }
  }
  return held;
}

describe('channel', () => {
  it('S1 the first joins with a snapshot, goes on with patches, each with the hash after it', () => {
    const { channel, patches, put } = stage();
    const view = apply(emptyView(), channel.messagesFor(undefined));
    put('a', 1);
    put('first', null);
    apply(
      view,
      patches.map((body) => ({ name: 'patch', body })),
    );
    expect(viewHash(view)).toBe(channel.state().hash);
    expect(patches.map(({ rev, seq }) => [rev, seq])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('S2 who was away a little gets the patches, who is up to date nothing', () => {
    const { channel, put } = stage();
    put('a', 1);
    const { epoch, rev, hash } = channel.state();
    expect(channel.messagesFor({ epoch, rev, hash })).toEqual([]);
    for (let i = 0; i < 3; i++) put(`b${i}`, i);
    expect(channel.messagesFor({ epoch, rev, hash }).map(({ name }) => name)).toEqual([
      'patch',
      'patch',
      'patch',
    ]);
  });

  it.each<
    [
      string,
      (have: { epoch: string; rev: number; hash: string }) => { epoch: string; rev: number; hash: string },
    ]
  >([
    ['another epoch', (have) => ({ ...have, epoch: 'gone' })],
    ['a wrong hash', (have) => ({ ...have, hash: '0'.repeat(16) })],
    ['a revision that is still to come', (have) => ({ ...have, rev: have.rev + 1_000 })],
    ['a revision that never was', (have) => ({ ...have, rev: -5 })],
  ])('S3 a fresh snapshot for %s', (_, change) => {
    const { channel, put } = stage();
    put('a', 1);
    const { epoch, rev, hash } = channel.state();
    put('b', 2);
    put('c', 3);
    const messages = channel.messagesFor(change({ epoch, rev, hash }));
    expect(messages[0]?.name).toBe('snapshot');
    expect(viewHash(apply(emptyView(), messages))).toBe(channel.state().hash);
  });

  it('S4 who was away for longer than the backlog gets a snapshot', () => {
    const { channel, put } = stage();
    const have = channel.state();
    for (let i = 0; i < 501; i++) put('a', i);
    expect(channel.messagesFor(have).map(({ name }) => name)).toEqual(['snapshot']);
  });

  it('S5 a crowd that joins while facts go on costs one packing; everyone is at the same state', () => {
    const { channel, put } = stage();
    const bodies = new Set<unknown>();
    for (let i = 0; i < 40; i++) {
      const messages = channel.messagesFor(undefined);
      bodies.add(must(messages[0], 'snapshot').body);
      expect(viewHash(apply(emptyView(), messages))).toBe(channel.state().hash);
      put('a', i);
    }
    expect(bodies.size).toBe(1);
  });

  it('S6 snapshots are gzipped unless they are small', () => {
    const row = (i: number): Op => ['t', String(i), { title: '中山路 井盖缺失' }];
    expect(packRows([row(1)])[0]).toBe('['.charCodeAt(0));
    const many = Array.from({ length: 100 }, (_, i) => row(i));
    expect(JSON.parse(gunzipSync(packRows(many)).toString())).toEqual(many);
  });
});
