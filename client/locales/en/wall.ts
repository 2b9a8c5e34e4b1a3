/** Words of the wall. */
export const wallEn = {
  title: 'Wall',
  pairing: {
    title: 'This wall is not paired yet',
    hint: 'An administrator makes a device token; then open on this screen',
    sample: '/{jurisdiction}/wall#device=TOKEN',
    waiting: 'Checking the token',
    refused: 'The token was not accepted',
    enter: 'Or enter the token here',
    pair: 'Pair',
  },
};
