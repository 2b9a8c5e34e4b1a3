import type { WallScene } from './scene.ts';

/** 感知预警: what do sensors and cameras say, what of it is abnormal, and can they be trusted? */
export const sensing: WallScene = {
  id: 'sensing',
  map: 'place',
  layers: ['sensors', 'warnings'],
  layouts: {
    hd: [
      '3 systems map map warnings',
      '3 alarms map map indicators',
      '2 abnormal map map indicators',
      '4 detections readings readings feed',
    ],
    small: [
      '3 systems map warnings',
      '1 systems map indicators',
      '3 alarms map indicators',
      '3 abnormal readings detections',
    ],
    // What may be empty on a calm day stands in the upper half, over what never is.
    wide: [
      '3 systems alarms map map warnings detections',
      '2 systems abnormal map map warnings detections',
      '6 indicators readings map map key feed',
    ],
    mosaic: [
      '3 systems alarms map map warnings detections',
      '2 systems abnormal map map warnings detections',
      '6 indicators readings map map key feed',
    ],
    tall: [
      '2 systems warnings',
      '2 systems alarms',
      '7 map map',
      '4 readings readings',
      '5 detections indicators',
    ],
  },
};
