import { must } from '#shared/kernel/must.ts';
import { listed } from '../../format/list.ts';
import type { RecordKind } from '#shared/record/kind.ts';
import { fieldOf } from '#shared/record/kinds.ts';
import { unitsThatSee } from '#shared/record/sight.ts';
import type { Fact } from '#shared/wire/records.ts';
import { say } from '../../locales/i18n.ts';
import type { PackIndex } from '../../telling/names.ts';
import { factWords } from './value-words.ts';

export interface ShownFact {
  fact: Fact;
  name: string;
  text: string;
  /** Who alone may see it; null: it is shown. */
  only: string | null;
  /** The address that calls it. */
  call: string | null;
}

/** The facts of a record that say something, in the order of its kind; its title and what is to be minded stand elsewhere. */
export function shownFacts(
  kind: RecordKind,
  facts: readonly Fact[],
  index: Pick<PackIndex, 'units'>,
): ShownFact[] {
  return facts
    .filter(({ field }) => field !== kind.title && field !== 'attention')
    .map((fact) => {
      const field = must(fieldOf(kind, fact.field), fact.field);
      const units = unitsThatSee(field).flatMap((id) => index.units.get(id) ?? []);
      const isPhone = fact.shown === 'full' && field.type === 'phone' && typeof fact.value === 'string';
      return {
        fact,
        name: say(field.name),
        text: factWords(kind.id, fact, index),
        only: fact.shown === 'none' ? listed(units.map(({ name }) => say(name))) : null,
        call: isPhone ? `tel:${String(fact.value).replaceAll(/[^\d+]/g, '')}` : null,
      };
    })
    .filter(({ text, only }) => text !== '' || only !== null);
}
