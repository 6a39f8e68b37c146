import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { Rejected } from "../../../events/rejected.ts";
import { distinctItems } from "../../../functions/fetch/feed/distinct-items.ts";
import { feedLimits, parseFeed } from "../../../functions/fetch/parse-feed.ts";

const fetchedAt = new Date("2026-01-01T00:00:00Z");
const url = "https://feeds.example/blog/feed.xml";

const parse = (text: string, contentType?: string) =>
  parseFeed(Buffer.from(text), { url, fetchedAt, ...(contentType === undefined ? {} : { contentType }) });
const rss = (channel: string, attributes = "") =>
  parse(`<rss version="2.0" ${attributes}><channel>${channel}</channel></rss>`);
const rssItem = (item: string, attributes = "") => {
  const found = rss(`<link>https://site.example/</link><item>${item}</item>`, attributes).items[0];
  if (found === undefined) throw new Error("There is no item");
  return found;
};
const atom = (feed: string, attributes = "") =>
  parse(`<feed xmlns="http://www.w3.org/2005/Atom" ${attributes}>${feed}</feed>`);
const atomEntry = (entry: string, attributes = "") => {
  const found = atom(`<entry>${entry}</entry>`, attributes).items[0];
  if (found === undefined) throw new Error("There is no entry");
  return found;
};
const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof Rejected) return error.code;
    throw error;
  }
  return "no refusal";
};

describe("against the rules, and meant all the same", () => {
  it("an address that begins with www is one", () => {
    expect(rssItem("<link>www.other.example/p?x=1</link>").url).toBe("http://www.other.example/p?x=1");
    expect(rssItem("<link>www.html</link>").url).toBe("https://site.example/www.html");
    expect(rssItem("<link>www/p</link>").url).toBe("https://site.example/www/p");
  });

  it("a character in two halves is one, and halves alone are none", () => {
    expect(rssItem("<title>&#55357;&#56832; &#xD83D;&#xDE00;</title>").title).toBe("😀 😀");
    expect(rssItem("<title>a&#xD83D;b &#56832;</title>").title).toBe("a\uFFFDb \uFFFD");
  });

  it("an entry out of another feed is by that one's authors, unless it names its own", () => {
    const source =
      "<source><title>S</title><author><name>Ana</name></author><link href='https://s.example/'/></source>";
    expect(atomEntry(`<id>1</id><title>T</title>${source}`)).toMatchObject({
      author: "Ana",
      title: "T",
      url: undefined,
    });
    expect(atomEntry(`<id>1</id>${source}<author><name>Rui</name></author>`).author).toBe("Rui");
    expect(rssItem("<title>T</title><source url='https://s.example/'>S</source>").author).toBeUndefined();
  });
});

const hash = (item: string) => rssItem(`<guid>1</guid>${item}`).contentHash;

describe("what a feed is", () => {
  it.each([
    [`<rss version="2.0"><channel/></rss>`, "rss-2.0"],
    [`<rss version="0.91"><channel/></rss>`, "rss-0.91"],
    [`<RSS><CHANNEL><ITEM/></CHANNEL></RSS>`, "rss"],
    [
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/></rdf:RDF>`,
      "rss-1.0",
    ],
    [
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel/></rdf:RDF>`,
      "rss-0.90",
    ],
    [`<a:feed xmlns:a="https://www.w3.org/2005/ATOM/"/>`, "atom-1.0"],
    [`<feed version="0.3" xmlns="http://purl.org/atom/ns#"/>`, "atom-0.3"],
    [`{"version":"https://jsonfeed.org/version/1","title":"x","items":[]}`, "json-1.0"],
    [`\uFEFF {"version":"https://jsonfeed.org/version/1.1","title":"x"}`, "json-1.1"],
    [`<redirect><newLocation>https://new.example/feed</newLocation></redirect>`, "redirect"],
  ])("is told by what it begins with: %s", (text, format) => {
    // Whatever the server calls it.
    expect(parse(text, "text/html").format).toBe(format);
  });

  it.each([
    ["", "feed/empty"],
    [" \n\t", "feed/empty"],
    ["garbage", "feed/not-a-feed"],
    ["<!DOCTYPE html><html><body><p>404", "feed/not-a-feed"],
    ['<opml version="2.0"><body/></opml>', "feed/not-a-feed"],
    ["{}", "feed/not-a-feed"],
    ['{"error":"not found"}', "feed/not-a-feed"],
    ["[1]", "feed/not-a-feed"],
    ["\u0000\u0001\u0002\u0003".repeat(10), "feed/not-a-feed"],
  ])("is refused where there is none: %j", (text, code) => {
    expect(codeOf(() => parse(text))).toBe(code);
  });

  it("is refused when it is too large, and shortened when it has too many items", () => {
    const bytes = Buffer.from(`<rss>${"<item/>".repeat(10)}</rss>`);
    expect(codeOf(() => parseFeed(bytes, { url, fetchedAt }, { ...feedLimits, bytesMax: bytes.length - 1 }))).toBe(
      "feed/too-large",
    );
    const short = parseFeed(bytes, { url, fetchedAt }, { ...feedLimits, itemsMax: 3 });
    expect([short.items.length, short.damage]).toEqual([3, ["more than 3 items"]]);
  });
});

