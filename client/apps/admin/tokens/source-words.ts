import type { ListedSource } from '#shared/wire/admin.ts';
import { formatDayTime } from '../../../format/instant.ts';
import { serverNow } from '../../../http/server-clock.ts';
import { t } from '../../../locales/i18n.ts';

/** What systems and grids are called in a county. */
export interface BoundNames {
  system: (id: string) => string;
  grid: (id: string) => string;
}

/** Bounds in words, one a line. */
export function boundsOf({ bounds }: ListedSource, names: BoundNames): string[] {
  if (bounds === null) return [t('admin.tokens.unbounded')];
  const { systems, sensors, cameras, grids, origins, from, until } = bounds;
  const line = (key: string, some: readonly string[] | undefined): string[] =>
    some ? [`${t(`admin.sources.${key}`)}: ${some.join(t('admin.and'))}`] : [];
  const dates = [from, until].map((at) => (at === undefined ? '…' : formatDayTime(at)));
  return [
    ...line('systems', systems?.map(names.system)),
    ...[...line('sensors', sensors), ...line('cameras', cameras), ...line('grids', grids?.map(names.grid))],
    ...line(
      'origins',
      origins?.map((one) => t(`words.source.${one}`)),
    ),
    ...(from === undefined && until === undefined ? [] : line('dates', [dates.join(' – ')])),
  ];
}
/** Whether it still opens its doors: not once it is revoked, or outside of its dates. */
export function stateOf({ revoked, bounds }: ListedSource): 'revoked' | 'over' | 'stands' {
  if (revoked) return 'revoked';
  const now = serverNow();
  return (bounds?.from ?? 0) > now || (bounds?.until ?? Infinity) <= now ? 'over' : 'stands';
}
