import { Graph, layout } from '@dagrejs/dagre';
import { textIn, type Language } from '#shared/kernel/localized.ts';
import { must } from '#shared/kernel/must.ts';
import type { Procedure, Transition } from '#shared/procedure/schema.ts';

/** The graph of a procedure on paper. All measures are pixels of the drawing; nodes and labels are given by their centres. */
export interface Drawing {
  width: number;
  height: number;
  nodes: readonly DrawnNode[];
  edges: readonly DrawnEdge[];
}
export interface DrawnNode {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
}
/** One arrow from a node to another, for all the transitions that lead so. */
export interface DrawnEdge {
  id: string;
  from: string;
  to: string;
  /** Ids. */
  transitions: readonly string[];
  /** The usual way on, another way, or one that cannot be taken back. */
  weight: Transition['weight'];
  /** For SVG's `d`. */
  path: string;
  /** Its point, for SVG's `d`. */
  head: string;
  /** Names, one a line. Empty where they are left out to keep the drawing readable. */
  label: { x: number; y: number; lines: readonly string[] };
}

/** Names stand on every arrow of a small graph; of a larger one only on the usual ways unless all are asked for. */
const mostNamed = 16;
const nodeHeight = 44;
const nameSize = 15;
const labelSize = 13;
const labelLine = 18;
/** Room between the outermost arrow and the rim of the paper. */
const edgeRoom = 14;
/** Room for the figures behind a node's name. */
const figureRoom = 74;

/** Ways of setting nodes under each other; which one makes the narrowest drawing hangs on the graph. */
const alignments = [undefined, 'UL', 'UR', 'DR'] as const;

/** Lays the graph out from top to bottom, so that the usual way leads down. The same procedure is always drawn alike. */
export function layOut(procedure: Procedure, language: Language, allNames = false): Drawing {
  const arrows = arrowsOf(procedure);
  const isNamed = ({ weight }: Arrow): boolean => allNames || arrows.length <= mostNamed || weight === 'main';
  const named = arrows.map((arrow) => ({
    ...arrow,
    lines: isNamed(arrow) ? arrow.transitions.map(({ name }) => textIn(name, language)) : [],
  }));
  return alignments
    .map((align) => drawingOf(procedure, named, laidOut(procedure, named, language, align)))
    .reduce((narrowest, next) => (next.width < narrowest.width ? next : narrowest));
}

type Laid = Graph<object, { width: number; height: number; x?: number; y?: number }, object>;
type NamedArrow = Arrow & { lines: string[] };

function laidOut(
  procedure: Procedure,
  arrows: readonly NamedArrow[],
  language: Language,
  align: (typeof alignments)[number],
): Laid {
  const graph: Laid = new Graph();
  const gaps = { nodesep: 22, edgesep: 12, ranksep: 30, marginx: 16, marginy: 14 };
  graph.setGraph({ rankdir: 'TB', ...gaps, ...(align && { align }) });
  for (const { id, name } of startFirst(procedure)) {
    const width = Math.ceil(textWidth(textIn(name, language), nameSize)) + figureRoom;
    graph.setNode(id, { width, height: nodeHeight });
  }
  for (const { from, to, lines, weight } of arrows)
    graph.setEdge(from, to, {
      labelpos: 'c',
      weight: weight === 'main' ? 12 : 1,
      height: lines.length * labelLine,
      width: lines.length === 0 ? 0 : Math.max(...lines.map((line) => textWidth(line, labelSize))) + 10,
    });
  layout(graph);
  return graph;
}

function drawingOf(procedure: Procedure, arrows: readonly NamedArrow[], graph: Laid): Drawing {
  const size = graph.graph() as { width: number; height: number };
  const laidEdges = new Map(
    arrows.map(({ from, to }) => [`${from} ${to}`, graph.edge(from, to) as LaidEdge]),
  );
  const { shift, width } = boundsOf(size.width, [...laidEdges.values()]);
  return {
    width,
    height: Math.ceil(size.height),
    nodes: procedure.nodes.map(({ id }) => {
      const { x = 0, y = 0, width, height } = graph.node(id);
      return { id, x: x + shift, y, width, height };
    }),
    edges: arrows.map(({ from, to, transitions, weight, lines }) => {
      const drawn = must(laidEdges.get(`${from} ${to}`), 'a laid arrow');
      const points = drawn.points.map(({ x, y }) => ({ x: x + shift, y }));
      const laid: LaidEdge = { ...drawn, points, ...(drawn.x !== undefined && { x: drawn.x + shift }) };
      // An arrow without a name has its place for one in the middle all the same: it is shown when pointed at.
      const middle = laid.points[Math.floor(laid.points.length / 2)];
      return {
        id: `${from}-${to}`,
        from,
        to,
        weight,
        transitions: transitions.map(({ id }) => id),
        path: curve(laid.points),
        head: headOf(laid.points),
        label: { x: laid.x ?? middle?.x ?? 0, y: laid.y ?? middle?.y ?? 0, lines },
      };
    }),
  };
}
interface LaidEdge {
  points: { x: number; y: number }[];
  x?: number;
  y?: number;
}