describe("a feed", () => {
  it("says what it is about", () => {
    const feed = rss(
      `<title>Caf&#233; &amp;amp; Bar</title><link>/</link><description>All &lt;a href="x"&gt;news&lt;/a&gt;</description>
       <language>en-us</language><managingEditor>ed@site.example (Ed Itor)</managingEditor>
       <image><url>/logo.png</url><title>no</title><link>https://no.example/</link></image>
       <pubDate>Thu, 01 Jan 2004 19:48:21 GMT</pubDate><lastBuildDate>Fri, 02 Jan 2004 00:00:00 GMT</lastBuildDate>`,
    );
    expect(feed).toMatchObject({
      title: "Café & Bar",
      siteUrl: "https://feeds.example/",
      descriptionHtml: 'All <a href="https://feeds.example/blog/x">news</a>',
      language: "en-us",
      author: "Ed Itor",
      image: "https://feeds.example/logo.png",
      published: new Date("2004-01-01T19:48:21Z"),
      updated: new Date("2004-01-02T00:00:00Z"),
      damage: [],
    });
  });

  it("says how often it changes, where to subscribe and where it has gone", () => {
    const feed = rss(
      `<ttl>90</ttl><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
       <skipHours><hour>24</hour><hour>3</hour><hour>x</hour></skipHours><skipDays><day>Sunday</day><day>Mon</day></skipDays>
       <a:link rel="hub" href="https://hub.example/"/><a:link rel="self" href="https://self.example/feed"/>
       <itunes:new-feed-url>https://new.example/feed</itunes:new-feed-url>`,
      `xmlns:a="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"`,
    );
    expect(feed.pace).toEqual({ ttlMinutes: 90, updatePeriodMinutes: 360, skipHours: [0, 3], skipDays: [0, 1] });
    expect(feed).toMatchObject({
      hubs: ["https://hub.example/"],
      self: "https://self.example/feed",
      newFeedUrl: "https://new.example/feed",
    });
  });

  it("is read by what its prefixes are bound to, not by what they are called", () => {
    const item = rssItem(
      "<m:title>a picture</m:title><z:creator>An Author</z:creator><title>The title</title>",
      `xmlns:m="http://search.yahoo.com/mrss" xmlns:z="HTTP://PURL.ORG/dc/elements/1.1"`,
    );
    expect(item).toMatchObject({ title: "The title", author: "An Author" });
  });

  it("is read by what its prefixes are mostly used for where it forgot to bind them", () => {
    const feed = rss("<item><dc:creator>An Author</dc:creator><zork:title>no</zork:title></item>");
    expect(feed.items[0]).toMatchObject({ author: "An Author", title: "" });
    expect(feed.damage).toEqual(["a prefix that nothing binds"]);
  });

  it("keeps its items where they stand beside the channel, or in something that is not closed", () => {
    expect(
      parse(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><channel/><item><title>1</title></item></rdf:RDF>",
      ).items,
    ).toHaveLength(1);
    const broken = rss(
      "<title>Feed<link>https://site.example/</link><item><title>1</title></item><item><title>2</title></item>",
    );
    expect(broken).toMatchObject({
      title: "Feed",
      siteUrl: "https://site.example/",
      items: [{ title: "1" }, { title: "2" }],
    });
  });
});

