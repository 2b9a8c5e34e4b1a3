import { inject, onScopeDispose, provide, watch, type InjectionKey, type Ref } from 'vue';

/** As much of a window as the way back needs; handed in by tests. */
export interface BackWindow {
  history: Pick<History, 'state' | 'pushState' | 'go'>;
  addEventListener(name: 'popstate', listener: (event: { state: unknown }) => void): void;
  removeEventListener(name: 'popstate', listener: (event: { state: unknown }) => void): void;
}

/**
 * What lies over a page (a map, a dialog, a picture) and the way back of the phone: the back key closes what is on top before
 * it leaves the page. Each layer is an entry of the history with the address of the page below it.
 */
export function openLayers(window: BackWindow = globalThis.window as BackWindow) {
  const { history } = window;
  /** The topmost last. */
  const open: { close: () => void }[] = [];
  const depthOf = (state: unknown): number => (state as { layers?: number } | null)?.layers ?? 0;

  function follow({ state }: { state: unknown }): void {
    for (const layer of open.splice(depthOf(state)).reverse()) layer.close();
  }
  // A page that died under a layer comes back without it.
  const left = depthOf(history.state);
  if (left > 0) history.go(-left);
  window.addEventListener('popstate', follow);

  return {
    /** Puts a layer on top. The answer takes it away again when something else than the back key closes it. */
    put(close: () => void): () => void {
      const layer = { close };
      open.push(layer);
      history.pushState({ ...(history.state as object | null), layers: open.length }, '');
      return () => {
        const at = open.indexOf(layer);
        if (at < 0) return;
        const over = open.splice(at).slice(1);
        for (const one of over.reverse()) one.close();
        const depth = depthOf(history.state);
        // Elsewhere meanwhile: the entry lies behind, and going back would leave the page.
        if (depth > at) history.go(at - depth);
      };
    },
    stop: () => window.removeEventListener('popstate', follow),
  };
}
export type Layers = ReturnType<typeof openLayers>;

const layersKey: InjectionKey<Layers> = Symbol('layers');
/** Every layer of this page and of what is below it closes by the back key. */
export function provideLayers(): void {
  const layers = openLayers();
  provide(layersKey, layers);
  onScopeDispose(layers.stop);
}

/** Lets the back key close what `open` shows, on a page that has a way back; elsewhere nothing happens. */
export function useLayer(open: Readonly<Ref<boolean>>, close: () => void): void {
  const layers = inject(layersKey, null);
  if (!layers) return;
  let take: (() => void) | null = null;
  const end = (): void => {
    take?.();
    take = null;
  };
  watch(
    open,
    (isOpen) => {
      if (!isOpen) end();
      else take ??= layers.put(close);
    },
    { immediate: true },
  );
  onScopeDispose(end);
}
