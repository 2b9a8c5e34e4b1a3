import { gridLevels, type GridLevel } from '#shared/grid/levels.ts';
import type { Edges } from '#shared/indicator/bounds.ts';
import { beyondBy } from '#shared/indicator/spells.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { heldMsOf, type Proposing } from '#shared/warning/policy.ts';
import type { Colour } from '#shared/warning/colour.ts';
import type { IndicatorDetail } from '#shared/wire/indicators.ts';
import { formatValue } from '../../format/number.ts';
import { language } from '../../locales/i18n.ts';
import { openAdminApi } from '../../http/admin-api.ts';

/** A line of the warning policy as it is edited: which value proposes (0 the whole, else each grid of a level), and how. */
export interface WarningLine {
  /** As it stood; null: a new one. */
  was: Proposing | null;
  colour: Colour;
  title: string;
  by: number;
  minutes: number;
  level: 0 | GridLevel;
}

export const linesFrom = (policy: readonly Proposing[], indicator: string): WarningLine[] =>
  policy
    .filter((line) => line.indicator === indicator)
    .map((was) => {
      const level = was.apart ? (gridLevels.find((one) => one === was.level) ?? 1) : 0;
      const { colour, title, by = 0 } = was;
      return { was, colour, title, by, minutes: heldMsOf(was) / minuteMs, level };
    });

/** The lines of this indicator in place of those that it had, where they stood; those of others stay. */
export function policyWith(
  policy: readonly Proposing[],
  indicator: string,
  lines: readonly WarningLine[],
): Proposing[] {
  const at = policy.findIndex((line) => line.indicator === indicator);
  const others = policy.filter((line) => line.indicator !== indicator);
  const place =
    at < 0 ? others.length : policy.slice(0, at).filter((line) => line.indicator !== indicator).length;
  return [
    ...others.slice(0, place),
    ...lines.map((line) => proposingOf(indicator, line)),
    ...others.slice(place),
  ];
}

function proposingOf(indicator: string, { was, colour, title, by, minutes, level }: WarningLine): Proposing {
  const {
    apart: _,
    level: __,
    grid,
    ...kept
  }: Omit<Proposing, 'colour' | 'title'> = was ?? {
    kind: kindOf(indicator),
    least: 1,
    measures: '',
    level: 0,
  };
  const said = { indicator, colour, title: title.trim(), by, forMs: Math.round(minutes * minuteMs), level };
  return {
    ...kept,
    ...said,
    ...(level > 0 && { apart: true as const, ...(grid !== undefined && { grid }) }),
  };
}
/** What a new line warns of: one warning of it stands in an area. */
const kindOf = (indicator: string): string =>
  indicator
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/gu, '-')
    .slice(0, 32);

/** The areas whose value now lies more than `by` beyond the bounds, the farthest first. */
export function beyondNow(
  areas: readonly { name: string; value: number | null }[],
  edges: Edges,
  by: number,
): string[] {
  return areas
    .flatMap(({ name, value }) => (value === null ? [] : [{ name, far: beyondBy(value, edges) }]))
    .filter(({ far }) => far > by)
    .sort((a, b) => b.far - a.far)
    .map(({ name }) => name);
}

const fewNames = 6;
type Areas = NonNullable<IndicatorDetail['areas']>;

/** What a line would say now, in words. */
export function saidNow(
  { level, by }: Pick<WarningLine, 'level' | 'by'>,
  of: {
    detail: IndicatorDetail;
    areas: Partial<Record<GridLevel, Areas>>;
    measure: string;
    levelName: (level: GridLevel) => string;
  },
  t: (key: string, values?: Record<string, string | number>) => string,
): string {
  const { row, low, high } = of.detail;
  const edges = { low, high };
  if (level === 0) {
    const isOut = beyondNow([{ name: '', value: row.value }], edges, by).length > 0;
    const value = `${formatValue(row.value, row.decimals)} ${of.measure}`;
    const state = t(`indicators.warnLines.${isOut ? 'out' : 'fine'}`);
    return t('indicators.warnLines.wholeNow', { value, state });
  }
  const all = of.areas[level];
  if (!all) return t('ui.loading');
  const out = beyondNow(all, edges, by);
  const [colon, comma] = language() === 'zh' ? ['：', '、'] : [': ', ', '];
  const names = out.slice(0, fewNames).join(comma) + (out.length > fewNames ? ' …' : '');
  return t('indicators.warnLines.eachNow', {
    n: out.length,
    all: all.filter(({ value }) => value !== null).length,
    level: of.levelName(level),
    names: out.length > 0 ? colon + names : '',
  });
}

/** Reads the policy as it stands, for who may change it. */
export async function readPolicy(jurisdiction: string) {
  const rows = await openAdminApi(jurisdiction).configured('pack');
  if (isRefusal(rows)) return rows;
  const row = rows.find(({ key }) => key === 'policy');
  const body = (row?.body ?? {}) as { warning?: { proposes?: Proposing[] } };
  return { was: row?.version ?? 0, body, proposes: body.warning?.proposes ?? [] };
}

/** Writes the lines of an indicator into the policy as it stands now. */
export async function putLines(
  jurisdiction: string,
  indicator: string,
  { lines, why }: { lines: readonly WarningLine[]; why: string },
): Promise<Refusal | null> {
  const now = await readPolicy(jurisdiction);
  if (isRefusal(now)) return now;
  const warning = { ...now.body.warning, proposes: policyWith(now.proposes, indicator, lines) };
  const row = { part: 'pack', key: 'policy', was: now.was, body: { ...now.body, warning } };
  const written = await openAdminApi(jurisdiction).changePack({ rows: [row], why });
  return isRefusal(written) ? written : null;
}
