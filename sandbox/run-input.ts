import type {Readable} from 'node:stream';

/** What a run reads on its stdin: all of it, or a stream for as long as the run lasts. */
export type RunInput = string | Uint8Array | Readable;
