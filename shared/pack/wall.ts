import { z } from 'zod';
import { playlist } from './playlist.ts';

/**
 * What a wall shows: a scene is a row of data. Which panel stands where is written as the areas of a grid, so that a county can lay
 * out a scene without code and a wrong one is refused before it hangs on a wall.
 */

/** Scenes in the order of their keys 1-8. `replay` is any of the others at another instant. */
export const sceneIds = [
  'overview',
  'grid',
  'sensing',
  'command',
  'performance',
  'service',
  'replay',
  'emergency',
] as const;
export type SceneId = (typeof sceneIds)[number];

/** Everything that can stand in a scene. `map` is the county's map, of which a layout has one at most. */
export const panelIds = [
  'map',
  'today',
  'indicators',
  'systems',
  'warnings',
  'key',
  'force',
  'feed',
  'time',
  'places',
  'elements',
  'patrols',
  'whistles',
  'readings',
  'abnormal',
  'alarms',
  'detections',
  'matter',
  'rings',
  'story',
  'card',
  'orders',
  'crews',
  'sight',
  'course',
  'rates',
  'league',
  'flow',
  'calendar',
  'supervision',
  'decide',
  'reform',
  'promises',
  'nodes',
  'families',
  'late',
  'enforcement',
  'agents',
  'plan',
  'posts',
] as const;
export type PanelId = (typeof panelIds)[number];

/** Streams that a panel can need; a wall joins those of the scenes it may show. */
export const wallChannels = ['board', 'sensing', 'flow'] as const;
export type WallChannel = (typeof wallChannels)[number];

/** The channel that a panel cannot do without; the others ask the server or know it from the pack. */
export const channelOf: Readonly<Partial<Record<PanelId, WallChannel>>> = {
  today: 'board',
  warnings: 'board',
  key: 'board',
  force: 'board',
  feed: 'board',
  time: 'board',
  places: 'board',
  crews: 'board',
  plan: 'board',
  posts: 'board',
  matter: 'board',
  map: 'board',
  indicators: 'sensing',
  systems: 'sensing',
  abnormal: 'sensing',
  alarms: 'sensing',
  readings: 'sensing',
  elements: 'sensing',
  nodes: 'flow',
  enforcement: 'flow',
};

/** Shapes of a wall, by how wide it is for its height; `small` is a screen on a table. */
export const layoutIds = ['hd', 'small', 'wide', 'mosaic', 'tall'] as const;
export type LayoutId = (typeof layoutIds)[number];

/**
 * Columns and rows of each shape. A seam lies after a column or a row where screens of a mosaic meet: nothing but the map may lie
 * across it.
 */
export const layoutShapes: Readonly<
  Record<
    LayoutId,
    { columns: number; rows: number; seams: { columns: readonly number[]; rows: readonly number[] } }
  >
> = {
  hd: { columns: 4, rows: 12, seams: { columns: [], rows: [] } },
  small: { columns: 3, rows: 10, seams: { columns: [], rows: [] } },
  wide: { columns: 6, rows: 11, seams: { columns: [2, 3, 4], rows: [5] } },
  mosaic: { columns: 6, rows: 11, seams: { columns: [2, 4], rows: [5] } },
  tall: { columns: 2, rows: 20, seams: { columns: [], rows: [] } },
};

/** Rows of an area plan, each `<how many> <panel> <panel> …`; a dot is left empty. */
export type Areas = readonly string[];

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
  cells: number;
}

/** Every row of a plan as its words; `4 today map map` is four of them. */
export function areaRows(areas: Areas): string[][] {
  return areas.flatMap((line) => {
    const [count = '', ...words] = line.trim().split(/\s+/);
    const times = /^\d{1,2}$/.test(count) ? Number(count) : 0;
    return Array.from({ length: times }, () => words);
  });
}

/** The panels of a plan, from the top left, the map among them. */
export function panelsIn(areas: Areas): PanelId[] {
  return [...boxesOf(areaRows(areas)).keys()].flatMap((name) => panelIds.find((id) => id === name) ?? []);
}

function boxesOf(rows: readonly (readonly string[])[]): Map<string, Box> {
  const boxes = new Map<string, Box>();
  rows.forEach((words, y) =>
    words.forEach((word, x) => {
      if (word === '.') return;
      const box = boxes.get(word) ?? { left: x, right: x, top: y, bottom: y, cells: 0 };
      boxes.set(word, {
        left: Math.min(box.left, x),
        right: Math.max(box.right, x),
        top: Math.min(box.top, y),
        bottom: Math.max(box.bottom, y),
        cells: box.cells + 1,
      });
    }),
  );
  return boxes;
}

/** Why a plan cannot be hung up in a shape, in words; nothing when it can. */
export function areaFaults(layout: LayoutId, areas: Areas): string[] {
  const { columns, rows: wanted, seams } = layoutShapes[layout];
  const rows = areaRows(areas);
  const faults: string[] = [];
  if (rows.length !== wanted) faults.push(`${layout} has ${wanted} rows, not ${rows.length}`);
  rows.forEach((words, y) => {
    if (words.length !== columns)
      faults.push(`row ${y + 1} of ${layout} has ${words.length} columns, not ${columns}`);
  });
  for (const [name, box] of boxesOf(rows)) {
    if (!panelIds.some((id) => id === name)) faults.push(`there is no panel ${name}`);
    if (box.cells !== (box.right - box.left + 1) * (box.bottom - box.top + 1))
      faults.push(`${name} is no rectangle in ${layout}`);
    if (name === 'map') continue;
    const crossed =
      seams.columns.some((seam) => box.left < seam && box.right >= seam) ||
      seams.rows.some((seam) => box.top < seam && box.bottom >= seam);
    if (crossed) faults.push(`${name} lies across a seam of ${layout}`);
  }
  return faults;
}

const plan = z.array(z.string().max(200)).min(1).max(24);
const layouts = z.partialRecord(z.enum(layoutIds), plan).superRefine((given, ctx) => {
  for (const [layout, areas] of Object.entries(given) as [LayoutId, Areas][])
    for (const message of areaFaults(layout, areas))
      ctx.addIssue({ code: 'custom', path: [layout], message });
});

/** How a county has its walls: which scenes in which order, how long each stays, and where it wants other panels than the usual. */
export const wallPolicy = z.strictObject({
  /** Whether a wall goes on to the next scene by itself. */
  rotate: z.boolean(),
  scenes: z
    .array(
      z.strictObject({
        id: z.enum(sceneIds),
        /** Seconds for which it stays. */
        seconds: z.number().int().min(5).max(3_600),
        layouts: layouts.optional(),
      }),
    )
    .min(1)
    .refine((rows) => new Set(rows.map(({ id }) => id)).size === rows.length, {
      message: 'each scene is named once',
    }),
  /** Scenes at times of the day for every wall that was not told a list of its own; empty or missing: the order above. */
  playlist: playlist.optional(),
});
export type WallPolicy = z.infer<typeof wallPolicy>;

/** Where a pack says nothing: all scenes, and none goes away by itself. */
export const usualWall: WallPolicy = {
  rotate: false,
  scenes: sceneIds.map((id) => ({ id, seconds: 60 })),
};
