import { describe, expect, it } from 'vitest';
import { uploadFile, type PostFile } from '../../../client/commands/upload.ts';

const photo = new Blob(['x'], { type: 'image/png' });
const kept = { ref: `${'a'.repeat(64)}.png`, bytes: 1, sha256: 'a'.repeat(64), type: 'image/png' };
const ok = { status: 200, text: JSON.stringify(kept), isOfHouse: true };
const told = (status: number, code: string, detail: string) => ({
  status,
  text: JSON.stringify({ type: 't', title: 't', status, code, detail }),
  isOfHouse: true,
});

/** Answers one after the other, and how often it was asked. */
function server(...answers: Awaited<ReturnType<PostFile>>[]) {
  let asked = 0;
  const waits: number[] = [];
  const post: PostFile = async (_address, _file, { onProgress }) => {
    onProgress?.(0.5);
    return answers[asked++] ?? null;
  };
  return { post, waits, asked: () => asked, wait: async (ms: number) => void waits.push(ms) };
}

describe('a file is sent', () => {
  it('until the server has it: a dead line and a busy server are asked again', async () => {
    const there = server(null, told(503, 'busy', 'later'), ok);
    const shares: number[] = [];
    const answer = await uploadFile('/x', photo, { onProgress: (share) => shares.push(share) }, there);
    expect(answer).toEqual(kept);
    expect(there.waits).toEqual([500, 2_000]);
    expect(shares).toEqual([0.5, 0.5, 0.5]);
  });

  it('and given back when the line stays dead, or at once when it is refused', async () => {
    const dead = server();
    expect(await uploadFile('/x', photo, {}, dead)).toMatchObject({ code: 'busy', field: 'unreachable' });
    expect(dead.asked()).toBe(4);
    const strict = server(told(400, 'invalid', 'the content is not image/png: it is text'));
    expect(await uploadFile('/x', photo, {}, strict)).toMatchObject({ code: 'invalid' });
    expect(strict.asked()).toBe(1);
    expect(
      await uploadFile('/x', photo, {}, server({ status: 200, text: '{}', isOfHouse: true })),
    ).toMatchObject({
      code: 'invalid',
    });
    // A gateway that takes no such file is no line that comes back.
    const gateway = { status: 413, text: '<html>', isOfHouse: false };
    const refused = await uploadFile('/x', photo, {}, server(gateway, gateway, gateway, gateway));
    expect(refused).toMatchObject({ code: 'busy', reasonId: 'unreadable-status' });
  });

  it.each([
    [200, '<html>sign in to the network</html>'],
    [200, '{"result":1}'],
    [401, '<html>'],
    [401, '{"code":"unauthenticated"}'],
    [511, ''],
  ])('later, where a network answers %i %s in place of the server', async (status, text) => {
    const portal = { status, text, isOfHouse: false };
    const there = server(portal, portal, portal, portal);
    expect(await uploadFile('/x', photo, {}, there)).toMatchObject({
      code: 'busy',
      field: 'unreachable',
      reasonId: 'network-sign-in',
    });
    expect(await uploadFile('/x', photo, {}, server(portal, ok))).toEqual(kept);
  });

  it('no more once it was removed', async () => {
    const stop = new AbortController();
    const there = server(null, ok);
    const answer = await uploadFile(
      '/x',
      photo,
      { signal: stop.signal },
      { ...there, wait: async () => stop.abort() },
    );
    expect(answer).toMatchObject({ kind: 'refusal' });
    expect(there.asked()).toBe(1);
  });

  it('not at all when it is of no kind that is taken, or too large', async () => {
    const there = server(ok, ok);
    expect(await uploadFile('/x', new Blob(['<svg/>'], { type: 'image/svg+xml' }), {}, there)).toMatchObject({
      code: 'invalid',
    });
    const large = new Blob([new Uint8Array(10 * 2 ** 20 + 1)], { type: 'image/png' });
    expect(await uploadFile('/x', large, {}, there)).toMatchObject({
      code: 'too-large',
      reason: 'such a file has at most 10 MB',
    });
    expect(there.asked()).toBe(0);
  });
});
