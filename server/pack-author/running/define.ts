import type { Domain } from '#shared/pack/domain.ts';
import type { Indicator } from '#shared/pack/indicator.ts';

/** A definition with what most of them share. */
export function define(
  id: string,
  [zh, en]: readonly [zh: string, en: string],
  domain: string,
  owner: string,
  formula: string,
  more: Partial<Omit<Indicator, 'id' | 'name' | 'domain' | 'owner' | 'formula'>>,
): Indicator {
  const usual = { measure: '', decimals: 0, better: 'none', cadence: 'live', version: 1 } as const;
  return { id, name: { zh, en }, domain, formula, owner, ...usual, ...more };
}

/** Who answers for a domain, as a duty of the common tables. */
export const dutyOf: Record<Domain, string> = {
  'public-safety': 'emergency',
  environment: 'ecology',
  'city-management': 'city',
  traffic: 'police',
  water: 'water',
  'work-safety': 'emergency',
  market: 'market',
  livelihood: 'civil',
  'public-order': 'law',
  economy: 'development',
  'government-service': 'approval',
  'party-and-people': 'party',
};

export const domainNames: Record<Domain, readonly [zh: string, en: string]> = {
  'public-safety': ['公共安全', 'Public safety'],
  environment: ['生态环境', 'Environment'],
  'city-management': ['城市管理', 'City management'],
  traffic: ['交通运行', 'Traffic'],
  water: ['水利防汛', 'Water'],
  'work-safety': ['安全生产', 'Work safety'],
  market: ['市场监管', 'Market'],
  livelihood: ['民生服务', 'Livelihood'],
  'public-order': ['社会治安', 'Public order'],
  economy: ['经济运行', 'Economy'],
  'government-service': ['政务服务', 'Government service'],
  'party-and-people': ['党建群团', 'Party and people'],
};
