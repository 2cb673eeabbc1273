import type {Manifest} from '../../manifest/manifest.ts';

const studies =
	/\b(?:detect\w*|review\w*|scan\w*|audit\w*|teach\w*|train\w*|educat\w*|awareness|triage|analy[sz]\w*|defen[dcs]\w*|explain\w*|vet\w*|find\w*|test\w*|protect\w*|guard\w*|red[- ]team\w*|pentest\w*|exercis\w*|learn\w*|investigat\w*|respon[ds]\w*|hunt\w*|enumerat\w*|forensic\w*|harden\w*|check\w*|lessons?|classroom|coach\w*|quiz|drill|labs?|run-?books?|write-?ups?|how to|first look|(?:sigma|yara|semgrep|suricata|snort|falco|detection) (?:and [\w-]+ )?rules?)\b/i;
const attacks =
	/\b(?:attacks?|malware|injections?|phishing|vulnerab\w+|exfiltrat\w+|malicious|suspicious|secrets?|exploits?|jailbreak\w*|threats?|pentest\w*|penetration|red[- ]team\w*|security|deny list|compromis\w*|intrusions?|break-ins?|persistence (?:locations?|mechanisms?|techniques?)|intruders?|incident response|volatile evidence|privilege escalation|privesc|ctf|hardening|harden|back-?doors?|(?:info-?)?stealers?|ransomware|(?:callback|reverse|web) ?shells?|capture[- ]the[- ]flag|detection rules?|(?:risky|dangerous|unsafe) (?:patterns?|calls?|commands?|lines?|code)|decepti(?:ve|on)\w*|obfuscated|third-party (?:agent )?(?:skills?|plugins?))\b/i;

/**
Whether a skill says of itself that it is about attacks. Then the code that its documents show is there to be known, and weighs
less; never nothing, for it is the author's own word.
*/
export function isAboutAttacks({name, description}: Pick<Manifest, 'name' | 'description'>): boolean {
	const text = `${name.replaceAll('-', ' ')} ${name} ${description}`;
	return studies.test(text) && attacks.test(text);
}
