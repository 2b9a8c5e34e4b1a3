import { groupBy } from '#shared/kernel/group-by.ts';
import { modelOf, type RegisteredModel } from '#shared/pack/model.ts';
import { standingOf, type ModelStanding } from '#shared/sensing/verdict.ts';
import type { Log } from '../log.ts';
import { packOf, type Packs } from '../packs/port.ts';
import type { Database } from '../storage/database.ts';
import {
  modelsChannel,
  openModelStore,
  type Held,
  type StoredVerdict,
  type StoredWord,
} from '../storage/readings/model-store.ts';

/** Models as they stand by what people said of them. */
export interface Models {
  /** Whether it opens no matters at the moment. */
  isMuted(jurisdiction: string, model: string): boolean;
  /** Keeps what a muted model saw, so that people can judge it. */
  hold(jurisdiction: string, seen: Held): Promise<void>;
  /** Puts a picture that came later beside what it held. */
  show(jurisdiction: string, seen: Pick<Held, 'origin' | 'at'> & { picture: string }): Promise<void>;
  store: ReturnType<typeof openModelStore>;
  standing(jurisdiction: string, model: RegisteredModel): ModelStanding;
  /** The last word about it. */
  word(jurisdiction: string, model: string): StoredWord | null;
  /** Keeps the verdict; answers when it counts here. */
  judge(jurisdiction: string, verdict: StoredVerdict): Promise<void>;
  say(jurisdiction: string, word: StoredWord): Promise<void>;
  stop(): Promise<void>;
}

/** More than any window of decided verdicts with the undecided between them. */
const most = 1_000;

/** Opens them: what was said is read at the start, and again whenever a node says something new. */
export async function openModels(ports: {
  database: Database;
  packs: Packs;
  clock: () => number;
  log: Log;
}): Promise<Models> {
  const { database, packs, log } = ports;
  const store = openModelStore(database);
  type Said = Awaited<ReturnType<typeof store.said>>;
  const known = new Map<
    string,
    { verdicts: Map<string, Said['verdicts']>; words: Map<string, StoredWord> }
  >();

  async function read(jurisdiction: string): Promise<void> {
    const { verdicts, words } = await store.said(jurisdiction, most);
    known.set(jurisdiction, {
      verdicts: groupBy(verdicts, ({ model }) => model),
      words: new Map(words.map((one) => [one.model, one])),
    });
  }
  await Promise.all(packs.ids.map(read));
  const deaf = await database.listen(modelsChannel, (jurisdiction) => {
    for (const id of jurisdiction === '' ? packs.ids : [jurisdiction])
      read(id).catch((error: unknown) => log.warn({ err: error }, 'reading verdicts on models failed'));
  });

  const word = (jurisdiction: string, model: string): StoredWord | null =>
    known.get(jurisdiction)?.words.get(model) ?? null;
  const standing = (jurisdiction: string, model: RegisteredModel): ModelStanding =>
    standingOf(
      model.precision,
      known.get(jurisdiction)?.verdicts.get(model.id) ?? [],
      word(jurisdiction, model.id),
    );
  return {
    store,
    standing,
    word,
    isMuted(jurisdiction, id) {
      const { pack, items } = packOf(packs, jurisdiction);
      const model = modelOf(pack, items, id);
      return model !== null && standing(jurisdiction, model).muted !== null;
    },
    hold: (jurisdiction, seen) => store.hold(jurisdiction, seen),
    show: (jurisdiction, seen) => store.show(jurisdiction, seen),
    async judge(jurisdiction, verdict) {
      await store.judge(jurisdiction, verdict);
      await read(jurisdiction);
    },
    async say(jurisdiction, said) {
      await store.say(jurisdiction, said);
      await read(jurisdiction);
    },
    stop: deaf,
  };
}
