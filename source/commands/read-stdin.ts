import {SkillLiteError, UsageError} from '../../sandbox/index.ts';

/**
All of stdin as UTF-8. Throws a UsageError beyond `maxBytes` (default 10 MB): that is a file, not an input; and an
`interrupted` error as soon as `signal` fires, however silent the writer is.
*/
export async function readStdin(maxBytes = 10 * 1024 * 1024, signal?: AbortSignal): Promise<string> {
	const stop = () => void process.stdin.destroy();
	if (signal?.aborted) {
		throw new SkillLiteError('interrupted', 'Reading stdin was interrupted.');
	}

	signal?.addEventListener('abort', stop, {once: true});
	try {
		return await readAll(maxBytes);
	} catch (thrown) {
		throw signal?.aborted ? new SkillLiteError('interrupted', 'Reading stdin was interrupted.', {cause: thrown}) : thrown;
	} finally {
		signal?.removeEventListener('abort', stop);
	}
}

async function readAll(maxBytes: number): Promise<string> {
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
