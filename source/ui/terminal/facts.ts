/** What is known of the terminal from the environment: where it is, what stands between, what it understands. */

export interface TerminalFacts {
	/** What the sequences pass on their way, the innermost. */
	readonly multiplexer: 'tmux' | 'screen' | null;
	/** The keyboard is on another machine. */
	readonly isRemote: boolean;
	/** How a copy gets through. GNU screen drops OSC 52 and hands on what is wrapped; tmux takes it as it is and drops what is wrapped. */
	readonly clipboard: 'raw' | 'screen';
	/** How a notification is said. */
	readonly notification: 'osc9' | 'osc777' | 'osc99' | 'bell';
	/** Whether it keeps a title; those that do not would print it. */
	readonly hasTitle: boolean;
	/** Whether it can be asked for its colours. */
	readonly answers: boolean;
}

/** Terminals by the name they give, and how each is told something. The others get a bell. */
const notifications: readonly (readonly [RegExp, TerminalFacts['notification']])[] = [
	[/^(?:iTerm\.app|WezTerm|ghostty|WarpTerminal)$/i, 'osc9'],
	[/^xterm-ghostty$|^wezterm$/, 'osc9'],
	[/^xterm-kitty$/, 'osc99'],
	[/^(?:foot(?:-extra)?|rxvt-unicode(?:-256color)?)$/, 'osc777'],
];

/** The terminal that these variables tell of. */
export function readTerminalFacts(env: NodeJS.ProcessEnv = process.env): TerminalFacts {
	const {TERM = '', TERM_PROGRAM = ''} = env;
	const multiplexer = env.TMUX ? 'tmux' : env.STY || /^screen/.test(TERM) ? 'screen' : null;
	const named = notifications.find(([name]) => name.test(TERM_PROGRAM) || name.test(TERM))?.[1];
	const isPlain = TERM === 'dumb' || TERM === '';
	return {
		multiplexer,
		isRemote: Boolean(env.SSH_CONNECTION || env.SSH_TTY || env.SSH_CLIENT),
		clipboard: env.STY && !env.TMUX ? 'screen' : 'raw',
		// A multiplexer drops what it does not know, and knows the bell.
		notification: multiplexer === null ? (named ?? (env.VTE_VERSION ? 'osc777' : 'bell')) : 'bell',
		hasTitle: !isPlain && !/^(?:linux|vt\d+)/.test(TERM),
		answers: !isPlain && !/^(?:linux|vt\d+|cons25)/.test(TERM),
	};
}
