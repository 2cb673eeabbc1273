/** The commands that begin a conversation. */

import {approve, type CommandSpec, flag, level, list, oneOf, type OptionSpec, text} from './command-spec.ts';

const chatOptions: readonly OptionSpec[] = [
	text('message', 'TEXT', 'Answer this once and leave; - reads it from stdin'),
	oneOf('output-format', ['text', 'json', 'stream-json'], 'How the answer is printed (--json is json)'),
	approve,
	list('allow', 'WHAT', 'Answer tool questions: write, bash, net:HOST, mcp:SERVER'),
	flag('read-only', 'No tool that writes; bash and skills may only read the project'),
	list('skills', 'DIR', 'Look for skills here too'),
	text('session', 'NAME', 'Continue or start the session of this name'),
	{...text('resume', '[ID]', 'Go on with this session, or choose one; its first letters do'), optional: true},
	text('model', 'PROVIDER:NAME', 'The model to use'),
	text('base-url', 'URL', 'An OpenAI-compatible endpoint'),
	level,
	text('max-steps', 'N', 'Model calls a turn (default 50)'),
	text('max-tokens', 'N', 'Tokens the model may answer with'),
	flag('plan', 'Begin every request with a list of tasks (default: the model decides)'),
	flag('no-plan', 'Keep no list of tasks'),
	flag('no-memory', 'Neither recall notes nor keep any'),
	flag('no-evolution', 'Neither record how turns went nor use what was learnt from that'),
	flag('trust', 'Trust this project folder from now on'),
	flag('inline', 'Chat below the prompt instead of on a screen of its own'),
	text('theme', 'NAME', 'Colours: dark, light, high-contrast, colour-blind, 16-colour, mono, or your own'),
];

export const chatCommands: readonly CommandSpec[] = [
	{
		name: 'quickstart',
		summary: 'Find a model, make the skills ready and chat',
		arguments: '',
		minArguments: 0,
		maxArguments: 0,
		options: chatOptions,
		example: "skilllite quickstart --message 'what is 15 * 27?'",
	},
	{
		name: 'chat',
		summary: 'Talk to the agent, or let it answer once',
		arguments: '',
		minArguments: 0,
		maxArguments: 0,
		options: chatOptions,
		example: "skilllite chat --message 'what is 15 * 27?'",
	},
];
