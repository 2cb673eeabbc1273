/** The screen: header, conversation and panel, question, draft, status. Locked to the size of the terminal. */

import {Box, useInput, usePaste, useWindowSize} from 'ink';
import {useEffect} from 'react';
import type {View} from './focus-keys.ts';
import {drawEditor, promptCells} from './input/editor-lines.ts';
import {EditorView} from './input/editor-view.tsx';
import {type Layout, layoutOf, tierOf} from './layout.ts';
import {type Line, lineOf, wrapText} from './line.ts';
import {blockLines} from './panes/block-lines.ts';
import {helpLines, lastOffset} from './panes/help-lines.ts';
import {Lines} from './panes/lines.tsx';
import {pickerHeight, pickerLines} from './panes/picker-lines.ts';
import {briefSecretLines, secretLines} from './panes/secret-lines.ts';
import {lastReviewOffset, reviewHeight, reviewLines} from './panes/review-lines.ts';
import {Settled, settledCount} from './panes/settled.tsx';
import {SidePanel} from './panes/side-panel.tsx';
import {Status} from './panes/status.tsx';
import {headerLine} from './panes/status-line.ts';
import {Transcript} from './panes/transcript.tsx';
import type {ScreenContext} from './screen-context.ts';
import type {Block, ToolBlock} from './store/blocks.ts';
import type {ChatState} from './store/chat-state.ts';
import type {ReviewState} from './store/review-desk.ts';
import type {SecretView} from './store/secret-field.ts';
import type {ScreenState} from './store/screen-state.ts';
import {windowOf} from './store/window.ts';
import type {Theme} from './theme.ts';
import {useStore} from './use-store.ts';

/** Colour alone does not say where the keys go. */
const toolHint = 'tool: Enter opens, o pager, y copies, x stops, Esc goes back';

/** Until something was said. */
const firstHint = 'Ask something. / lists commands, ! runs bash in the sandbox, @ names a file';

/** What one frame is made of. */
interface Frame {
	readonly chat: ChatState;
	readonly screen: ScreenState;
	readonly review: ReviewState;
	readonly secret: SecretView | null;
	readonly layout: Layout;
	readonly theme: Theme;
	/** Docked above the draft: the question, or the list. */
	readonly docked: readonly Line[];
}

export function App({context}: {readonly context: ScreenContext}) {
	const {controller} = context;
	const {columns, rows} = useWindowSize();
	const chat = useStore(controller.chat, state => state);
	const screen = useStore(controller.screen, state => state);
	const review = useStore(controller.desk.store, state => state);
	const secret = useStore(controller.secret.store, state => state);
	const frame = frameOf(context, {chat, screen, review, secret, columns, rows});
	const {layout, theme, docked} = frame;
	const body = bodyOf(context, frame);
	const asked = review.waiting[0]?.id;
	useKeyboard(context, {columns, view: body.view, shown: layout.tier === 'tiny' ? undefined : asked});
	if (layout.tier === 'tiny') {
		return <Tiny context={context} frame={frame} />;
	}

	const rule = [lineOf(context.glyphs.rule.repeat(columns), 'border')];
	const header = headerLine(chat, {...context.facts, backend: lastBackend(chat)}, context.glyphs, columns);
	const {isInline} = context;
	return (
		<Box flexDirection="column" width={columns} {...(isInline ? {} : {height: rows, overflow: 'hidden'})}>
			{isInline ? (
				<Settled blocks={chat.blocks} count={body.settled} linesOf={body.view.linesOf} width={columns} theme={theme} />
			) : (
				<Lines lines={[header, ...rule]} width={columns} theme={theme} />
			)}
			<Box width={columns} flexShrink={0} {...(isInline ? {} : {height: layout.bodyRows})}>
				{isInline ? (
					<Lines lines={body.lines} width={columns} theme={theme} />
				) : (
					<Transcript lines={body.lines} width={layout.mainWidth} rows={layout.bodyRows} theme={theme} />
				)}
				{layout.sideWidth > 0 && <Side context={context} frame={frame} />}
			</Box>
			{docked.length > 0 && <Lines lines={docked} width={columns} rows={layout.reviewRows} theme={theme} />}
			<Lines lines={rule} width={columns} theme={theme} />
			<Foot
				context={context}
				frame={frame}
				below={body.below}
				above={isInline ? body.lines.length + layout.reviewRows + 1 : rows - 1 - layout.editorRows}
			/>
		</Box>
	);
}

/** No room for the screen. What is typed may be a key all the same, and who types it sees where it goes. */
function Tiny({context: {glyphs}, frame: {secret, layout, theme}}: {readonly context: ScreenContext; readonly frame: Frame}) {
	const {columns, rows} = layout;
	const field = secret === null ? [] : briefSecretLines(secret, columns, glyphs);
	const lines = [...field, ...wrapText('This window is too small: 40×12 at least.', columns)];
	return <Lines lines={lines.slice(0, rows)} width={columns} theme={theme} />;
}

interface Keyboard {
	readonly columns: number;
	readonly view: View;
	/** The question that is on the screen. */
	readonly shown: number | undefined;
}

/** Keys and pastes go to the controller, with what the screen shows at that moment. */
function useKeyboard({controller}: ScreenContext, {columns, view, shown}: Keyboard): void {
	useEffect(() => controller.look(view));
	useEffect(() => controller.resize(columns - promptCells), [controller, columns]);
	useEffect(() => {
		// A question that nobody can see is not asked.
		if (shown !== undefined) {
			controller.desk.painted(shown);
		}
	}, [controller, shown]);
	useInput((input, key) => controller.press(input, key));
	usePaste(text => controller.paste(text));
}

