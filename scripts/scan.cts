/**
 * `npm run scan`: the check that n8n makes of community packages, on the sources and on the tarball. Only the
 * proof of where it was built is missing, which a published version has.
 */
import { pack, ROOT } from '../test/package/packed.cts';

// As a constant, because it has no types.
const SCANNER: string = '@n8n/scan-community-package/scanner/scanner.mjs';

interface Verdict {
	passed: boolean;
	message?: string;
	/** A table of what was found. */
	details?: string;
}

interface Scanner {
	analyzePackage(folder: string, patterns?: string[]): Promise<Verdict>;
	SOURCE_FILE_PATTERNS: string[];
}

async function scan(): Promise<void> {
	const scanner = (await import(SCANNER)) as Scanner;
	const packed = pack();
	try {
		tell('The sources', await scanner.analyzePackage(ROOT, scanner.SOURCE_FILE_PATTERNS));
		tell('The tarball', await scanner.analyzePackage(packed.folder));
	} finally {
		packed.remove();
	}
}

function tell(what: string, { passed, message, details }: Verdict): void {
	console.log(passed ? `${what} pass n8n's scanner.` : `${what}: ${message}\n${details}`);
	if (!passed) process.exitCode = 1;
}

void scan();
