import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SAMPLE, each, launch, serve } from './support.mjs';

let browser;
let site;
before(async () => {
    [browser, site] = [await launch(), await serve()];
});
after(async () => {
    await browser?.close();
    site?.close();
});

const NARROW = { viewport: { width: 320, height: 640 } };

test('at 320 px no page is too wide, messages wrap, and what scrolls can be reached', async () => {
    const wrong = [];
    let scrolling = 0;
    await each(browser, NARROW, SAMPLE, async (page, path) => {
        await page.goto(site.url + path);
        const seen = await page.evaluate(look);
        scrolling += seen.scrolling;
        wrong.push(...seen.wrong.map(fault => `${path}: ${fault}`));
    });
    assert.ok(scrolling > 10, `only ${scrolling} parts scroll`);
    assert.deepEqual(wrong, []);
});

/** Looks at a page from within. */
function look() {
    const wrong = [];
    const scrolls = element => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
    const inScrolling = element => {
        for (let up = element.parentElement; up.matches('main *'); up = up.parentElement) {
            if (scrolls(up)) {
                return true;
            }
        }
        return false;
    };
    for (const element of document.querySelectorAll('main *')) {
        const { left, right, width } = element.getBoundingClientRect();
        if (width > 1 && (right > innerWidth + 0.5 || left < -0.5) && !inScrolling(element)) {
            wrong.push(`too wide: ${element.outerHTML.slice(0, 120)}`);
        }
    }
    const parts = [...document.querySelectorAll('pre > code:not([hidden]), .table-wrapper')]
        .filter(part => part.scrollWidth > part.clientWidth);
    for (const part of parts) {
        if (part.tabIndex !== 0) {
            wrong.push(`no key reaches ${part.outerHTML.slice(0, 120)}`);
        }
        if (part.classList.contains('language-text')) {
            wrong.push(`a message scrolls: ${part.outerHTML.slice(0, 120)}`);
        }
    }
    return { wrong, scrolling: parts.length };
}

test('without JavaScript every page has its text and a way to the others', async () => {
    await each(browser, { javaScriptEnabled: false }, ['index.html', 'security.html'], async (page, path) => {
        await page.goto(site.url + path);
        assert.ok((await page.locator('main').innerText()).length > 500);
        await page.frameLocator('iframe').locator('a[href="troubleshooting.html"]').waitFor();
        await page.locator('pre > code').first().waitFor({ state: path === 'index.html' ? 'detached' : 'visible' });
    });
});
