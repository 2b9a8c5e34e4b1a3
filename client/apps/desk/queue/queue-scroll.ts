import { useVirtualizer, type Virtualizer } from '@tanstack/vue-virtual';
import { computed, nextTick, watch, type Ref } from 'vue';
import type { QueueLine } from './queue-lines.ts';

const heights = { head: 36, row: 58, more: 36 } as const;
/** Of the line that names the group in sight. */
const lineHeight = 34;
/** Lines beyond the edge that are drawn already. */
const beyond = 6;

/**
 * The lines of the queue that are on the screen. Lines that come or go above do not move what is looked at: the first line
 * that was in sight stays where it was.
 */
export function openQueueScroll(
  scroller: Readonly<Ref<HTMLElement | null>>,
  lines: Readonly<Ref<readonly QueueLine[]>>,
) {
  const virtual = openVirtual(scroller, lines);
  const drawn = computed(() =>
    virtual.value.getVirtualItems().flatMap(({ index, key, start }) => {
      const line = lines.value[index];
      return line ? [{ line, index, start, key: String(key) }] : [];
    }),
  );
  /** First and last line in sight. */
  const range = computed(() => {
    const from = virtual.value.scrollOffset ?? 0;
    const to = from + (virtual.value.scrollRect?.height ?? 0);
    const inSight = virtual.value.getVirtualItems().filter(({ start, end }) => end > from && start < to);
    return { first: inSight[0]?.index ?? 0, last: inSight.at(-1)?.index ?? -1 };
  });
  const placeOfLine = (key: string): number => lines.value.findIndex((line) => line.key === key);
  /** Whether a line stands whole on the screen, below the line that names its group. */
  function isWhole(place: number): boolean {
    const { scrollOffset, scrollRect, measurementsCache } = virtual.value;
    const line = measurementsCache[place];
    const from = (scrollOffset ?? 0) + lineHeight;
    return (
      line !== undefined && line.start >= from && line.end <= from - lineHeight + (scrollRect?.height ?? 0)
    );
  }

  holdStill(virtual, lines, placeOfLine);

  return {
    virtual,
    drawn,
    range,
    measure: (element: unknown): void =>
      virtual.value.measureElement(element instanceof HTMLElement ? element : null),
    height: computed(() => virtual.value.getTotalSize()),
    /** Brings a line into sight, whatever its distance; false when it is not in the queue. */
    bring(key: string): boolean {
      const place = placeOfLine(key);
      if (place < 0) return false;
      // Where it stands nothing is scrolled: that would lay the page out while it is being drawn.
      if (isWhole(place)) return true;
      // The heading of a group comes along with its first line.
      if (lines.value[place - 1]?.kind === 'head') virtual.value.scrollToIndex(place - 1);
      virtual.value.scrollToIndex(place);
      return true;
    },
  };
}

type Lines = Readonly<Ref<readonly QueueLine[]>>;
type Virtual = ReturnType<typeof openVirtual>;

/** How high each line is, told by the library's observer. */
function openVirtual(scroller: Readonly<Ref<HTMLElement | null>>, lines: Lines) {
  return useVirtualizer(
    computed(() => ({
      count: lines.value.length,
      getScrollElement: () => scroller.value,
      estimateSize: (i: number) => heights[lines.value[i]?.kind ?? 'row'],
      getItemKey: (i: number) => lines.value[i]?.key ?? i,
      overscan: beyond,
      // The line above the queue lies over its first rows.
      scrollPaddingStart: lineHeight,
      // The observer tells a height after each layout. To ask for it while rows are being drawn would lay out the page once a row.
      measureElement(
        element: HTMLElement,
        entry: ResizeObserverEntry | undefined,
        { measurementsCache }: Pick<Virtualizer<HTMLElement, Element>, 'measurementsCache'>,
      ): number {
        const told = entry?.borderBoxSize[0]?.blockSize;
        if (told !== undefined) return Math.round(told);
        const index = Number(element.dataset['index']);
        return measurementsCache[index]?.size ?? heights[lines.value[index]?.kind ?? 'row'];
      },
    })),
  );
}

/** What is looked at stays where it is when lines come or go above it. */
function holdStill(virtual: Virtual, lines: Lines, placeOf: (key: string) => number): void {
  watch(lines, (_, before) => {
    const offset = virtual.value.scrollOffset ?? 0;
    const held = virtual.value.getVirtualItems().find(({ end }) => end > offset);
    const key = held && before[held.index]?.key;
    if (offset <= 0 || !held || key === undefined) return;
    void nextTick(() => {
      const place = placeOf(key);
      const start = virtual.value.measurementsCache[place]?.start;
      if (start !== undefined && start !== held.start)
        virtual.value.scrollToOffset(start + (offset - held.start));
    });
  });
}
