import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { DESKTOP, PHONE, SAMPLE, each, launch, open, serve } from './support.mjs';

let browser;
let site;
let page;
before(async () => {
    [browser, site] = [await launch(), await serve()];
});
after(async () => {
    await browser?.close();
    site?.close();
});
beforeEach(async () => {
    await page?.context().close();
    page = await open(browser, {
        viewport: DESKTOP,
        permissions: ['clipboard-read', 'clipboard-write'],
    });
});

const focused = () => page.evaluate(() => {
    const element = document.activeElement;
    return element.id || element.className || element.tagName;
});

/** Presses Tab until the element with this id or class has the focus. */
async function tabTo(name) {
    for (let presses = 0; presses < 400; presses += 1) {
        await page.keyboard.press('Tab');
        if ((await focused()).split(' ').includes(name)) {
            return;
        }
    }
    assert.fail(`Tab never reaches ${name}`);
}

test('the first Tab offers the way to the text', async () => {
    await page.goto(`${site.url}index.html`);
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'skip-link');
    await page.keyboard.press('Enter');
    assert.equal(await focused(), 'mdbook-main');
});

test('the table of contents opens and closes by keyboard', async () => {
    await page.setViewportSize(PHONE);
    await page.goto(`${site.url}index.html`);
    const link = page.locator('#mdbook-sidebar a[href="security.html"]');
    const toggle = page.locator('#guide-contents-toggle');
    assert.equal(await toggle.getAttribute('aria-expanded'), 'false');
    await tabTo('guide-contents-toggle');
    await page.keyboard.press('Enter');
    await link.waitFor({ state: 'visible' });
    assert.equal(await toggle.getAttribute('aria-expanded'), 'true');
    await link.focus();
    await page.keyboard.press('Escape');
    assert.equal(await focused(), 'guide-contents-toggle');
    assert.equal(await toggle.getAttribute('aria-expanded'), 'false');
    await link.waitFor({ state: 'hidden' });
});

test('a part of the table of contents unfolds by keyboard', async () => {
    await page.goto(`${site.url}index.html`);
    const check = page.locator('#mdbook-sidebar a[href="reference/policy/syntax.html"]');
    assert.equal(await check.isVisible(), false);
    await tabTo('chapter-fold-toggle');
    await page.keyboard.press(' ');
    await check.waitFor({ state: 'visible' });
    const fold = page.locator('.chapter-fold-toggle').first();
    assert.equal(await fold.getAttribute('aria-expanded'), 'true');
});

test('a theme is chosen by keyboard and kept', async () => {
    await page.goto(`${site.url}index.html`);
    await tabTo('mdbook-theme-toggle');
    await page.keyboard.press('Enter');
    await page.locator('#mdbook-theme-list').waitFor({ state: 'visible' });
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.goto(`${site.url}security.html`);
    await page.locator('html.ayu').waitFor();
});

test('keys without modifiers neither turn the page nor open the search', async () => {
    const address = `${site.url}security.html`;
    await page.goto(address);
    for (const key of ['ArrowRight', 'ArrowLeft', 's', '/', '?']) {
        await page.keyboard.press(key);
    }
    // A navigation would be under way by the time that the page answers twice.
    await page.evaluate(() => new Promise(resolve => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
    }));
    assert.equal(page.url(), address);
    assert.equal(await page.locator('#mdbook-searchbar').isVisible(), false);
});

test('Ctrl+K searches, and an error message leads to its section', async () => {
    await page.goto(`${site.url}index.html`);
    await page.keyboard.press('Control+k');
    await page.locator('#mdbook-searchbar').waitFor({ state: 'visible' });
    assert.equal(await focused(), 'mdbook-searchbar');
    await page.keyboard.type('UnrecognizedClientException');
    const first = page.locator('#mdbook-searchresults a').first();
    await first.waitFor();
    const results = await page.locator('#mdbook-searchresults a').evaluateAll(
        links => links.map(link => link.getAttribute('href')),
    );
    assert.ok(results.some(href => href.startsWith('troubleshooting.html')), `${results}`);
});

test('copying by keyboard works and is said aloud', async () => {
    await page.goto(`${site.url}first-call.html`);
    await tabTo('clip-button');
    await page.keyboard.press('Enter');
    await page.locator('[role=status]').filter({ hasText: 'Copied!' }).waitFor();
    const expected = await page.locator('pre > code').first().textContent();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), expected);
});

test('every block copies exactly its text, and of a session what to type', async () => {
    const options = { permissions: ['clipboard-read', 'clipboard-write'] };
    const wrong = [];
    let blocks = 0;
    await each(browser, options, SAMPLE, async (page, path) => {
        await page.goto(site.url + path);
        for (const block of await page.locator('pre:has(.clip-button)').all()) {
            const code = block.locator('code:not([hidden])');
            const shown = await code.textContent();
            const session = (await code.getAttribute('class')).includes('language-console');
            const expected = session ? typed(shown) : shown;
            // Pages in one browser share its clipboard, and so what is handed to it is compared.
            const copied = block.evaluate(pre => new Promise(resolve => {
                document.addEventListener('copy', () => {
                    resolve(document.activeElement.value ?? String(getSelection()));
                }, { once: true, capture: true });
                pre.querySelector('.clip-button').click();
            }));
            blocks += 1;
            if ((await copied) !== expected) {
                wrong.push(`${path}: ${JSON.stringify(await copied)} for ${JSON.stringify(shown)}`);
            }
        }
    });
    assert.ok(blocks > 100, `only ${blocks} blocks`);
    assert.deepEqual(wrong, []);
});

/** The commands of a session whose every command is one line. */
function typed(session) {
    const prompts = session.split('\n').filter(line => line.startsWith('$ '));
    return prompts.length ? `${prompts.map(line => line.slice(2)).join('\n')}\n` : session;
}
