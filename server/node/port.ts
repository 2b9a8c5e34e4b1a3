/**
 * What the servers of one house tell each other beside the database: what passes too quickly to be read from tables. Nothing
 * here is the truth: whoever may have missed a message asks the tables again, so a lost one costs time and never a fact.
 */
export interface NodePort {
  /** Of this process, made at its start. */
  id: string;
  /** Of one message at most, by the line that is used now. */
  readonly mostBytes: number;
  /** The line that should be used and is away; null: all is as it should be. */
  lacks(): string | null;
  /** Sends to every other node; does nothing while there is none. What does not fit into the queue is told as a gap. */
  tell(topic: string, body: Buffer): void;
  /** Calls `heard` with what other nodes tell, in the order of each. */
  hear(topic: string, heard: (body: Buffer, from: string) => void): void;
  /** Called when messages may have been missed: the line broke, a node came, or one could not keep up. */
  onGap(ask: () => Promise<void>): void;
  /** Called with the id of a node that has not been heard for a while, or said that it goes. */
  onGone(gone: (id: string) => void): void;
  /** Other nodes that live now. */
  others(): readonly string[];
  stop(): Promise<void>;
}
