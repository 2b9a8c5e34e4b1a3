import type { WallScene } from './scene.ts';

/** 感知预警: what do sensors and cameras say, what of it is abnormal, and can they be trusted? */
export const sensing: WallScene = {
  id: 'sensing',
  map: 'place',
  layers: ['sensors', 'warnings'],
  layouts: {
    hd: [
      '3 systems map map warnings',
      '1 systems map map indicators',
      '4 alarms map map indicators',
      '4 abnormal readings readings detections',
    ],
    small: [
      '3 systems map warnings',
      '1 systems map indicators',
      '3 alarms map indicators',
      '3 alarms readings detections',
    ],
    wide: ['5 systems alarms map map warnings detections', '6 indicators abnormal map map readings feed'],
    mosaic: ['5 systems alarms map map warnings detections', '6 indicators abnormal map map readings feed'],
    tall: ['4 systems warnings', '7 map map', '4 readings readings', '5 alarms indicators'],
  },
};
