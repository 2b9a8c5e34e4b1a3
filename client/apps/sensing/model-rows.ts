import type { ModelLine } from '#shared/wire/models.ts';
import type { Names } from '../../telling/names.ts';

/** How a model stands: muted, with too few verdicts to say, or fine. */
export function stateOf(model: ModelLine): 'muted' | 'few' | 'fine' {
  if (model.muted !== null) return 'muted';
  return model.right + model.wrong < model.least ? 'few' : 'fine';
}

/** The unit that answers for it; empty: nobody is named. */
export const ownerOf = ({ owner }: Pick<ModelLine, 'owner'>, names: Pick<Names, 'unit'>): string =>
  owner === null ? '' : names.unit(owner);

/** Who needs somebody first: muted ones, then by precision, those without verdicts last. */
export function rankedModels(models: readonly ModelLine[]): ModelLine[] {
  const place = (one: ModelLine): number => (one.muted === null ? 1 : 0);
  return models.toSorted(
    (a, b) => place(a) - place(b) || (a.precision ?? 2) - (b.precision ?? 2) || b.month - a.month,
  );
}
