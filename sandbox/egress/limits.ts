/** The caps of one run's traffic. */
export interface EgressLimits {
	/** Connections served at a time; more wait for their turn. */
	readonly connections: number;
	/** Connections waiting; more are closed. */
	readonly waiting: number;
	/** Connections over the whole run. */
	readonly connectionsTotal: number;
	/** Bytes in each direction over the whole run. */
	readonly bytesEachWay: number;
	/** Bytes of one request head or ClientHello. */
	readonly headBytes: number;
	/** From the start of a connection to the end of its request head, and from an opened tunnel to the end of its ClientHello. */
	readonly headMs: number;
	readonly resolveMs: number;
	readonly dialMs: number;
	/** Without a byte in either direction. */
	readonly idleMs: number;
	/** New names below wildcards, looked up in `lookupWindowMs`. */
	readonly lookups: number;
	readonly lookupWindowMs: number;
}

export const defaultEgressLimits: EgressLimits = {
	connections: 64,
	waiting: 448,
	connectionsTotal: 10_000,
	bytesEachWay: 100 * 1024 * 1024,
	headBytes: 16 * 1024,
	headMs: 10_000,
	resolveMs: 10_000,
	dialMs: 10_000,
	idleMs: 60_000,
	lookups: 32,
	lookupWindowMs: 60_000,
};
