import type { WallScene } from './scene.ts';

/** 网格治理: which part of the county lags behind, and who is there? Going into a grid is its main act. */
export const grid: WallScene = {
  id: 'grid',
  map: 'place',
  layers: ['fill'],
  layouts: {
    hd: [
      '4 elements map map league',
      '3 places map map league',
      '2 places map map patrols',
      '1 places map map patrols',
      '2 places map map whistles',
    ],
    small: ['4 elements map league', '2 places map league', '4 places map patrols'],
    wide: [
      '2 elements places map map today force',
      '1 elements places map map today warnings',
      '2 whistles places map map today warnings',
      '6 key patrols map map league feed',
    ],
    mosaic: [
      '2 elements places map map today force',
      '1 elements places map map today warnings',
      '2 whistles places map map today warnings',
      '6 key patrols map map league feed',
    ],
    tall: ['5 elements places', '8 map map', '5 league patrols', '2 league whistles'],
  },
};
