/**
 * Whose feeds and articles are: nobody's in particular. A feed is fetched once and an article stored once, however many
 * accounts read them, so what is known of them lies in one account that all may read and no reader has.
 */
export const publicAccount = "public";
