// One row of a CSV file.

/** RFC 4180; a field that a spreadsheet would take for a formula gets an apostrophe. */
export function csvRow(fields: readonly (string | number)[]): string {
  const spelled = fields.map((field) => {
    if (typeof field === 'number') return String(field);
    const safe = /^(?:[=\t]|[+-](?![\d.]*$)|@\w+\()/.test(field) ? `'${field}` : field;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${spelled.join(',')}\r\n`;
}
