/** Perform all tasks, so many at a time. */
export async function inLanes(lanes: number, tasks: readonly (() => Promise<void>)[]): Promise<void> {
	const left = [...tasks];
	const lane = async () => {
		for (let task = left.shift(); task !== undefined; task = left.shift()) {
			await task();
		}
	};
	await Promise.all(Array.from({length: lanes}, lane));
}
