import { setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';

// Without this the build succeeds and the map never loads: the library looks for its worker beside its own file.
setWorkerUrl(workerUrl);
