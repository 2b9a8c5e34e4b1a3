import type { WallScene } from './scene.ts';

/** 指挥调度: one matter. What happened, who is on the way, what was ordered, what is still to be done? */
export const command: WallScene = {
  id: 'command',
  map: 'matter',
  layers: ['arcs', 'warnings', 'cameras', 'reach', 'sensors'],
  layouts: {
    hd: [
      '3 matter map map orders',
      '1 rings map map orders',
      '3 rings map map crews',
      '2 story map map card',
      '3 story sight course card',
    ],
    small: ['4 matter map crews', '1 story map crews', '5 story map card'],
    wide: [
      '3 matter rings map map crews warnings',
      '2 orders rings map map crews warnings',
      '6 story card map map sight course',
    ],
    mosaic: [
      '3 matter rings map map crews warnings',
      '2 orders rings map map crews warnings',
      '6 story card map map sight course',
    ],
    tall: ['3 matter rings', '2 orders rings', '7 map map', '3 story crews', '5 story card'],
  },
};