describe("an item", () => {
  it("has its address made whole: by xml:base, else by the site, and Atom's by the feed", () => {
    expect(rssItem("<link>/a</link>").url).toBe("https://site.example/a");
    expect(rssItem("<link>a</link>", 'xml:base="https://base.example/x/"').url).toBe("https://base.example/x/a");
    expect(atomEntry('<link href="a"/>').url).toBe("https://feeds.example/blog/a");
    expect(atomEntry('<link href="a" xml:base="y/"/>', 'xml:base="https://base.example/x/"').url).toBe(
      "https://base.example/x/y/a",
    );
  });

  it("leads to a page: by its link, the HTML one of several, else by a guid that is no mere name", () => {
    expect(
      atomEntry(
        '<link rel="self" href="/s"/><link type="application/json" href="/j"/><link rel="alternate" type="text/html" href="/h"/>',
      ).url,
    ).toBe("https://feeds.example/h");
    expect(rssItem("<guid>https://site.example/1</guid>").url).toBe("https://site.example/1");
    expect(rssItem('<guid isPermaLink="false">https://site.example/1</guid>').url).toBeUndefined();
    expect(rssItem("<guid>1</guid>").url).toBeUndefined();
    expect(rssItem("<link>tag:site.example,2004:1</link>").url).toBeUndefined();
    expect(rssItem("<link>javascript:alert(1)</link>").url).toBeUndefined();
  });

  it.each([
    ["<title>1 &lt; 2</title>", "1 < 2"],
    ["<title>Q&amp;amp;A</title>", "Q&A"],
    ["<title>&lt;b&gt;Bold&lt;/b&gt;\n  move</title>", "Bold move"],
    ["<title><![CDATA[It&#8217;s <i>here</i>]]></title>", "It’s here"],
    ["<title>A List&lt;String&gt; of &lt;T&gt;</title>", "A List<String> of <T>"],
    ["<title>a &lt;b&gt; tag</title>", "a <b> tag"],
    ["<title>one&lt;br/&gt;two</title>", "one two"],
    ["<title>Rock <b>&amp;</b> roll</title>", "Rock & roll"],
    ["<title>007</title>", "007"],
    ["<title/>", ""],
  ])("has its title as plain text: %s", (markup, title) => {
    expect(rssItem(markup).title).toBe(title);
  });

  it.each([
    ['<title type="text">&lt;b&gt; &amp;amp;</title>', "<b> &amp;"],
    ['<title type="html">&lt;b&gt;x&lt;/b&gt; &amp;amp;</title>', "x &"],
    ['<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">x <em>y</em></div></title>', "x y"],
  ])("has its title as Atom means it: %s", (markup, title) => {
    expect(atomEntry(markup).title).toBe(title);
  });

  it("has a summary and a text, and addresses in them mean what they say", () => {
    const item = rssItem(
      "<link>https://site.example/a/b</link><description>short</description><content:encoded><![CDATA[<img src='x.png'>]]></content:encoded>",
      'xmlns:content="http://purl.org/rss/1.0/modules/content/"',
    );
    expect(item).toMatchObject({
      summaryHtml: "short",
      contentHtml: "<img src='x.png'>",
      base: "https://site.example/a/b",
    });
    const based = atomEntry(
      '<summary type="html" xml:base="/s/">&lt;a href="1"&gt;s&lt;/a&gt;</summary><content type="xhtml" xml:base="/c/"><div xmlns="http://www.w3.org/1999/xhtml"><a href="1">c</a><p xml:base="d/"><a href="2">d</a></p></div></content>',
    );
    expect(based).toMatchObject({
      base: "https://feeds.example/c/",
      summaryHtml: '<a href="https://feeds.example/s/1">s</a>',
      contentHtml: '<a href="1">c</a><p><a href="https://feeds.example/c/d/2">d</a></p>',
    });
  });

  it("has text as HTML in whatever way its feed writes it", () => {
    expect(atomEntry("<content>1 &lt; 2</content>").contentHtml).toBe("1 &lt; 2");
    expect(atomEntry('<content type="text/html" mode="base64">PGI+eDwvYj4=</content>').contentHtml).toBe("<b>x</b>");
    expect(atomEntry('<content type="image/png">iVBORw0KGgo=</content>').contentHtml).toBeUndefined();
    expect(rssItem("<description><p>naked <br/> &amp; <![CDATA[x]]></p></description>").summaryHtml).toBe(
      "<p>naked <br> &amp; x</p>",
    );
    expect(rssItem("<description>&lt;![CDATA[&lt;p&gt;x&lt;/p&gt;]]&gt;</description>").summaryHtml).toBe("<p>x</p>");
    expect(rssItem("<description>a &lt;iframe src='x'/&gt; b</description>").summaryHtml).toBe(
      "a <iframe src='x'></iframe> b",
    );
    expect(
      rssItem(
        "<media:group><media:description>one\ntwo\n\nthree &lt;</media:description></media:group>",
        'xmlns:media="http://search.yahoo.com/mrss/"',
      ).summaryHtml,
    ).toBe("<p>one<br>two</p><p>three &lt;</p>");
  });

  it.each([
    ["<author>me@site.example (My Name)</author>", "My Name"],
    ["<author>My Name &lt;me@site.example&gt;</author>", "My Name"],
    ["<author>me@site.example</author>", "me@site.example"],
    [
      "<author>me@site.example</author><dc:creator>A</dc:creator><dc:creator>B</dc:creator><dc:creator>A</dc:creator>",
      "A, B",
    ],
    ["<author><name>A &amp;amp; B</name><email>me@site.example</email></author>", "A & B"],
  ])("names its authors: %s", (markup, author) => {
    expect(rssItem(markup).author).toBe(author);
  });

  it("has its dates by what is most to the point, and none from the future", () => {
    expect(rssItem("<dc:date>2004-01-02T00:00:00Z</dc:date><pubDate>2004-01-01T00:00:00Z</pubDate>")).toMatchObject({
      published: new Date("2004-01-01"),
      updated: undefined,
      dateFlag: undefined,
    });
    expect(rssItem("<pubDate>no date</pubDate><dc:date>2004-01-02T00:00:00Z</dc:date>").published).toEqual(
      new Date("2004-01-02"),
    );
    expect(rssItem("<pubDate>2099-01-01T00:00:00Z</pubDate>")).toMatchObject({
      published: fetchedAt,
      dateFlag: "future",
    });
    expect(rssItem("<title>x</title>")).toMatchObject({ published: undefined, dateFlag: "missing" });
  });

  it("comes with what belongs to it", () => {
    const item = rssItem(
      `<category>A</category><dc:subject>B</dc:subject><category>A</category><comments>/c</comments><dc:language>de_AT</dc:language>
       <enclosure url="https://a.example/1.mp3" length="1,000" type="Audio/MPEG; x=y"/><media:content url="https://a.example/1.mp3"/>
       <media:content url="https://a.example/1.jpg" medium="image"/>`,
      'xmlns:media="http://search.yahoo.com/mrss/"',
    );
    expect(item).toMatchObject({
      categories: ["A", "B"],
      commentsUrl: "https://site.example/c",
      language: "de-AT",
      enclosures: [{ url: "https://a.example/1.mp3", mediaType: "audio/mpeg", bytes: 1000 }],
      image: "https://a.example/1.jpg",
    });
  });
});

