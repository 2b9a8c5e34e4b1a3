import { dice, seedOf, type Dice } from '#shared/kernel/dice.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { ClueIn } from '#shared/incident/clue.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { arrearsTopics, benefitTopics, media, opinionTopics, surnames } from './clue-words.ts';

/** Systems that watch what is said in public and hold lists against each other, at the same door as real ones. Whom they name does not exist. */
export interface CluePlan {
  pack: LoadedPack;
  base: string;
  token: string;
  seed: number;
  log: Log;
}
const backMs = 7 * dayMs;
const batch = 500;
/** What comes in an hour on the average; and once a day one topic in one town far more often, for two hours. */
const hourly = { opinion: 1.1, benefit: 0.12, arrears: 0.08 } as const;
const [spikeOf, spikeHours] = [{ least: 9, most: 15 }, 2] as const;

/** Tells the week before once, then what comes. */
export function startClues(plan: CluePlan): { stop(): Promise<void> } {
  const { pack, log } = plan;
  let since: number | null = null;
  let work = Promise.resolve();
  const round = async (): Promise<void> => {
    const now = Date.now();
    const due = cluesDue(plan, since ?? now - backMs, now);
    for (let start = 0; start < due.length; start += batch) await send(plan, due.slice(start, start + batch));
    since = now;
  };
  const step = (): void => {
    work = work.then(round).catch((error: unknown) => {
      log.warn({ jurisdiction: pack.id, err: error }, 'simulator: sending clues failed');
    });
  };
  const timer = setInterval(step, minuteMs);
  step();
  return {
    stop: async () => {
      clearInterval(timer);
      await work;
    },
  };
}

async function send({ base, token, pack }: CluePlan, clues: readonly ClueIn[]): Promise<void> {
  const answer = await fetch(`${base}/api/${pack.id}/clues`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(clues),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text.slice(0, 200)}`);
}

/** What is noticed in (from, to]: a function of the clock, so that a simulator that starts again tells the same. */
export function cluesDue(
  { pack, seed }: Pick<CluePlan, 'pack' | 'seed'>,
  from: number,
  to: number,
): ClueIn[] {
  const found: ClueIn[] = [];
  for (let hour = Math.floor(from / hourMs); hour * hourMs <= to; hour++)
    found.push(...cluesOf(pack, seed, hour));
  return found
    .filter(({ at }) => Number(at) > from && Number(at) <= to)
    .sort((a, b) => Number(a.at) - Number(b.at));
}

function cluesOf(pack: LoadedPack, seed: number, hour: number): ClueIn[] {
  const roll = dice(seedOf(`${seed}:${pack.id}:clues:${hour}`));
  const times = (mean: number): number => Math.floor(mean) + (roll.chance(mean % 1) ? 1 : 0);
  const made: ClueIn[] = [];
  const add = (
    kind: ClueIn['kind'],
    said: Omit<ClueIn, 'id' | 'kind' | 'at' | 'text' | 'medium'> & Partial<ClueIn>,
  ): void => {
    const at = hour * hourMs + Math.floor(roll.roll() * hourMs);
    made.push({ text: '', medium: '', ...said, kind, at, id: `${hour}-${made.length}` });
  };
  for (let n = times(hourly.opinion); n > 0; n--)
    add('opinion', opinion(pack, roll, roll.pick(opinionTopics)));
  for (let n = times(hourly.benefit); n > 0; n--) add('benefit', benefit(pack, roll));
  for (let n = times(hourly.arrears); n > 0; n--) add('arrears', arrears(pack, roll));
  const spike = spikeOn(pack, seed, Math.floor(hour / 24));
  if (hour >= spike.hour && hour < spike.hour + spikeHours)
    for (let n = Math.ceil(spike.n / spikeHours); n > 0; n--)
      add('opinion', opinion(pack, roll, spike.topic, spike.town ?? undefined));
  return made;
}

function spikeOn(pack: LoadedPack, seed: number, day: number) {
  const roll = dice(seedOf(`${seed}:${pack.id}:spike:${day}`));
  return {
    hour: day * 24 + roll.between(0, 22),
    n: roll.between(spikeOf.least, spikeOf.most),
    topic: roll.pick(opinionTopics),
    // Every third one is spoken of all over the county.
    town: day % 3 === 0 ? null : roll.pick(pack.grid.levels[0]),
  };
}

type Town = LoadedPack['grid']['levels'][0][number];
function opinion(
  pack: LoadedPack,
  roll: Dice,
  { topic, titles, tone }: (typeof opinionTopics)[number],
  town: Town = roll.pick(pack.grid.levels[0]),
) {
  const title = roll.pick(titles);
  return {
    topic,
    title: `${town.name}${title}（演示）`,
    text: `网民发帖：${town.name}${title}，希望有关部门尽快回应。`,
    medium: roll.pick(media),
    weight: Math.round(20 * 10 ** (2 * roll.roll())),
    tone: Number(Math.max(-1, Math.min(1, tone + 0.25 * roll.normal())).toFixed(2)),
    grid: town.id,
  };
}

const personOf = (roll: Dice): string => `${roll.pick(surnames)}${roll.pick(['某', '某某'])}`;

function benefit(pack: LoadedPack, roll: Dice) {
  const { topic, medium, text, most } = roll.pick(benefitTopics);
  const cell = roll.pick(pack.grid.levels[1]);
  return {
    topic,
    title: `${cell.name} ${topic}（演示）`,
    text,
    medium,
    weight: roll.between(2, most) * 100,
    subject: personOf(roll),
    grid: cell.id,
  };
}

function arrears(pack: LoadedPack, roll: Dice) {
  const { topic, medium, text } = roll.pick(arrearsTopics);
  const cell = roll.pick(pack.grid.levels[1]);
  return {
    topic,
    title: `${cell.name} ${topic}（演示）`,
    text,
    medium,
    weight: roll.between(5, 60),
    subject: `演示${roll.pick(['织造', '建筑劳务', '机械', '餐饮管理', '包装'])}有限公司`,
    grid: cell.id,
  };
}
