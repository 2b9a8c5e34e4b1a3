import type { WallScene } from './scene.ts';

/** 绩效问效: who keeps the promises made, who does not, and where do matters get stuck? */
export const performance: WallScene = {
  id: 'performance',
  map: 'place',
  layers: [],
  layouts: {
    hd: [
      '2 league rates rates supervision',
      '6 league flow flow supervision',
      '4 calendar reform reform decide',
    ],
    small: ['2 league rates supervision', '4 league flow supervision', '4 calendar reform decide'],
    wide: ['5 rates calendar flow families supervision decide', '6 league today reform nodes promises late'],
    mosaic: ['5 rates calendar flow flow supervision decide', '6 league today reform reform promises late'],
    tall: ['2 rates rates', '5 flow flow', '7 league supervision', '3 calendar decide', '3 reform reform'],
  },
};