/** Arrows may be led round outside of what the layout takes for its paper: how far all is moved to lie on it, and its width. */
function boundsOf(width: number, edges: readonly LaidEdge[]): { shift: number; width: number } {
  const xs = edges.flatMap(({ points }) => points.map(({ x }) => x));
  const left = Math.min(0, ...xs.map((x) => x - edgeRoom));
  const right = Math.max(width, ...xs.map((x) => x + edgeRoom));
  return { shift: -left, width: Math.ceil(right - left) };
}

interface Arrow {
  from: string;
  to: string;
  transitions: Transition[];
  weight: Transition['weight'];
}

/** Where a transition leads to another node. The usual ways come first: what leads back against them is drawn upwards. */
function arrowsOf({ transitions }: Procedure): Arrow[] {
  const arrows = new Map<string, Arrow>();
  for (const transition of transitions)
    for (const from of transition.from) {
      const { to } = transition;
      if (to === undefined || to === from) continue;
      const known = arrows.get(`${from} ${to}`);
      const weight = heavier(known?.weight, weightOf(transition));
      arrows.set(`${from} ${to}`, {
        from,
        to,
        weight,
        transitions: [...(known?.transitions ?? []), transition],
      });
    }
  const rank = ({ weight }: Arrow): number => weights.indexOf(weight);
  return [...arrows.values()].sort((a, b) => rank(a) - rank(b));
}
const weights: readonly Transition['weight'][] = ['main', 'side', 'danger'];
const heavier = (a: Transition['weight'] | undefined, b: Transition['weight']): Transition['weight'] =>
  a !== undefined && weights.indexOf(a) <= weights.indexOf(b) ? a : b;

/** What the house does by itself in its time is the usual way as well. */
function weightOf({ weight, autoAfterMs }: Transition): Transition['weight'] {
  return autoAfterMs !== undefined && weight === 'side' ? 'main' : weight;
}

const startFirst = ({ nodes, start }: Procedure): Procedure['nodes'] =>
  nodes.toSorted((a, b) => Number(b.id === start) - Number(a.id === start));

/** About how wide a text is: an ideograph is a square, a Latin letter about half of one. */
export function textWidth(text: string, size: number): number {
  return [...text].reduce((sum, char) => sum + (/[\u2e80-\uffef]/u.test(char) ? 1 : 0.56), 0) * size;
}

/** A line through the first and the last point that is drawn towards those between and has no corners. */
function curve(points: readonly { x: number; y: number }[]): string {
  const at = (x: number, y: number): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return points
    .map(({ x, y }, i) => {
      const next = points[i + 1];
      if (i === 0) return `M${at(x, y)}`;
      if (!next) return `L${at(x, y)}`;
      return `Q${at(x, y)} ${at((x + next.x) / 2, (y + next.y) / 2)}`;
    })
    .join('');
}

/** A triangle at the last point, in the direction of the way there. */
function headOf(points: readonly { x: number; y: number }[]): string {
  const [tip, before] = [points.at(-1), points.at(-2)];
  if (!tip || !before) return '';
  const far = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const [dx, dy] = [(tip.x - before.x) / far, (tip.y - before.y) / far];
  const at = (back: number, aside: number): string =>
    `${(tip.x - dx * back - dy * aside).toFixed(1)} ${(tip.y - dy * back + dx * aside).toFixed(1)}`;
  return `M${at(0, 0)}L${at(9, 4)}L${at(9, -4)}Z`;
}

const directions = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
} as const;
export type Direction = keyof typeof directions;
export const isDirection = (key: string): key is Direction => key in directions;

/** The node that an arrow key goes to: the nearest one that lies rather in that direction than aside; null when none does. */
export function neighbour(nodes: readonly DrawnNode[], id: string, towards: Direction): DrawnNode | null {
  const here = nodes.find((node) => node.id === id);
  if (!here) return null;
  const { x, y } = directions[towards];
  const costOf = (node: DrawnNode): number => {
    const [dx, dy] = [node.x - here.x, node.y - here.y];
    const ahead = dx * x + dy * y;
    const aside = Math.abs(dx * y) + Math.abs(dy * x);
    return ahead <= 1 ? Infinity : ahead + aside * 2;
  };
  const [nearest] = nodes.map((node) => ({ node, cost: costOf(node) })).sort((a, b) => a.cost - b.cost);
  return nearest && nearest.cost < Infinity ? nearest.node : null;
}
