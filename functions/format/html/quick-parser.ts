import {
  type DefaultTreeAdapterMap,
  type DefaultTreeAdapterTypes,
  InsertionMode,
  Parser,
  type ParserOptions,
  Tokenizer,
  type TokenizerOptions,
} from "parse5";

// parse5 looks at text one character at a time, and has the parser deal with each word and each space by itself. Books are
// text for the most part: here, as much of it as has nothing special in it is taken at once. The trees are the same, which
// test/functions/format/html/quick-parser.test.ts holds against parse5 itself.

type Options = ParserOptions<DefaultTreeAdapterMap>;

/** The document that parse5's `parse` makes of a page, in half the time. */
export function parseDocument(html: string, options?: Options): DefaultTreeAdapterTypes.Document {
  return QuickParser.parse<DefaultTreeAdapterMap>(html, options);
}

/** The fragment that parse5's `parseFragment` makes of markup, in half the time. */
export function parseMarkup(html: string, options?: Options): DefaultTreeAdapterTypes.DocumentFragment {
  const parser = QuickParser.getFragmentParser<DefaultTreeAdapterMap>(null, options);
  parser.tokenizer.write(html, true);
  return parser.getFragment();
}

class QuickTokenizer extends Tokenizer {
  readonly #parser: { readonly insertionMode: InsertionMode };

  constructor(
    options: TokenizerOptions,
    parser: ConstructorParameters<typeof Tokenizer>[1] & { insertionMode: InsertionMode },
  ) {
    super(options, parser);
    this.#parser = parser;
  }

  protected override _stateData(codePoint: number): void {
    // oxlint-disable-next-line no-underscore-dangle -- parse5's own name for what subclasses may change.
    super._stateData(codePoint);
    // White space at its beginning may mean something else to the parser than the text after it.
    if (
      codePoint > space &&
      codePoint !== lessThan &&
      codePoint !== ampersand &&
      textIsOneKind.has(this.#parser.insertionMode)
    ) {
      this.#takeUntil(endOfText);
    }
  }

  protected override _stateAttributeValueDoubleQuoted(codePoint: number): void {
    // oxlint-disable-next-line no-underscore-dangle -- parse5's own name for what subclasses may change.
    super._stateAttributeValueDoubleQuoted(codePoint);
    if (codePoint > space && codePoint !== doubleQuote && codePoint !== ampersand) this.#takeUntil(endOfDoubleQuoted);
  }

  protected override _stateAttributeValueSingleQuoted(codePoint: number): void {
    // oxlint-disable-next-line no-underscore-dangle -- parse5's own name for what subclasses may change.
    super._stateAttributeValueSingleQuoted(codePoint);
    if (codePoint > space && codePoint !== singleQuote && codePoint !== ampersand) this.#takeUntil(endOfSingleQuoted);
  }

  /** Goes on with the run that has just been begun or made longer, to before the first of these signs. */
  #takeUntil(sign: RegExp): void {
    const { preprocessor } = this;
    const { html, pos } = preprocessor;
    sign.lastIndex = pos + 1;
    const end = sign.exec(html)?.index ?? html.length;
    if (end === pos + 1) return;
    preprocessor.pos = end - 1;
    this.runEnd = end;
  }
}

class QuickParser extends Parser<DefaultTreeAdapterMap> {
  constructor(...parameters: ConstructorParameters<typeof Parser<DefaultTreeAdapterMap>>) {
    super(...parameters);
    const { inForeignNode } = this.tokenizer;
    this.tokenizer = new QuickTokenizer(this.options, this);
    this.tokenizer.inForeignNode = inForeignNode;
  }
}

const space = 0x20;
const lessThan = 0x3c;
const ampersand = 0x26;
const doubleQuote = 0x22;
const singleQuote = 0x27;

// A carriage return is read as a line end, which makes the text another one than what stands there.
// oxlint-disable-next-line no-control-regex -- NUL means something of its own to the parser.
const endOfText = /[<&\0\r]/g;
// oxlint-disable-next-line no-control-regex -- the same.
const endOfDoubleQuoted = /["&\0\r]/g;
// oxlint-disable-next-line no-control-regex -- the same.
const endOfSingleQuoted = /['&\0\r]/g;

/** Where the parser does the same with white space within a text as with the rest of it. */
const textIsOneKind: ReadonlySet<InsertionMode> = new Set([
  InsertionMode.IN_BODY,
  InsertionMode.IN_CAPTION,
  InsertionMode.IN_CELL,
  InsertionMode.IN_TEMPLATE,
]);
