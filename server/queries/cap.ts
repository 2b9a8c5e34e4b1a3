import { narrowCells } from '#shared/grid/tree.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import type { Actor } from '#shared/access/person.ts';
import type { SourceBounds } from '#shared/access/bounds.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { capMessages, gridGeocode, type CapGround, type CapMessage } from '#shared/warning/cap.ts';
import {
  capBlock,
  capCause,
  capCircle,
  capColour,
  capReferences,
  capRing,
  inRing,
  type CapIn,
  type CapInfo,
} from '#shared/warning/cap-in.ts';
import { isIssued, isOver, type WarningFact, type WarningState } from '#shared/warning/warning.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import type { RingsOf } from '../packs/area-shapes.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Execute, Ledger } from '../ports.ts';
import type { WarningQueries } from '../storage/record/warning-queries.ts';

export interface CapPorts {
  warnings: WarningQueries;
  ledger: Pick<Ledger, 'readSubject'>;
  execute: Execute;
}

/** What ended so long ago is in the feed no more. */
const mostEnded = 20;

/** The last message of each warning in effect and of those that ended last. */
export async function capFeed(
  { warnings, ledger }: Pick<CapPorts, 'warnings' | 'ledger'>,
  pack: LoadedPack,
): Promise<CapMessage[]> {
  const states = [...(await warnings.standing(pack.id)), ...(await warnings.past(pack.id, mostEnded))];
  const found: CapMessage[] = [];
  for (const { id } of states.filter(isIssued)) {
    const last = (await messagesOf(ledger, pack, id)).at(-1);
    if (last) found.push(last);
  }
  return found.sort((a, b) => b.sent - a.sent);
}

/** One message by its identifier, `<warning>.<version>`. */
export async function capMessage(
  { ledger }: Pick<CapPorts, 'ledger'>,
  pack: LoadedPack,
  identifier: string,
): Promise<CapMessage | Refusal> {
  const id = identifier.slice(0, identifier.lastIndexOf('.'));
  const found = (await messagesOf(ledger, pack, id)).find((one) => one.identifier === identifier);
  return found ?? refuse('unknown', 'no-warning', { warning: identifier }, 'identifier');
}

async function messagesOf(
  ledger: Pick<Ledger, 'readSubject'>,
  pack: LoadedPack,
  id: string,
): Promise<CapMessage[]> {
  const entries = (await ledger.readSubject(pack.id, id)).filter(({ fact }) =>
    fact.kind.startsWith('warning-'),
  );
  return capMessages(
    id,
    entries.map(({ version, at, by, fact }) => ({ version, at, by, fact: fact as WarningFact })),
  );
}

/** What messages of a jurisdiction say besides. */
export function capGroundOf({ pack, grid }: LoadedPack, rings: RingsOf, web?: string): CapGround {
  const { identity, calendar } = pack;
  return {
    sender: `jiuhuan.${identity.code}`,
    senderName: identity.centre,
    status: pack.demo ? 'Exercise' : 'Actual',
    time: calendar,
    areaName: (id) => (id === null ? inRecord(identity.name) : (grid.byId.get(id)?.name ?? id)),
    rings,
    ...(web !== undefined && { web }),
  };
}

/**
 * A message of another system becomes a proposal, or the proposal of a change on the warning that came of a message it refers to: it
 * warns nobody before somebody signs. `bounds` are those of its token.
 */
export async function takeCap(
  { warnings, execute }: Pick<CapPorts, 'warnings' | 'execute'>,
  pack: LoadedPack,
  source: { source: string; bounds: SourceBounds | null },
  message: CapIn,
  digest: string,
): Promise<CommandAnswer | Refusal> {
  const isDemo = pack.pack.demo !== undefined;
  if (message.status !== 'Actual' && !(isDemo && ['Exercise', 'Test'].includes(message.status)))
    return refuse('not-now', 'cap-not-in-earnest', { status: message.status }, 'status');
  if (message.msgType === 'Ack' || message.msgType === 'Error')
    return refuse('invalid', 'cap-no-warning', { type: message.msgType }, 'msgType');
  const block = capBlock(message);
  const before = await standingOf(warnings, pack, message);
  const by: Actor = {
    id: `source:${source.source}`.slice(0, 64),
    name: source.source.slice(0, 64),
    role: 'source',
  };
  const order = {
    jurisdiction: pack.id,
    by,
    key: capCause(message.sender, message.identifier).slice(0, 100),
    digest,
  };
  if (message.msgType !== 'Alert' && before) {
    const colour = message.msgType === 'Cancel' || !block ? null : capColour(block);
    const basis = block ? wordsOf(block) : `${message.sender} 发布解除`;
    return execute({ ...order, command: { kind: 'ask-warning', warning: before.id, colour, basis } });
  }
  if (message.msgType === 'Cancel') return refuse('unknown', 'cap-nothing-to-cancel', 'references');
  if (!block) return refuse('invalid', 'cap-without-info', 'info');
  const grids = gridsOf(pack, block);
  if (isRefusal(grids)) return grids;
  const own = source.bounds?.grids;
  if (own && !isWithin(pack, grids, own)) return refuse('forbidden', 'token-not-of-place', 'info.area');
  const { instruction = '', expires, event, senderName } = block;
  return execute({
    ...order,
    command: {
      kind: 'propose-warning',
      colour: capColour(block),
      title: event.slice(0, 120),
      grids,
      cause: capCause(message.sender, message.identifier),
      basis: wordsOf(block),
      measures: instruction.slice(0, 1_000),
      rests: [
        {
          kind: 'forecast',
          source: (senderName ?? message.sender).slice(0, 80),
          at: message.sent,
          text: (block.headline ?? event).slice(0, 500),
        },
      ],
      ...(expires !== undefined && { until: expires }),
    },
  });
}

