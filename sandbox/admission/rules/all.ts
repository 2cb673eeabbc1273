import {decodeAndRun} from './decode-and-run.ts';
import {destruction} from './destruction.ts';
import {downloadAndRun} from './download-and-run.ts';
import {dynamicCode} from './dynamic-code.ts';
import {exfiltration} from './exfiltration.ts';
import {fileTree} from './file-tree.ts';
import {hiddenText} from './hidden-text.ts';
import {hostAccess} from './host-access.ts';
import {judgeBait} from './judge-bait.ts';
import {loadTime} from './load-time.ts';
import {persistence} from './persistence.ts';
import {reverseShell} from './reverse-shell.ts';
import type {RuleFile} from './rule-file.ts';
import {override} from './override.ts';
import {concealment} from './concealment.ts';
import {clipboard} from './clipboard.ts';
import {gatherAndSend} from './gather-and-send.ts';
import {otherLanguages} from './other-languages.ts';
import {deceptiveHosts} from './deceptive-hosts.ts';
import {dropHosts} from './drop-hosts.ts';
import {spreading} from './spreading.ts';
import {covertDeeds} from './covert-deeds.ts';
import {tamperingDeeds} from './tampering-deeds.ts';
import {numberedTexts} from './numbered-texts.ts';
import {joinedDeeds} from './joined-deeds.ts';
import {mining} from './mining.ts';
import {windowsShell} from './windows-shell.ts';
import {toldAccess} from './told-access.ts';
import {toldObedience} from './told-obedience.ts';
import {toldRoutes} from './told-routes.ts';
import {toldTools} from './told-tools.ts';
import {writtenPayee} from './written-payee.ts';
import {toldStrangers} from './told-strangers.ts';
import {toldExfiltration} from './told-exfiltration.ts';
import {toldChanges} from './told-changes.ts';
import {otherTongues} from './other-tongues.ts';
import {agentPermissions} from './agent-permissions.ts';
import {lookAlikeHosts} from './look-alike.ts';
import {packAndUpload} from './pack-and-upload.ts';
import {plantedCode} from './planted-code.ts';
import {ransom} from './ransom.ts';
import {assembledShell} from './assembled-shell.ts';
import {codedWords} from './coded-words.ts';
import {storedObjects} from './stored-objects.ts';
import {toldSabotage} from './told-sabotage.ts';
import {toldDeceit} from './told-deceit.ts';
import {toldFraud} from './told-fraud.ts';
import {toldAuthority} from './told-authority.ts';
import {disservices} from './disservice/rules.ts';
import {socialEngineering} from './social-engineering.ts';
import {ownSuppressionsFile} from './own-suppressions.ts';

/** Every rule file, in the order of the taxonomy. */
export const allRules: readonly RuleFile[] = [
	downloadAndRun,
	decodeAndRun,
	exfiltration,
	gatherAndSend,
	lookAlikeHosts,
	packAndUpload,
	plantedCode,
	joinedDeeds,
	covertDeeds,
	tamperingDeeds,
	numberedTexts,
	ransom,
	agentPermissions,
	assembledShell,
	storedObjects,
	codedWords,
	dynamicCode,
	reverseShell,
	persistence,
	destruction,
	hostAccess,
	hiddenText,
	loadTime,
	windowsShell,
	otherLanguages,
	clipboard,
	dropHosts,
	deceptiveHosts,
	spreading,
	mining,
	override,
	concealment,
	toldExfiltration,
	toldStrangers,
	toldAccess,
	toldObedience,
	toldRoutes,
	toldTools,
	writtenPayee,
	toldChanges,
	toldSabotage,
	toldFraud,
	toldDeceit,
	otherTongues,
	toldAuthority,
	disservices,
	socialEngineering,
	judgeBait,
	fileTree,
	ownSuppressionsFile,
];
