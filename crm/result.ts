/**
 * What a rule of the CRM says of a value: the value to use, or why it is refused. A value that is
 * used although something about it is odd has a note.
 */
export type Result<T> = { ok: true; value: T; note?: string } | Refusal;

/** Why a value is refused; `label` names what of it, where a parameter holds several values. */
export interface Refusal {
	ok: false;
	reason: string;
	label?: string;
}

/** @param note a clause that can follow the parameter's name: "is no country that is known" */
export const accept = <T>(value: T, note?: string): Result<T> => ({
	ok: true,
	value,
	...(note !== undefined && { note }),
});
/** @param reason a clause that can follow the parameter's name: "must be a whole number" */
export const refuse = (reason: string, label?: string): Refusal => ({
	ok: false,
	reason,
	...(label !== undefined && { label }),
});
