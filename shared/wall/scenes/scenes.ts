import type { SceneId } from '../../pack/wall.ts';
import { command } from './command.ts';
import { emergency } from './emergency.ts';
import { grid } from './grid.ts';
import { overview } from './overview.ts';
import { performance } from './performance.ts';
import type { WallScene } from './scene.ts';
import { sensing } from './sensing.ts';
import { service } from './services.ts';

/** The scenes there are. One without a row here has no tab and no key, whatever a pack says. */
export const scenes: Readonly<Record<Exclude<SceneId, 'replay'>, WallScene>> = {
  overview,
  grid,
  sensing,
  command,
  performance,
  service,
  emergency,
};
