import { errorCatalogue } from './catalogue.ts';

/** docs/errors.md, made from the catalogue. */
export function errorsReference(): string {
  const rows = Object.entries(errorCatalogue).map(
    ([code, { sentence, retryable, remedy }]) =>
      `| \`${code}\` | ${sentence} | ${retryable ? 'yes' : 'no'} | ${remedy} |`,
  );
  return `# Errors

Every error that leaves a room of the code. Codes are stable and never reused. Made from \`src/errors/catalogue.ts\`:
\`UPDATE_DOCS=1 npx vitest run test/errors\` writes it anew.

| code | what it says | tried again | what to do |
|---|---|---|---|
${rows.join('\n')}
`;
}