interface FootProps {
	readonly context: ScreenContext;
	readonly frame: Frame;
	/** Blocks below what is seen. */
	readonly below: number;
	/** Rows above the draft. */
	readonly above: number;
}

/** The draft and the status line. */
function Foot({context, frame, below, above}: FootProps) {
	const {chat, screen, review, secret, layout, theme} = frame;
	const {columns} = layout;
	const isAsking = review.waiting.length > 0;
	const isElsewhere = secret !== null || screen.picker !== null;
	const ownsKeyboard = screen.focus === 'editor' && !isElsewhere && !(isAsking && review.isArmed && review.hasKeyboard);
	const running = chat.blocks.findLast((block): block is ToolBlock => block.kind === 'tool' && block.state === 'running');
	return (
		<>
			<Box height={layout.editorRows} width={columns} flexShrink={0} overflow="hidden">
				<EditorView
					state={screen.editor}
					width={columns}
					rows={layout.editorRows}
					theme={theme}
					glyphs={context.glyphs}
					placeholder={chat.blocks.some(({kind}) => kind === 'user') ? undefined : firstHint}
					origin={ownsKeyboard ? {x: 0, y: above} : null}
				/>
			</Box>
			<Status
				chat={chat}
				width={columns}
				glyphs={context.glyphs}
				theme={theme}
				hasMotion={context.hasMotion}
				remark={screen.remark || (screen.focus === 'transcript' ? toolHint : '')}
				below={below}
				isAsking={isAsking}
				work={screen.work}
				running={running?.name ?? null}
				queued={screen.editor.queue.length}
			/>
		</>
	);
}

interface FrameParts extends Pick<Frame, 'chat' | 'screen' | 'review' | 'secret'> {
	readonly columns: number;
	readonly rows: number;
}

function frameOf({glyphs, themeOf, isInline}: ScreenContext, {chat, screen, review, secret, columns, rows}: FrameParts): Frame {
	const [question] = review.waiting;
	const field = secret === null ? [] : secretLines(secret, columns, glyphs);
	const look = {width: columns, glyphs};
	const {picker} = screen;
	const layout = layoutOf({
		columns,
		rows,
		panel: isInline ? 'none' : screen.panel,
		editorRows: drawEditor(screen.editor, {width: columns, rows: Math.max(1, Math.floor(rows / 3)), glyphs}).lines.length,
		reviewRows:
			secret !== null
				? field.length
				: question !== undefined
					? reviewHeight(question, review, look)
					: picker !== null
						? pickerHeight(picker)
						: 0,
	});
	const docked =
		secret !== null
			? field
			: question !== undefined
				? reviewLines(question, review, look, layout.reviewRows)
				: picker !== null
					? pickerLines(picker, columns, glyphs, layout.reviewRows)
					: [];
	return {chat, screen, review, secret, layout, theme: themeOf(screen.theme), docked};
}

interface Body {
	readonly lines: readonly Line[];
	readonly below: number;
	readonly view: View;
	/** How many blocks were printed for good; none on a screen of its own. */
	readonly settled: number;
}

function bodyOf({glyphs, isInline, keys}: ScreenContext, {chat, screen, review, layout}: Frame): Body {
	const {mainWidth, bodyRows, columns, rows, sideWidth} = layout;
	// A cell stays free before the panel.
	const width = sideWidth > 0 ? mainWidth - 1 : mainWidth;
	const linesOf = (block: Block) =>
		blockLines(block, {
			width,
			glyphs,
			isToggled: screen.toggled.has(block.id),
			hasFocus: screen.focus === 'transcript' && screen.tool === block.id,
		});
	const settled = isInline ? settledCount(chat) : 0;
	const {lines, below, seen} = windowOf(
		isInline ? chat.blocks.slice(settled) : chat.blocks,
		linesOf,
		bodyRows,
		isInline ? null : screen.scroll,
	);
	const [question] = review.waiting;
	const help = {width, rows: bodyRows, offset: screen.help ?? 0, more: glyphs.more};
	const view: View = {
		bodyRows,
		hasSide: sideWidth > 0,
		isWide: tierOf(columns, rows) === 'wide',
		seen,
		lastReview: question === undefined ? 0 : lastReviewOffset(question, review, {width: columns, glyphs}, layout.reviewRows),
		lastHelp: screen.help === null ? 0 : lastOffset(keys.bindings, help),
		linesOf,
	};
	return {lines: screen.help === null ? lines : helpLines(keys.bindings, help), below, view, settled};
}

function Side({context, frame}: {readonly context: ScreenContext; readonly frame: Frame}) {
	const {chat, screen, layout, theme} = frame;
	const {panel} = screen;
	return (
		<SidePanel
			evolution={context.controller.evolution}
			tool={lastTool(chat)}
			only={panel === 'evolution' || panel === 'resources' ? panel : null}
			width={layout.sideWidth}
			rows={layout.bodyRows}
			chosen={screen.focus === 'panel' ? screen.chosen : null}
			rollback={screen.rollback}
			glyphs={context.glyphs}
			theme={theme}
		/>
	);
}

/** What held the last run: it does not come and go with each. */
function lastBackend({blocks}: ChatState): ToolBlock['backend'] {
	const last = blocks.findLast((block): block is ToolBlock => block.kind === 'tool' && block.backend !== null);
	return last?.backend ?? null;
}

/** The tool that runs, or ran last. */
function lastTool({blocks}: ChatState): ToolBlock | null {
	return (
		blocks.findLast((block): block is ToolBlock => block.kind === 'tool' && block.state !== 'refused' && block.state !== 'invalid') ?? null
	);
}
