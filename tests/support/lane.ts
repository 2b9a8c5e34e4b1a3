/**
 * How often a sweep goes round: a share of it in every run of the tests, the whole of it in the long lane
 * (`npm run test:long`), which takes up every file that asks here.
 */
export function sweep(everyRun: number, whole: number): number {
  return process.env['LONG'] === '1' ? whole : everyRun;
}
