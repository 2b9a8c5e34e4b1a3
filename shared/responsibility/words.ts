import { textIn, type Language, type Localized } from '../kernel/localized.ts';
import type { ResponsibilityRule } from '../pack/responsibility.ts';
import type { Candidate } from './score.ts';

/** Why a unit is suggested. Without a rule it is for its skills, or, without these, because it answers for the place. */
export function unitReason(
  of: Pick<Candidate, 'open' | 'overdue'> & {
    /** Missing where the matter lies nowhere. */
    distanceM?: number;
    rule: ResponsibilityRule | null;
    skills: readonly string[];
    /** The plan that calls it. */
    plan?: Localized | null;
    /** It carries the function that the matter is about. */
    isCarrier?: boolean | undefined;
  },
  language: Language,
): string {
  const { rule, skills, plan = null } = of;
  const zh = language === 'zh';
  const able = skills.join(zh ? '、' : ', ');
  const first = of.isCarrier
    ? zh
      ? '主办：职能转移目录载明由其承接'
      : 'Lead: carries the function by the list of functions handed on'
    : rule
      ? zh
        ? `${rule.role === 'lead' ? '主办' : '协办'}：矩阵规定，${textIn(rule.why, language)}`
        : `${rule.role === 'lead' ? 'Lead' : 'Co-unit'} by the matrix: ${textIn(rule.why, language)}`
      : plan
        ? zh
          ? `协办：预案「${textIn(plan, language)}」点名`
          : `Co-unit: called by the plan ${textIn(plan, language)}`
        : skills.length > 0
          ? zh
            ? `协办：专业对口，${able}`
            : `Co-unit by skill: ${able}`
          : zh
            ? '协办：属地单位'
            : 'Co-unit: answers for the place';
  const also =
    rule && plan
      ? [zh ? `预案「${textIn(plan, language)}」点名` : `called by the plan ${textIn(plan, language)}`]
      : [];
  const can = skills.length > 0 && (rule ?? plan) ? [zh ? `具备${able}` : `skilled in ${able}`] : [];
  const far = of.distanceM === undefined ? [] : [way(of.distanceM, language)];
  return join([first, ...also, ...can, ...far, load(of, language)], language);
}

/** Why a member is suggested: the post, how far, from which position, and what the own grid has open. */
export function memberReason(
  of: Pick<Candidate, 'distanceM' | 'open' | 'overdue'> & {
    post: string;
    grid: string | null;
    /** Minutes since the phone told its place; null when the middle of the grid or the unit's house stands for it. */
    heardMin: number | null;
  },
  language: Language,
): string {
  const zh = language === 'zh';
  const first = of.grid === null ? of.post : zh ? `${of.grid}${of.post}` : `${of.post}, ${of.grid}`;
  const from =
    of.heardMin === null
      ? zh
        ? '未定位，按驻地计'
        : 'not located, counted from the usual place'
      : zh
        ? `${of.heardMin} 分钟前定位`
        : `located ${of.heardMin} min ago`;
  const load = zh
    ? `本格未结 ${of.open} 件，逾期 ${of.overdue}`
    : `${of.open} open in the grid, ${of.overdue} overdue`;
  return join([first, from, way(of.distanceM, language), load], language);
}

/** 距 1.2 公里; below a kilometre in metres. */
function way(metres: number | null, language: Language): string {
  const zh = language === 'zh';
  if (metres === null) return zh ? '位置不明' : 'place unknown';
  if (metres < 995) {
    const m = Math.round(metres / 10) * 10;
    return zh ? `距 ${m} 米` : `${m} m away`;
  }
  const km = (metres / 1000).toFixed(metres < 9_950 ? 1 : 0);
  return zh ? `距 ${km} 公里` : `${km} km away`;
}

function load({ open, overdue }: Pick<Candidate, 'open' | 'overdue'>, language: Language): string {
  return language === 'zh' ? `在办 ${open} 件，逾期 ${overdue}` : `${open} in hand, ${overdue} overdue`;
}

const join = (parts: readonly string[], language: Language): string =>
  parts.join(language === 'zh' ? '；' : '; ');
