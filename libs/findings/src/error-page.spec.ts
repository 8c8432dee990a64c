import { expect, test } from 'vitest';
import { renderErrorPage } from './error-page.ts';

test('the page on error codes is the one that the registry makes', async () => {
  await expect(renderErrorPage()).toMatchFileSnapshot('../../../docs/troubleshoot/error-codes.md');
});
