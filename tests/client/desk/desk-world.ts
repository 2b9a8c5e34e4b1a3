import type { Incident } from '#shared/incident/incident.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { standardProcedure } from '#shared/procedure/standard.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import type { Duplicate, Located, Suggestion } from '#shared/wire/responsibility.ts';
import { openApi } from '../../../client/http/api.ts';

const place = { lng: 120.2, lat: 31.9 };
const limit = { amount: 1, unit: 'work-day' } as const;
const named = (zh: string) => ({ zh, en: zh });

/** A pack with two units and one item. */
export const deskPack: PackDigest = {
  identity: {
    id: 'jiangyin',
    code: '320281',
    name: named('江阴市'),
    centre: named('指挥中心'),
    levels: [named('镇街'), named('村社区'), named('网格')],
    facts: { source: '' },
    bounds: [120, 31.6, 120.6, 32],
    map: { grids: 'g', neighbours: 'n', water: [], places: 'p', attribution: '' },
  },
  listed: { sizes: {} },
  calendar: { utcOffsetMinutes: 480, periods: [[510, 690]], holidays: [], makeUpDays: [] },
  policy: {
    readingDays: 30,
    futureToleranceMs: 0,
    lateMs: 0,
    league: { onTime: 40, closing: 25, rework: 20, satisfaction: 15 },
    targets: { onTime: 0.95, grassRoots: 0.9, reworkMax: 0.015 },
  },
  units: [
    { id: 'water', name: named('市水利抢险一队'), kind: 'squad', place, phone: '', skills: [] },
    { id: 'town', name: named('夏港应急中队'), kind: 'town', place, phone: '', skills: [] },
  ],
  catalogue: [
    {
      id: 'seepage',
      class: named('水利防汛'),
      name: named('堤防险情'),
      kind: 'event',
      domain: 'water',
      procedure: 'standard',
      filingCondition: '',
      closingCondition: '',
      limits: { filing: limit, dispatch: limit, handling: limit, check: limit, whole: limit },
      units: ['water'],
      skills: [],
    },
  ],
  procedures: [standardProcedure],
  plans: [],
  people: [],
  counts: { grids: [1, 1, 1], staff: 0, sensors: 0, cameras: 0 },
  demo: true,
};
const parts = { duty: 40, distance: 10, load: 10, skill: 10 };
const suggestions: Suggestion[] = [
  {
    unit: 'water',
    name: '市水利抢险一队',
    role: 'lead',
    distanceM: 1900,
    open: 2,
    overdue: 1,
    score: 70,
    parts,
    byMatrix: true,
    byPlan: false,
    reason: '责任单位',
  },
  {
    unit: 'town',
    name: '夏港应急中队',
    role: 'co',
    distanceM: 800,
    open: 0,
    overdue: 0,
    score: 70,
    parts,
    byMatrix: false,
    byPlan: false,
    reason: '最近',
  },
];
/** A place that one person and one unit answer for. */
export const locatedHere: Located = {
  place,
  grids: [
    { id: 'a', name: '夏港街道', level: 1 },
    { id: 'b', name: '长江村', level: 2 },
    { id: 'c', name: '长江村 03 格', level: 3 },
  ],
  staff: [{ id: 's1', name: '长江村 03 格 网格长', post: 'grid-head', grid: 'c', phone: '000-1' }],
  dutyPhone: '12345',
  duty: [{ unit: 'town', name: named('夏港街道办事处'), kind: 'town', phone: '000-2' }],
  dedicated: [],
  police: null,
  six: [],
  open: [],
  recent: { days: 30, at: 0, reported: 4, closed: 3 },
};

/** An API that knows one incident, and how often it was asked for units. */
export function deskApi(first: Incident, duplicates: Duplicate[] = []) {
  let served: Incident | Refusal = first;
  const asked = { suggestions: 0 };
  const api: ReturnType<typeof openApi> = {
    ...openApi('jiangyin', () => Promise.reject(new Error('not served here'))),
    incident: (id) =>
      Promise.resolve(isRefusal(served) ? served : { incident: { ...served, id }, entries: [] }),
    locate: () => Promise.resolve(locatedHere),
    duplicates: () => Promise.resolve(duplicates),
    duplicatesOf: () => Promise.resolve(duplicates),
    suggestionsFor: () => Promise.resolve(suggestions),
    places: () => Promise.resolve({ places: [], lacking: ['road', 'estate'] }),
    suggestions: () => {
      asked.suggestions += 1;
      return Promise.resolve(suggestions);
    },
  };
  return { api, asked, serve: (next: Incident | Refusal) => (served = next) };
}