describe("the identity of an item", () => {
  it("is its guid, whatever else changes, even the scheme of an address", () => {
    const before = rssItem("<guid>http://Site.example:80/1?a=b#c</guid><title>x</title><link>/1</link>").identity;
    expect(rssItem("<guid> https://site.example/1?a=b#c </guid><title>y</title><link>/2</link>").identity).toBe(before);
    expect(rssItem("<guid>https://site.example/2</guid>").identity).not.toBe(before);
  });

  it("is its address where it has no guid, without what follows its readers around", () => {
    const before = rssItem("<link>http://site.example/1?utm_source=rss&amp;id=2</link>").identity;
    expect(rssItem("<link>https://site.example/1?id=2&amp;fbclid=x</link><title>y</title>").identity).toBe(before);
  });

  it("is its title and date where it has neither, so that items of one title stay apart", () => {
    const first = rssItem("<title>News</title><pubDate>2004-01-01</pubDate>").identity;
    expect(rssItem("<title>News</title><pubDate>2004-01-02</pubDate>").identity).not.toBe(first);
    expect(
      rssItem("<title>News</title><pubDate>Thu, 01 Jan 2004 00:00:00 GMT</pubDate><description>more</description>")
        .identity,
    ).toBe(first);
    expect(rssItem("<description>a</description>").identity).not.toBe(rssItem("<description>b</description>").identity);
  });

  it("does not change with the moment of fetching, though a date from the future does", () => {
    const text = "<rss><item><title>x</title><pubDate>2099-01-01T00:00:00Z</pubDate></item></rss>";
    const at = (moment: string) =>
      parseFeed(Buffer.from(text), { url, fetchedAt: new Date(moment) }).items[0]?.identity;
    expect(at("2026-01-01")).toBe(at("2026-01-02"));
  });

  it("is short, whatever names it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 2000 }), (guid) => {
        const [item] = parse(
          JSON.stringify({
            version: "https://jsonfeed.org/version/1",
            items: [{ id: guid, url: "https://a.example/" }],
          }),
        ).items;
        expect(item?.identity.length).toBeLessThanOrEqual(300);
      }),
    );
  });

  it("is that of one item: of several, the one that was changed last is taken", () => {
    const feed = rss(
      "<item><guid>1</guid><title>a</title></item><item><guid>2</guid></item><item><guid>1</guid><title>b</title><pubDate>2004-01-01</pubDate></item><item><guid>1</guid><title>c</title></item>",
    );
    expect(distinctItems(feed.items).map(({ guid, title }) => [guid, title])).toEqual([
      ["1", "b"],
      ["2", ""],
    ]);
  });

  it("tells a change by the hash of what a reader would see", () => {
    expect(hash("<title>a</title><pubDate>2004-01-01</pubDate>")).toBe(
      hash("<title>a</title><pubDate>2004-01-02</pubDate>"),
    );
    expect(hash("<title>a</title>")).not.toBe(hash("<title>b</title>"));
  });
});

