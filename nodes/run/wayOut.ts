/** What people can do about an item that is not sent, in the words of n8n's own buttons. */

/** Every Retry begins anew with what its row knows: an older row has not seen what a newer one did. */
export const RETRY_THIS_ROW =
	'If you press Retry, press it on this execution, not on an older one in the list.';

/** Under *On Error: Stop Workflow* one item that is never sent keeps back all behind it. */
export const LET_OTHERS_THROUGH =
	"To let the other items through, set 'On Error' to 'Continue' in this node's settings, save, and choose 'Retry with currently saved workflow' on this execution.";

/** A new run by hand only previews, and a new run of the trigger books again what is booked. */
export const BOOK_WHAT_IS_MISSING =
	"To book what is missing, click 'Copy to editor' on this execution, take out the items that are booked, set 'Options - In Test Runs' to 'Book' and run the workflow.";
