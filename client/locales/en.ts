import { channelEn } from './en/channel.ts';
import { deskEn } from './en/desk.ts';
import { dossierEn } from './en/dossier.ts';
import { leadEn } from './en/lead.ts';
import { uiEn } from './en/ui.ts';
import { wallEn } from './en/wall.ts';
import { wordsEn } from './en/words.ts';

export const en = { ui: uiEn, words: wordsEn, wall: wallEn, desk: deskEn, lead: leadEn, channel: channelEn, dossier: dossierEn };
