import type {Backend} from './envelope.ts';

/** What a backend does not hold that the default one does, as short phrases; empty for the default. */
export function backendGaps(backend: Backend): readonly string[] {
	switch (backend) {
		case 'landlock':
			return [
				'the names of host and kernel can be seen',
				'what is there can be asked, though not read: names, sizes and times of files, numbers of processes',
				'Node cannot tell what memory it uses',
				'scratch is a watched folder',
				'no network, no shell, no writing to your files',
			];
		case 'none':
			return ['nothing is held'];
		case 'seatbelt':
			return [
				'memory and scratch are held by looking, not by the kernel; threads are not counted',
				'the names of host and kernel, and those in the root folder, can be seen',
				'denied calls are not counted',
				'a run outlives us if we are killed',
				'no shell, no writing to your files',
			];
		case 'bwrap':
			return [];
	}
}

/** One line for a person about a weaker backend; empty for the default. */
export function gapsLine(backend: Backend): string {
	const gaps = backendGaps(backend);
	return gaps.length === 0 ? '' : `Held by ${backend === 'none' ? 'nothing' : backend} alone: ${gaps.join('; ')}. See: skilllite doctor`;
}