const feedOf = (tag: string, count: number) => {
  const items = Array.from({ length: count }, (_, at) => `<${tag}><id>${at}</id></${tag}>`).join("");
  return tag === "item" ? `<rss><channel>${items}</channel></rss>` : `<feed>${items}</feed>`;
};
/** CPU seconds: others may use the machine as well. */
const costOf = (work: () => void) => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

describe("feeds with very many items", () => {
  it.each(["item", "entry"])("are read to the last one, in a time that grows as they do: %s", (tag) => {
    const count = feedLimits.itemsMax;
    const few = feedOf(tag, count / 10);
    const many = feedOf(tag, count);
    let whole: ReturnType<typeof parse> | undefined;
    // The first one also pays for what is compiled on the way.
    const fewCost = Math.max(
      costOf(() => parse(few)),
      costOf(() => parse(few)),
    );
    const manyCost = costOf(() => {
      whole = parse(many);
    });
    process.stderr.write(
      `ran: ${count} times <${tag}>: ${manyCost.toFixed(1)} CPU s, a tenth of them: ${fewCost.toFixed(2)}\n`,
    );
    // Ten times as many would cost a hundred times as much if it were quadratic.
    expect(manyCost).toBeLessThan(40 * fewCost);
    expect(whole?.items).toHaveLength(count);
    expect(whole?.damage).toEqual([]);
    expect(new Set(whole?.items.map(({ identity }) => identity)).size).toBe(count);
    expect(distinctItems(whole?.items ?? [])).toHaveLength(count);
  });

  it("are read to the last one even where no item is closed", () => {
    const count = 100_000;
    expect(parse(`<rss><channel>${"<item><guid>1<title>T<br>".repeat(count)}`).items.length).toBe(count);
  });
});
