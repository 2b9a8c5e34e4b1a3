import { z } from 'zod';
import { localized, type Localized } from '../kernel/localized.ts';

/** A domain of a county's work, or a monitoring system of it. Its id stands in formulas. */
export const listEntry = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/u),
  name: localized,
  /** Where it stands among the others, the lowest first; those without one stand behind, as they are written. */
  order: z.number().int().min(0).max(999).optional(),
});
export type ListEntry = z.infer<typeof listEntry>;
export const mostOfList = 200;

const entries = <Id extends string>(
  rows: readonly (readonly [id: Id, zh: string, en: string])[],
): readonly { id: Id; name: Localized }[] => rows.map(([id, zh, en]) => ({ id, name: { zh, en } }));

/** The domains of a county that names none. */
export const usualDomains = entries([
  ['public-safety', '公共安全', 'Public safety'],
  ['environment', '生态环境', 'Environment'],
  ['city-management', '城市管理', 'City'],
  ['traffic', '交通运行', 'Traffic'],
  ['water', '水利防汛', 'Water'],
  ['work-safety', '安全生产', 'Work safety'],
  ['market', '市场监管', 'Market'],
  ['livelihood', '民生服务', 'Livelihood'],
  ['public-order', '社会治安', 'Public order'],
  ['economy', '经济运行', 'Economy'],
  ['government-service', '政务服务', 'Services'],
  ['party-and-people', '党建群团', 'Party, people'],
]);
/** One of the usual domains; a county may have others. */
export type Domain = (typeof usualDomains)[number]['id'];

/** The monitoring systems of a county that names none. */
export const usualSystems = entries([
  ['social-security', '社保预警', 'Social security'],
  ['public-opinion', '舆情监控', 'Public opinion'],
  ['emergency', '应急处置', 'Emergency'],
  ['traffic-order', '治安交通', 'Traffic, order'],
  ['water-farm', '水利农机', 'Water, farms'],
  ['environment', '环保监测', 'Environment'],
  ['work-safety', '安全生产', 'Work safety'],
  ['street-lamp', '路灯控制', 'Street lamps'],
]);
/** One of the usual systems; a county may have others. */
export type System = (typeof usualSystems)[number]['id'];

interface Lists {
  domains?: readonly ListEntry[] | undefined;
  systems?: readonly ListEntry[] | undefined;
}

/** The domains of a county in their order. */
export const domainsOf = ({ domains }: Lists): readonly ListEntry[] => inOrder(domains ?? usualDomains);
export const systemsOf = ({ systems }: Lists): readonly ListEntry[] => inOrder(systems ?? usualSystems);

const ordered = new WeakMap<readonly ListEntry[], readonly ListEntry[]>();
/** Asked for with every tick of a board: put in order once. */
function inOrder(rows: readonly ListEntry[]): readonly ListEntry[] {
  let made = ordered.get(rows);
  if (!made) {
    made = rows.toSorted((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || 0);
    ordered.set(rows, made);
  }
  return made;
}
