import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, serve } from './support.mjs';

/** The messages that the guide promises to explain, each with the address of its section. */
const MESSAGES = process.env.MESSAGES.split('\n').map(line => line.split('\t'));

let browser;
let site;
before(async () => {
    [browser, site] = [await launch(), await serve()];
});
after(async () => {
    await browser?.close();
    site?.close();
});

test('who pastes a message into the search finds its section among the first three', async () => {
    assert.ok(MESSAGES.length > 20, `only ${MESSAGES.length} messages`);
    const page = await open(browser);
    await page.goto(`${site.url}index.html`);
    await page.keyboard.press('Control+k');
    const bar = page.locator('#mdbook-searchbar');
    await bar.waitFor({ state: 'visible' });
    const missing = [];
    for (const [message, address] of MESSAGES) {
        await bar.fill(message);
        // mdBook searches when a key comes up.
        await bar.press('End');
        const header = page.locator('#mdbook-searchresults-header');
        await header.filter({ hasText: `'${message}'` }).waitFor();
        const found = await page.locator('#mdbook-searchresults a').evaluateAll(
            links => links.map(link => link.getAttribute('href').replace(/\?[^#]*/, '')),
        );
        if (!found.slice(0, 3).includes(address)) {
            missing.push(`${message}: ${found.slice(0, 3)}`);
        }
    }
    assert.deepEqual(missing, []);
});
