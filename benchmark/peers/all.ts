/** Everything that is compared, in the order of the tables. */

import {bare} from './bare.ts';
import {bubblewrap} from './bubblewrap.ts';
import {docker} from './docker.ts';
import {firejail} from './firejail.ts';
import {gvisor} from './gvisor.ts';
import {type Bench, NotHere, type Peer, type ReadyPeer} from './peer.ts';
import {pyodide} from './pyodide.ts';
import {sandboxRuntime, strictSandboxRuntime} from './sandbox-runtime.ts';
import {skilllite, skillliteLandlock} from './skilllite.ts';

/** The others, without ours. */
export const otherPeers: readonly Peer[] = [bare, bubblewrap, sandboxRuntime, strictSandboxRuntime, pyodide, firejail, gvisor, docker];
export const allPeers: readonly Peer[] = [skilllite, skillliteLandlock, ...otherPeers];

export interface PreparedPeer extends ReadyPeer {
	readonly peer: Peer;
}

export interface SkippedPeer {
	readonly name: string;
	readonly reason: string;
}

/** Those that work here, and why the others do not. */
export async function preparePeers(
	peers: readonly Peer[],
	bench: Bench,
): Promise<{readonly ready: readonly PreparedPeer[]; readonly skipped: readonly SkippedPeer[]}> {
	const ready: PreparedPeer[] = [];
	const skipped: SkippedPeer[] = [];
	for (const peer of peers) {
		try {
			ready.push({...(await peer.prepare(bench)), peer});
		} catch (error) {
			if (!(error instanceof NotHere)) {
				throw error;
			}

			skipped.push({name: peer.name, reason: error.message});
		}
	}

	return {ready, skipped};
}
