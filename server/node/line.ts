/** A message on its way to the other nodes: who says it, about what, and what. */
export interface NodeMessage {
  from: string;
  topic: string;
  body: Buffer;
}

/** What carries messages between nodes: in the order of their sending, at most once, to every node that listens at that time. */
export interface NodeLine {
  name: string;
  /** Of one body. */
  mostBytes: number;
  /** Whether messages can be sent now. */
  isUp(): boolean;
  /** Rejects when the line did not take them; some may have been sent. */
  send(messages: readonly NodeMessage[]): Promise<void>;
  /** Calls `heard` with each message, own ones among them, and `missed` when some may not have come. */
  listen(heard: (message: NodeMessage) => void, missed: () => void): Promise<void>;
  stop(): Promise<void>;
}
