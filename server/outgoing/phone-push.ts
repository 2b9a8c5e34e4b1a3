import webPush from 'web-push';
import type { Notice } from '#shared/access/notice.ts';
import { maySee } from '#shared/access/scope.ts';
import { concernOf } from '#shared/incident/concern.ts';
import { offeredSteps } from '#shared/incident/hindrance.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { openOrders } from '#shared/incident/receipts.ts';
import { bindTo } from '#shared/kernel/bind.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { hourMs } from '#shared/kernel/span.ts';
import type { Person } from '#shared/access/person.ts';
import type { PushNotice, PushSubscriptionGiven } from '#shared/wire/phone-push.ts';
import type { Log } from '../log.ts';
import { openWorks, untilOver, type Works } from '../works.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { Ledger, LedgerEntry, Metrics, Records } from '../ports.ts';
import type { PhonePush } from '../access/phones.ts';
import { isOpen, openAsPerson } from '../access/people.ts';
import type { PhonePushStore, PushedPhone } from '../storage/access/phone-push-store.ts';
import type { PushKeys } from './push-keys.ts';

export interface PhonePushPorts {
  store: PhonePushStore;
  ledger: Pick<Ledger, 'head' | 'follow'>;
  records: Pick<Records, 'incident'>;
  packs: Packs;
  keys: PushKeys;
  /** Who answers for what is sent, as push services ask: `mailto:` or an address of a page. */
  contact: string;
  /** Hosts of push services beside the usual ones; these may be spoken to without TLS. */
  hosts: readonly string[];
  clock: () => number;
  log: Log;
  works?: Works;
  metrics: Metrics;
}

/** Push services of the browsers of phones. A phone names its own: without a list this house could be sent anywhere. */
const usualHosts = [
  'fcm.googleapis.com',
  'updates.push.services.mozilla.com',
  'web.push.apple.com',
  '.notify.windows.com',
  '.push.apple.com',
];
/** A notice is of use for an hour; a service that does not answer is asked three times and waits for nobody. */
const [ttlSeconds, timeoutMs, mostAtOnce, mostWaiting] = [hourMs / 1_000, 10_000, 20, 2_000];
const waits = [1_000, 5_000];
/** What a phone says of a notice: that there is one. The rest is read after signing in. */
const titles: Readonly<Record<Notice['kind'], string>> = {
  'system-silent': '接入系统静默',
  'deputy-named': '有人委托你代理',
  'deputy-ended': '代理已提前结束',
};

/** Tells phones of tasks that come to them while their page is closed (Web Push: RFC 8030, 8291, 8292). */
export async function openPhonePush(
  ports: PhonePushPorts,
): Promise<{ room: PhonePush; stop(): Promise<void> }> {
  const { packs, ledger, works = openWorks(ports) } = ports;
  const ended = new AbortController();
  const line = openLine(ports, ended.signal);
  const look = lookAtMatters(ports, line);
  const running = new Set<Promise<void>>();
  const stops: (() => Promise<void>)[] = [];
  for (const jurisdiction of packs.ids) {
    const { seq } = await ledger.head(jurisdiction);
    const unfollow = await ledger.follow(jurisdiction, seq, (entries) => {
      const run = untilOver(
        () => ended.signal.aborted,
        () => look(jurisdiction, entries),
      );
      const work = works
        .round('telling phones', run, jurisdiction)
        .then(() => undefined)
        .finally(() => running.delete(work));
      running.add(work);
    });
    stops.push(unfollow);
  }
  return {
    room: roomOf(ports, line),
    async stop() {
      ended.abort();
      for (const stop of stops) await stop();
      await Promise.all(running);
      await line.stop();
    },
  };
}

type Out = ReturnType<typeof openLine>;

/** Looks at the matters that somebody has acted on: who is called now has not been called by that act before. */
function lookAtMatters({ store, records, packs, clock }: PhonePushPorts, line: Out) {
  const asPerson = openAsPerson((jurisdiction) => packs.of(jurisdiction)?.pack.roles ?? []);
  return async (jurisdiction: string, entries: readonly LedgerEntry[]): Promise<void> => {
    const pack = packs.of(jurisdiction);
    // Warnings and the watch are no matters: nothing is found under their subjects.
    const touched = new Map(entries.map((one) => [one.subject, one]));
    if (!pack || touched.size === 0) return;
    const phones = await store.all(jurisdiction, clock());
    if (phones.length === 0) return;
    for (const [id, { by }] of touched) {
      const incident = await records.incident(jurisdiction, id);
      if (!incident) continue;
      for (const phone of phones) {
        const person = isOpen(phone.person, clock()) ? asPerson(phone.person) : null;
        if (!person || person.id === by.id || !calls(pack, incident, person, clock())) continue;
        // An act makes it come again; a remark does not.
        if (await store.isFirst(phone.seat, id, incident.actedVersion))
          line.send(jurisdiction, phone, noticeOf(pack, incident));
      }
    }
  };
}

/** Phones that want to be told, and what people are told by themselves. */
function roomOf({ store, keys, hosts, packs, clock, metrics }: PhonePushPorts, line: Out): PhonePush {
  return {
    key: keys.publicKey,
    has: store.has,
    async take(jurisdiction, seat, given) {
      const fault = faultOf(given, hosts);
      if (fault) return fault;
      await store.put(seat, jurisdiction, given, clock());
      metrics.count('phone_pushes_total', { jurisdiction, outcome: 'subscribed' });
    },
    drop: store.drop,
    async tell(jurisdiction, people, kind) {
      const pack = packs.of(jurisdiction);
      if (!pack || people.length === 0) return;
      const phones = await store.all(jurisdiction, clock());
      for (const phone of phones)
        if (people.includes(phone.person.id) && isOpen(phone.person, clock()))
          line.send(jurisdiction, phone, {
            title: titles[kind],
            body: inRecord(pack.pack.identity.name),
            id: '',
          });
    },
  };
}

