import {expect, test} from 'vitest';
import {readStdin} from '../../source/commands/read-stdin.ts';

test('reads nothing for who was interrupted before', async () => {
	await expect(readStdin(undefined, AbortSignal.abort())).rejects.toMatchObject({code: 'interrupted'});
});
