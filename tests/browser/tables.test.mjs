import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { DESKTOP, launch, open, serve } from './support.mjs';

let browser;
let site;
let page;
before(async () => {
    [browser, site] = [await launch(), await serve()];
    page = await open(browser, { viewport: DESKTOP });
});
after(async () => {
    await browser?.close();
    site?.close();
});

/** The table of Regions, which is under its own heading. */
async function regions() {
    await page.goto(`${site.url}regions.html`);
    return page.locator('.table-tools').first();
}

test('the Regions are filtered by typing, and the count is said aloud', async () => {
    const tools = await regions();
    const rows = page.locator('.table-wrapper.long').first().locator('tbody tr');
    const all = await rows.count();
    const status = tools.locator('[role=status]');
    assert.equal(await status.textContent(), `${all} rows`);
    await tools.getByLabel('Filter').focus();
    await page.keyboard.type('eu- frank');
    await status.filter({ hasText: `1 of ${all} rows` }).waitFor();
    assert.match(await rows.filter({ visible: true }).innerText(), /^eu-central-1/);
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await status.filter({ hasText: new RegExp(`^${all} rows$`) }).waitFor();
});

for (const [format, read] of [
    ['CSV', text => text.trimEnd().split('\r\n').slice(1).map(line => line.split(',')[0])],
    ['JSON', text => JSON.parse(text).map(row => row.Region)],
]) {
    test(`the Regions come as ${format}`, async () => {
        const tools = await regions();
        const shown = await page.locator('.table-wrapper.long').first()
            .locator('tbody td:first-child').allTextContents();
        const coming = page.waitForEvent('download');
        await tools.getByRole('button', { name: `Download ${format}` }).press('Enter');
        const download = await coming;
        assert.equal(download.suggestedFilename(), `where-bedrock-is.${format.toLowerCase()}`);
        assert.deepEqual(read(readFileSync(await download.path(), 'utf8')), shown);
        assert.ok(shown.length > 20);
    });
}
