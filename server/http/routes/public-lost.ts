import { inRecord } from '#shared/kernel/localized.ts';
import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { must } from '#shared/kernel/must.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { hourMs, minuteMs } from '#shared/kernel/span.ts';
import { codeBytes, codeOf } from '#shared/report/code.ts';
import { publicState } from '#shared/report/follow.ts';
import { placeWords } from '#shared/report/place.ts';
import * as wire from '#shared/wire/public.ts';
import { hashToken } from '../../access/token.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import type { Messages, Records } from '../../ports.ts';
import { plainPhone, type Asking, type LostStore } from '../../storage/public/lost-store.ts';
import type { openLimits } from '../limits.ts';
import { sendRefusal } from '../problem.ts';
import { publicName } from '../../queries/public-desk.ts';
import { forAnyone, type Route } from '../route.ts';

export interface LostPorts {
  lost: LostStore;
  records: Pick<Records, 'incident'>;
  limits: ReturnType<typeof openLimits>;
  /** Hashes numbers and one-time codes: six figures alone are soon tried through. */
  secret: string;
  /** Undefined: this county has no way to send messages. */
  messages?: Messages | undefined;
  now: () => number;
}

/** How long a one-time code opens something, how often it may be tried, how many a number may ask for in an hour. */
const once = { minutes: 10, tries: 5, anHour: 3 };
/** The newest so many matters of a number are found. */
const mostMatters = 20;

/**
 * A lost tracking code has a way back for who left a telephone number: a one-time code goes to that number, and with it each matter
 * of the number gets a fresh code. The first code goes on working (it may stand on the reporter's paper or phone); a code that was
 * found before is replaced.
 */
export function lostRoutes(ports: LostPorts): Route[] {
  return [askRoute(ports), openRoute(ports)];
}

function askRoute({ lost, limits, secret, messages, now }: LostPorts): Route {
  return forAnyone({
    method: 'post',
    path: '/public/lost',
    tag: 'public',
    guards: [limits.publicLost],
    summary:
      'Asks for a one-time code by message, to find lost tracking codes; answered alike whether the number is known or not',
    body: wire.publicLost,
    answer: wire.publicLostAsked,
    async handle({ pack, body, res }) {
      if (!messages) return refuse('not-now', 'no-messages-here');
      const phone = plainPhone(body.phone);
      const code = String(randomInt(1_000_000)).padStart(6, '0');
      const at = now();
      const isAsked = await lost.ask(askingOf(secret, pack, phone), hashOf(secret, pack.id, phone, code), {
        now: at,
        until: at + once.minutes * minuteMs,
        from: at - hourMs,
        most: once.anHour,
      });
      if (!isAsked) return sendRefusal(res, refuse('busy', 'too-many-codes'), 429);
      void sendTo({ lost, messages }, pack, phone, code).catch(() => undefined);
      return { minutes: once.minutes };
    },
  });
}

function openRoute(ports: LostPorts): Route {
  const { lost, limits, secret, now } = ports;
  return forAnyone({
    method: 'post',
    path: '/public/lost/open',
    tag: 'public',
    guards: limits.publicCode,
    summary: `The matters of a number, newest first, with fresh tracking codes, by its one-time code; it may be tried ${once.tries} times`,
    body: wire.publicLostOpen,
    answer: wire.publicFound,
    async handle({ pack, body }): Promise<wire.PublicFound | Refusal> {
      const phone = plainPhone(body.phone);
      const hash = hashOf(secret, pack.id, phone, body.code);
      const isRight = await lost.open(askingOf(secret, pack, phone), hash, {
        now: now(),
        most: once.tries,
      });
      if (!isRight) return refuse('unknown', 'once-code-wrong', 'code');
      const matters: wire.PublicFound['matters'] = [];
      for (const { incident } of await lost.ofPhone(pack.id, phone, mostMatters)) {
        const one = await freshCode(ports, pack, incident);
        if (one) matters.push(one);
      }
      return { matters };
    },
  });
}

function hashOf(secret: string, ...of: string[]): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['lost', ...of]))
    .digest('hex');
}

function askingOf(secret: string, pack: LoadedPack, phone: string): Asking {
  return { jurisdiction: pack.id, phoneHash: hashOf(secret, pack.id, phone) };
}

/** Sent on the side: how long it takes says nothing of whether the number is known. */
async function sendTo(
  { lost, messages }: { lost: LostStore; messages: Messages },
  pack: LoadedPack,
  phone: string,
  code: string,
): Promise<void> {
  const [known] = await lost.ofPhone(pack.id, phone, 1);
  if (known)
    messages.send({
      jurisdiction: pack.id,
      kind: 'lost-code',
      to: known.phone.replaceAll(/[ -]/gu, ''),
      text: `【${inRecord(pack.pack.identity.name)}】您正在找回上报事项的查询码，验证码 ${code}，${once.minutes} 分钟内有效，请勿告诉他人。不是您本人操作，请忽略。`,
      values: { code, minutes: String(once.minutes) },
    });
}

async function freshCode(
  { lost, records }: Pick<LostPorts, 'lost' | 'records'>,
  pack: LoadedPack,
  id: string,
): Promise<wire.PublicFound['matters'][number] | null> {
  const incident = await records.incident(pack.id, id);
  if (!incident) return null;
  const code = codeOf(randomBytes(codeBytes));
  await lost.found(pack.id, id, hashToken(code));
  const procedure = must(pack.procedures.get(incident.procedure), incident.procedure);
  return {
    number: id,
    code,
    item: publicName(pack, incident.item),
    reportedAt: incident.reportedAt,
    place: placeWords(incident.grids.slice(0, 2).flatMap((grid) => pack.grid.byId.get(grid)?.name ?? [])),
    state: publicState(incident, procedure).state,
  };
}
