import { beforeAll, describe, expect, test } from 'vitest';
import { ruleSchema } from '#shared/sensing/rule.ts';
import { must } from '#shared/kernel/must.ts';
import { rowFiles, type RowFile } from '#shared/pack/parts.ts';
import { cellsOfRow, rowHeads, rowOfCells, strangeHeads } from '#shared/pack/row-cells.ts';
import { allFields, blankRow, rowKinds, shapeOf, type Row } from '#shared/pack/row-shape.ts';
import { packFolders } from '../../../server/packs/folders.ts';
import { loadPacks } from '../../../server/packs/load.ts';
import type { LoadedPack } from '../../../server/packs/loaded.ts';

const parts = Object.keys(rowFiles) as RowFile[];
let packs: LoadedPack[];
beforeAll(async () => {
  packs = await loadPacks({ ...packFolders(), only: ['xuxiake'] });
}, 60_000);

describe('rows as cells of a sheet', () => {
  test('every row of every part of a pack is the same row again, out of its cells', () => {
    for (const { pack } of packs)
      for (const part of parts) {
        const heads = rowHeads(part);
        for (const row of ((pack[part] ?? []) as Row[]).slice(0, 300)) {
          const cells = cellsOfRow(part, row);
          expect(cells).toHaveLength(heads.length);
          const again = rowOfCells(part, heads, cells);
          expect(rowFiles[part].parse(again), `${part} ${String(row['id'])}`).toEqual(row);
        }
      }
  });

  test('a cell that is no number stays as it was written, and the check of the pack names its field', () => {
    const heads = rowHeads('sensors');
    const row = must(packs[0]?.pack.sensors[0], 'a sensor');
    const cells = cellsOfRow('sensors', row).map((cell, i) => (heads[i] === 'place.lng' ? 'east' : cell));
    const read = rowFiles.sensors.safeParse(rowOfCells('sensors', heads, cells));
    expect(read.error?.issues.map(({ path }) => path.join('.'))).toEqual(['place.lng']);
    expect(strangeHeads('sensors', [...heads, 'colour', ''])).toEqual(['colour']);
  });
});

describe('the form of a row', () => {
  test('each part has fields, an id among them, and a blank row has all there must be and nothing else', () => {
    for (const part of parts) {
      const kinds = rowKinds(part);
      expect(allFields(part).map(({ name }) => name)).toContain('id');
      for (const kind of kinds.length > 0 ? kinds : [undefined]) {
        const blank = blankRow(part, kind);
        const wanted = shapeOf(part, blank).filter(({ isOptional }) => !isOptional);
        expect(Object.keys(blank)).toEqual(wanted.map(({ name }) => name));
        expect(rowFiles[part].safeParse(blank).success, part).toBe(false);
      }
    }
    expect(rowKinds('rules')).toEqual(ruleSchema.options.map(({ shape }) => shape.kind.value));
    expect(shapeOf('rules', { kind: 'no-data' }).map(({ name }) => name)).toContain('afterMs');
  });
});
