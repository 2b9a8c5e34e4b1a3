import type { Component } from 'vue';
import type { Capability } from '#shared/access/may.ts';

/** A domain of administration: where it stands in the navigation, who may open it, and what it shows. */
export interface Section {
  id: string;
  group: 'access' | 'records' | 'house';
  needs: Capability;
  load: () => Promise<{ default: Component }>;
}

export const sections: readonly Section[] = [
  { id: 'people', group: 'access', needs: 'admit-staff', load: () => import('./people/PeopleSection.vue') },
  {
    id: 'deputies',
    group: 'access',
    needs: 'admit-staff',
    load: () => import('./people/DeputiesSection.vue'),
  },
  { id: 'import', group: 'access', needs: 'admit-staff', load: () => import('./sheets/ImportSection.vue') },
  {
    id: 'sources',
    group: 'access',
    needs: 'admit-sources',
    load: () => import('./tokens/SourcesSection.vue'),
  },
  {
    id: 'screens',
    group: 'access',
    needs: 'admit-screens',
    load: () => import('./tokens/ScreensSection.vue'),
  },
  {
    id: 'personal',
    group: 'records',
    needs: 'mend-personal-data',
    load: () => import('./personal/PersonalSection.vue'),
  },
  {
    id: 'discovered',
    group: 'records',
    needs: 'configure',
    load: () => import('./discovered/DiscoveredSection.vue'),
  },
  {
    id: 'counties',
    group: 'records',
    needs: 'configure',
    load: () => import('./counties/CountiesSection.vue'),
  },
  {
    id: 'founding',
    group: 'records',
    needs: 'configure',
    load: () => import('./founding/FoundingSection.vue'),
  },
  {
    id: 'history',
    group: 'records',
    needs: 'configure',
    load: () => import('./sheets/HistorySection.vue'),
  },
  { id: 'config', group: 'records', needs: 'configure', load: () => import('./config/ConfigSection.vue') },
  { id: 'grids', group: 'records', needs: 'configure', load: () => import('./grids/GridsSection.vue') },
  {
    id: 'scenes',
    group: 'records',
    needs: 'configure',
    load: () => import('./scenes/ScenesSection.vue'),
  },
  { id: 'doctor', group: 'house', needs: 'configure', load: () => import('./doctor/DoctorSection.vue') },
];
