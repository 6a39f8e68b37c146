/**
 * Platforms where millions of publishers share servers and one limit for all of them, by their registrable domain. Two different
 * sites of any other domain are hosts of their own. A list of these few instead of the public suffix list: that one needs keeping
 * up to date, and whoever it is wrong about would be paced together with strangers.
 */
const sharedPlatforms: ReadonlySet<string> = new Set([
  "beehiiv.com",
  "bearblog.dev",
  "blogspot.com",
  "buttondown.com",
  "buttondown.email",
  "dreamwidth.org",
  "feedburner.com",
  "ghost.io",
  "github.io",
  "gitlab.io",
  "hashnode.dev",
  "livejournal.com",
  "medium.com",
  "micro.blog",
  "neocities.org",
  "netlify.app",
  "over-blog.com",
  "pages.dev",
  "reddit.com",
  "squarespace.com",
  "substack.com",
  "tumblr.com",
  "typepad.com",
  "vercel.app",
  "weebly.com",
  "wixsite.com",
  "wordpress.com",
  "write.as",
  "youtube.com",
]);

/** With whom requests to an address take turns: its host and port, or the platform that it belongs to. */
export function hostKeyOf(url: string): string {
  const { host, hostname } = new URL(url);
  const labels = hostname.split(".");
  const domain = labels.slice(-2).join(".");
  // Blogspot has its blogs under the domains of many countries.
  const isBlogspot = /(?:^|\.)blogspot\.[a-z]{2,3}(?:\.[a-z]{2})?$/u.test(hostname);
  return isBlogspot ? "blogspot.com" : sharedPlatforms.has(domain) ? domain : host;
}
