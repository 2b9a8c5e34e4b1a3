import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** Guesses that a new password must withstand: a hundred million and more, the third of five steps of the estimator. */
const leastScore = 3;
/** Longer ones are strong by their length; the estimator's work grows with its square. */
const looked = 72;
/** Words of the house that anybody tries first. */
const known = ['jiuhuan', '九环', 'zhihuizhongxin', 'admin', 'password', 'duty', 'leader'];

let loading: Promise<ZxcvbnFactory> | undefined;
/** The word lists are 2 MB: read when the first password is set. */
function estimator(): Promise<ZxcvbnFactory> {
  return (loading ??= Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]).then(
    ([{ ZxcvbnFactory: Factory }, common]) =>
      new Factory({ dictionary: { ...common.dictionary }, graphs: common.adjacencyGraphs }),
  ));
}

/** Why a password may not be one; null when it may. `of`: words that are near its owner (login, name). */
export async function whyWeak(
  password: string,
  of: readonly string[],
  field: string,
): Promise<Refusal | null> {
  if (new Set(password).size < 5) return refuse('invalid', 'password-repeats', field);
  const bare = password.trim().toLowerCase();
  if (of.some((word) => word.length >= 3 && bare === word.trim().toLowerCase()))
    return refuse('invalid', 'password-is-name', field);
  const { score } = (await estimator()).check(password.slice(0, looked), [...of, ...known]);
  return score >= leastScore ? null : refuse('invalid', 'password-guessable', field);
}
