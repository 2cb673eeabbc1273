/** One line of `skilllite doctor`. */
export interface Check {
	readonly name: string;
	readonly state: 'pass' | 'warn' | 'fail' | 'skip';
	readonly detail: string;
	/** What to do about it; null when there is nothing to do. */
	readonly remedy: string | null;
}
