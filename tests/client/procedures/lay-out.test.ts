import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import type { Procedure } from '#shared/procedure/schema.ts';
import {
  layOut,
  neighbour,
  textWidth,
  type DrawnNode,
  type Drawing,
} from '../../../client/apps/procedures/lay-out.ts';

const all = [...builtInProcedures.values()];
const standard = must(builtInProcedures.get('standard'), 'standard');
/** Laid out once: on a busy machine it takes its time. */
const drawings = new Map(all.map((one) => [one.id, layOut(one, 'zh')]));
const overlaps = (a: DrawnNode, b: DrawnNode): boolean =>
  Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2;
const at = ({ nodes }: Drawing, id: string): DrawnNode =>
  must(
    nodes.find((node) => node.id === id),
    id,
  );
/** Every way from a node to another that a procedure knows, written as `from-to step`. */
const ways = ({ transitions }: Procedure): string[] =>
  transitions.flatMap(({ id, from, to }) =>
    from.flatMap((one) => (to === undefined || to === one ? [] : [`${one}-${to} ${id}`])),
  );

describe.each(all.map((one) => [one.id, one] as const))('the graph of %s', (id, procedure) => {
  const drawing = must(drawings.get(id), id);

  it('places every node inside of the paper, and none on another', () => {
    const { nodes, width, height } = drawing;
    expect(nodes.map(({ id }) => id)).toEqual(procedure.nodes.map(({ id }) => id));
    for (const node of nodes) {
      expect(node.x - node.width / 2).toBeGreaterThanOrEqual(0);
      expect(node.x + node.width / 2).toBeLessThanOrEqual(width);
      expect(node.y + node.height / 2).toBeLessThanOrEqual(height);
    }
    const pairs = nodes.flatMap((a, i) => nodes.slice(i + 1).map((b) => [a, b] as const));
    expect(pairs.filter(([a, b]) => overlaps(a, b))).toEqual([]);
  });

  it('draws every way from a node to another once, with all its steps, on the paper', () => {
    const drawn = drawing.edges.flatMap(({ from, to, transitions }) =>
      transitions.map((id) => `${from}-${to} ${id}`),
    );
    expect(drawn.toSorted()).toEqual(ways(procedure).toSorted());
    expect(new Set(drawing.edges.map(({ id }) => id)).size).toBe(drawing.edges.length);
    for (const { path, head } of drawing.edges) {
      expect(path).toMatch(/^M[\d.]+ [\d.]+.*L[\d.]+ [\d.]+$/u);
      expect(head).toMatch(/^M.+Z$/u);
      const xs = [...path.matchAll(/(-?[\d.]+) -?[\d.]+/gu)].map(([, x]) => Number(x));
      expect(Math.min(...xs)).toBeGreaterThan(0);
      expect(Math.max(...xs)).toBeLessThan(drawing.width);
    }
  });

  it('begins at the top', () => {
    const top = Math.min(...drawing.nodes.map(({ y }) => y));
    expect(at(drawing, procedure.start).y).toBe(top);
  });
});

describe('the graph of the standard incident', () => {
  const drawing = layOut(standard, 'zh');

  it('leads down along the usual way, and back up by rework and return', () => {
    const way = ['reported', 'accepted', 'filed', 'dispatched', 'signed', 'handling', 'fed-back', 'checked'];
    const heights = [...way, 'closed', 'evaluated', 'assessed', 'archived'].map((id) => at(drawing, id).y);
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    expect(new Set(heights).size).toBe(heights.length);
    expect(at(drawing, 'handling').y).toBeLessThan(at(drawing, 'checked').y);
  });

  it('names the usual steps, and all of them when asked', () => {
    const named = (one: Drawing): number => one.edges.filter(({ label }) => label.lines.length > 0).length;
    const main = drawing.edges.filter(({ weight }) => weight === 'main');
    expect(main.every(({ label }) => label.lines.length > 0)).toBe(true);
    expect([named(drawing), named(layOut(standard, 'zh', true))]).toEqual([
      main.length,
      drawing.edges.length,
    ]);
    const filing = must(
      drawing.edges.find(({ id }) => id === 'accepted-filed'),
      'filing',
    );
    expect(filing.label.lines).toEqual(['立案']);
    const inEnglish = layOut(standard, 'en').edges.find(({ id }) => id === 'accepted-filed');
    expect(inEnglish?.label.lines).toEqual([
      must(
        standard.transitions.find(({ id }) => id === 'file'),
        'file',
      ).name.en,
    ]);
  });

  it('is drawn alike every time', () => expect(layOut(standard, 'zh')).toEqual(drawing));

  it('holds the name of a node and its figures in any language', () => {
    for (const language of ['zh', 'en'] as const) {
      const { nodes } = layOut(standard, language);
      for (const { id, name } of standard.nodes)
        expect(at({ nodes, edges: [], width: 0, height: 0 }, id).width).toBeGreaterThanOrEqual(
          textWidth(name[language], 15) + 70,
        );
    }
  });
});

describe('the arrow keys', () => {
  const node = (id: string, x: number, y: number): DrawnNode => ({ id, x, y, width: 10, height: 10 });
  const nodes = [node('top', 50, 0), node('left', 0, 50), node('right', 100, 50), node('low', 50, 200)];

  it('go to the nearest node that way, and nowhere past the last', () => {
    const go = (id: string, key: Parameters<typeof neighbour>[2]): string | undefined =>
      neighbour(nodes, id, key)?.id;
    expect([go('left', 'ArrowRight'), go('right', 'ArrowLeft'), go('low', 'ArrowUp')]).toEqual([
      'right',
      'left',
      'top',
    ]);
    expect([go('top', 'ArrowUp'), go('right', 'ArrowRight'), go('nowhere', 'ArrowUp')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('reach every node of every procedure', () => {
    for (const procedure of all) {
      const { nodes: drawn } = must(drawings.get(procedure.id), procedure.id);
      const seen = new Set([procedure.start]);
      for (const id of seen)
        for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'] as const) {
          const next = neighbour(drawn, id, key);
          if (next) seen.add(next.id);
        }
      expect(seen.size, procedure.id).toBe(drawn.length);
    }
  });
});
