import { z } from 'zod';
import { scopeName } from './channel.ts';

/** A part of the own slice that is asked for in its place: `?scope=grid/320281-001`. */
export const scopeQuery = z.string().regex(scopeName, 'a scope is all, grid/<id> or unit/<id>').optional();
