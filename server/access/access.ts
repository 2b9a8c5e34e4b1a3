import type { AccessStore } from '../storage/access-store.ts';
import type { Access } from '../ports.ts';
import { openDevices, type Devices } from './devices.ts';
import { openPeople, type People } from './people.ts';
import { openSources, type Sources } from './sources.ts';

/** The whole room: the port other rooms know, and the three registers behind it. */
export interface AccessRoom extends Access {
  people: People;
  devices: Devices;
  sources: Sources;
}

export function openAccess(store: AccessStore, now: () => number): AccessRoom {
  const people = openPeople(store, now);
  const devices = openDevices(store, now);
  const sources = openSources(store, now);
  return {
    people,
    devices,
    sources,
    signIn: people.signIn,
    device: devices.admit,
    source: sources.identify,
  };
}
