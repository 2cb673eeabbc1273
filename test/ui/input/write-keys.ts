/** Writes docs/keys.md from the table of keys. */

import {writeFileSync} from 'node:fs';
import {keyDocument} from '../../../source/ui/input/key-help.ts';
import {defaultKeys} from '../../../source/ui/input/key-map.ts';

writeFileSync(new URL('../../../docs/keys.md', import.meta.url), keyDocument(defaultKeys));
