import type { WallScene } from './scene.ts';

/** 综合态势: what goes on today, where, and is anything out of hand? */
export const overview: WallScene = {
  id: 'overview',
  map: 'place',
  layers: ['fill', 'sensors', 'warnings', 'arcs'],
  layouts: {
    hd: [
      // A dozen rows of indicators are each a target of 24 pixels.
      '3 today map map warnings',
      '1 today map map key',
      '3 indicators map map key',
      '2 indicators map map force',
      '2 systems map map feed',
      '1 systems time time feed',
    ],
    small: ['4 today map warnings', '1 today map key', '5 systems map key'],
    wide: [
      '2 today indicators map map warnings force',
      '3 today indicators map map warnings decide',
      '5 systems places map map key feed',
      '1 systems places time . key feed',
    ],
    mosaic: [
      '2 today indicators map map warnings force',
      '3 today indicators map map warnings decide',
      '5 systems places map map key feed',
      '1 systems places time time key feed',
    ],
    tall: ['3 today warnings', '2 today force', '8 map map', '4 key systems', '3 key feed'],
  },
};
