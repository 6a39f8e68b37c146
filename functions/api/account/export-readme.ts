/** What each file of an export is, in words for whoever opens it years later. */
export function exportReadme({ account, at }: { readonly account: string; readonly at: Date }): string {
  return `Everything that the Kindle Content Server keeps for the account "${account}"
Exported at ${at.toISOString()}

books/            One folder for each book, named by its title and its id:
                    original...   the file as it was dropped or uploaded
                    document.epub the Kindle-ready book that was made of it (or document.pdf); where it had to be
                                  several volumes, document-2.epub and so on follow
                    cover...      the picture of its cover
editions/         The same for each edition of your newspapers; layout.json is what it was printed from.

books.json        What is known of each book: title, authors, language, what was mended. "files" says which of the
                  files above are its own. Books that you took out of your library are in the journal alone.
devices.json      Your Kindles, with their addresses.
deliveries.json   What was sent to which device, when, and what became of it.
feeds.opml        The feeds that you subscribe to, for any other feed reader.
feeds.json        The same with everything that is known of each feed.
digests.json      Your newspapers: which feeds, when, how much.
editions.json     Each issue of them. The articles themselves belong to their publishers and are not in here, except as
                  they stand in the editions.
tokens.json       The tokens that you made for programs: their names and what they may do. The tokens are not in here:
                  the server does not know them.
dead-letters.json What failed for good, and why.
journal.jsonl     Everything that has ever happened, one event a line, oldest first (CloudEvents 1.0 in JSON). All of the
                  above follows from it. Addresses in it ("sealedEmail", "sealedLink") can be opened only by the server
                  that wrote them; devices.json has them in clear.
missing.txt       Only where something was missing: files that should be in here, and that the server no longer had.

JSON files hold lists, one entry a line, in the shapes that the server's /openapi.json describes. All text is UTF-8, all
times are UTC. This archive holds personal data: keep it as you would keep your letters.
`;
}
