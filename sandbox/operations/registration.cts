import { invalid, noContent, refused } from '../answer.cts';
import type { Operations } from '../crm.cts';
import { nextId } from '../ids.cts';
import { stamp } from '../time.cts';

const CODES = 1_000_000;

interface Register {
	email: string;
	email_code: string;
	phone_code?: string;
	password: string;
	repeat_password: string;
}

export const registration: Operations = {
	/** The sandbox has an SMS gateway, so that otp_type phone works. */
	'registration.sendOtp': ({ body }, { data }) => {
		if (body.password !== body.repeat_password) {
			return invalid('body/repeat_password must be the password');
		}
		if (body.otp_type === 'phone' && !body.phone) {
			return invalid('body/phone is needed for otp_type phone');
		}
		data.sequence += 1;
		data.otps.push({
			email: body.email as string,
			via: body.otp_type as 'email' | 'phone',
			code: String((data.sequence * 7_919) % CODES).padStart(6, '0'),
			sent: body,
		});
		return noContent();
	},

	/** `invalid_validation_code` is documented for no code sent; the sandbox says it of a wrong one too. */
	'registration.submit': ({ body }, { data }) => {
		const register = body.register as Register;
		if (register.password !== register.repeat_password) {
			return invalid('body/register/repeat_password must be the password');
		}
		const sent = data.otps.filter(({ email }) => email === register.email);
		const given = { email: register.email_code, phone: register.phone_code };
		if (sent.length === 0 || sent.some(({ via, code }) => given[via] !== code)) {
			return refused('invalid_validation_code');
		}
		data.otps = data.otps.filter(({ email }) => email !== register.email);
		const created_at = stamp();
		data.requests.push({
			id: nextId(data),
			type: 'registration',
			status: 'pending',
			user_id: '',
			created_at,
			steps: 1,
			flow: { current: 0 },
			logs: [{ event: 'create', timestamp: created_at, admin: '' }],
			fields: body,
		});
		return noContent();
	},
};
