import { config } from 'zod';

// The content security policy forbids compiling code from text. Schemas choose their way of parsing when they are made,
// so this must be settled before the first module that holds one is loaded.
config({ jitless: true });
void import('./start.ts');
