/** What an HTTPS server needs, as PEM. */
export interface Tls {
	key: string;
	cert: string;
}

/**
 * A certificate for this machine that is its own authority: clients trust it when they are given
 * `cert`, as Node is by NODE_EXTRA_CA_CERTS.
 */
export async function selfSigned(): Promise<Tls> {
	// Loaded only here: it is large, and every test loads the sandbox.
	const { generate } = await import('selfsigned');
	const { private: key, cert } = await generate([{ name: 'commonName', value: 'CRM sandbox' }], {
		// What most public servers use by now; a handshake with an RSA key costs the server more.
		keyType: 'ec',
		algorithm: 'sha256',
		extensions: [
			{ name: 'basicConstraints', cA: true, critical: true },
			{
				name: 'subjectAltName',
				altNames: [
					{ type: 2, value: 'localhost' },
					{ type: 7, ip: '127.0.0.1' },
				],
			},
		],
	});
	return { key, cert };
}
