import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { ConnectedSystem } from '#shared/pack/connected.ts';
import type { County } from './county.ts';

/** How often a pretend one comes, one after the other. */
const rhythms = [10 * minuteMs, 30 * minuteMs, hourMs, 6 * hourMs, dayMs];
const ways = ['both', 'in', 'in', 'out'] as const;

/**
 * 接入系统, where the account of a county counts them: by name those that it names, the others by number and as made up. Their owners
 * and rhythms are made up for all of them.
 */
export function makeConnected({ connected, departments }: County): ConnectedSystem[] {
  if (!connected) return [];
  const owners = departments.split('\n').map((line) => must(line.split(' ')[0], line));
  const make =
    (
      kind: ConnectedSystem['kind'],
      zh: string,
      en: string,
      named: readonly (readonly [string, string, string])[],
    ) =>
    (_: unknown, i: number): ConnectedSystem => {
      const number = String(i + 1).padStart(2, '0');
      const [nameZh, nameEn, owner] = named[i] ?? [
        `${zh} ${number}（演示）`,
        `${en} ${number} (demo)`,
        must(owners[(i * 5 + 2) % owners.length], 'an owner'),
      ];
      return {
        id: `${kind}-${number}`,
        name: { zh: nameZh, en: nameEn },
        kind,
        direction: must(ways[i % ways.length], 'a way'),
        everyMs: must(rhythms[named[i] ? 0 : (i * 3) % rhythms.length], 'a rhythm'),
        unit: `dept-${owner}`,
        post: 'handler',
        item: 'sensor-offline',
        demo: true,
      };
    };
  const { platforms, applications, named } = connected;
  return [
    ...Array.from({ length: platforms }, make('platform', '线上线下平台', 'Platform', named)),
    ...Array.from(
      { length: applications },
      make('application', '省市重大应用', 'Provincial or city application', []),
    ),
  ];
}
