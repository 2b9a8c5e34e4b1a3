import type { AccessRoom } from '../access/access.ts';
import { openImports, type Imports } from '../access/people-import.ts';
import type { openAudit } from '../audit/audit.ts';
import { openHistory, type History } from '../history/history.ts';
import { grantGround } from '../queries/scope-of-pack.ts';
import { openImportStore } from '../storage/access/import-store.ts';
import type { HouseGround } from './ground.ts';

type Note = ReturnType<typeof openAudit>['note'];

/** Sheets of people, gone on with in each county that opens. */
async function resumeImports(ground: HouseGround, access: AccessRoom, note: Note): Promise<Imports> {
  const store = openImportStore(ground.database);
  const imports = openImports({ ...ground, ...access, store, grantGround, note, now: ground.clock });
  ground.onStop(imports.stop);
  await imports.follow();
  return imports;
}

/** Histories of matters, gone on with in each county that opens. */
async function resumeHistories(ground: HouseGround, note: Note): Promise<History> {
  const history = openHistory({ ...ground, doubt: ground.guard.doubt, note });
  ground.onStop(history.stop);
  await history.follow();
  return history;
}

/** What was being brought in as sheets when the house went down goes on. */
export async function resumeSheets(ground: HouseGround, access: AccessRoom, note: Note) {
  return { imports: await resumeImports(ground, access, note), history: await resumeHistories(ground, note) };
}
