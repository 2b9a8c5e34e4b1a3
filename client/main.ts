import { config } from 'zod';

// The content security policy forbids compiling code from text. Schemas choose their way of parsing when they are made,
// so this must be settled before the first module that holds one is loaded.
config({ jitless: true });

/** The newest of what `older-browsers.ts` brings, one of each generation of browsers. */
const isNew =
  'try' in Promise && 'union' in Set.prototype && 'toSorted' in Array.prototype && 'canParse' in URL;
void (isNew ? Promise.resolve() : import('./older-browsers.ts')).then(() => import('./start.ts'));
