import { appendFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { openScreenHouse } from '../../support/screen-house.ts';
import type { Clicked } from '../../support/screen-hands.ts';
import { pairsOf } from '../../support/walk-choice.ts';
import { openWalkedCounty, type WalkedCounty } from '../../support/walked-county.ts';

/**
 * Every step of every procedure is taken at a screen by each role that it names: the matter is opened where that role works, the step
 * is found by its button, its form is filled in, and the ledger has it. In the county of 102 communities and 469 grids.
 */
const clicked: Clicked[] = [];
let written = 0;
let county: WalkedCounty;
beforeAll(async () => {
  county = await openWalkedCounty('longgang', (pack) => openScreenHouse(pack, clicked));
}, 480_000);
afterAll(() => county?.close());
afterEach(writeTable);

/** Which step was taken by whom at which screen, for whoever wants to read it; the folder is no part of the repository. */
async function writeTable(): Promise<void> {
  const folder = path.resolve(import.meta.dirname, '../../../dist/journeys');
  await mkdir(folder, { recursive: true });
  const rows = clicked
    .slice(written)
    .map((one) => `${[one.procedure, one.step, one.role, one.screen, one.fault ?? ''].join(' | ')}\n`);
  written = clicked.length;
  await appendFile(path.join(folder, 'procedures-by-hand.txt'), rows.join(''));
}

describe('W6 each step of a procedure is clicked by each role that it names', () => {
  it.each([...builtInProcedures.values()])(
    '$id',
    async (procedure) => {
      const pairs = pairsOf(procedure).filter((pair) => !pair.endsWith(' system'));
      const walked = await county.walk(procedure, dice(seedOf(`screens:${procedure.id}`)), { pairs });
      expect(walked).toEqual({ left: [], faults: [] });
      const done = new Set(
        clicked
          .filter((one) => one.procedure === procedure.id && one.fault === undefined)
          .map(({ step, role }) => `${step} ${role}`),
      );
      expect(pairs.filter((pair) => !done.has(pair))).toEqual([]);
    },
    900_000,
  );
});
