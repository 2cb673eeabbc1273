import {vi} from 'vitest';

/** Our own servers answer at once, and a person waits a moment only; a busy machine takes longer. Until `vi.restoreAllMocks`. */
export function bePatient(): void {
	const {timeout} = AbortSignal;
	vi.spyOn(AbortSignal, 'timeout').mockImplementation(ms => timeout.call(AbortSignal, ms * 100));
}
