import type { WallScene } from './scene.ts';

/** 战时: the plan in force, step by step, and the danger itself in the middle of the map. */
export const emergency: WallScene = {
  id: 'emergency',
  map: 'matter',
  layers: ['arcs', 'warnings', 'cameras', 'reach', 'sensors'],
  layouts: {
    hd: ['4 plan map map warnings', '4 plan map map key', '1 posts map map key', '3 posts sight crews feed'],
    small: ['3 plan map warnings', '4 plan map key', '3 posts map crews'],
    wide: [
      '2 matter posts map map warnings orders',
      '3 matter posts map map warnings sight',
      '6 plan today map map key crews',
    ],
    mosaic: [
      '2 matter posts map map warnings orders',
      '3 matter posts map map warnings sight',
      '6 plan today map map key crews',
    ],
    tall: ['4 plan warnings', '4 plan key', '7 map map', '5 crews posts'],
  },
};
