import type { Identity, Unit } from '#shared/pack/schema.ts';
import type { posts } from '#shared/access/post.ts';
import type { Pack, System } from '#shared/pack/schema.ts';

/** What a county's author states; the rest of its pack is derived from this, the grids and the common tables. */
export interface County {
  identity: Omit<Identity, 'bounds'>;
  /** Words a duty of the catalogue → department key, where the two differ. */
  duties: Record<string, string>;
  /** `key 中文 | English`, one a line; the unit's id is `dept-<key>`. */
  departments: string;
  /** Squads of the whole jurisdiction, `中文 | English`, one a line. */
  squads: string;
  /** The fire brigade and the medical station, `中文 | English`. */
  rescue: readonly [fire: string, medical: string];
  /** Further units under a department: `中文 | English`, one a line. */
  further: { kind: Unit['kind']; parent: string; prefix: string; list: string }[];
  /** Whether the widest cells are towns (each with a centre and a squad of its own), communities, or the jurisdiction itself. */
  wide: 'towns' | 'communities' | 'self';
  /** The cell that the county's offices stand in. */
  seat: string;
  staffing: Staffing[];
  /** 综合窗口 of the service centre, where its account counts them. */
  windows?: number;
  /** Whether its account counts the matters of its grid one by one. */
  affairs?: boolean;
  /** Whether its account counts the services to its enterprises one by one. */
  enterpriseServices?: boolean;
  /** Officers of the squads of the whole jurisdiction. */
  officers: { total: number; title: string; post: (typeof posts)[number] };
  sensors: Record<System, number>;
  /** Whether water gauges stand along the water of the map. */
  shore: boolean;
  cameras: number;
  /** Things on its resource map, where its account counts them. */
  resources?: number;
  /** Whether its account counts running indicators one by one, in domains that other systems report on as well. */
  outside?: boolean;
  /** Their names, or how many to spread over the wide cells. */
  dedicated: string[] | number;
  /** 接入系统: how many its account counts, and those that it names. */
  connected?: {
    platforms: number;
    applications: number;
    named: readonly (readonly [zh: string, en: string, owner: string])[];
  };
  /** Whether its account names two centres, three platforms and three fields that are seen on one page. */
  overview?: boolean;
  /** 网格+警格: a police station in every wide cell, with beats of some villages that work with its grids. */
  stations?: boolean;
  /** Whether its account counts the functions that it hands to society and to communities. */
  functions?: boolean;
  /** Longgang's grades: simple at once, ordinary the same day, complex in five days. */
  grades: boolean;
  /** Instruments that are watched for drift: by quantity, over which time, and how far is too far. */
  drifts?: readonly { quantity: string; overMs: number; by: number }[];
  demo: NonNullable<Pack['demo']>;
}

/** Who serves in each cell of a level. */
export interface Staffing {
  level: 1 | 2 | 3;
  post: (typeof posts)[number];
  title: string;
  /** People in all; one a cell when missing. */
  total?: number;
}

/** The eight systems of a town that counts 1,223 monitoring points. */
export const points1223: Record<System, number> = {
  'traffic-order': 415,
  'water-farm': 211,
  environment: 190,
  'work-safety': 172,
  'street-lamp': 134,
  emergency: 63,
  'social-security': 28,
  'public-opinion': 10,
};

/** 一长五员: a head and five kinds of members. */
export const headAndFive: readonly [Staffing['post'], string][] = [
  ['grid-head', '网格长'],
  ['grid-member', '网格员'],
  ['supervisor', '督查员'],
  ['information-officer', '信息员'],
  ['liaison', '联络员'],
  ['patroller', '巡查员'],
];
