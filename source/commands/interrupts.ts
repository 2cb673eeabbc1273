/** Ctrl+C and the signals that end the program, as one AbortSignal that every command passes on. */

export interface Interrupts {
	readonly signal: AbortSignal;
	/** 130, 143 or 129 once a signal came, else null. */
	exitCode(): number | null;
	/** Do what Ctrl+C does: where the terminal is in raw mode, the key comes as a key. */
	interrupt(): void;
	/** Let `handler` have Ctrl+C (and only that) until the returned function is called: it stops a turn, not the program. */
	capture(handler: () => void): () => void;
}

/** How long a command may take to put its children away before the program leaves without it. */
const graceMs = 3000;

const exitCodes = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129} as const;

export function listenForInterrupts(): Interrupts {
	const controller = new AbortController();
	const handlers: (() => void)[] = [];
	let exitCode: number | null = null;

	function interrupt(name: keyof typeof exitCodes): void {
		const handler = handlers.at(-1);
		if (name === 'SIGINT' && handler) {
			handler();
			return;
		}

		// The second signal means now: the supervisor of a running skill dies with us.
		if (exitCode !== null) {
			process.exit(exitCode);
		}

		exitCode = exitCodes[name];
		controller.abort();
		setTimeout(() => process.exit(exitCodes[name]), graceMs).unref();
	}

	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(name, () => interrupt(name));
	}

	return {
		signal: controller.signal,
		exitCode: () => exitCode,
		interrupt: () => interrupt('SIGINT'),
		capture(handler) {
			handlers.push(handler);
			return () => void handlers.splice(handlers.lastIndexOf(handler), 1);
		},
	};
}
