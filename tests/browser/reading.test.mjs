import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CHAPTERS, PAGES, each, launch, serve } from './support.mjs';

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

test('no page is wider than 320 px', async () => {
    const wide = [];
    await each(browser, NARROW, PAGES, async (page, path) => {
        await page.goto(site.url + path);
        const over = await page.evaluate(() => {
            const scrolls = element => {
                const { overflowX } = getComputedStyle(element);
                return overflowX === 'auto' || overflowX === 'scroll';
            };
            return [...document.querySelectorAll('main *')]
                .filter(element => {
                    for (let up = element.parentElement; up.matches('main *'); up = up.parentElement) {
                        if (scrolls(up)) {
                            return false;
                        }
                    }
                    const { left, right, width } = element.getBoundingClientRect();
                    return width > 1 && (right > innerWidth + 0.5 || left < -0.5);
                })
                .map(element => element.outerHTML.slice(0, 120));
        });
        if (over.length) {
            wide.push(`${path}: ${over.length}, as ${over[0]}`);
        }
    });
    assert.deepEqual(wide, []);
});

test('what scrolls within itself can be reached by keyboard', async () => {
    const unreachable = [];
    let scrolling = 0;
    await each(browser, NARROW, CHAPTERS, async (page, path) => {
        await page.goto(site.url + path);
        const parts = await page.locator('pre > code:not([hidden]), .table-wrapper').evaluateAll(
            parts => parts
                .filter(part => part.scrollWidth > part.clientWidth)
                .map(part => ({ reachable: part.tabIndex === 0, html: part.outerHTML.slice(0, 120) })),
        );
        scrolling += parts.length;
        unreachable.push(...parts.filter(part => !part.reachable).map(part => `${path}: ${part.html}`));
    });
    assert.ok(scrolling > 10, `only ${scrolling} parts scroll`);
    assert.deepEqual(unreachable, []);
});

test('messages wrap instead of scrolling', async () => {
    const scrolling = [];
    await each(browser, NARROW, CHAPTERS, async (page, path) => {
        await page.goto(site.url + path);
        const wide = await page.locator('pre > code.language-text').evaluateAll(
            blocks => blocks.filter(block => block.scrollWidth > block.clientWidth).length,
        );
        if (wide) {
            scrolling.push(`${path}: ${wide}`);
        }
    });
    assert.deepEqual(scrolling, []);
});

test('without JavaScript every page has its text and a way to the others', async () => {
    await each(browser, { javaScriptEnabled: false }, ['index.html', 'security.html'], async (page, path) => {
        await page.goto(site.url + path);
        assert.ok((await page.locator('main').innerText()).length > 500);
        await page.frameLocator('iframe').locator('a[href="troubleshooting.html"]').waitFor();
        await page.locator('pre > code').first().waitFor({ state: path === 'index.html' ? 'detached' : 'visible' });
    });
});
