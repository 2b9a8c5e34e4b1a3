import type { Localized } from '#shared/kernel/localized.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import type { Effect } from '#shared/procedure/effect.ts';
import type { Need } from '#shared/procedure/guard.ts';
import type { Procedure, Transition } from '#shared/procedure/schema.ts';
import { limitText, type Say } from './say.ts';

/** A step of a procedure in words: who may take it, when, and what it does to the clocks. */
export interface StepWords {
  /** One for each role, with the posts that it must hold. */
  by: string;
  /** What must hold besides node and role. */
  when: readonly string[];
  /** Names of the fields; the optional ones in brackets. */
  form: readonly string[];
  starts: readonly string[];
  stops: readonly string[];
  renews: readonly string[];
  /** Names of the catalogue items whose matters it opens. */
  opens: readonly string[];
  draws: readonly string[];
  /** When the house takes it by itself; null: never. */
  auto: string | null;
}

export function stepWords(
  transition: Transition,
  { clocks, transitions }: Pick<Procedure, 'clocks' | 'transitions'>,
  { say, name, item }: { say: Say; name: (text: Localized) => string; item: (id: string) => string },
): StepWords {
  const { by, posts = [], when, needs, form, effects, autoAfterMs } = transition;
  const step = (id: string): string => {
    const found = transitions.find((one) => one.id === id);
    return found ? name(found.name) : say('flow.need.report');
  };
  const clock = (id: string): string => {
    const spec = clocks.find((one) => one.id === id);
    return spec ? name(spec.name) : id;
  };
  const held = posts.map((post) => say(`words.post.${post}`)).join(' / ');
  const role = (one: Transition['by'][number]): string =>
    // The house itself needs no post.
    held === '' || one === 'system'
      ? say(`words.role.${one}`)
      : say('flow.step.posts', { role: say(`words.role.${one}`), posts: held });
  const of = (pick: (effect: Effect) => string | undefined): string[] => [
    ...new Set(effects.flatMap((effect) => pick(effect) ?? [])),
  ];
  return {
    by: by.map(role).join(say('flow.and')),
    when: [
      ...when.map((guard) => say(`flow.guard.${guard}`)),
      ...needs.map((one) => needWords(one, { clock, step, say })),
    ],
    form: form.map((field) => (field.required ? name(field.name) : `(${name(field.name)})`)),
    starts: of((effect) => {
      const id = effect.do === 'start' || effect.do === 'assign' ? effect.clock : undefined;
      return id === undefined ? undefined : clock(id);
    }),
    stops: of((effect) => {
      const id = effect.do === 'stop' ? effect.clock : effect.do === 'sign' ? effect.stops : undefined;
      return id === undefined ? undefined : clock(id);
    }),
    renews: of((effect) => (effect.do === 'renew' ? clock(effect.clock) : undefined)),
    opens: of((effect) => (effect.do === 'open' ? item(effect.item) : undefined)),
    draws: of((effect) =>
      effect.do === 'draw'
        ? say(effect.from === 'objects' ? 'flow.step.drawObjects' : 'flow.step.drawOfficers', {
            n: effect.count,
          })
        : undefined,
    ),
    auto: autoAfterMs === undefined ? null : autoWords(autoAfterMs, say),
  };
}

function needWords(
  one: Need,
  { clock, step, say }: { clock: (id: string) => string; step: (id: string) => string; say: Say },
): string {
  switch (one.is) {
    case 'other-hands':
      return say('flow.need.other-hands', { steps: one.than.map(step).join(say('flow.and')) });
    case 'at-least':
      return say('flow.need.at-least', { least: one.least });
    default:
      return say(`flow.need.${one.is}`, { clock: clock(one.clock) });
  }
}

function autoWords(ms: number, say: Say): string {
  if (ms === 0) return say('flow.step.autoNow');
  const isDays = ms % dayMs === 0;
  const limit = isDays
    ? { amount: ms / dayMs, unit: 'calendar-day' }
    : { amount: Math.round(ms / minuteMs), unit: 'urgent-minute' };
  return say('flow.step.auto', { span: limitText(limit, say) });
}
