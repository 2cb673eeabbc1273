import {UsageError} from '../../sandbox/index.ts';

/** All of stdin as UTF-8. Throws a UsageError beyond `maxBytes` (default 10 MB): that is a file, not an input. */
export async function readStdin(maxBytes = 10 * 1024 * 1024): Promise<string> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of process.stdin) {
		const buffer = Buffer.from(chunk);
		bytes += buffer.length;
		if (bytes > maxBytes) {
			throw new UsageError(`The input on stdin is larger than ${maxBytes / 1024 / 1024} MB.`, {
				hint: 'Give the skill a file with --allow-read.',
			});
		}

		chunks.push(buffer);
	}

	return Buffer.concat(chunks).toString('utf8');
}
