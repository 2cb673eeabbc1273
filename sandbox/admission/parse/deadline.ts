/** Time ran out while code was being read; the caller reports the file as not read to its end. */
export class DeadlinePassed extends Error {
	override readonly name = 'DeadlinePassed';
}
