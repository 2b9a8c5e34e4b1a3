import type { SceneId } from '#shared/pack/wall.ts';

/** Which scene stands, and what it knows to go on by itself. */
export interface Stage {
  scene: SceneId;
  /** Since when it stands. */
  since: number;
  /** When somebody last laid a hand on the wall; null: nobody has. */
  touchedAt: number | null;
  /** Whether an emergency was on at the last look: one that begins takes the scene at once. */
  emergency: boolean;
  /** What stood before an emergency took the scene. */
  before: SceneId | null;
  /** Its place in the list that it came from by itself: a list may name a scene twice. */
  place?: number;
}

/** The scenes of a wall in their order, and whether it goes on by itself. */
export interface Programme {
  scenes: readonly { id: SceneId; seconds: number }[];
  rotate: boolean;
  emergency: boolean;
  /** Held from elsewhere: stands whenever no hand and no emergency has the wall. */
  hold?: SceneId | null;
  /** The playlist of this hour, in the place of the county's turn. */
  turn?: readonly Turn[];
}
/** A scene in a turn, and the cameras whose pictures stand on its map meanwhile. */
export interface Turn {
  id: SceneId;
  seconds: number;
  cameras?: readonly string[] | undefined;
}

/** Whoever touched a wall has it for so long before it goes on by itself, or back to the emergency. */
export const handMs = 120_000;

/** How a wall begins: with the scene that its address asks for, else with its first. */
export function openStage(asked: SceneId | null, programme: Programme, now: number): Stage {
  const stands = programme.scenes.find(({ id }) => id === asked) ?? programme.scenes[0];
  return {
    scene: stands?.id ?? 'overview',
    since: now,
    before: null,
    emergency: false,
    // What was asked for by hand is not taken away at once.
    touchedAt: asked !== null && stands?.id === asked ? now : null,
  };
}

/** Why a wall does not show the scene that its address asks for. */
export interface NotShown {
  /** A scene's id, or what stands in its place. */
  asked: string;
  why: 'unknown' | 'elsewhere' | 'peace';
}

/**
 * What an address asks for and the wall has not: no scene at all, one that its county does not show, or that of an emergency while
 * there is none. Null: it has what was asked for, or nothing was. The past (`replay`) is opened, not shown.
 */
export function notShown(
  asked: { scene: SceneId | null; amiss: { scene?: string } },
  programme: Programme,
): NotShown | null {
  const { scene, amiss } = asked;
  if (amiss.scene !== undefined) return { asked: amiss.scene, why: 'unknown' };
  if (scene === null || scene === 'replay') return null;
  if (scene === 'emergency') return programme.emergency ? null : { asked: scene, why: 'peace' };
  return programme.scenes.some(({ id }) => id === scene) ? null : { asked: scene, why: 'elsewhere' };
}

/** The stage as a hand leaves it: another scene, or the same one held. */
export function chosen(stage: Stage, scene: SceneId, now: number): Stage {
  return { ...stage, scene, since: scene === stage.scene ? stage.since : now, touchedAt: now };
}

/**
 * The stage at `now`: the same object while nothing changes. An emergency takes the scene when it begins, and again once the hand
 * that chose another is gone; when it is over what stood before comes back. Else what is held from elsewhere stands, or a wall that
 * rotates, or has a playlist, goes on when the time of its scene is over; never under a hand.
 */
export function advanced(stage: Stage, programme: Programme, now: number): Stage {
  const { scenes, rotate, emergency, hold = null, turn = [] } = programme;
  const isHeld = stage.touchedAt !== null && now - stage.touchedAt < handMs;
  const to = (scene: SceneId, more: Partial<Stage> = {}): Stage => ({ ...stage, scene, since: now, ...more });
  const known = [...scenes, ...turn].some(({ id }) => id === stage.scene) || stage.scene === hold;
  const first = scenes[0]?.id ?? 'overview';
  if (emergency) {
    if (stage.scene === 'emergency') return stage.emergency ? stage : { ...stage, emergency };
    if (!stage.emergency || !isHeld)
      return to('emergency', { emergency, before: known ? stage.scene : null, touchedAt: null });
    return stage;
  }
  if (stage.emergency || stage.scene === 'emergency') {
    const back = scenes.find(({ id }) => id === (stage.scene === 'emergency' ? stage.before : stage.scene));
    return to(back?.id ?? first, { emergency, before: null });
  }
  if (!known) return scenes.length > 0 ? to(first) : stage;
  if (isHeld) return stage;
  if (hold !== null) return stage.scene === hold ? stage : to(hold);
  return turned(stage, turn, now) ?? (rotate ? turned(stage, scenes, now) : null) ?? stage;
}

/** Where in a list a stage stands; -1: it is not in it. */
function placeIn(stage: Stage, list: readonly Turn[]): number {
  const { scene, place = -1 } = stage;
  return list[place]?.id === scene ? place : list.findIndex(({ id }) => id === scene);
}

/** The next of a list once the time of the one that stands is over; one that is not in it gives way at once. Null: an empty list. */
function turned(stage: Stage, list: readonly Turn[], now: number): Stage | null {
  const at = placeIn(stage, list);
  const row = list[at];
  const place = (at + 1) % list.length;
  const next = list[place];
  if (!next) return null;
  if (row && (list.length < 2 || now - stage.since < row.seconds * 1_000)) return stage;
  return { ...stage, scene: next.id, since: now, place };
}

/** Cameras of the row of a playlist that stands: none while something else has the wall. */
export function camerasInTurn(stage: Stage, programme: Programme, now: number): readonly string[] {
  const { emergency, hold = null, turn = [] } = programme;
  const isHeld = stage.touchedAt !== null && now - stage.touchedAt < handMs;
  if (emergency || hold !== null || isHeld) return [];
  return turn[placeIn(stage, turn)]?.cameras ?? [];
}

/** The scene so many places on, round and round. */
export function beside(scenes: Programme['scenes'], scene: SceneId, step: 1 | -1): SceneId {
  const at = scenes.findIndex(({ id }) => id === scene);
  return scenes[(at + step + scenes.length) % scenes.length]?.id ?? scene;
}
