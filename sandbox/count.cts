import type { Booking, CrmData } from './data.cts';

/**
 * How often each payment was booked, and each decision was taken. A payment is what it is for the CRM:
 * operation, account and comment; operation and order id; operation and request. More than 1 is money
 * that moved twice, save for the approvals of a request with several steps.
 */
export function bookedTimes({ bookings, decisions }: CrmData): Record<string, number> {
	const times: Record<string, number> = {};
	const decided = decisions.map(
		({ request_id, decision }) => `request.${decision}Withdrawal ${request_id}`,
	);
	for (const name of [...bookings.map(paymentOf), ...decided]) {
		times[name] = (times[name] ?? 0) + 1;
	}
	return times;
}

/** The payment that a booking belongs to, as text: `mt4.deposit struk0gc 200123 D-1`. */
export function paymentOf(booking: Booking): string {
	const { kind, platform, connection_id, login, comment, reference } = booking;
	switch (kind) {
		case 'deposit':
			return `${platform}.deposit ${connection_id} ${login} ${comment}`;
		case 'withdrawal':
			return `${platform}.withdraw ${connection_id} ${login} ${comment}`;
		case 'wallet':
			return `wallet.updateBalance ${reference}`;
		case 'payout':
			return `payout ${reference}`;
		case 'payment':
			return `psp.callback ${reference}`;
	}
}
