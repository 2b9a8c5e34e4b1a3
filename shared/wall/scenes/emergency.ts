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
      '3 matter posts map map warnings orders',
      '2 force posts map map warnings sight',
      '6 plan plan map map key crews',
    ],
    mosaic: [
      '3 matter posts map map warnings orders',
      '2 force posts map map warnings sight',
      '6 plan plan map map key crews',
    ],
    tall: ['3 plan warnings', '5 plan key', '6 map map', '3 crews posts', '3 orders feed'],
  },
};
