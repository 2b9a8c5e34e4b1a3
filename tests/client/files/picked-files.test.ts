// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, shallowRef } from 'vue';
import { refuse } from '#shared/kernel/refusal.ts';
import type { SendFile } from '../../../client/files/files.ts';
import { evidenceOf, hindrance, openPicking, type PickedFile } from '../../../client/files/picked-files.ts';
import { fitting } from '../../../client/files/reduce-photo.ts';

const file = (name: string, type: string): File => new File(['x'], name, { type });

function picker(send: SendFile, most = 20) {
  const files = shallowRef<readonly PickedFile[]>([]);
  const scope = effectScope();
  const reduced: string[] = [];
  const reduce = async (one: Blob): Promise<Blob> => {
    reduced.push((one as File).name);
    return one;
  };
  const picking = scope.run(() => openPicking({ files, send, reduce, most: () => most, now: () => 7 }));
  if (!picking) throw new Error('no scope');
  return { ...picking, files, scope, reduced, states: () => files.value.map(({ state }) => state) };
}

describe('chosen files', () => {
  it('go at once, smaller unless the original is wanted, and become evidence by their names', async () => {
    const sent: string[] = [];
    const { add, files, reduced } = picker(async (one, { onProgress }) => {
      sent.push((one as File).name);
      onProgress(0.4);
      return { ref: `${(one as File).name}-kept` };
    });
    add([file('a.jpg', 'image/jpeg'), file('b.pdf', 'application/pdf')], false);
    add([file('c.jpg', 'image/jpeg')], true);
    expect(hindrance(files.value)).toBe('sending');
    await vi.waitFor(() => expect(hindrance(files.value)).toBeNull());
    expect(reduced).toEqual(['a.jpg', 'b.pdf']);
    expect(sent.sort()).toEqual(['a.jpg', 'b.pdf', 'c.jpg']);
    expect(evidenceOf(files.value, ' 现场 ')).toEqual([
      { kind: 'photo', text: '现场', ref: 'a.jpg-kept', at: 7 },
      { kind: 'document', text: '现场', ref: 'b.pdf-kept', at: 7 },
      { kind: 'photo', text: '现场', ref: 'c.jpg-kept', at: 7 },
    ]);
  });

  it('that could not be sent hinder the form until they are sent again or removed', async () => {
    let fails = true;
    const { add, again, remove, files, states } = picker(async () =>
      fails ? refuse('busy', 'unreachable') : { ref: 'r' },
    );
    add([file('a.jpg', 'image/jpeg'), file('x.exe', 'application/x-msdownload')], false);
    await vi.waitFor(() => expect(states()).toEqual(['failed', 'failed']));
    expect(hindrance(files.value)).toBe('unsent');
    fails = false;
    again(files.value[0]?.id ?? 0);
    await vi.waitFor(() => expect(states()).toEqual(['kept', 'failed']));
    remove(files.value[1]?.id ?? 0);
    expect(hindrance(files.value)).toBeNull();
    expect(evidenceOf(files.value, '')).toHaveLength(1);
  });

  it('are no more than asked for, and stop when they are removed or the form is left', async () => {
    const signals: AbortSignal[] = [];
    const { add, remove, files, scope } = picker((_file, { signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    }, 2);
    add(
      ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => file(name, 'image/jpeg')),
      true,
    );
    expect(files.value.map(({ name }) => name)).toEqual(['a.jpg', 'b.jpg']);
    await vi.waitFor(() => expect(signals).toHaveLength(2));
    remove(files.value[0]?.id ?? 0);
    await nextTick();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    scope.stop();
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });
});

it('a large photo keeps its proportions, a small one its size', () => {
  expect(fitting(4_000, 3_000)).toEqual([2_048, 1_536]);
  expect(fitting(100, 20_000)).toEqual([10, 2_048]);
  expect(fitting(1, 20_000)).toEqual([1, 2_048]);
  expect(fitting(800, 600)).toEqual([800, 600]);
});
