// The documentation comments of tapsets (`/** sfunction name - what it does … */`) as Markdown.

/** The comment that ends right before an offset; undefined where there is none that documents. */
export function documentationBefore(text: string, offset: number): string | undefined {
  const before = text.slice(Math.max(0, offset - 6000), offset);
  const end = before.lastIndexOf('*/');
  if (end < 0 || !/^\s*$/.test(before.slice(end + 2))) return undefined;
  const start = before.lastIndexOf('/**', end);
  return start < 0 ? undefined : asMarkdown(before.slice(start + 3, end));
}

function asMarkdown(comment: string): string {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\*? ?/, '').trimEnd());
  const parts: string[] = [];
  let paragraph: string[] = [];
  const flush = (): void => {
    if (paragraph.length > 0) parts.push(paragraph.join(' '));
    paragraph = [];
  };
  for (const line of lines) {
    const title = /^(?:sfunction|probe|macro)\s+\S+\s*-\s*(.*)$/.exec(line);
    const parameter = /^@(\w+)\s*:\s*(.*)$/.exec(line);
    const section = /^(Description|Context|Arguments|Returns?|Note|General Syntax)\s*:?\s*(.*)$/i.exec(line);
    if (title || parameter || section || line === '') flush();
    if (title) paragraph.push(title[1] ?? '');
    else if (parameter) paragraph.push(`- \`${parameter[1]}\`: ${parameter[2]}`);
    else if (section) {
      if (/^description$/i.test(section[1] ?? '')) paragraph.push(section[2] ?? '');
      else paragraph.push(`**${section[1]}** ${section[2]}`);
    } else if (line !== '') paragraph.push(line.trim());
  }
  flush();
  // Many describe themselves by the sentence of their title, with a full stop.
  const plain = (part: string | undefined): string => part?.replace(/\.$/, '').trim() ?? '';
  return parts
    .filter((part, index) => plain(part) !== '' && (index === 0 || plain(part) !== plain(parts[0])))
    .join('\n\n')
    .replace(/(\n\n)(?=- `)/g, '\n');
}
