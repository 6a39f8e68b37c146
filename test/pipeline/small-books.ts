export interface SmallBook {
  readonly name: string;
  readonly content: string;
  /** As it is shown: plain text says of itself no more than its file's name. */
  readonly title: string;
}

/** Small books, every one different, in turn as Markdown, HTML and plain text. */
export function smallBook(number: number): SmallBook {
  const title = `Small book ${number}`;
  const paragraph = `This is what book number ${number} has to say, and it says it once. `.repeat(6);
  switch (number % 3) {
    case 0:
      return {
        name: `small-${number}.md`,
        content: `# ${title}\n\n${paragraph}\n\n## Afterwards\n\n${paragraph}\n`,
        title,
      };
    case 1:
      return {
        name: `small-${number}.html`,
        content: `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1><p>${paragraph}</p></html>`,
        title,
      };
    default:
      return {
        name: `small-${number}.txt`,
        content: `${title}\n\n${paragraph}\n\n${paragraph}\n`,
        title: `small-${number}`,
      };
  }
}