const wordsOf = ({ description, headline, event }: CapInfo): string =>
  (description ?? headline ?? event).slice(0, 500);

async function standingOf(
  warnings: WarningQueries,
  pack: LoadedPack,
  message: CapIn,
): Promise<WarningState | undefined> {
  const causes = capReferences(message);
  if (causes.length === 0) return undefined;
  return (await warnings.ofCauses(pack.id, causes)).find((one) => !isOver(one));
}

const isWithin = (pack: LoadedPack, grids: readonly string[], own: readonly string[]): boolean =>
  grids.length > 0 && grids.every((id) => chainTo(pack.grid, id).some((cell) => own.includes(cell.id)));

/**
 * The grids of an area: those that a geocode names; else those whose middle lies in a polygon or circle, told by the widest that
 * are whole; everywhere when all of them are. Nothing of ours in it is a refusal.
 */
function gridsOf(pack: LoadedPack, { area }: CapInfo): string[] | Refusal {
  const named = area.flatMap(({ geocode }) =>
    geocode.filter(({ valueName }) => valueName === gridGeocode).map(({ value }) => value),
  );
  const known = named.filter((id) => pack.grid.byId.has(id));
  if (known.length > 0) return [...new Set(known)];
  const rings = area.flatMap(({ polygon }) => polygon.map(capRing).filter((ring) => ring !== null));
  const circles = area.flatMap(({ circle }) => circle.flatMap((one) => capCircle(one) ?? []));
  if (rings.length + circles.length === 0) return byName(pack, area);
  const [wide, ...deeper] = pack.grid.levels;
  const inside = new Set(
    narrowCells(pack.grid)
      .filter(({ centre: { lng, lat } }) =>
        [
          ...rings.map((ring) => inRing(ring, lng, lat)),
          ...circles.map((circle) => kmBetween(circle, { lng, lat }) <= circle.km),
        ].some(Boolean),
      )
      .map(({ id }) => id),
  );
  if (inside.size === 0) return refuse('unknown', 'cap-outside', 'info.area');
  const children = groupBy(deeper.flat(), ({ parent }) => parent ?? '');
  const gather = (id: string): string[] => {
    const below = children.get(id);
    if (!below) return inside.has(id) ? [id] : [];
    const parts = below.map((one) => gather(one.id));
    return parts.every((part, i) => part.length === 1 && part[0] === below[i]?.id) ? [id] : parts.flat();
  };
  const found = wide.flatMap(({ id }) => gather(id));
  return found.length === wide.length && found.every((id, i) => id === wide[i]?.id) ? [] : found;
}

/** Places that an area names and draws not: the jurisdiction or its grids. */
function byName(pack: LoadedPack, area: CapInfo['area']): string[] | Refusal {
  const names = area.flatMap(({ areaDesc }) => areaDesc.split(/[、,，;；]/u).map((one) => one.trim()));
  const whole = pack.pack.identity.name;
  if (names.some((one) => one === inRecord(whole) || one === whole.en)) return [];
  const found = [...pack.grid.byId.values()].filter(({ name, level }) => level < 3 && names.includes(name));
  return found.length > 0 ? found.map(({ id }) => id) : refuse('unknown', 'cap-outside', 'info.area');
}

function kmBetween(a: { lng: number; lat: number }, b: { lng: number; lat: number }): number {
  const shrink = Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot((a.lng - b.lng) * shrink, a.lat - b.lat) * 111.32;
}
