import { channelZh } from './zh/channel.ts';
import { deskZh } from './zh/desk.ts';
import { dossierZh } from './zh/dossier.ts';
import { leadZh } from './zh/lead.ts';
import { uiZh } from './zh/ui.ts';
import { wallZh } from './zh/wall.ts';
import { wordsZh } from './zh/words.ts';

export const zh = { ui: uiZh, words: wordsZh, wall: wallZh, desk: deskZh, lead: leadZh, channel: channelZh, dossier: dossierZh };
