/** Tells when something was not used for some time. */

export interface IdleTimer {
	/** While this goes on it is in use; the time begins anew at its end. */
	during<Result>(work: () => Promise<Result>): Promise<Result>;
	/** It can be used from now on. */
	begin(): void;
	/** Nothing is told until it is used or begun again. */
	end(): void;
}

/** `onIdle` is called once `idleMs` went by without a use; never where that is 0. */
export function createIdleTimer(idleMs: number, onIdle: () => void): IdleTimer {
	let uses = 0;
	let timer: NodeJS.Timeout | undefined;

	function begin(): void {
		clearTimeout(timer);
		if (uses === 0 && idleMs > 0) {
			timer = setTimeout(onIdle, idleMs);
			timer.unref();
		}
	}

	return {
		async during(work) {
			clearTimeout(timer);
			uses += 1;
			try {
				return await work();
			} finally {
				uses -= 1;
				begin();
			}
		},
		begin,
		end: () => clearTimeout(timer),
	};
}