/** Whether a matter waits for this person: the usual next step is theirs, or their unit owes a reply to an order. */
function calls(pack: LoadedPack, incident: Incident, person: Person, now: number): boolean {
  const procedure = pack.procedures.get(incident.procedure);
  if (!procedure || procedure.family === 'duty' || !maySee(person, concernOf(incident))) return false;
  if (person.unit !== undefined && openOrders(incident).unanswered.includes(person.unit)) return true;
  return offeredSteps(incident, procedure, person, { now, isAbove: () => false }).some(
    ({ transition, hindrance }) => transition.weight === 'main' && hindrance === null,
  );
}

/** What kind of matter it is and in which grid: what is said in it, and by whom, is read after signing in. */
function noticeOf(pack: LoadedPack, { item, grids, id }: Incident): PushNotice {
  const cell = pack.grid.byId.get(grids.at(-1) ?? '');
  return {
    title: inRecord(pack.items.get(item)?.name) ?? inRecord(pack.pack.identity.name),
    body: cell?.name ?? inRecord(pack.pack.identity.name),
    id,
  };
}

function faultOf({ endpoint }: PushSubscriptionGiven, own: readonly string[]): Refusal | null {
  const { hostname, protocol } = new URL(endpoint);
  if (own.includes(hostname)) return null;
  const isUsual = usualHosts.some((one) => (one.startsWith('.') ? hostname.endsWith(one) : hostname === one));
  return isUsual && protocol === 'https:'
    ? null
    : refuse('invalid', 'push-service-unknown', { host: hostname }, 'endpoint');
}

/** The way out: bounded in number, in time and in tries; what does not fit is counted and left. */
function openLine(given: PhonePushPorts, ended: AbortSignal) {
  const line = lineOf(given, ended);
  return bindTo(line, { send, stop });
}

/** What its acts share. */
function lineOf({ store, keys, contact, log, metrics }: PhonePushPorts, ended: AbortSignal) {
  const waiting: (() => Promise<void>)[] = [];
  const under = new Set<Promise<void>>();
  return { store, keys, contact, log, metrics, ended, waiting, under };
}
type Line = ReturnType<typeof lineOf>;

async function post(line: Line, jurisdiction: string, phone: PushedPhone, notice: PushNotice): Promise<void> {
  const { ended, store, metrics } = line;
  const subscription = { endpoint: phone.endpoint, keys: { p256dh: phone.p256dh, auth: phone.auth } };
  for (let tries = 0; !ended.aborted; tries++) {
    const outcome = await postOnce(line, subscription, notice).catch(() => 'failed' as const);
    const wait = outcome === 'failed' ? waits[tries] : undefined;
    if (outcome === 'gone') await store.drop(phone.seat);
    metrics.count('phone_pushes_total', {
      jurisdiction,
      outcome: wait === undefined && outcome === 'failed' ? 'dead' : outcome,
    });
    if (wait === undefined) return;
    await new Promise<void>((go) => {
      const timer = setTimeout(go, wait);
      ended.addEventListener('abort', () => (clearTimeout(timer), go()), { once: true });
    });
  }
}

async function postOnce(
  { contact, keys, ended }: Line,
  subscription: PushSubscriptionGiven,
  notice: PushNotice,
): Promise<'sent' | 'gone' | 'failed'> {
  const { endpoint, method, headers, body } = webPush.generateRequestDetails(
    subscription,
    JSON.stringify(notice),
    {
      vapidDetails: { subject: contact, ...keys },
      TTL: ttlSeconds,
      urgency: 'high',
      contentEncoding: 'aes128gcm',
    },
  );
  const answer = await fetch(endpoint, {
    method,
    headers: Object.fromEntries(
      Object.entries(headers)
        .filter(([name]) => name.toLowerCase() !== 'content-length')
        .map(([name, value]) => [name, String(value)]),
    ),
    body: new Uint8Array(body),
    redirect: 'manual',
    signal: AbortSignal.any([ended, AbortSignal.timeout(timeoutMs)]),
  });
  await answer.body?.cancel();
  if (answer.ok) return 'sent';
  // The phone has let go of it, or the service does not know it any more.
  return answer.status === 404 || answer.status === 410 ? 'gone' : 'failed';
}

function next(line: Line): void {
  const { under, ended, waiting, log } = line;
  while (under.size < mostAtOnce && !ended.aborted) {
    const work = waiting.shift()?.();
    if (!work) return;
    const done: Promise<void> = work
      .catch((error: unknown) => log.warn({ err: error }, 'sending a notice to a phone failed'))
      .finally(() => {
        under.delete(done);
        next(line);
      });
    under.add(done);
  }
}

function send(line: Line, jurisdiction: string, phone: PushedPhone, notice: PushNotice): void {
  const { waiting, metrics } = line;
  if (waiting.length >= mostWaiting)
    return metrics.count('phone_pushes_total', { jurisdiction, outcome: 'left' });
  waiting.push(() => post(line, jurisdiction, phone, notice));
  next(line);
}

async function stop({ under }: Line) {
  return void (await Promise.all(under));
}
