import type { WallScene } from './scene.ts';

/** 政务执法: are approvals, enforcement, mediation and help for people within the days that were promised? */
export const service: WallScene = {
  id: 'service',
  map: 'place',
  layers: [],
  layouts: {
    hd: [
      '5 promises nodes nodes late',
      '1 enforcement nodes nodes late',
      '1 enforcement families families late',
      '3 enforcement families families agents',
      '2 whistles families families agents',
    ],
    small: ['4 promises nodes late', '1 enforcement nodes late', '5 enforcement families agents'],
    wide: [
      '2 promises whistles nodes families late agents',
      '3 promises enforcement nodes families late agents',
      '3 key decide reform supervision league feed',
      '3 key calendar reform supervision league feed',
    ],
    mosaic: [
      '2 promises whistles nodes nodes late agents',
      '3 promises enforcement nodes nodes late agents',
      '3 key decide families families league feed',
      '3 key calendar families families league feed',
    ],
    tall: [
      '5 promises late',
      '5 nodes nodes',
      '5 families families',
      '3 enforcement agents',
      '2 whistles agents',
    ],
  },
};
