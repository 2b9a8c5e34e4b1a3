import { offsetAt, type Zoned } from '../clock/zone.ts';
import { inRecord } from '../kernel/localized.ts';
import type { Actor } from '../access/person.ts';
import { minuteMs } from '../kernel/span.ts';
import type { Colour } from './colour.ts';
import { evolveWarning } from './evolve.ts';
import { isIssued, type Warning, type WarningFact, type WarningState } from './warning.ts';

/**
 * Warnings as messages of the Common Alerting Protocol 1.2 (OASIS, urn:oasis:names:tc:emergency:cap:1.2). Each act that others must
 * hear of is a message: signing an Alert, another colour or term an Update, the end a Cancel, each naming those before it.
 * Elements stand in the order that the schema asks for.
 */
export const capNamespace = 'urn:oasis:names:tc:emergency:cap:1.2';

/** What of a jurisdiction the messages say. */
export interface CapGround {
  /** Who sends: no space, comma, `<` or `&`. */
  sender: string;
  /** Name of the centre by language. */
  senderName: { zh: string; en: string };
  /** A pretend county never sends in earnest. */
  status: 'Actual' | 'Exercise';
  time: Zoned;
  /** Name of a grid; of the jurisdiction for null. */
  areaName(grid: string | null): string;
  /** Outer rings of a grid, of the jurisdiction for null: [lng, lat], closed. None where the map has none. */
  rings(grid: string | null): readonly (readonly (readonly number[])[])[];
  /** Where people read of it; missing: nowhere. */
  web?: string;
}
export interface CapEntry {
  version: number;
  at: number;
  by: Actor;
  fact: WarningFact;
}
type MsgType = 'Alert' | 'Update' | 'Cancel';
export interface CapMessage {
  identifier: string;
  sent: number;
  msgType: MsgType;
  state: Warning;
  /** Identifiers with their instants, oldest first. */
  references: readonly { identifier: string; sent: number }[];
}

const kinds: Partial<Record<WarningFact['kind'], MsgType>> = {
  'warning-issued': 'Alert',
  'warning-adjusted': 'Update',
  'warning-released': 'Cancel',
  'warning-expired': 'Cancel',
};

/** The messages of one warning from its whole story, oldest first; a proposal has none. */
export function capMessages(id: string, entries: readonly CapEntry[]): CapMessage[] {
  const messages: CapMessage[] = [];
  let state: WarningState | null = null;
  for (const { version, at, by, fact } of entries) {
    state = evolveWarning(state, fact, at, by.name);
    const msgType = kinds[fact.kind];
    if (!msgType || !isIssued(state)) continue;
    const references = messages.map(({ identifier, sent }) => ({ identifier, sent }));
    messages.push({ identifier: `${id}.${version}`, sent: at, msgType, state, references });
  }
  return messages;
}

const severity: Readonly<Record<Colour, string>> = {
  red: 'Extreme',
  orange: 'Severe',
  yellow: 'Moderate',
  blue: 'Minor',
};
const colourNames = {
  'zh-CN': { red: '红色', orange: '橙色', yellow: '黄色', blue: '蓝色' },
  'en-US': { red: 'Red', orange: 'Orange', yellow: 'Yellow', blue: 'Blue' },
} as const satisfies Record<string, Record<Colour, string>>;
type CapLanguage = keyof typeof colourNames;

/** The message as nested elements in the order of the schema. */
export function capAlert(message: CapMessage, ground: CapGround): Record<string, unknown> {
  const { identifier, sent, msgType, references } = message;
  const time = (at: number): string => capTime(at, ground.time);
  return {
    '@_xmlns': capNamespace,
    identifier,
    sender: ground.sender,
    sent: time(sent),
    status: ground.status,
    msgType,
    scope: 'Public',
    ...(ground.status === 'Exercise' && { note: '演示数据，不是真实预警 / demonstration only' }),
    ...(references.length > 0 && {
      references: references.map((one) => `${ground.sender},${one.identifier},${time(one.sent)}`).join(' '),
    }),
    info: (['zh-CN', 'en-US'] as const).map((language) => infoOf(message, ground, language)),
  };
}

function infoOf(
  { msgType, state, sent }: CapMessage,
  ground: CapGround,
  language: CapLanguage,
): Record<string, unknown> {
  const { colour, title, basis, measures, until, grids } = state;
  const named = colourNames[language][colour];
  const isZh = language === 'zh-CN';
  const isOver = msgType === 'Cancel';
  const rests = state.rests ?? [];
  const isSeen = rests.some(({ kind }) => kind === 'reading' || kind === 'figure');
  const headline = isZh
    ? `${title}${named}预警${isOver ? '解除' : ''}`
    : `${named} warning${isOver ? ' released' : ''}: ${title}`;
  return {
    language,
    category: 'Safety',
    event: isZh ? `${title}预警` : `Warning: ${title}`,
    responseType: isOver ? 'AllClear' : 'Prepare',
    urgency: isOver ? 'Past' : isSeen ? 'Immediate' : 'Expected',
    severity: severity[colour],
    certainty: isSeen ? 'Observed' : rests.length > 0 ? 'Likely' : 'Unknown',
    effective: capTime(sent, ground.time),
    ...(until !== undefined && { expires: capTime(until, ground.time) }),
    senderName: isZh ? inRecord(ground.senderName) : ground.senderName.en,
    headline: headline.slice(0, 160),
    description: basis,
    ...(measures !== '' && { instruction: measures }),
    ...(ground.web !== undefined && { web: ground.web }),
    parameter: { valueName: 'colour', value: colour },
    area: grids.length === 0 ? areaOf(null, ground) : grids.map((grid) => areaOf(grid, ground)),
  };
}

function areaOf(grid: string | null, ground: CapGround): Record<string, unknown> {
  const polygon = ground
    .rings(grid)
    .map((ring) => ring.map(([lng = 0, lat = 0]) => `${lat.toFixed(5)},${lng.toFixed(5)}`).join(' '));
  return {
    areaDesc: ground.areaName(grid),
    ...(polygon.length > 0 && { polygon }),
    ...(grid !== null && { geocode: { valueName: gridGeocode, value: grid } }),
  };
}

/** The name under which grids of this house stand among the geocodes. */
export const gridGeocode = 'grid';

/** `2026-11-29T16:20:00+08:00`: the standard asks for an offset and allows no Z. */
export function capTime(at: number, time: Zoned): string {
  const utcOffsetMinutes = Math.round(offsetAt(time, at) / minuteMs);
  const local = new Date(at + utcOffsetMinutes * minuteMs).toISOString().slice(0, 19);
  const size = Math.abs(utcOffsetMinutes);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${local}${utcOffsetMinutes > 0 ? '+' : '-'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
