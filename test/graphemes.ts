/** The width tables of a terminal that knows graphemes, for the screens of tests. */

import type {ITerminalAddon} from '@xterm/headless';

// The addon reads its tables from the start of the memory that a Buffer lies in, which is its own only without the pool.
const {poolSize} = Buffer;
Buffer.poolSize = 0;
const {default: addon} = await import('@xterm/addon-unicode-graphemes');
Buffer.poolSize = poolSize;

/** To be loaded into a terminal with `allowProposedApi`; it becomes the active version then. */
export function graphemes(): ITerminalAddon {
	return new addon.UnicodeGraphemesAddon();
}
