// What carriers take, apart from the libraries that talk to them: a function knows its limits before it loads any.

/** What Send to Kindle takes: 50 MB per mail. */
export const kindleMessageBytesMax = 50_000_000;

/** SendGrid takes messages under 30 MB, counted after base64. */
const sendgridBytesMax = 30_000_000;
/** More than what SendGrid writes in front of a message itself: Received, DKIM-Signature, X-SG-EID and others. */
const sendgridHeadersBytesMax = 16 * 1024;
/** The largest message, as we compose it, that SendGrid takes. */
export const sendgridMessageBytesMax = sendgridBytesMax - sendgridHeadersBytesMax;

/** SendGrid's events mostly come in seconds, and are repeated for a day to a receiver that was down for a while. */
export const sendgridEvidenceWithinMs = 30 * 60_000;
