import { describe, expect, it } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { openAsking } from '../../../client/http/asking.ts';
import { useAnswer } from '../../../client/http/use-answer.ts';
import { deferred } from '../../support/deferred.ts';

const no = refuse('conflict', 'account-changed', 'version');

describe('what is asked and waited for', () => {
  it('is told by its name until the answer comes, and says why there is none', async () => {
    const { busy, isBusy, refusal, answerTo } = openAsking();
    const slow = deferred<string | Refusal>();
    const waiting = answerTo('save', () => slow.promise);
    expect([busy.value, isBusy.value]).toEqual(['save', true]);
    slow.resolve(no);
    expect(await waiting).toBeNull();
    expect([busy.value, isBusy.value, refusal.value]).toEqual(['', false, no]);
    expect(await answerTo('save', () => Promise.resolve('kept'))).toBe('kept');
    expect(refusal.value).toBeNull();
  });

  it('is over when it throws', async () => {
    const { busy, act } = openAsking();
    await expect(act('end', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    expect(busy.value).toBe('');
  });

  it('an act without an answer is done or refused', async () => {
    const { refusal, act } = openAsking();
    expect(await act('end', () => Promise.resolve(no))).toBe(false);
    expect(refusal.value).toBe(no);
    expect(await act('end', () => Promise.resolve(null))).toBe(true);
  });
});

describe('an answer about something', () => {
  const settled = async (): Promise<void> => {
    await nextTick();
    await new Promise((done) => setTimeout(done));
  };

  it('is dropped when it comes after that is another one', async () => {
    const id = ref<string | null>('a');
    const told = new Map<string, ReturnType<typeof deferred<string>>>([
      ['a', deferred<string>()],
      ['b', deferred<string>()],
    ]);
    const scope = effectScope();
    const { answer } = scope.run(() =>
      useAnswer(
        () => id.value,
        (of) => told.get(of)?.promise ?? Promise.resolve(''),
      ),
    ) ?? { answer: ref(null) };
    id.value = 'b';
    await settled();
    told.get('b')?.resolve('of b');
    await settled();
    told.get('a')?.resolve('of a');
    await settled();
    expect(answer.value).toBe('of b');
    id.value = null;
    await settled();
    expect(answer.value).toBeNull();
    scope.stop();
  });

  it('says why there is none, and asks again by hand', async () => {
    let isRefused = true;
    const scope = effectScope();
    const { answer, refusal, read } =
      scope.run(() =>
        useAnswer(
          () => 'a',
          () => Promise.resolve(isRefused ? no : 'here'),
        ),
      ) ?? {};
    await settled();
    expect([answer?.value, refusal?.value]).toEqual([null, no]);
    isRefused = false;
    await read?.();
    expect([answer?.value, refusal?.value]).toEqual(['here', null]);
    scope.stop();
  });
});
