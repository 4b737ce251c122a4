import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { DESKTOP, PAGES, PHONE, SAMPLE, THEMES, each, launch, serve } from './support.mjs';

const axe = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

// What a theme can change; everything else is looked at once for each page and screen.
const OF_THEMES = ['color-contrast', 'link-in-text-block'];

let browser;
let site;
before(async () => {
    [browser, site] = [await launch(), await serve()];
});
after(async () => {
    await browser?.close();
    site?.close();
});

test('axe finds nothing on any page', async () => {
    const found = [];
    await each(browser, { viewport: DESKTOP }, PAGES, async (page, path) => {
        await page.goto(site.url + path);
        await page.evaluate(axe);
        found.push(...await violations(page, {}, path));
    });
    assert.deepEqual(found, []);
});

for (const [screen, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    test(`axe finds nothing in any theme on a ${screen}`, async () => {
        const found = [];
        await each(browser, { viewport }, SAMPLE, async (page, path) => {
            await page.goto(site.url + path);
            await page.evaluate(axe);
            for (const theme of THEMES) {
                await page.evaluate(setTheme, theme);
                const all = screen === 'phone' && theme === THEMES[0];
                const options = all ? {} : { runOnly: OF_THEMES };
                found.push(...await violations(page, options, `${path} in ${theme}`));
            }
        });
        assert.deepEqual(found, []);
    });
}

test('axe finds something where there is something to find', async () => {
    await each(browser, {}, ['index.html'], async (page, path) => {
        await page.goto(site.url + path);
        await page.evaluate(() => {
            const pale = document.createElement('p');
            pale.textContent = 'pale';
            pale.style.color = '#aaa';
            document.querySelector('main').append(pale, document.createElement('img'));
        });
        await page.evaluate(axe);
        const found = await violations(page, {}, path);
        for (const id of ['image-alt', 'color-contrast']) {
            assert.ok(found.some(line => line.includes(id)), `${id} is not in ${found}`);
        }
    });
});

/** What axe finds, a line for each rule. */
async function violations(page, options, where) {
    const found = await page.evaluate(
        async options => (await window.axe.run(document, options)).violations,
        { ...options, resultTypes: ['violations'] },
    );
    return found.map(({ id, nodes }) => {
        const [{ target, failureSummary }] = nodes;
        return `${where}: ${id}, ${nodes.length} times, as at ${target}: ${failureSummary}`;
    });
}

/** Chooses a theme as a reader does, and waits until all colours have arrived. */
async function setTheme(theme) {
    document.getElementById(`mdbook-theme-${theme}`).click();
    if (!document.documentElement.classList.contains(theme)) {
        throw new Error(`the theme is not ${theme}`);
    }
    const sheets = [...document.querySelectorAll('link[rel=stylesheet]:not([media])')];
    while (sheets.some(link => !link.disabled && !link.sheet)) {
        await new Promise(requestAnimationFrame);
    }
    await Promise.allSettled(document.getAnimations().map(animation => animation.finished));
}
