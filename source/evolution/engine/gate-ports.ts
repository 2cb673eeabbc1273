/** The gates' ports of this engine: replays as they are now, a purse, and what its store knows. */

import type {GatePorts, ReplayPorts} from '../ports.ts';
import {renderWhole} from '../render.ts';
import type {Ground} from './ground.ts';
import {probedSets} from './records.ts';

export function gatePorts({options: {gates, clock}, disk}: Ground, replays: ReplayPorts, spend: GatePorts['spend']): GatePorts {
	return {...gates, ...replays, clock, spend, render: renderWhole, probedSets: probedSets(disk)};
}
