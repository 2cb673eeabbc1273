/** A tool server as a person defined it. */

import type {Limits, Policy, Sha256} from '../../../sandbox/index.ts';

/** What every entry says. */
export interface CommonConfig {
	/** As the file calls it. */
	readonly name: string;
	readonly origin: 'user' | 'project';
	/** The file that defines it. */
	readonly file: string;
	/** For one call. */
	readonly timeoutMs: number;
}

interface Defined extends CommonConfig {
	/** Of what a person agrees to when it is started: another definition asks again. */
	readonly digest: Sha256;
}

/** A program that runs in the sandbox. */
export interface StdioServer extends Defined {
	readonly kind: 'stdio';
	/** The command and its arguments, as it is started inside. */
	readonly words: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
	/** Host folder that it sees as /workspace. */
	readonly folder: string;
	readonly policy: Policy;
	readonly limits: Limits;
	/** Without a call for so long it is ended, until the next one; 0 for never. */
	readonly idleMs: number;
}

export interface HttpServer extends Defined {
	readonly kind: 'http';
	readonly url: string;
	/** May hold secrets: never shown, never logged. */
	readonly headers: Readonly<Record<string, string>>;
}

export type ServerConfig = StdioServer | HttpServer;

/** An entry that cannot be used, and why. */
export interface BrokenServer {
	readonly kind: 'broken';
	readonly name: string;
	readonly file: string;
	readonly problem: string;
}

export interface ConfigPlace {
	readonly origin: 'user' | 'project';
	readonly file: string;
	/** The project's folder. */
	readonly project: string;
	readonly env: NodeJS.ProcessEnv;
}
