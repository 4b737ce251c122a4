import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { DESKTOP, PAGES, PHONE, THEMES, each, launch, serve } from './support.mjs';

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

for (const [screen, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    test(`axe finds nothing on any page in any theme on a ${screen}`, async () => {
        const found = [];
        await each(browser, { viewport }, PAGES, async (page, path) => {
            await page.goto(site.url + path);
            await page.evaluate(axe);
            // The pages of the checks are many and made alike: on a phone, one theme of them.
            const alike = viewport === PHONE && path.startsWith('reference/');
            for (const theme of alike ? THEMES.slice(0, 1) : THEMES) {
                await page.evaluate(setTheme, theme);
                const only = theme === THEMES[0] ? {} : { runOnly: OF_THEMES };
                const { violations } = await page.evaluate(
                    options => window.axe.run(document, options),
                    { ...only, resultTypes: ['violations'] },
                );
                for (const { id, nodes } of violations) {
                    const [{ target, failureSummary }] = nodes;
                    found.push(`${path} in ${theme}: ${id}, ${nodes.length} times, as at `
                        + `${target}: ${failureSummary}`);
                }
            }
        });
        assert.deepEqual(found, []);
    });
}

test('axe finds something where there is something to find', async () => {
    await each(browser, {}, ['index.html'], async (page, path) => {
        await page.goto(site.url + path);
        await page.evaluate(() => {
            document.querySelector('main').innerHTML += '<p style="color: #aaa">pale</p><img>';
        });
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run(document));
        const ids = violations.map(({ id }) => id);
        assert.ok(ids.includes('image-alt'), `${ids}`);
    });
});

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
