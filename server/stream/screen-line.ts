import type { Reason } from '#shared/kernel/reasons.ts';
import type { Interest } from './interest.ts';

/** The line to one screen, as the ticks see it. */
export interface ScreenLine {
  jurisdiction: string;
  /** Sensors it shows; null: none yet. */
  interest: Interest | null;
  /** Writes bytes that `framePacket` laid out. */
  write(packet: Buffer): void;
  /** Bytes handed over that the network has not taken yet. */
  pendingBytes(): number;
  tellShed(count: number): void;
  cut(why: Reason): void;
}
